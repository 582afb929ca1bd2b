"""The two gates: G1 before the infusion, G2 before going home. Every line, in the protocol's order.

A gate is closed as long as one line is not in order; a line that the protocol's data has and no
rule knows is never in order.
"""

from collections.abc import Mapping

from bedside import events, home_lines, start_patient, start_team, start_vitals
from bedside.amounts import same
from bedside.applies import applies
from bedside.clock import Instant
from bedside.day_check import day_check
from bedside.gate_line import Asked, Found, GateLine, Rule, line_of
from bedside.preparation import may_finish_preparation
from bedside.protocol import Protocol
from bedside.protocol_lists import Gate
from bedside.readings import Current
from bedside.refusal import Lifted, Refusal
from bedside.session import Session

START: Mapping[str, Rule] = {
    "G1-01": start_patient.identity,
    "G1-02": start_patient.consent,
    "G1-03": start_patient.off_label,
    "G1-04": start_patient.specialist,
    "G1-05": start_patient.checked,
    "G1-06": start_patient.touch,
    "G1-07": start_vitals.documented,
    "G1-08": start_vitals.under_limit,
    "G1-09": start_team.prescribed,
    "G1-10": start_team.double_checked,
    "G1-11": start_team.backup,
    "G1-12": start_team.equipment,
    "G1-13": start_team.cannula,
    "G1-14": start_team.staff,
}

HOME: Mapping[str, Rule] = {
    "G2-01": home_lines.told_it_ended,
    "G2-02": home_lines.measured_after,
    "G2-03": home_lines.vitals_normal,
    "G2-04": home_lines.mind_normal,
    "G2-05": home_lines.longer_observation,
    "G2-06": home_lines.no_driving,
    "G2-07": home_lines.phone_call,
    "G2-08": home_lines.no_breastfeeding,
    "G2-09": home_lines.cannula_out,
    "G2-10": home_lines.decided,
    "G2-11": home_lines.no_open_alarm,
    "G2-12": home_lines.sedation_watched,
    "G2-13": home_lines.prn_complete,
}
DECIDED = "G2-10"
# What the observation stage shows; the others belong to going home (UI, "Hjemreise").
OBSERVED = ("G2-01", "G2-02", "G2-03", "G2-04", "G2-05", "G2-11", "G2-12", "G2-13")


def start_gate(
    session: Session, vitals: Current, now: Instant, protocol: Protocol
) -> tuple[GateLine, ...]:
    """G1, every line that applies today."""
    items = day_check(session, protocol)
    return _lines(protocol.gate_start, START, Asked(session, vitals, now, protocol, items))


def home_gate(
    session: Session, vitals: Current, now: Instant, protocol: Protocol
) -> tuple[GateLine, ...]:
    """G2, every line that applies to this patient."""
    return _lines(protocol.gate_home, HOME, Asked(session, vitals, now, protocol, ()))


def may_start(
    session: Session,
    event: events.InfusionStarted,
    vitals: Current,
    now: Instant,
    protocol: Protocol,
) -> Refusal | None:
    """Every line of G1, the preparation, and the numbers that were checked by two persons."""
    if session.emergency.open:
        return Refusal("E", "emergency_open", "3.11", missing=("emergency",))
    closed = _closed("G1", "start_gate_closed", start_gate(session, vitals, now, protocol))
    closed = closed or may_finish_preparation(session, protocol)
    prepared, order = session.prescription.prepared, session.prescription.current
    if closed is None and prepared and order:
        return _as_prepared(event, prepared.event, order.event)
    return closed


def may_decide_home(
    session: Session,
    event: events.HomeReadinessDecided,
    vitals: Current,
    now: Instant,
    protocol: Protocol,
) -> Refusal | None:
    """Every line of G2 but the decision itself. Who leaves early against advice leaves: that is
    no passing of the gate, it is written down with the doctor who was informed (U-14)."""
    if not event.decided_by.strip():
        return Refusal("U-14", "home_needs_person", missing=("decided_by",))
    if event.early_leave:
        wanted = {"doctor_informed": event.doctor_informed, "note": event.note}
        missing = tuple(name for name, text in wanted.items() if not text.strip())
        return Refusal("U-14", "early_leave_unexplained", missing=missing) if missing else None
    lines = [line for line in home_gate(session, vitals, now, protocol) if line.id != DECIDED]
    return _closed("G2", "home_gate_closed", tuple(lines)) or _too_early(
        session, event, now, protocol
    )


def _lines(gate: Gate, rules: Mapping[str, Rule], asked: Asked) -> tuple[GateLine, ...]:
    return tuple(
        line_of(text, rules.get(text.id, _nobody_knows)(asked))
        for text in gate.line
        if applies(text.when, asked.session)
    )


def _nobody_knows(asked: Asked) -> Found:
    return Found("line_unknown")


def _closed(rule: str, code: str, lines: tuple[GateLine, ...]) -> Refusal | None:
    """One refusal that names every line that is not in order."""
    open_ = [line for line in lines if not line.ok]
    if not open_:
        return None
    lifting = {line.found.lifted_by for line in open_}
    lifted_by: Lifted = lifting.pop() if len(lifting) == 1 else "nobody"
    values = {"ok": str(len(lines) - len(open_)), "of": str(len(lines))}
    sections = open_[0].section
    return Refusal(rule, code, sections, values, tuple(line.id for line in open_), lifted_by)


def _as_prepared(
    event: events.InfusionStarted, prepared: events.DrugPrepared, order: events.DosePrescribed
) -> Refusal | None:
    """What the pump is set to is what two persons checked: no other dose, and no faster."""
    wanted = {
        "dose_mg": (event.dose_mg, prepared.dose_mg),
        "volume_ml": (event.volume_ml, prepared.total_volume_ml),
        "rate_ml_h": (event.rate_ml_h, prepared.rate_ml_h),
    }
    differs = [name for name, (set_to, checked) in wanted.items() if not same(set_to, checked)]
    if order.route == "iv" and event.duration_s != order.duration_min * 60:
        differs.append("duration_s")
    if not differs:
        return None
    return Refusal("K-08", "start_not_as_prepared", "3.2, 3.3", missing=tuple(differs))


def _too_early(
    session: Session, event: events.HomeReadinessDecided, now: Instant, protocol: Protocol
) -> Refusal | None:
    """U-05: 20 minutes at the earliest, unless a reason is written down (A4)."""
    earliest_min = protocol.discharge.normal.earliest_leave_min
    passed_s = session.infusion.since_end_s(now)
    if passed_s is None:
        return Refusal("G2", "infusion_not_ended", "3.1", missing=("infusion_end",))
    if passed_s >= earliest_min * 60 or event.note.strip():
        return None
    values = {"minutes": str(int(passed_s // 60)), "earliest_minutes": str(earliest_min)}
    return Refusal("U-05", "home_too_early", "3.1, 3.11", values, ("note",), "reason")
