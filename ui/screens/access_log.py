"""Who saw the record: all of it for whoever answers for it, or what concerns one patient.

Searched by day, person, session and number; what is shown is what is saved. Reading it and saving
it stand in it too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.access import TREATMENT, Access
from bedside.events import NOBODY
from bedside.lines import aware, local_day
from ui.export.access_table import CSV, FHIR
from ui.i18n import ZONE, Words, mark
from ui.keeping import AccessSeen
from ui.screens.report import NOT_MADE, NOT_READ
from ui.screens.report_aside import NOT_WRITTEN, WHY_NOT, documents
from ui.screens.said import said_of
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, text_field
from ui.widgets.log import LogList, LogRow, LogState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.scroll import ScrollArea
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked

MOST = 200  # lines that are shown; a file has all
DAYS = (1, 7, 30, 0)  # of the choices; 0: from the beginning
WHATS: Mapping[str, tuple[str, str]] = {  # code: icon, what was done
    "opened": ("history", mark("took the session up again")),
    "read": ("eye", mark("read")),
    "listed": ("doc", mark("looked at the list of sessions")),
    "exported": ("export", mark("exported to a file")),
    "printed": ("print", mark("printed")),
    "log_read": ("users", mark("looked at this log")),
    "export_confirmed": ("check", mark("confirmed that an archive has it")),
    "deleted": ("trash", mark("deleted the session")),
    "key_changed": ("lock", mark("gave the record a new key")),
    "restore_tried": ("history", mark("tried whether the backup comes back")),
}
REFUSED = {
    "sign_in_first": mark("Whoever wants to see this signs in first; it is written down."),
    "owner_reads": mark(
        "The whole log names every patient and every colleague: the clinical owner or the system "
        "owner opens it, with the privacy officer. A doctor sees one patient's part under Records."
    ),
    "owner_or_doctor_reads": mark(
        "A patient's part of the log is opened by a doctor, the clinical owner or the system owner."
    ),
    "session_open": mark("A session is open: the whole log is read between sessions."),
    "disk_full": mark("The disk is full: what cannot be written down is not shown."),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: every word, and how many days back (0: all)."""

    words: str = ""
    days: int = 0


class Texts:
    """What of each line is searched; kept, for somebody goes on typing."""

    def __init__(self, seen: AccessSeen, words: Words) -> None:
        self._seen, self._words = seen, words
        self._days: dict[date, str] = {}  # thousands of lines are of a few hundred days
        self._known: dict[int, str] = {}

    def has(self, line: Access, asked: list[str]) -> bool:
        if asked and line.seq not in self._known:
            self._known[line.seq] = self._text(line).lower()
        return all(word in self._known[line.seq] for word in asked)

    def _text(self, line: Access) -> str:
        seen, words, at = self._seen, self._words, aware(line.at)
        day = local_day(at, ZONE)
        when = self._days.get(day) or self._days.setdefault(day, words.short_day(day))
        parts = (when, words.time(at), who_of(seen, line, words), done(line, words))
        return " ".join((*parts, line.session, line.patient, why_of(line, words), line.detail))


def found(seen: AccessSeen, wanted: Wanted, now: datetime, texts: Texts) -> tuple[Access, ...]:
    """The lines that have every word that is looked for, on a day that is wanted."""
    first = local_day(now, ZONE) - timedelta(days=wanted.days - 1) if wanted.days else None
    asked = wanted.words.lower().split()
    return tuple(
        line
        for line in seen.lines
        if (first is None or local_day(line.at, ZONE) >= first) and texts.has(line, asked)
    )


def who_of(seen: AccessSeen, line: Access, words: Words) -> str:
    if line.by == NOBODY:
        return words.text("nobody signed in")
    return seen.names.get(line.by, line.by)


def done(line: Access, words: Words) -> str:
    known = WHATS.get(line.what)
    return words.text(known[1]) if known else line.what


def why_of(line: Access, words: Words) -> str:
    return words.text("treatment") if line.why == TREATMENT else line.why


def access_rows(seen: AccessSeen, lines: tuple[Access, ...], words: Words) -> tuple[LogRow, ...]:
    """When, who and what; under it which session, whose, why, and into which file."""
    rows = []
    for line in lines[:MOST]:
        at = aware(line.at)
        whose = "" if seen.patient else line.patient
        under = (line.session, whose, why_of(line, words), line.detail)
        rows.append(
            LogRow(
                str(line.seq),
                f"{words.short_day(at)} {words.time(at)}",
                marked("**{who}** {what}", who=who_of(seen, line, words), what=done(line, words)),
                icon=WHATS.get(line.what, ("info", ""))[0],
                second=" · ".join(part for part in under if part),
            )
        )
    return tuple(rows)


class AccessLogScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._back = Button(theme, self._leave)
        self._saves = {kind: Button(theme, self._saver(kind)) for kind in (CSV, FHIR)}
        super().__init__(theme, None, (self._back, *self._saves.values()), parent)
        self._words, self._acts = words, acts
        self._view: View | None = None
        self._seen: AccessSeen | None = None
        self._wanted = Wanted()
        self._said: Sentence = ""
        self._found: tuple[tuple[Wanted, date] | None, tuple[Access, ...]] = (None, ())
        self._texts = Texts(AccessSeen(), words)
        self._head = Head(theme, large=True, parent=self)
        self._search = text_field(theme, self._typed, parent=self)
        self._days = Chips(theme, self._choose_days, self)
        self._told = Paragraph(theme, parent=self)
        inside = QWidget()
        self._rows = LogList(theme, parent=inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.metrics.pad, 0)
        column.addWidget(self._rows)
        column.addStretch(1)
        asked = QHBoxLayout()
        asked.setSpacing(theme.metrics.margin)
        asked.addWidget(self._search, 2)
        asked.addWidget(self._days, 3, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._head)
        self.body.addLayout(asked)
        self.body.addWidget(self._told)
        self.body.addWidget(ScrollArea(theme, inside, self), 1)

    def show_view(self, view: View) -> None:
        self._view, _ = view, self._words.text
        seen = view.access or AccessSeen(refused="sign_in_first")
        if seen != self._seen:
            self._seen, self._wanted, self._said = seen, Wanted(), ""
            self._found, self._texts = (None, ()), Texts(seen, self._words)
        lines = self._lines(seen, view.now.wall)
        there = not seen.refused
        title = _("Who has seen this patient's record") if seen.session else _(
            "Who has seen the record"
        )  # fmt: skip
        self._head.show_state(
            HeadState(title, seen.patient or (_("newest on top") if there else ""))
        )
        for part in (self._search, self._days):
            part.setVisible(there and bool(seen.lines))
        self._search.show_state(
            FieldState(_("Search: day, name, session, number"), self._wanted.words)
        )
        self._days.show_state(self._chips())
        self._told.show_state(ParagraphState(self._told_of(seen, lines), bright=not there))
        self._rows.show_state(LogState(access_rows(seen, lines, self._words), _("Log")))
        self._show_foot(lines if there else ())

    def _lines(self, seen: AccessSeen, now: datetime) -> tuple[Access, ...]:
        """Looked for when something else is wanted, not at every beat."""
        key = (self._wanted, local_day(now, ZONE))
        if self._found[0] != key:
            self._found = (key, found(seen, self._wanted, now, self._texts))
        return self._found[1]

    def _chips(self) -> ChipsState:
        _ = self._words.text
        names = {1: _("today"), 0: _("all")}
        chips = tuple(
            Chip(str(n), names.get(n, _("{n} days").format(n=n)), n == self._wanted.days)
            for n in DAYS
        )
        return ChipsState(chips, _("How far back"), spoken_chosen=_("chosen"))

    def _told_of(self, seen: AccessSeen, lines: tuple[Access, ...]) -> Sentence:
        _ = self._words.text
        if seen.refused:
            said = said_of(self._words, REFUSED, seen.refused)
            return said or said_of(self._words, NOT_MADE, seen.refused) or _(NOT_READ)
        if self._said:
            return self._said
        if not lines:
            return _("No line fits.") if seen.lines else _("Nobody has seen anything yet.")
        if len(lines) > MOST:
            told = _("{n} lines; the newest {most} are shown, a file has them all.")
            return told.format(n=len(lines), most=MOST)
        return self._words.several("{n} line", "{n} lines", len(lines)).format(n=len(lines))

    def _show_foot(self, lines: tuple[Access, ...]) -> None:
        _ = self._words.text
        back = _("Records") if self._seen and self._seen.session else _("Set-up")
        self._back.show_state(ButtonState(back, icon="back"))
        for kind, name in ((CSV, _("Save as CSV")), (FHIR, _("Save as FHIR"))):
            self._saves[kind].setVisible(self._seen is not None and not self._seen.refused)
            self._saves[kind].show_state(ButtonState(name, icon="export", enabled=bool(lines)))
        self.show_foot(None)

    # --- presses

    def _typed(self, text: str) -> None:
        self._change(replace(self._wanted, words=text))

    def _choose_days(self, days: str) -> None:
        self._change(replace(self._wanted, days=int(days)))

    def _change(self, wanted: Wanted) -> None:
        self._wanted, self._said = wanted, ""
        self._again()

    def _saver(self, kind: str) -> Callable[[], None]:
        return lambda: self._save(kind)

    def _save(self, kind: str) -> None:
        """Beside this person's documents, as the support bundle; what is shown, and no more."""
        view, seen = self._view, self._seen
        if view is None or seen is None:
            return
        lines = self._lines(seen, view.now.wall)
        file, why = self._acts.record_desk.save_log(kind, lines, documents())
        if why:
            self._said = said_of(self._words, NOT_WRITTEN, why) or self._words.text(WHY_NOT)
        else:
            told = self._words.text(
                "Saved, not encrypted: **{file}**. It names people: give it to nobody else."
            )
            self._said = marked(told, file=file)
        self._again()

    def _leave(self) -> None:
        one = self._seen is not None and bool(self._seen.session)
        self._acts.go(Place.RECORDS if one else Place.RECORD_SETUP)

    def _again(self) -> None:
        if self._view is not None:
            self.show_view(self._view)
