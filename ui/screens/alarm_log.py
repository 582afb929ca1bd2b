"""The alarm log: every alarm of the session, newest on top, with what caused it and what was done.

Live while the session runs, and as it was when the session is over. Only read.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside import events
from bedside.alarm_log import AlarmLine, alarm_log
from bedside.events import Entry
from ui.alarm_log_words import MARKS, LogWords
from ui.i18n import Words
from ui.limit_words import change_text, changed_by
from ui.screens.question import Question
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.log import LogList, LogRow, LogState
from ui.widgets.paragraph import HeadState
from ui.widgets.scroll import ScrollArea
from ui.widgets.words import marked


@dataclass(frozen=True, slots=True)
class AlarmLogState:
    head: HeadState
    rows: LogState


def alarm_log_state(view: View, words: Words) -> AlarmLogState:
    _, log = words.text, view.session.log
    lines = alarm_log(log)
    said = LogWords(view.protocol, words, lambda who: _who(view, who, words))
    rows = [(line.raised_at, line.alarm, _row(line, said)) for line in lines]
    rows += [
        (entry.at.wall, entry.seq, _changed(view, entry, entry.event, words))
        for entry in log
        if isinstance(entry.event, events.AlarmLimitChanged)
    ]
    rows.sort(key=lambda row: row[:2], reverse=True)
    empty = _("No alarm in this session so far.")
    if view.session.over:
        empty = _("No alarm in this session.")
    if view.session.opened is None:
        empty = _("No session is open: there is nothing to show.")
    count = words.several("{n} alarm, newest on top", "{n} alarms, newest on top", len(lines))
    beside = count.format(n=len(lines)) if lines else ""
    told = tuple(row for _at, _number, row in rows)
    return AlarmLogState(HeadState(_("Alarm log"), beside), LogState(told, _("Alarm log"), empty))


def _row(line: AlarmLine, said: LogWords) -> LogRow:
    """What and how bad; under it until when and by which limit, readings, acts, delays."""
    _ = said.words.text
    stands = _("until {time}").format(time=said.until(line))
    if line.ended_at is None:
        stands = said.until(line)
    elif line.on_screen:
        stands = f"{stands} · {_('not reset')}"
    limit = said.limit(line)
    first = " · ".join(part for part in (stands, limit and _("limit {n}").format(n=limit)) if part)
    pairs = (
        (_("Readings"), said.readings(line)),
        (_("Done"), said.acts(line) or _("nobody has pressed Seen")),
        (_("Delay"), said.delays(line)),
    )
    template = "__{first}__" + "".join(
        f"\n{name}: __{{p{n}}}__" for n, (name, what) in enumerate(pairs) if what
    )
    values = {f"p{n}": what for n, (_name, what) in enumerate(pairs)}
    return LogRow(
        id=f"alarm{line.alarm}",
        time=said.words.time_s(line.raised_at),
        words=f"{MARKS.get(line.priority, '')} {said.name(line)}".strip(),
        icon="triangle",
        second=marked(template, first=first, **values),
        strong=True,
    )


def _changed(view: View, entry: Entry, event: events.AlarmLimitChanged, words: Words) -> LogRow:
    return LogRow(
        id=f"limit{entry.seq}",
        time=words.time_s(entry.at.wall),
        words=change_text(event, view.protocol, words),
        icon="bell",
        second=changed_by(event, entry.by, view.name_of, words),
    )


def _who(view: View, person: str, words: Words) -> str:
    return words.text("not signed in") if person == events.NOBODY else view.name_of(person)


class AlarmLogScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._limits = Button(theme, lambda: acts.go(Place.ALARM_LIMITS))
        super().__init__(theme, words, acts, None, (self._limits,), parent)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        self._rows = LogList(theme, parent=inner)
        column.addWidget(self._rows)
        column.addStretch(1)
        self.body.addWidget(ScrollArea(theme, inner, self), 1)
        self._log: tuple[Entry, ...] | None = None
        self._state: AlarmLogState | None = None

    def show_view(self, view: View) -> None:
        if self._state is None or view.session.log is not self._log:  # a beat adds none, mostly
            self._log = view.session.log
            self._state = alarm_log_state(view, self._words)
        self.show_top(view, self._state.head)
        self._rows.show_state(self._state.rows)
        limits = ButtonState(self._words.text("Alarm limits"), "sliders", enabled=view.open)
        self._limits.show_state(limits)
        self.show_foot(None)
