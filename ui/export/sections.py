"""The parts of the report, in reading order: each writes itself on the paper, or nothing."""

from collections.abc import Callable, Sequence

from bedside import events
from bedside.events import Entry
from bedside.lines import counting
from bedside.summary import Summary
from bedside.vitals import Vital
from ui.export.curves import Bar, Course, Mark, Stay, draw_course, draw_stays
from ui.export.paper import Column, Paper
from ui.export.told import (
    ANSWERS,
    CHANNELS,
    DRUGS,
    MOMENTS,
    PRIORITIES,
    ROUTES,
    SEDATION,
    SEVERITY,
    SOURCES,
    Told,
)
from ui.i18n import minutes_and_seconds

Section = Callable[[Paper, Summary, Told], None]


def front(paper: Paper, summary: Summary, told: Told) -> None:
    """Who, when, and the few numbers somebody looks for first."""
    words, session = told.words, summary.session
    _ = words.text
    patient, backup, order = session.patient, session.people.backup, session.prescription.order
    paper.headline(
        _("Ketamine infusion – session report"), told.words.of(told.protocol.about.title)
    )
    born = f", {_('born')} {patient.birth_date}" if patient else ""
    course = ""
    if patient:
        phase = _("start") if patient.phase == "start" else _("maintenance")
        course = f"{phase} {patient.number}/6 · "
    when = ""
    if summary.began_at and summary.ended_at:
        day, begun, ended = (
            words.long_day(summary.began_at),
            words.time(summary.began_at),
            words.time(summary.ended_at),
        )
        when = f"{day} {begun}–{ended}"
    paper.facts(
        [
            (_("Patient"), f"{patient.name}{born} · {patient.identifier}" if patient else "–"),
            (_("Session"), course + when),
            (_("Clinician"), told.person(session.people.nurse)),
            (
                _("Back-up physician"),
                f"{backup.name} · {backup.phone}"
                + (f" · {_('physically available')}" if backup.physically_available else "")
                if backup
                else "–",
            ),
            (_("Room"), summary.opened.room if summary.opened else "–"),
            (_("Allergies (CAVE)"), (patient.allergies if patient else "") or _("none stated")),
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


def timeline(paper: Paper, summary: Summary, told: Told) -> None:
    """The course as a picture, then what lasted and what was given on the same clock."""
    _ = told.words.text
    course = _course(summary, told)
    paper.heading(_("Course"), _("minutes since the infusion began"))
    draw_course(paper, course)
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
            told.condition(alarm.condition),
            summary.minute(alarm.raised_at),
            summary.minute(alarm.ended_at) if alarm.ended_at else None,
            red=True,
        )
        for alarm in summary.alarms
        if alarm.priority == "high"
    ]
    marks = [
        Mark(
            summary.minute(line.event.given_at or line.at),
            f"{told.of(DRUGS, line.event.drug)} {told.words.number(line.event.dose_mg)} mg",
        )
        for line in counting(summary.session.prn.given)
    ]
    if stays or marks:
        paper.heading(_("Side effects and drugs as needed"))
        draw_stays(paper, course, stays[:14], marks, _("As needed"))


def _course(summary: Summary, told: Told) -> Course:
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
    return Course(
        from_min=max(min(minutes), -20.0),
        to_min=max(max(minutes), 40.0),
        spo2=_from(lines[Vital.SPO2], -20.0),
        pulse=_from(lines[Vital.PULSE_RATE], -20.0),
        bars=[
            Bar(summary.minute(cuff.at), cuff.systolic, cuff.diastolic, cuff.alarmed)
            for cuff in summary.cuffs
            if summary.minute(cuff.at) >= -20
        ],
        infusion=running,
        limit_systolic=bp.high_systolic_mmhg,
        limit_diastolic=bp.high_diastolic_mmhg,
        limit_spo2=low or 90.0,
    )


def _from(
    lines: Sequence[Sequence[tuple[float, float]]], minute: float
) -> list[list[tuple[float, float]]]:
    return [kept for line in lines if (kept := [point for point in line if point[0] >= minute])]


def vitals(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    documented = summary.session.chart.documented
    if documented:
        paper.heading(_("Documented measurements"))
        paper.table_of(
            [
                Column(_("Time"), 18),
                Column(_("Minute"), 18, right=True),
                Column(_("When"), 34),
                Column(_("BP mmHg"), 30),
                Column(_("Pulse"), 20),
                Column("SpO₂ %", 20),
                Column(_("Source"), 34),
            ],
            [
                [
                    told.at(set_.at.wall),
                    f"{summary.minute(set_.at.wall):.0f}",
                    told.of(MOMENTS, set_.moment),
                    told.pressure(set_.systolic, set_.diastolic),
                    told.whole(set_.pulse_rate),
                    told.whole(set_.spo2),
                    told.of(SOURCES, set_.source),
                ]
                for set_ in documented
            ],
        )
    if summary.cuffs:
        paper.heading(_("All blood pressures"))
        row = [
            f"{told.at(cuff.at)}  {told.pressure(cuff.systolic, cuff.diastolic)}"
            + (" !" if cuff.alarmed else "")
            for cuff in summary.cuffs
        ]
        paper.table_of(
            [Column("", 34.5) for _n in range(5)],
            [row[i : i + 5] + [""] * (5 - len(row[i : i + 5])) for i in range(0, len(row), 5)],
        )


def alarms(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    paper.heading(_("Alarms"), _("{n} in all").format(n=len(summary.alarms)))
    if not summary.alarms:
        paper.paragraph(_("No alarms."))
        return
    paper.table_of(
        [
            Column(_("From"), 17),
            Column(_("To"), 17),
            Column(_("Condition"), 70),
            Column(_("Values"), 34),
            Column(_("Priority"), 16),
            Column(_("Seen by"), 20),
        ],
        [
            [
                told.words.time_s(alarm.raised_at),
                told.words.time_s(alarm.ended_at) if alarm.ended_at else "–",
                told.condition(alarm.condition) + (f" ({alarm.limit})" if alarm.limit else ""),
                " ".join(f"{value:.0f}" for value in alarm.values.values()),
                told.of(PRIORITIES, alarm.priority),
                told.person(alarm.seen_by) if alarm.seen_by else "–",
            ]
            for alarm in summary.alarms
        ],
    )


def physician(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    alerts = summary.session.alerts.all
    if not alerts:
        return
    paper.heading(_("Back-up physician"))
    rows = []
    for alert in alerts:
        reply = alert.reply
        answer = "–"
        if reply:
            coming = _("coming") if reply.coming else _("cannot come")
            answer = f"{reply.physician}: {coming} {told.at(reply.at)} ({told.of(CHANNELS, reply.channel)})"
        rows.append(
            [
                told.words.time_s(alert.first_at),
                told.condition(alert.condition),
                f"{alert.to} {alert.phone}",
                answer,
                told.at(alert.arrived_at),
            ]
        )
    paper.table_of(
        [
            Column(_("Sent"), 18),
            Column(_("Why"), 56),
            Column(_("To"), 36),
            Column(_("Answer"), 48),
            Column(_("Arrived"), 16),
        ],
        rows,
    )


def drugs(paper: Paper, summary: Summary, told: Told) -> None:
    """Prescription, preparation, the infusion, drugs as needed, and where every mg went."""
    words, session = told.words, summary.session
    _ = words.text
    order = session.prescription.order
    paper.heading(_("Prescription, preparation and infusion"))
    facts = []
    if order:
        facts.append(
            (
                _("Prescribed"),
                f"{words.number(order.weight_kg)} kg × {words.number(order.dose_mg_per_kg, 2)} mg/kg = "
                f"{words.number(order.dose_mg)} mg {told.of(ROUTES, order.route)} · {order.doctor} "
                f"({told.of(CHANNELS, order.channel)})"
                + (f" · {told.item(order.limited_by)}" if order.limited_by else ""),
            )
        )
    for line in counting(session.prescription.preparations):
        drug = line.event
        facts.append(
            (
                _("Prepared"),
                f"{drug.product} {words.number(drug.strength_mg_per_ml)} mg/ml, {_('batch')} "
                f"{drug.batch}, {_('expires')} {drug.expiry} · {words.number(drug.drug_volume_ml)} ml "
                f"{_('in')} {words.number(drug.total_volume_ml)} ml · "
                f"{words.number(drug.rate_ml_h)} ml/{_('h')} · {told.person(line.by)} {told.at(line.at)}",
            )
        )
    for check in counting(session.prescription.checks):
        facts.append(
            (
                _("Double check"),
                f"{told.person(check.event.checker)}: {words.number(check.event.computed_mg)} mg · "
                + (_("agrees") if check.event.agrees else _("does not agree"))
                + f" · {told.at(check.at)}",
            )
        )
    for stretch in summary.stretches:
        what = _("Pump running") if stretch.running else _("Pump paused")
        facts.append((what, f"{told.at(stretch.began_at)} {stretch.reason}"))
    if session.infusion.ended_at:
        ended = _("completed") if session.infusion.completed else _("stopped")
        facts.append(
            (
                _("Infusion ended"),
                f"{told.at(session.infusion.ended_at)} · {ended} {session.infusion.end_reason} · "
                f"{words.number(summary.delivered_mg, 1)} mg",
            )
        )
    paper.facts(facts)
    _prn(paper, summary, told)
    _ledger(paper, summary, told)


def _prn(paper: Paper, summary: Summary, told: Told) -> None:
    words, log = told.words, summary.session.prn
    _ = words.text
    if not log.given:
        return
    paper.heading(_("Drugs as needed"))
    rows = []
    for line in log.given:
        dose = line.event
        observed = [o for o in log.observed if o.event.of == line.seq]
        rows.append(
            [
                told.at(dose.given_at or line.at),
                f"{told.of(DRUGS, dose.drug)} {words.number(dose.dose_mg)} mg "
                f"{told.of(ROUTES, dose.route)}" + ("" if line.counts else f" ({_('corrected')})"),
                told.item(dose.indication),
                told.person(line.by),
                " · ".join(
                    f"{o.event.due_min} min {told.of(SEDATION, o.event.sedation)} "
                    f"{o.event.respiration_per_min}/min"
                    for o in observed
                )
                or (f"{_('deviation')}: {dose.deviation_reason}" if dose.outside_rule else ""),
            ]
        )
    paper.table_of(
        [
            Column(_("Time"), 16),
            Column(_("Dose"), 40),
            Column(_("Indication"), 34),
            Column(_("By"), 26),
            Column(_("Observed afterwards"), 58),
        ],
        rows,
    )
    agreed = [
        f"{told.at(line.at)} {told.of(DRUGS, line.event.drug)} {words.number(line.event.dose_mg)} mg: "
        f"{line.event.doctor} ({told.of(CHANNELS, line.event.channel)}"
        + (f", {_('read back')}" if line.event.read_back else "")
        + ")"
        for line in log.agreements
    ]
    if agreed:
        paper.paragraph(_("Agreed with a doctor before the dose: ") + "; ".join(agreed), small=True)


def _ledger(paper: Paper, summary: Summary, told: Told) -> None:
    words, ledgers = told.words, summary.session.ledgers
    _ = words.text
    rows = []
    for line in counting(ledgers.destroyed):
        signed = [c for c in ledgers.countersigned if c.event.of == line.seq]
        rows.append(
            [
                told.of(DRUGS, line.event.drug),
                f"{words.number(line.event.destroyed_mg)} mg · {line.event.method}",
                f"{told.person(line.by)} {told.at(line.at)}",
                ", ".join(f"{told.person(c.event.person)} {told.at(c.at)}" for c in signed) or "–",
            ]
        )
    if rows:
        paper.heading(_("Destruction of what was left"))
        paper.table_of(
            [
                Column(_("Drug"), 34),
                Column(_("Destroyed"), 56),
                Column(_("Done by"), 42),
                Column(_("Countersigned by"), 42),
            ],
            rows,
        )


def consent(paper: Paper, summary: Summary, told: Told) -> None:
    """The patient's choice about physical contact with its whole history, and each contact."""
    _ = told.words.text
    kinds = (
        events.TouchConsentGiven,
        events.TouchConsentDeclined,
        events.TouchConsentWithdrawn,
        events.TouchGiven,
        events.MedicalTouch,
    )
    lines = [entry for entry in summary.entries if isinstance(entry.event, kinds)]
    paper.heading(_("Physical contact"))
    if not lines:
        paper.paragraph(told.words.of(told.protocol.consent.not_settled))
    for entry in lines:
        paper.paragraph(
            f"{told.at(entry.at.wall)}  {_touch(entry, told)} · {told.person(entry.by)}"
        )


def _touch(entry: Entry, told: Told) -> str:
    _ = told.words.text
    match entry.event:
        case events.TouchConsentGiven() as given:
            return _("agreed") + ": " + ", ".join(told.item(site) for site in given.sites)
        case events.TouchConsentDeclined():
            return told.words.of(told.protocol.consent.no_touch)
        case events.TouchConsentWithdrawn() as gone:
            return _("withdrawn") + ": " + ", ".join(told.item(site) for site in gone.sites)
        case events.TouchGiven() as touch:
            until = f"–{told.at(touch.ended_at)}" if touch.ended_at else ""
            asked = _("at the patient's request") if touch.at_patients_request else ""
            return (
                f"{_('contact')}: {told.item(touch.site)} {told.at(touch.started_at)}{until} "
                f"{told.person(touch.person)} {asked}"
            )
        case events.MedicalTouch() as medical:
            return f"{_('medically necessary')}: {medical.what}"
        case _:
            return ""


def checks(paper: Paper, summary: Summary, told: Told) -> None:
    """Every checklist answer, corrections too, and the doctors' decisions."""
    _ = told.words.text
    session = summary.session
    decisions = [d for made in session.answers.decisions.values() for d in made]
    if decisions:
        paper.heading(_("Doctors' decisions"))
        paper.table_of(
            [
                Column(_("Time"), 16),
                Column(_("About"), 74),
                Column(_("Decision"), 34),
                Column(_("Doctor"), 50),
            ],
            [
                [
                    told.at(d.at),
                    told.item(d.subject),
                    (_("allowed") if d.allowed else _("not allowed"))
                    + (f": {d.note}" if d.note else ""),
                    f"{d.doctor} ({told.of(CHANNELS, d.channel)}"
                    + (f", {_('read back')}" if d.read_back else "")
                    + ")",
                ]
                for d in decisions
            ],
        )
    rows = []
    for item, answered in session.answers.items.items():
        latest = answered[-1]
        before = "; ".join(
            f"{_('first')} {told.of(ANSWERS, a.answer)} {a.value}".strip() for a in answered[:-1]
        )
        value = " · ".join(
            part for part in (latest.value, latest.note, before, latest.reason) if part
        )
        rows.append(
            [item, told.item(item), told.of(ANSWERS, latest.answer), value, told.at(latest.at)]
        )
    if rows:
        paper.heading(_("Checks"), _("{n} answers").format(n=len(rows)))
        paper.table_of(
            [
                Column("", 20),
                Column(_("Item"), 84),
                Column(_("Answer"), 20),
                Column(_("Value"), 36),
                Column(_("Time"), 14),
            ],
            rows,
        )


def emergencies(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    for episode in summary.session.emergency.episodes:
        paper.heading(_("Emergency"), f"{told.at(episode.began_at)}–{told.at(episode.ended_at)}")
        for tick in (*episode.symptoms, *episode.actions, *episode.calls):
            what = told.item(tick.what) if tick.present else f"{told.item(tick.what)} ({_('gone')})"
            paper.paragraph(f"{told.words.time_s(tick.at)}  {what} · {told.person(tick.by)}")
        if episode.summary:
            paper.paragraph(episode.summary)


def home(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    departure = summary.session.departure
    if departure.items:
        paper.heading(_("Going home"))
        paper.table_of(
            [
                Column("", 20),
                Column(_("Item"), 84),
                Column(_("Answer"), 24),
                Column(_("Value"), 32),
                Column(_("Time"), 14),
            ],
            [
                [
                    item,
                    told.item(item),
                    told.of(ANSWERS, said[-1].answer),
                    " · ".join(part for part in (said[-1].value, said[-1].note) if part),
                    told.at(said[-1].at),
                ]
                for item, said in departure.items.items()
            ],
        )


def deviations(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    found = summary.session.deviations.all
    paper.heading(_("Deviations"), _("{n} in all").format(n=len(found)), needs=14)
    if not found:
        paper.paragraph(_("No deviations."))
        return
    for deviation in found:
        comment = f" – {deviation.comment}" if deviation.comment else ""
        paper.paragraph(
            f"{told.at(deviation.at)}  {deviation.rule} {told.item(deviation.rule)}: "
            f"{deviation.reason}{comment} · {told.person(deviation.by)}"
        )


def notes(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    kinds = (events.NoteWritten, events.AddendumWritten, events.SessionResumed, events.LinkLost)
    lines = [entry for entry in summary.entries if isinstance(entry.event, kinds)]
    if not lines:
        return
    paper.heading(_("Notes and interruptions"))
    for entry in lines:
        match entry.event:
            case events.NoteWritten(text=text) | events.AddendumWritten(text=text):
                said = text
            case events.SessionResumed(gap_s=gap_s):
                said = _("The program stood for {time}: nobody was watching.").format(
                    time=minutes_and_seconds(gap_s)
                )
            case events.LinkLost(monitor=monitor):
                said = _("The line to the monitor “{monitor}” was lost.").format(monitor=monitor)
            case _:
                continue
        paper.paragraph(f"{told.words.time_s(entry.at.wall)}  {said} · {told.person(entry.by)}")


def signatures(paper: Paper, summary: Summary, told: Told) -> None:
    """Who signed, what this print is, and the hash that seals the record it was made from."""
    _ = told.words.text
    closed = [e for e in summary.entries if isinstance(e.event, events.SessionClosed)]
    opened = summary.opened
    paper.heading(_("Signatures and origin"), needs=40)
    paper.facts(
        [
            (
                _("Signed and closed"),
                f"{told.person(closed[-1].by)} {told.words.time_s(closed[-1].at.wall)}"
                if closed
                else _("not closed"),
            ),
            (_("Events in the record"), str(len(summary.entries))),
            (
                _("Versions"),
                f"bedside {opened.program_version} · {_('protocol')} {opened.protocol_version} "
                f"({opened.protocol_hash[:12]})"
                if opened
                else "–",
            ),
            (
                _("Monitors"),
                ", ".join(f"{role}: {driver}" for role, driver in opened.monitors.items())
                if opened
                else "–",
            ),
        ]
    )
    paper.paragraph(f"{_('Last hash of the record')}: {summary.head}", small=True)
    paper.paragraph(
        _(
            "Each line of the record seals the lines before it. A record whose last hash is the one "
            "printed here holds exactly what this report was made from."
        ),
        small=True,
    )
    paper.paragraph(
        _("Support tool. Not CE marked. The monitors' own alarms are the ones that count."),
        small=True,
    )


ALL: tuple[Section, ...] = (
    front,
    timeline,
    vitals,
    alarms,
    physician,
    emergencies,
    drugs,
    consent,
    home,
    deviations,
    notes,
    checks,
    signatures,
)
