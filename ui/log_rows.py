"""The session's log as rows for the eye: newest first, corrections struck through."""

from bedside import events
from bedside.events import Entry
from bedside.lines import aware
from ui.alarm_words import condition_text
from ui.codes import FAULTS, LINKS, said
from ui.device_words import role_name, status_text
from ui.figures import pressure
from ui.i18n import Words, mark, minutes_and_seconds
from ui.limit_words import change_text, changed_by
from ui.view import View
from ui.widgets.log import LogRow
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked, plain

MOST = 40  # rows that are made; the record has all
PAUSED = mark("Pump paused")


def log_rows(view: View, words: Words, most: int = MOST) -> tuple[LogRow, ...]:
    """What a colleague would want to read, the newest on top."""
    session = view.session
    rows: list[LogRow] = []
    for reading in session.chart.blood_pressures:
        digits = pressure(reading.systolic, reading.diastolic)
        rows.append(
            LogRow(
                f"bp{reading.seq}",
                words.time(reading.at.wall),
                words.text("BP {digits}").format(digits=digits),
                icon="gauge",
            )
        )
    order = {
        row.id: (reading.at.wall, reading.seq)
        for row, reading in zip(rows, session.chart.blood_pressures, strict=True)
    }
    for entry in reversed(session.log):
        if len(order) > 4 * most:
            break
        row = _row(view, entry, words)
        if row is not None:
            rows.append(row)
            order[row.id] = (entry.at.wall, entry.seq)
    rows.sort(key=lambda row: order[row.id], reverse=True)
    return tuple(rows[:most])


def _row(view: View, entry: Entry, words: Words) -> LogRow | None:
    told = _told(view, entry, words)
    if told is None:
        return None
    icon, sentence, second = told
    return LogRow(str(entry.seq), words.time(entry.at.wall), sentence, icon=icon, second=second)


def _told(view: View, entry: Entry, words: Words) -> tuple[str, Sentence, Sentence] | None:
    """Icon, sentence and second line of what a person would read; None: not for the log."""
    _, event, who = words.text, entry.event, view.name_of(entry.by)
    match event:
        case events.InfusionStarted():
            started = _("pump confirmed running by {who}").format(who=who)
            return "play", _("Infusion started"), started
        case events.InfusionPaused():
            return "pause", _(PAUSED), f"{event.reason} · {who}" if event.reason else who
        case events.InfusionResumed():
            return "play", _("Pump running again"), who
        case events.InfusionEnded():
            given = _("{mg} mg given").format(mg=words.number(event.delivered_mg))
            ended = _("Infusion ended") if event.completed else _("Infusion stopped")
            return "stop", ended, f"{given} · {who}"
        case events.PumpGapAnswered() if event.ran_s is not None:
            ran_for = minutes_and_seconds(event.ran_s)
            ran = _("Pump ran {time} while nobody was watching").format(time=ran_for)
            return "history", ran, who
        case events.PumpGapAnswered():
            ran = _("Pump ran all the time") if event.ran_throughout else _("Pump had stood")
            return "history", ran, who
        case events.SessionResumed() if event.clock_behind_s > 0:
            unknown = _("nobody watched, how long is not known: the computer's clock is wrong")
            return "history", _("Session resumed"), unknown
        case events.SessionResumed():
            gap = _("nobody watched for {time}").format(time=minutes_and_seconds(event.gap_s))
            return "history", _("Session resumed"), gap
        case events.SymptomObserved():
            return "activity", _symptom(view, event.symptom, words), _corrected(event, who, words)
        case events.SymptomEnded():
            return None
        case events.CrisisSymptomsAnswered():
            names = ", ".join(_symptom(view, s, words) for s in event.symptoms)
            return "stethoscope", _("Symptoms asked"), names or _("none of these")
        case events.TouchGiven():
            site = _site(view, event.site, words)
            contact = _("Physical contact at the patient's request: {site}").format(site=site)
            return "hand", contact, view.name_of(event.person)
        case events.TouchConsentWithdrawn():
            return "hand", _("Consent to physical contact withdrawn"), who
        case events.MedicalTouch():
            return "hand", _("Medically necessary touch"), f"{event.what} · {who}"
        case events.NoteWritten():
            corrected = _corrected(event, who, words)
            return "note", event.text, from_paper(event, corrected, words)
        case events.PrnDoseGiven():
            amount = f"{words.number(event.dose_mg)} mg"
            route = {"iv": _("i.v."), "im": _("i.m.")}[event.route]
            return "syringe", f"{_drug(view, event.drug, words)} {amount} {route}", who
        case events.PostSedationObserved():
            minute = _("After midazolam, {n} min").format(n=event.due_min)
            return "lungs", minute, f"{event.respiration_per_min}/min · {who}"
        case events.VitalsDocumented():
            set_ = pressure(event.systolic, event.diastolic)
            return "check", _("Documented"), f"{set_} · {event.pulse_rate} · {event.spo2} %"
        case events.NibpMeasurementFailed():
            return "gauge", _("BP measurement failed"), said(words, FAULTS, event.fault)
        case events.LinkLost():
            return (
                "unlink",
                _("Line lost: {who}").format(who=event.monitor),
                said(words, LINKS, event.reason),
            )
        case events.MonitorSaid():
            return "info", status_text(event.status, words), role_name(event.monitor, words)
        case events.LinkRestored():
            gap = _("back after {time}").format(time=minutes_and_seconds(event.gap_s))
            return "link", _("Line back: {who}").format(who=event.monitor), gap
        case events.AlarmRaised():
            named = condition_text(view, event.condition, words, event.limit)
            return "triangle", named, _limit_or_again(view, entry.seq, event, words)
        case events.AlarmLimitChanged():
            told = change_text(event, view.protocol, words)
            return "bell", told, changed_by(event, entry.by, view.name_of, words)
        case events.EmergencyDeclared():
            return "triangle", _("EMERGENCY declared"), who
        case events.EmergencyClosed():
            return "triangle", _("Emergency ended"), event.summary
        case events.PhysicianAlerted():
            return "phone", _("Alert to {who}").format(who=event.to), event.phone
        case events.PhysicianAnswered():
            answer = _("is coming") if event.answer == "coming" else _("cannot come")
            return "phone", f"{event.physician} {answer}", ""
        case events.NurseHandedOver():
            return "users", _("Session taken over by {who}").format(who=view.name_of(event.to)), ""
        case events.DoctorConfirmed():
            return "check", _("Confirmed by the doctor"), who
        case events.AlertClosed():
            return "phone", _("Alert closed"), f"{event.reason} · {who}"
        case events.PhysicianArrived():
            return "phone", _("The doctor is here"), event.physician
        case events.DeviationRecorded():
            return "info", _("Deviation {rule}").format(rule=event.rule), event.reason
        case _:
            return None


def _limit_or_again(view: View, seq: int, raised: events.AlarmRaised, words: Words) -> str:
    """Which limit; and why the same alarm stands in the log once more."""
    _ = words.text
    before = [
        entry.event.version
        for entry in view.session.log
        if isinstance(entry.event, events.AlarmRaised)
        and (entry.event.alarm, entry.seq < seq) == (raised.alarm, True)
    ]
    again = _("worse now") if raised.version > max(before, default=raised.version) else _("again")
    parts = (raised.limit, again if before else "")
    return " · ".join(part for part in parts if part)


def from_paper(event: events.NoteWritten, who: Sentence, words: Words) -> Sentence:
    """What was entered afterwards says so, and what time stands on the paper."""
    if not event.on_paper:
        return who
    if event.happened_at is None:
        return marked(words.text("from paper · {who}"), who=plain(who))
    at = words.time(aware(event.happened_at))
    return marked(words.text("from paper, {time} · {who}"), time=at, who=plain(who))


def _corrected(
    event: events.SymptomObserved | events.NoteWritten, who: str, words: Words
) -> Sentence:
    if event.corrects is None:
        note = event.note if isinstance(event, events.SymptomObserved) else ""
        return f"{note} · {who}" if note else who
    return marked(words.text("corrected · {why} · {who}"), why=event.reason, who=who)


def _symptom(view: View, symptom: str, words: Words) -> str:
    found = (s.text for s in view.protocol.symptoms.symptom if s.id == symptom)
    return next((words.of(text) for text in found), symptom)


def _site(view: View, site: str, words: Words) -> str:
    found = (s.text for s in view.protocol.consent.site if s.id == site)
    return next((words.of(text) for text in found), site)


def _drug(view: View, drug: str, words: Words) -> str:
    found = (d.text for d in view.protocol.prn.drug if d.id == drug)
    return next((words.of(text) for text in found), drug)
