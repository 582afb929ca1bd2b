"""The first page: who, when, the few numbers somebody looks for first, and the course."""

from collections.abc import Sequence

from bedside.lines import counting
from bedside.session import Session
from bedside.summary import Summary
from bedside.vitals import Vital
from ui.export.curves import Bar, Course, Mark, Stay, draw_course, draw_stays
from ui.export.paper import Paper
from ui.export.told import DRUGS, SEVERITY, Told
from ui.i18n import minutes_and_seconds

BEFORE_MIN = 10.0  # of the time before the infusion that the picture shows
MOST_STAYS = 12


def front(paper: Paper, summary: Summary, told: Told) -> None:
    words, session = told.words, summary.session
    _, order = words.text, session.prescription.order
    paper.headline(
        _("Ketamine infusion – session report"), told.words.of(told.protocol.about.title)
    )
    paper.facts(
        [
            (_("Patient"), _patient(session, told)),
            (_("Session"), _when(summary, told)),
            (_("Clinician"), told.person(session.people.nurse)),
            (_("Back-up physician"), _backup(session, told)),
            (_("Room"), summary.opened.room if summary.opened else "–"),
            (
                _("Allergies (CAVE)"),
                (session.patient.allergies if session.patient else "") or _("none stated"),
            ),
        ]
    )
    paper.rule()
    paper.ln(2)
    highest = summary.highest_bp
    paper.figures(
        [
            (_("Dose"), words.number(order.dose_mg_per_kg, 2) if order else "–", "mg/kg"),
            (_("Given"), words.number(summary.delivered_mg, 1), "mg"),
            (_("Pump time"), minutes_and_seconds(summary.pump_time_s), ""),
            (
                _("Highest BP"),
                told.pressure(highest.systolic, highest.diastolic) if highest else "–",
                "mmHg",
            ),
            (_("Lowest SpO₂"), told.whole(summary.lowest_spo2), "%"),
        ]
    )
    paper.rule()


def _patient(session: Session, told: Told) -> str:
    patient = session.patient
    if patient is None:
        return "–"
    return told.words.text("{name}, born {date} · {identifier}").format(
        name=patient.name, date=told.value(patient.birth_date), identifier=patient.identifier
    )


def _when(summary: Summary, told: Told) -> str:
    words, patient = told.words, summary.session.patient
    parts = []
    if patient is not None:
        phases = (p.text for p in told.protocol.series.phase if p.key == patient.phase)
        name = next((words.of(text) for text in phases), patient.phase)
        parts.append(f"{name} {patient.number}/6")
    if summary.began_at and summary.ended_at:
        begun, ended = words.time(summary.began_at), words.time(summary.ended_at)
        parts.append(f"{words.long_day(summary.began_at)} {begun}–{ended}")
    return " · ".join(parts) or "–"


def _backup(session: Session, told: Told) -> str:
    backup = session.people.backup
    if backup is None:
        return "–"
    parts = [told.person(backup.name), backup.phone]
    if backup.physically_available:
        parts.append(told.words.text("physically available"))
    return " · ".join(parts)


def timeline(paper: Paper, summary: Summary, told: Told) -> None:
    """The course as a picture, then what lasted and what was given on the same clock."""
    _ = told.words.text
    course = _course(summary, told)
    paper.heading(_("Course"), _("minutes since the infusion began"), needs=90)
    draw_course(paper, course)
    stays, marks = _stays(summary, told), _marks(summary, told)
    if stays or marks:
        paper.heading(_("Side effects and drugs as needed"))
        draw_stays(paper, course, stays[:MOST_STAYS], marks, _("As needed"))
    if len(stays) > MOST_STAYS:
        more = _("{n} more stand in the record.").format(n=len(stays) - MOST_STAYS)
        paper.paragraph(more, small=True)


def _stays(summary: Summary, told: Told) -> list[Stay]:
    stays = [
        Stay(
            told.item(symptom.symptom),
            summary.minute(symptom.began_at),
            summary.minute(symptom.ended_at) if symptom.ended_at else None,
            told.of(SEVERITY, symptom.severity),
        )
        for symptom in summary.session.chart.symptoms
        if symptom.corrected_by is None
    ]
    stays += [
        Stay(
            told.condition(alarm.condition, alarm.limit),
            summary.minute(alarm.raised_at),
            summary.minute(alarm.ended_at) if alarm.ended_at else None,
            red=True,
        )
        for alarm in summary.alarms
        if alarm.priority == "high"
    ]
    return stays


def _marks(summary: Summary, told: Told) -> list[Mark]:
    prn = summary.session.prn
    return [
        Mark(
            summary.minute(prn.given_at(line)),
            f"{told.of(DRUGS, line.event.drug)} {told.words.number(line.event.dose_mg)} mg",
        )
        for line in counting(prn.given)
    ]


def _course(summary: Summary, told: Told) -> Course:
    _ = told.words.text
    minutes = [summary.minute(entry.at.wall) for entry in summary.entries] or [0.0]
    bp = told.protocol.limits.bp
    low = next((x.low_percent for x in told.protocol.limits.limit if x.id == "spo2_low"), None)
    running, ended = [], summary.session.infusion.ended_at or summary.ended_at
    stretches = summary.stretches
    for index, stretch in enumerate(stretches):
        following = stretches[index + 1].began_at if index + 1 < len(stretches) else ended
        if stretch.running and following:
            running.append((summary.minute(stretch.began_at), summary.minute(following)))
    lines = {
        line.vital: [[(summary.minute(at), value) for at, value in piece] for piece in line.pieces]
        for line in summary.lines
    }
    from_min = max(min(minutes), -BEFORE_MIN)
    return Course(
        from_min=from_min,
        to_min=max(max(minutes), 40.0),
        spo2=_from(lines[Vital.SPO2], from_min),
        pulse=_from(lines[Vital.PULSE_RATE], from_min),
        bars=[
            Bar(summary.minute(cuff.at), cuff.systolic, cuff.diastolic, cuff.alarmed)
            for cuff in summary.cuffs
            if summary.minute(cuff.at) >= from_min
        ],
        infusion=running,
        limit_systolic=bp.high_systolic_mmhg,
        limit_diastolic=bp.high_diastolic_mmhg,
        limit_spo2=low or 90.0,
        spo2_words="SpO₂ %",
        pulse_words=_("pulse /min"),
        pressure_words=_("BP mmHg"),
    )


def _from(
    lines: Sequence[Sequence[tuple[float, float]]], minute: float
) -> list[list[tuple[float, float]]]:
    return [kept for line in lines if (kept := [point for point in line if point[0] >= minute])]
