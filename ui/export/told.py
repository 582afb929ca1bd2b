"""Ids as the words of the report: items, symptoms, drugs, people. Knows no paper."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol as Interface

from bedside.events import NOBODY, WATCH, NoteWritten
from bedside.lines import aware
from bedside.protocol import Protocol
from bedside.protocol_base import Entry
from bedside.protocol_lookup import entry_id
from bedside.session_limits import worded
from bedside.text import Text
from ui.figures import pressure
from ui.i18n import Words, mark

ANSWERS = {
    "yes": mark("Yes"),
    "no": mark("No"),
    "unsure": mark("Unsure"),
    "not_asked": mark("Not asked"),
    "accepted": mark("Accepted"),
    "declined": mark("Declined"),
}
DRUGS = {
    "ketamine": mark("ketamine"),
    "midazolam": mark("midazolam"),
    "ondansetron": mark("ondansetron"),
}
ROUTES = {"iv": mark("i.v."), "im": mark("i.m.")}
CHANNELS = {"in_room": mark("in the room"), "phone": mark("by phone"), "page": mark("on the page")}
MOMENTS = {
    "before": mark("before"),
    "during": mark("during"),
    "end": mark("at the end"),
    "after": mark("after"),
    "discharge": mark("going home"),
}
SOURCES = {
    "manual": mark("by hand"),
    "entered": mark("by hand"),
    "monitor": mark("monitor"),
}
SEDATION = {
    "awake": mark("awake"),
    "drowsy": mark("drowsy"),
    "rousable": mark("rousable"),
    "unrousable": mark("cannot be roused"),
}
SEVERITY = {"mild": mark("mild"), "moderate": mark("moderate"), "severe": mark("severe")}
PRIORITIES = {"high": mark("high"), "medium": mark("medium"), "low": mark("low")}


class Told:
    """One language, one protocol, one staff list: every id has one name."""

    def __init__(self, protocol: Protocol, words: Words, names: Mapping[str, str]) -> None:
        self.protocol, self.words, self._names = protocol, words, names
        self._items = _items(protocol)
        limits = protocol.limits
        conditions: tuple[tuple[Named, ...], ...] = (
            limits.limit,
            limits.technical,
            limits.declared,
        )
        self._conditions = {known.id: known.text for part in conditions for known in part}

    def of(self, table: Mapping[str, str], key: str) -> str:
        return self.words.text(table[key]) if key in table else key

    def person(self, who: str) -> str:
        if who == NOBODY:
            return self.words.text("not signed in")
        if who == WATCH:
            return self.words.text("the program")
        return self._names.get(who, who)

    def item(self, item: str) -> str:
        """The wording of a checklist item, a paper, a rule or a symptom, by its id."""
        known = self._items.get(item) or self._items.get(base(item))
        return self.words.of(known) if known else item

    def doctor(self, doctor: str, channel: str, *, read_back: bool = False) -> str:
        """ "Dr. N. Hansen (på telefon, lest tilbake)"."""
        _, how = self.words.text, self.of(CHANNELS, channel)
        template = _("{doctor} ({how}, read back)") if read_back else "{doctor} ({how})"
        return template.format(doctor=self.person(doctor), how=how)

    def value(self, value: str) -> str:
        """A date as people write it; anything else as it was written."""
        for read in (date.fromisoformat, datetime.fromisoformat):
            try:
                at = read(value)
            except ValueError:
                continue
            if isinstance(at, datetime):
                return self.words.time(at) if at.tzinfo else value
            return self.words.short_day(at)
        return value

    def condition(self, condition: str, limit: str = "") -> str:
        """`limit`: the one it was judged by, where the session has changed the site's."""
        known = self._conditions.get(condition)
        if known is None:
            return condition
        return worded(self.words.of(known), self.protocol.limits.limit, condition, limit)

    def plan(self, plan: str) -> str:
        found = (p.text for p in self.protocol.vitals.plan if p.id == plan)
        return next((self.words.of(text) for text in found), plan)

    def at(self, at: datetime | None) -> str:
        return self.words.time(at) if at else "–"

    def pressure(self, systolic: float | None, diastolic: float | None) -> str:
        if systolic is None and diastolic is None:
            return "–"
        return pressure(systolic, diastolic)

    def whole(self, value: float | None) -> str:
        return "–" if value is None else f"{value:.0f}"


def noted(note: NoteWritten, told: Told) -> str:
    """The words of a note; what was written on paper first says so, and when it happened."""
    if not note.on_paper:
        return note.text
    if note.happened_at is None:
        return told.words.text("From paper: {text}").format(text=note.text)
    template = told.words.text("From paper, {time}: {text}")
    return template.format(time=told.words.time(aware(note.happened_at)), text=note.text)


def base(item: str) -> str:
    """The item that a value was written beside: "U-08" of "U-08.follow_up_phone"."""
    return item.partition(".")[0]


class Named(Interface):
    @property
    def id(self) -> str: ...

    @property
    def text(self) -> Text: ...


def _items(protocol: Protocol) -> dict[str, Text]:
    """Every id that the record may name, with its wording."""
    lists: tuple[tuple[Named, ...], ...] = (
        protocol.day_check.question,
        protocol.on_file.document,
        protocol.preparation.item,
        protocol.preparation.first,
        protocol.consent.treatment,
        protocol.consent.touch,
        protocol.consent.site,
        protocol.gate_start.line,
        protocol.gate_home.line,
        protocol.discharge.item,
        protocol.discharge.criterion,
        protocol.dose.rule,
        protocol.ledger.rule,
        protocol.prn.rule,
        protocol.series.rule,
        protocol.vitals.required,
        protocol.symptoms.symptom,
        protocol.symptoms.first,
        protocol.equipment.item,
    )
    found: dict[str, Text] = {item.id: item.text for items in lists for item in items}
    for items in lists:
        for item in items:
            entries: tuple[Entry, ...] = getattr(item, "entries", ())
            found |= {entry_id(item.id, entry.key): entry.text for entry in entries}
            for entry in entries:
                found |= {choice.key: choice.text for choice in entry.choices}
    for card in protocol.emergency.card:
        found[card.id] = card.text
        found |= {action.id: action.text for action in card.actions}
    found |= {action.id: action.text for action in protocol.emergency.first}
    for drug in protocol.prn.drug:
        found |= {choice.key: choice.text for choice in drug.indications}
    return found
