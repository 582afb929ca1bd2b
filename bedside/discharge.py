"""Going home, item by item (U-01 to U-14), and what stands between a session and its signature."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bedside import events
from bedside.applies import applies
from bedside.clock import Instant
from bedside.events import NOBODY, WATCH
from bedside.gate_line import GateLine
from bedside.gates import home_gate
from bedside.infusion import Pump
from bedside.ledger_rules import ledger_refusals
from bedside.protocol import Protocol
from bedside.protocol_base import Item, Level
from bedside.protocol_lookup import entry_id
from bedside.readings import Current
from bedside.refusal import Refusal
from bedside.session import Session

ItemState = Literal["done", "open", "waiting", "info"]
Stay = Literal["too_early", "usual", "ask_doctor"]

STILL_OPEN = ("G2-11", "G2-12", "G2-13")  # what may have come up again after the decision


@dataclass(frozen=True, slots=True)
class HomeItem:
    """One item of the list for going home; its words stand in the protocol under `id`."""

    id: str
    level: Level
    section: str
    state: ItemState
    by: str = ""
    at: datetime | None = None
    value: str = ""


def home_items(
    session: Session, vitals: Current, now: Instant, protocol: Protocol
) -> tuple[HomeItem, ...]:
    """U-01 to U-14 that apply to this patient; most of them are lines of gate G2."""
    gate = home_gate(session, vitals, now, protocol)
    line_of = {
        item: line
        for text in protocol.gate_home.line
        for line in gate
        if line.id == text.id
        for item in text.items
    }
    return tuple(
        _item(item, line_of.get(item.id), session, now, protocol)
        for item in protocol.discharge.item
        if applies(item.when, session)
    )


def stay(session: Session, now: Instant, protocol: Protocol) -> Stay:
    """U-05: before 20 minutes too early; not normal after 60, a doctor is asked (A4)."""
    normal = protocol.discharge.normal
    passed_min = (session.infusion.since_end_s(now) or 0.0) / 60
    if passed_min < normal.earliest_leave_min:
        return "too_early"
    return "ask_doctor" if passed_min > normal.doctor_after_min else "usual"


def left_open(
    session: Session, vitals: Current, now: Instant, protocol: Protocol
) -> tuple[Refusal, ...]:
    """Everything that keeps the record from being signed and closed (SPEC 2, state 8)."""
    return tuple(_left_open(session, vitals, now, protocol))


def may_close(
    session: Session, by: str, vitals: Current, now: Instant, protocol: Protocol
) -> Refusal | None:
    if by in (NOBODY, WATCH):
        return Refusal("close", "signature_needs_person", missing=("person",))
    return next(_left_open(session, vitals, now, protocol), None)


def may_abort(session: Session, event: events.SessionAborted, by: str) -> Refusal | None:
    """Not carried out. Once ketamine was given there is a patient to observe: then it is closed
    over going home. What was drawn up is destroyed and countersigned first."""
    if session.infusion.pump is not Pump.NOT_STARTED:
        return Refusal("X", "abort_after_start", "3.11", missing=("going_home",))
    if by in (NOBODY, WATCH):
        return Refusal("X", "signature_needs_person", missing=("person",))
    wanted = {"reason": event.reason, "decided_by": event.decided_by}
    missing = tuple(name for name, text in wanted.items() if not text.strip())
    if missing:
        return Refusal("X", "abort_unexplained", missing=missing)
    return next(iter(ledger_refusals(session.ledgers)), None)


def _left_open(
    session: Session, vitals: Current, now: Instant, protocol: Protocol
) -> Iterator[Refusal]:
    ready = session.departure.readiness
    if ready is None:
        yield Refusal("U-14", "home_not_decided", missing=("U-14",))
    if session.infusion.unknown_since is not None:
        yield Refusal("pump-gap", "pump_gap_unknown_open", missing=("pump",))
    elif session.infusion.unconfirmed:
        minutes = str(int(session.infusion.unwatched_s // 60))
        yield Refusal("pump-gap", "pump_gap_open", values={"minutes": minutes}, missing=("pump",))
    yield from ledger_refusals(session.ledgers)
    for deviation in session.deviations.uncommented:
        values = {"rule": deviation.rule, "of": str(deviation.seq)}
        yield Refusal(deviation.rule, "deviation_uncommented", values=values, missing=("comment",))
    if ready is not None and not ready.early_leave:
        for line in home_gate(session, vitals, now, protocol):
            if line.id in STILL_OPEN and not line.ok:
                found = line.found
                yield Refusal(line.id, found.code, line.section, found.values, found.missing)


def _item(
    item: Item, line: GateLine | None, session: Session, now: Instant, protocol: Protocol
) -> HomeItem:
    departure = session.departure
    told = departure.latest(item.id)
    beside = (departure.latest(entry_id(item.id, entry.key)) for entry in item.entries)
    written = "; ".join(note.value for note in beside if note and note.value)
    value = written or (told.value if told else "")
    if item.id == "U-05":
        return _stay_item(item, session, now, protocol)
    if item.level is Level.INFO:
        return HomeItem(item.id, item.level, item.section, "info")
    if line is not None:
        states: dict[str, ItemState] = {"ok": "done", "missing": "open", "waiting": "waiting"}
        state = states[line.state]
        return HomeItem(
            item.id, item.level, item.section, state, line.found.by, line.found.at, value
        )
    if told is None or told.answer == "no":
        return HomeItem(item.id, item.level, item.section, "open", value=value)
    return HomeItem(item.id, item.level, item.section, "done", told.by, told.at, value)


def _stay_item(item: Item, session: Session, now: Instant, protocol: Protocol) -> HomeItem:
    state: ItemState = "waiting" if stay(session, now, protocol) == "too_early" else "done"
    minutes = str(int((session.infusion.since_end_s(now) or 0.0) // 60))
    ended_at = session.infusion.ended_at
    return HomeItem(item.id, item.level, item.section, state, at=ended_at, value=minutes)
