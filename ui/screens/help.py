"""Help on one page: the keys, what the marks mean, what this program is and is not."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.i18n import Words
from ui.screens.printing import QuietPrinting, has_printer
from ui.screens.question import Question
from ui.screens.report_aside import NOT_WRITTEN, WHY_NOT, documents
from ui.screens.said import said_of
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.log import LogList, LogRow, LogState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.scroll import ScrollArea
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked


def keys(words: Words) -> tuple[tuple[str, str], ...]:
    """Key and what it does, the most urgent first."""
    _ = words.text
    return (
        ("F12", _("EMERGENCY: cards, times, telephone numbers")),
        ("F2", _("Measure blood pressure now, or stop the cuff")),
        ("F4", _("Drugs as needed")),
        ("F8", _("Note")),
        ("F1", _("This page")),
        ("Enter", _("The primary button of the stage, bottom right")),
        ("Esc", _("Back to the stage of the session")),
        ("Tab", _("The next thing that can be pressed or typed into")),
        ("1–4", _("Answer the question that is marked in the day check")),
    )


def marks(words: Words) -> tuple[tuple[str, str], ...]:
    """What stands on the screen, and what it means."""
    _ = words.text
    return (
        ("!!!", _("High priority: red, flashes twice a second")),
        ("!!", _("Medium priority: yellow, flashes every two seconds")),
        ("!", _("Low priority: cyan, steady, silent")),
        ("---", _("No valid value, and why")),
        ("?", _("An unlikely value: it alarms all the same")),
    )


class HelpScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._form = Button(theme, lambda: self._print_form(blank=False))
        self._blank = Button(theme, lambda: self._print_form(blank=True))
        super().__init__(theme, words, acts, None, (self._form, self._blank), parent)
        self._told: Sentence = ""
        self._printing: QuietPrinting | None = None
        self._heads = (Head(theme, parent=self), Head(theme, parent=self))
        self._lists = (LogList(theme, parent=self), LogList(theme, parent=self))
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.metrics.margin)
        grid.setVerticalSpacing(0)
        for column, (head, rows) in enumerate(zip(self._heads, self._lists, strict=True)):
            grid.addWidget(head, 0, column)
            grid.addWidget(rows, 1, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(2, 1)
        self._what = Paragraph(theme, parent=self)
        self.body.addWidget(ScrollArea(theme, page, self), 1)  # alarms may take rows from the stage
        self.body.addWidget(self._what)

    def show_view(self, view: View) -> None:
        _ = self._words.text
        self.show_top(view, HeadState(_("Help")))
        titles = (_("Keys"), _("Marks"))
        for head, rows, title, lines in zip(
            self._heads,
            self._lists,
            titles,
            (keys(self._words), marks(self._words)),
            strict=True,
        ):
            head.show_state(HeadState(title))
            shown = tuple(LogRow(key, key, text) for key, text in lines)
            rows.show_state(LogState(shown, title))
        what: Sentence = _(
            "A support tool, not CE marked. It never controls the pump, and the monitors' own "
            "alarms are the ones that count. Alarms are designed after IEC 60601-1-8."
        )
        self._what.show_state(
            ParagraphState(self._told or what, icon="info", bright=bool(self._told))
        )
        self._form.setVisible(view.open)
        self._form.show_state(ButtonState(_("Paper form"), icon="print"))
        self._blank.show_state(ButtonState(_("Blank paper form"), icon="print"))
        self.show_foot(None)

    def _print_form(self, *, blank: bool) -> None:
        """On paper if this workstation has a printer, and as a file in any case."""
        words, _ = self._words, self._words.text
        file, pdf, why = self._acts.paper_form(documents(), words, blank=blank)
        printer = has_printer()
        if printer:
            self._printing = QuietPrinting(pdf, self)
        if why:
            self._told = said_of(words, NOT_WRITTEN, why) or _(WHY_NOT)
        elif printer:
            self._told = marked(_("Being printed, and saved: **{file}**"), file=file.name)
        else:
            self._told = marked(_("No printer. Saved: **{file}**"), file=str(file))
        self.again()
