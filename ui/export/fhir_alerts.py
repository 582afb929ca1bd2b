"""What was said to whom: Communication (FHIR R4) for alerts, answers, calls and agreements.

`sent` is when it was sent, `received` when a channel confirmed it; an answer names the message it
answers. Nothing here says that anybody has read it who has not answered.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, pairwise
from typing import Any

from bedside import events
from bedside.alerts import Alert, Receipt, Reply, Sent
from bedside.summary import limit_of
from ui.export.fhir_base import Exported, at, note
from ui.export.fhir_codes import Json, concept, own
from ui.export.told import DRUGS
from ui.limit_words import change_text

PRIORITY = {"high": "stat", "medium": "urgent", "low": "routine"}
FAR = 1 << 62


def communications(x: Exported) -> list[Json]:
    found = chain.from_iterable(_alert(x, alert) for alert in x.summary.session.alerts.all)
    return [*found, *_calls(x), *_agreements(x)]


def _made(x: Exported, seq: int, kind: str, **body: Any) -> Json:
    return x.made(
        "Communication",
        seq,
        category=[own("communication", kind)],
        subject=x.patient,
        encounter=x.encounter,
        **body,
    )


# --- alerts to the physician -----------------------------------------------------------------


def _alert(x: Exported, alert: Alert) -> Iterator[Json]:
    for sent in alert.sent:
        receipts = _receipts(alert, sent)
        delivered = next((r.at for r in receipts if r.delivered), None)
        told = _told(x, alert, sent)
        yield _made(
            x,
            sent.seq,
            "alert",
            status=_status(delivered, receipts),
            statusReason={"text": _why(receipts)} if not delivered else None,
            priority=PRIORITY[told.priority],
            sender=x.program,
            recipient=[x.person(sent.to)],
            sent=at(sent.at),
            received=at(delivered),
            reasonCode=[own("condition", told.condition, _condition(x, told))],
            payload=[{"contentString": _text(x, told)}],
            note=_after(x, alert) if sent is alert.sent[-1] else [],
        )
    for reply in alert.replies:
        yield _answer(x, alert, reply)


def _told(x: Exported, alert: Alert, sent: Sent) -> events.PhysicianAlerted:
    """The message as it was: an alert that worsened says something else in its next version."""
    entry = x.by_seq[sent.seq]
    assert isinstance(entry.event, events.PhysicianAlerted), alert.alert
    return entry.event


def _receipts(alert: Alert, sent: Sent) -> list[Receipt]:
    """Of this message: those of its version, until the same version went to the next contact."""
    same = [other for other in alert.sent if other.version == sent.version]
    until = next((b.seq for a, b in pairwise(same) if a is sent), FAR)
    return [r for r in alert.receipts if r.version == sent.version and sent.seq < r.seq < until]


def _status(delivered: datetime | None, receipts: list[Receipt]) -> str:
    if delivered is not None:
        return "completed"
    return "stopped" if receipts else "in-progress"


def _why(receipts: list[Receipt]) -> str:
    return "; ".join(f"{r.channel} {r.detail}".strip() for r in receipts if not r.delivered)


def _text(x: Exported, told: events.PhysicianAlerted) -> str:
    """ "High blood pressure: systolic 189, diastolic 114"."""
    name = _condition(x, told)
    values = ", ".join(f"{key} {value:g}" for key, value in told.values.items())
    return f"{name}: {values}" if values else name or "–"


def _condition(x: Exported, told: events.PhysicianAlerted) -> str:
    return x.told.condition(told.condition, limit_of(x.summary.session, told))


def _after(x: Exported, alert: Alert) -> list[Json | None]:
    """What became of it: who came and when, why the nurse closed it."""
    _ = x.told.words.text
    who = x.told.person(alert.arrived) if alert.arrived.strip() else ""
    arrived = f"{_('Arrived')} {who}" if alert.arrived_at else ""
    return [
        note(x, arrived, alert.arrived_at),
        note(x, alert.closed_because, alert.closed_at),
    ]


def _answer(x: Exported, alert: Alert, reply: Reply) -> Json:
    _ = x.told.words.text
    asked = [s.seq for s in alert.sent if s.version == reply.version and s.seq < reply.seq]
    said = _("coming") if reply.coming else _("cannot come")
    return _made(
        x,
        reply.seq,
        "answer",
        status="completed",
        inResponseTo=[x.ref("Communication", asked[-1])] if asked else [],
        medium=[concept(reply.channel)],
        sender=x.person(reply.physician),
        recipient=[x.person(reply.by)],
        sent=at(reply.at),
        received=at(reply.at),
        payload=[{"contentString": said}],
    )


# --- calls and agreements --------------------------------------------------------------------


def _calls(x: Exported) -> Iterator[Json]:
    """A call in an emergency, ticked by whoever made it."""
    backup = x.summary.session.people.backup
    for entry in x.summary.entries:
        if not isinstance(entry.event, events.EmergencyCallMade):
            continue
        whom = entry.event.whom
        to = x.person(backup.name) if backup and whom == "physician" else None
        yield _made(
            x,
            entry.seq,
            "emergency-call",
            status="completed",
            priority="stat",
            medium=[concept("phone")],
            sender=x.person(entry.by),
            recipient=[to],
            sent=at(entry.at.wall),
            reasonCode=[own("call", whom, x.told.item(whom))],
            payload=[{"contentString": _whom(x, whom)}],
        )


def _whom(x: Exported, whom: str) -> str:
    contacts = (c for c in x.told.protocol.site.contact if c.whom == whom)
    return next((f"{x.told.words.of(c.text)} {c.number}" for c in contacts), whom)


def _agreements(x: Exported) -> Iterator[Json]:
    """Agreed with a named doctor before it was done: how, and whether it was read back."""
    for entry in x.summary.entries:
        match entry.event:
            case events.PrnAgreed() as agreed:
                mg = x.told.words.amount(agreed.dose_mg)
                what = f"{x.told.of(DRUGS, agreed.drug)} {mg} mg"
            case events.DoctorDecided() as agreed:
                what = f"{x.told.item(agreed.subject)}: {_allowed(x, agreed)}"
            case events.AlarmLimitChanged(doctor=doctor) as agreed if doctor.strip():
                what = change_text(agreed, x.told.protocol, x.told.words)
            case _:
                continue
        how = x.told.doctor(agreed.doctor, agreed.channel, read_back=agreed.read_back)
        yield _made(
            x,
            entry.seq,
            "agreement",
            status="completed",
            medium=[concept(agreed.channel)],
            sender=x.person(agreed.doctor),
            recipient=[x.person(entry.by)],
            sent=at(entry.at.wall),
            received=at(entry.at.wall),
            payload=[{"contentString": what}],
            note=[note(x, how, entry.at.wall, entry.by)],
        )


def _allowed(x: Exported, decided: events.DoctorDecided) -> str:
    _ = x.told.words.text
    return _("allowed") if decided.allowed else _("not allowed")
