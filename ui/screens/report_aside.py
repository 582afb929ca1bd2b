"""Beside the report: what leaves the room and where to, and what the journal says of itself.

Only exports that work are offered. A file that could not be written leaves nothing behind.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import Words, mark
from ui.screens.report_journal import ALARMS, journal_rows
from ui.screens.row_list import RowList
from ui.screens.said import said_of
from ui.theme import Theme
from ui.view import Acts, Place, Printed, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.checklist import ChecklistState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.scroll import ScrollArea
from ui.widgets.tick import Tick, TickShape, TickState
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked

PDF, FHIR, CSV, JSONL = "pdf", "fhir", "csv", "jsonl"
ENDINGS = {FHIR: "fhir.json"}
OFFERED = (
    (PDF, mark("PDF/A-3b"), mark("a report to read, with every event attached")),
    (FHIR, mark("FHIR R4"), mark("a document for the hospital's systems")),
    (CSV, mark("CSV"), mark("measurements and events")),
    (JSONL, mark("JSON Lines"), mark("every event, one a line")),
)
NOT_WRITTEN = {
    "disk_full": mark("The disk is full: no file was written. The record itself is safe."),
    "no_permission": mark("No right to write there: no file was written. Choose another folder."),
    "read_only": mark("Nothing can be written on that disk. Choose another folder."),
    "no_folder": mark("There is no such folder. Choose another one."),
    "is_folder": mark("That is a folder: write the name of a file."),
    "simulated": mark("A simulation is not sent to a hospital's server: no file was written."),
    "record_unreadable": mark("The record could not be read. Nothing was changed; try again."),
}
WHY_NOT = mark("The file could not be written. The record itself is safe.")


@dataclass(frozen=True, slots=True)
class ExportDraft:
    kind: str = PDF
    path: str = ""  # empty: the proposed one
    written: str = ""  # the file that was written last
    refused: str = ""  # a code of NOT_WRITTEN


@dataclass(frozen=True, slots=True)
class AsideState:
    kinds: tuple[tuple[str, TickState], ...]
    path: str
    save: ButtonState
    said: Sentence
    head: HeadState
    journal: tuple[ChecklistState, ...]


def aside_state(
    view: View, words: Words, draft: ExportDraft, made: Printed | str | None, folder: Path
) -> AsideState:
    _ = words.text
    opened = view.session.opened
    ending = ENDINGS.get(draft.kind, draft.kind)
    path = draft.path or str(folder / f"{opened.session if opened else '-'}.{ending}")
    said: Sentence = ""
    if draft.refused:
        said = said_of(words, NOT_WRITTEN, draft.refused) or _(WHY_NOT)
    elif draft.written:
        said = marked(_("Saved: **{file}**"), file=draft.written)
    count = str(made.events) if isinstance(made, Printed) else "…"
    return AsideState(
        kinds=tuple(
            (kind, TickState(_(name), kind == draft.kind, _(what), spoken_checked=_("chosen")))
            for kind, name, what in OFFERED
        ),
        path=path,
        save=ButtonState(_("Save the file"), "export", enabled=bool(path.strip())),
        said=said,
        head=HeadState(_("The journal"), _("{n} events").format(n=count)),
        journal=journal_rows(view, words, made),
    )


class ReportAside(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._acts = words, acts
        self._draft = ExportDraft()
        self._view: View | None = None
        self._made: Printed | str | None = None
        self._key: tuple[str, int] | None = None
        self._state: AsideState | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._check)
        metrics = theme.metrics
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.margin, metrics.pad, metrics.margin, metrics.pad)
        column.setSpacing(metrics.gap)
        head = Head(theme, large=True, ruled=False, parent=self)
        head.show_state(HeadState(words.text("Export")))
        column.addWidget(head)
        self._kinds = {
            kind: Tick(theme, self._chooser(kind), TickShape.RADIO, parent=self)
            for kind, _name, _what in OFFERED
        }
        for tick in self._kinds.values():
            column.addWidget(tick)
        self._path = text_field(theme, self._typed, parent=self)
        column.addWidget(self._path)
        row = QHBoxLayout()
        row.setSpacing(metrics.gap)
        self._choose = Button(theme, self._choose_file, parent=self)
        self._choose.show_state(ButtonState(words.text("Choose …"), "search"))
        self._save = Button(theme, self._write, parent=self)
        row.addWidget(self._choose)
        row.addWidget(self._save, 1)
        column.addLayout(row)
        self._said = Paragraph(theme, parent=self)
        column.addWidget(self._said)
        self._journal = Head(theme, parent=self)
        column.addWidget(self._journal)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        self._rows = RowList(theme, self._pressed, _nothing, dense=True, ruled=metrics.wide)
        inside.addWidget(self._rows)
        inside.addStretch(1)
        column.addWidget(ScrollArea(theme, inner, self), 1)

    def show_view(self, view: View) -> None:
        self._view = view
        opened = view.session.opened
        key = (opened.session if opened else "", view.session.last_seq)
        if key != self._key:
            if self._key is None or self._key[0] != key[0]:
                self._draft = ExportDraft()
            self._key, self._made = key, None
            self._timer.start(0)
        self._refresh()

    def _check(self) -> None:
        self._made = self._acts.printed(self._words)
        self._refresh()

    def _refresh(self) -> None:
        if self._view is None:
            return
        state = aside_state(self._view, self._words, self._draft, self._made, documents())
        if state == self._state:
            return
        self._state = state
        for kind, tick in state.kinds:
            self._kinds[kind].show_state(tick)
        self._path.show_state(FieldState(text=state.path, name=self._words.text("To the file")))
        self._save.show_state(state.save)
        self._said.setVisible(bool(state.said))
        self._said.show_state(ParagraphState(state.said, bright=True))
        self._journal.show_state(state.head)
        self._rows.show_rows(state.journal)

    def _drafted(self, **what: object) -> None:
        self._draft = replace(self._draft, **what)  # type: ignore[arg-type]
        self._refresh()

    def _chooser(self, kind: str) -> Callable[[bool], None]:
        return lambda _on: self._drafted(kind=kind, path="", written="", refused="")

    def _typed(self, path: str) -> None:
        self._drafted(path=path, refused="")

    def _pressed(self, row: str) -> None:
        """The alarms, or what waits for a doctor."""
        self._acts.go(Place.ALARM_LOG if row == ALARMS else Place.CONFIRM)

    def _choose_file(self) -> None:
        """The system's own dialog: the session is closed, nobody is watched any more."""
        if self._state is None:
            return
        title = self._words.text("Save the file")
        path, _filter = QFileDialog.getSaveFileName(self, title, self._state.path)
        if path:
            self._drafted(path=path, refused="")

    def _write(self) -> None:
        if self._state is None:
            return
        path = self._state.path.strip()
        refused = self._acts.export(self._draft.kind, path, self._words)
        self._drafted(refused=refused, written="" if refused else path)


def documents() -> Path:
    """Where this person's documents are; her home where the system does not say."""
    told = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(told) if told else Path.home()


def _nothing(_row: str) -> None:
    """These rows have no button."""
