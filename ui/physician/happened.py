"""What a physician wants to read of the record: a few lines, the newest first. Pure."""

from collections.abc import Callable
from datetime import datetime

from bedside import events
from bedside.events import Entry
from bedside.protocol import Protocol
from bedside.session import Session
from ui.i18n import Words
from ui.physician.wording import condition_words

MOST = 14


def happened(
    session: Session, protocol: Protocol, words: Words, name_of: Callable[[str], str] = str
) -> tuple[tuple[str, str], ...]:
    """Time and sentence of the last of everything worth knowing."""
    found: list[tuple[datetime, int, str]] = []
    for reading in session.chart.blood_pressures[-MOST:]:
        digits = "/".join(
            "–" if n is None else f"{n:.0f}" for n in (reading.systolic, reading.diastolic)
        )
        found.append(
            (reading.at.wall, reading.seq, words.text("BP {digits}").format(digits=digits))
        )
    told = 0
    for entry in reversed(session.log):
        sentence = _told(entry, protocol, words, name_of)
        if sentence:
            found.append((entry.at.wall, entry.seq, sentence))
            told += 1
        if told >= MOST:
            break
    found.sort(reverse=True)
    return tuple((words.time_s(at), sentence) for at, _seq, sentence in found[:MOST])


def _told(entry: Entry, protocol: Protocol, words: Words, name_of: Callable[[str], str]) -> str:
    _, event = words.text, entry.event
    match event:
        case events.InfusionStarted():
            return _("Infusion started")
        case events.InfusionPaused():
            return _("Pump paused")
        case events.InfusionResumed():
            return _("Pump running again")
        case events.InfusionEnded():
            given = _("{mg} mg given").format(mg=words.number(event.delivered_mg))
            ended = _("Infusion ended") if event.completed else _("Infusion stopped")
            return f"{ended} · {given}"
        case events.PrnDoseGiven():
            names = (d.text for d in protocol.prn.drug if d.id == event.drug)
            drug = next((words.of(text) for text in names), event.drug)
            route = _("i.v.") if event.route == "iv" else _("i.m.")
            return f"{drug} {words.number(event.dose_mg)} mg {route}"
        case events.CrisisSymptomsAnswered():
            known = {s.id: words.of(s.text) for s in protocol.symptoms.symptom}
            named = ", ".join(known.get(symptom, symptom) for symptom in event.symptoms)
            return f"{_('Symptoms asked')}: {named or _('none of these')}"
        case events.SymptomObserved():
            found = (s.text for s in protocol.symptoms.symptom if s.id == event.symptom)
            return next((words.of(text) for text in found), event.symptom)
        case events.AlarmRaised():
            return condition_words(protocol, event.condition, words)
        case events.AlarmAcknowledged():
            return _("Alarm seen by {who}").format(who=name_of(entry.by))
        case events.EmergencyDeclared():
            return _("EMERGENCY declared")
        case events.PhysicianAlerted():
            return _("Alert to {who}").format(who=event.to)
        case events.PhysicianAnswered():
            answer = _("is coming") if event.answer == "coming" else _("cannot come")
            return f"{event.physician} {answer}"
        case events.PhysicianArrived():
            return f"{_('The doctor is here')}: {event.physician}"
        case events.SessionResumed():
            return _("Session resumed")
        case _:
            return ""
