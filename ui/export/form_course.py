"""The middle of the paper form: the infusion minute by minute, drugs as needed, emergencies.

The planned minutes are those of the measuring plan that was chosen, or of every plan together.
"""

from bedside.lines import counting
from bedside.protocol_watch import Plan
from bedside.readings import BpReading, Documented
from bedside.session import Session
from ui.export.form_lists import initials
from ui.export.form_parts import grid_to_fill, lines_to_write, ticked
from ui.export.paper import Column, Paper
from ui.export.told import DRUGS, MOMENTS, ROUTES, SEVERITY, Told

BLANK_SETS, BLANK_SYMPTOMS, BLANK_DOSES = 4, 6, 5
NEAR_MIN = 2.5  # a reading this far from its planned minute is the planned one


def course(made: Paper, session: Session, told: Told) -> None:
    _infusion(made, session, told)
    _vitals(made, session, told)
    _symptoms(made, session, told)
    _as_needed(made, session, told)
    _emergency(made, told)


def _infusion(made: Paper, session: Session, told: Told) -> None:
    _, words, pump = told.words.text, told.words, session.infusion
    given = counting(session.ledgers.infused)
    made.heading(_("Infusion"), needs=40)
    limit = told.protocol.limits.bp
    made.paragraph(words.of(limit.local_rule))
    lines_to_write(
        made,
        [
            (_("Pump started, time"), told.at(pump.started_at) if pump.started_at else ""),
            (_("Expected end"), ""),
            (_("Ended, time"), told.at(pump.ended_at) if pump.ended_at else ""),
            (_("Paused, from–to"), ""),
            (_("Given, mg"), words.number(given[-1].event.delivered_mg, 1) if given else ""),
            (_("Read from the pump, ml"), ""),
        ],
    )


def planned(session: Session, told: Told) -> list[tuple[str, str]]:
    """The moments at which a set is due: the key of MOMENTS, and the minute."""
    plans = told.protocol.vitals.plan
    chosen = [plan for plan in plans if plan.id == session.prescription.plan] or list(plans)
    during = sorted({minute for plan in chosen for minute in _during(plan, told)})
    after = sorted({minute for plan in chosen for minute in plan.after_min})
    return [
        ("before", ""),
        *(("during", str(minute)) for minute in during),
        ("end", ""),
        *(("after", str(minute)) for minute in after),
        ("discharge", ""),
    ]


def _during(plan: Plan, told: Told) -> range:
    if plan.every_min is None:
        return range(0)
    return range(plan.every_min, told.protocol.recipe.duration_min, plan.every_min)


def _vitals(made: Paper, session: Session, told: Told) -> None:
    """Planned sets with what was documented at each, then room for more."""
    _ = told.words.text
    left = list(session.chart.documented)
    rows = []
    for moment, minute in planned(session, told):
        found = next((one for one in left if one.moment == moment), None)
        if found is not None:
            left.remove(found)
        cuff = None if found else _near(session, minute) if moment == "during" else None
        rows.append(_set(told, moment, minute, found or cuff))
    rows += [_set(told, one.moment, "", one) for one in left]
    rows += [[""] * 8 for _n in range(BLANK_SETS)]
    made.heading(
        _("Blood pressure, pulse, SpO₂"), _("minutes of the infusion, or after it"), needs=50
    )
    grid_to_fill(
        made,
        [
            Column(_("When"), 26),
            Column(_("min"), 11),
            Column(_("Time"), 17),
            Column(_("BP mmHg"), 24),
            Column(_("Pulse"), 16),
            Column(_("SpO₂ %"), 16),
            Column(_("Awake? breathing /min?"), 44),
            Column(_("Initials"), 20),
        ],
        rows,
        high=6.0,
    )


def _near(session: Session, minute: str) -> BpReading | None:
    """The cuff's reading that belongs to this minute of the infusion, if there is one."""
    began_at = session.infusion.started_at
    if began_at is None:
        return None
    away = {
        reading.seq: abs((reading.at.wall - began_at).total_seconds() / 60 - float(minute))
        for reading in session.chart.blood_pressures
    }
    near = [one for one in session.chart.blood_pressures if away[one.seq] <= NEAR_MIN]
    return min(near, key=lambda one: away[one.seq], default=None)


def _set(told: Told, moment: str, minute: str, found: Documented | BpReading | None) -> list[str]:
    when = told.of(MOMENTS, moment)
    if found is None:
        return [when, minute, "", "", "", "", "", ""]
    if isinstance(found, BpReading):
        pressure = told.pressure(found.systolic, found.diastolic)
        return [when, minute, told.at(found.at.wall), pressure, "", "", "", ""]
    return [
        when,
        minute,
        told.at(found.at.wall),
        told.pressure(found.systolic, found.diastolic),
        told.whole(found.pulse_rate),
        told.whole(found.spo2),
        found.note,
        initials(found.by, told),
    ]


def _symptoms(made: Paper, session: Session, told: Told) -> None:
    _ = told.words.text
    rows = [
        [
            told.at(one.began_at),
            told.at(one.ended_at) if one.ended_at else "",
            told.item(one.symptom)[:60],
            told.of(SEVERITY, one.severity),
            one.note[:30],
        ]
        for one in session.chart.symptoms
        if one.corrected_by is None
    ]
    made.heading(_("Side effects, and physical contact"), needs=40)
    grid_to_fill(
        made,
        [
            Column(_("From"), 17),
            Column(_("To"), 17),
            Column(_("What"), 72),
            Column(_("How much"), 26),
            Column(_("What was done, initials"), 42),
        ],
        [*rows, *([""] * 5 for _n in range(BLANK_SYMPTOMS))],
        high=6.0,
    )


def _as_needed(made: Paper, session: Session, told: Told) -> None:
    _, words, prn = told.words.text, told.words, session.prn
    made.heading(_("Drugs as needed"), needs=50)
    for drug in told.protocol.prn.drug:
        doses = " / ".join(words.number(dose) for dose in drug.doses_mg)
        after = words.of(drug.after) if drug.after else ""
        minutes = ", ".join(str(minute) for minute in drug.observe_at_min)
        watched = _("{what}: after {minutes} min").format(what=after, minutes=minutes)
        name = words.of(drug.text)
        told_so = _("{drug}: {doses} mg at a time").format(drug=name, doses=doses)
        made.paragraph(
            f"{told_so}. {watched}." if drug.observe_at_min else f"{told_so}.", small=True
        )
    rows = [
        [
            told.at(prn.given_at(line)),
            told.of(DRUGS, line.event.drug),
            words.number(line.event.dose_mg),
            told.of(ROUTES, line.event.route),
            told.item(line.event.indication)[:40],
            "",
            "",
        ]
        for line in counting(prn.given)
    ]
    grid_to_fill(
        made,
        [
            Column(_("Time"), 17),
            Column(_("Drug"), 28),
            Column(_("mg"), 14),
            Column(_("Route"), 16),
            Column(_("Why"), 45),
            Column(_("Doctor, read back"), 32),
            Column(_("Initials"), 22),
        ],
        [*rows, *([""] * 7 for _n in range(BLANK_DOSES))],
    )


def _emergency(made: Paper, told: Told) -> None:
    """The cards, to be ticked off: they are needed most when nothing else works."""
    words, help_ = told.words, told.protocol.emergency
    made.heading(words.of(told.protocol.phases.emergency), needs=50)
    ticked(made, [words.of(action.text) for action in help_.first])
    for card in help_.card:
        if made.will_page_break(16):
            made.add_page()
        made.type(8.2, "M")
        made.cell(0, 4.6, words.of(card.text))
        made.ln(4.6)
        lines = []
        for action in card.actions:
            only = f"{words.of(action.only_if)} " if action.only_if else ""
            lines.append(only + words.of(action.text))
        ticked(made, lines)
