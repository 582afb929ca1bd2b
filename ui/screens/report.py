"""The record as it will be printed: pages on night paper, an addendum, print, and the next session.

The report is made from the record on disk, in memory; making it takes a moment, and the stage
says so first.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside import events
from bedside.session import Phase
from ui.i18n import Words, mark
from ui.screens.printing import ask_and_print
from ui.screens.reason import ReasonForm, ReasonState
from ui.screens.said import missing, said_of, why_not
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, Printed, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.pages import PageColumn, PageThumb, PdfPages
from ui.widgets.paragraph import Paragraph, ParagraphState, Size
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.scroll import ScrollArea
from ui.widgets.words import Words as Sentence

PAGES, ADDENDUM = "pages", "addendum"
NOT_MADE = {
    "locked": mark("Another program holds the record. Nothing is lost; try again."),
    "disk_full": mark("The disk is full. The record is safe, the report could not be made."),
    "damaged": mark("The record on disk is damaged here. Fetch the system owner."),
    "wrong_key": mark("The record cannot be opened with this key. Fetch the system owner."),
}
NOT_READ = mark("The record could not be read. Nothing was changed; try again.")


@dataclass(frozen=True, slots=True)
class ReportDraft:
    form: str = PAGES
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReportState:
    form: str
    said: str  # instead of pages: that they are being made, or why there are none
    primary: PrimaryState
    reason: Sentence
    writing: ReasonState | None = None
    pages: bool = False  # there are pages to print


def report_state(
    view: View, words: Words, draft: ReportDraft, made: Printed | str | None
) -> ReportState:
    _ = words.text
    said = ""
    if made is None:
        said = _("The report is being made …")
    elif isinstance(made, str):
        said = said_of(words, NOT_MADE, made) or _(NOT_READ)
    state = ReportState(
        form=PAGES,
        said=said,
        primary=PrimaryState(_("New session"), "plus"),
        reason=why_not(view, words, _closed(view, words)),
        pages=isinstance(made, Printed),
    )
    if draft.form == ADDENDUM:
        there = bool(draft.text.strip())
        form = ReasonState(
            _("Addendum"),
            _("The record stays as it was signed. This is added to it, with your name and time."),
            _("What is added"),
            draft.text,
        )
        return replace(
            state,
            form=ADDENDUM,
            writing=form,
            primary=PrimaryState(_("Sign the addendum"), enabled=there),
            reason=why_not(view, words, missing(words, () if there else (_("a text"),))),
        )
    return state


def _closed(view: View, words: Words) -> str:
    _, reached = words.text, view.session.reached_at
    if view.session.phase is Phase.ABORTED:
        at = reached.get(Phase.ABORTED)
        template = _("Not carried out, ended {time}. Changes only as a signed addendum.")
    else:
        at = reached.get(Phase.CLOSED)
        template = _("The session was closed {time}. Changes only as a signed addendum.")
    return template.format(time=words.time(at) if at else "–")


class ReportScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._new = PrimaryButton(theme, self.primary_pressed, clock_s)
        self._back = Button(theme, self._leave_form)
        self._print = Button(theme, self._print_it)
        self._add = Button(theme, lambda: self._drafted(form=ADDENDUM))
        super().__init__(theme, self._new, (self._back, self._print, self._add), parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._draft = ReportDraft()
        self._view: View | None = None
        self._shown: ReportState | None = None
        self._made: Printed | str | None = None
        self._key: tuple[str, int] | None = None
        self._pages: PdfPages | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._make)
        self._stack = QStackedWidget(self)
        self.body.setContentsMargins(theme.metrics.margin, 0, theme.metrics.margin, 0)
        self.body.addWidget(self._stack, 1)
        self._reason = ReasonForm(theme, lambda text: self._drafted(text=text))
        self._told = Paragraph(theme, Size.M)
        self._paper = self._page_of_pages()
        for page in (self._paper, self._told, self._reason):
            self._stack.addWidget(page)
        for button, text, icon in (
            (self._back, words.text("Back"), "back"),
            (self._print, words.text("Print"), "print"),
            (self._add, words.text("Addendum"), "pen"),
        ):
            button.show_state(ButtonState(text, icon))

    def _page_of_pages(self) -> QWidget:
        theme, metrics = self._theme, self._theme.metrics
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.pick(64, 32))
        self._thumbs: list[PageThumb] = []
        self._thumb_column = QVBoxLayout()
        self._thumb_column.setContentsMargins(0, metrics.margin, 0, 0)
        self._thumb_column.setSpacing(metrics.gap)
        self._thumb_column.addStretch(1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, metrics.margin, metrics.pad, metrics.margin)
        self._column = PageColumn(theme, self._mark_thumb, inner)
        column.addWidget(self._column)
        column.addStretch(1)
        self._scroll = ScrollArea(theme, inner, page)
        self._scroll.verticalScrollBar().valueChanged.connect(lambda _y: self._mark_thumb())
        row.addLayout(self._thumb_column)
        row.addWidget(self._scroll, 1)
        return page

    # --- showing

    def show_view(self, view: View) -> None:
        self._view = view
        opened = view.session.opened
        key = (opened.session if opened else "", view.session.last_seq)
        if key != self._key:
            self._key, self._made = key, None
            if self._pages is not None and key[0] != self._session_shown:
                self._pages = None
            self._timer.start(0)  # after this has been painted: making it takes a moment
        self._refresh()

    @property
    def _session_shown(self) -> str:
        return self._made.session if isinstance(self._made, Printed) else ""

    def _make(self) -> None:
        if self._view is None:
            return
        self._made = self._acts.printed(self._words)
        self._pages = PdfPages(self._made.pdf) if isinstance(self._made, Printed) else None
        self._show_pages()
        self._refresh()

    def _refresh(self) -> None:
        if self._view is None:
            return
        state = report_state(self._view, self._words, self._draft, self._made)
        if state == self._shown:
            return
        self._shown = state
        self._told.show_state(ParagraphState(state.said, icon="info", bright=True))
        if state.writing is not None:
            self._reason.show_state(state.writing)
        page: QWidget = self._told if state.said else self._paper
        self._stack.setCurrentWidget(self._reason if state.writing is not None else page)
        self._back.setVisible(state.writing is not None)
        self._print.setVisible(state.writing is None)
        self._print.show_state(ButtonState(self._words.text("Print"), "print", enabled=state.pages))
        self._add.setVisible(state.writing is None)
        self.show_foot(state.primary, state.reason)

    def _show_pages(self) -> None:
        pages, _ = self._pages, self._words.text
        count = pages.count if pages else 0
        self._column.show_pages(pages, _("The report, {n} pages").format(n=count))
        while len(self._thumbs) < count:
            thumb = PageThumb(self._theme, self._jumper(len(self._thumbs)), self._paper)
            self._thumb_column.insertWidget(len(self._thumbs), thumb)
            self._thumbs.append(thumb)
        for number, thumb in enumerate(self._thumbs):
            thumb.setVisible(number < count)
            if pages is not None and number < count:
                thumb.show_page(pages, number, _("Page {n}").format(n=number + 1))
        self._mark_thumb()

    def _jumper(self, page: int) -> Callable[[], None]:
        return lambda: self._scroll.verticalScrollBar().setValue(self._column.top_of(page))

    def _mark_thumb(self) -> None:
        bar, third = self._scroll.verticalScrollBar(), self._scroll.height() // 3
        y = bar.value()
        at_end = bar.maximum() > 0 and y >= bar.maximum()
        count = self._pages.count if self._pages else 0
        seen = count - 1 if at_end else self._column.page_at(y + third)
        for number, thumb in enumerate(self._thumbs):
            thumb.show_chosen(number == seen)

    def _drafted(self, **what: object) -> None:
        self._draft = replace(self._draft, **what)  # type: ignore[arg-type]
        self._refresh()

    def _leave_form(self) -> None:
        self._draft = ReportDraft()
        self._acts.back()
        self._refresh()

    # --- acts

    def primary_pressed(self) -> None:
        if self._draft.form == PAGES:
            self._acts.go(Place.START)
            return
        event = events.AddendumWritten(text=self._draft.text.strip())
        if self._acts.do(event) is None:
            self._draft = ReportDraft()
            self._refresh()

    def back_pressed(self) -> None:
        if self._draft.form != PAGES:
            self._leave_form()

    def _print_it(self) -> None:
        if self._pages is not None:
            title = self._words.text("Print the report")
            if ask_and_print(self._pages, title, self):
                self._acts.was_printed()
