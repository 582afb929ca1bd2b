"""Help on one page: the keys, what the marks mean, what this program is and is not."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.i18n import Words
from ui.screens.question import Question
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.checklist import ChecklistRow, ChecklistState, Row
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState


def help_rows(words: Words) -> tuple[tuple[str, str], ...]:
    """Key and what it does, in the order of how urgent it is."""
    _ = words.text
    return (
        ("F12", _("EMERGENCY: cards, times, telephone numbers")),
        ("F2", _("Measure blood pressure now, or stop the cuff")),
        ("F4", _("Drugs as needed")),
        ("F8", _("Note")),
        ("Enter", _("The primary button of the stage, bottom right")),
        ("Esc", _("Back to the stage of the session")),
        ("1–4", _("Answer the question that is marked in the day check")),
        ("!!!", _("High priority: red, flashes twice a second")),
        ("!!", _("Medium priority: yellow, flashes every two seconds")),
        ("!", _("Low priority: cyan, steady, silent")),
        ("---", _("No valid value, and why")),
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
        super().__init__(theme, words, acts, None, (), parent)
        self._rows = [
            ChecklistRow(theme, _nothing, _nothing, dense=True, parent=self)
            for _row in help_rows(words)
        ]
        for row in self._rows:
            self.body.addWidget(row)
        self._what = Paragraph(theme, parent=self)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addWidget(self._what)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        _ = self._words.text
        self.show_top(view, HeadState(_("Help")))
        for row, (key, text) in zip(self._rows, help_rows(self._words), strict=True):
            row.show_state(ChecklistState(key, text, Row.WAITING, aside=(key,)))
        what = _(
            "A support tool, not CE marked. It never controls the pump, and the monitors' own "
            "alarms are the ones that count. Alarms are designed after IEC 60601-1-8."
        )
        self._what.show_state(ParagraphState(what, icon="info"))
        self.show_foot(None)


def _nothing(_row: str) -> None:
    """The lines are read, not pressed."""
