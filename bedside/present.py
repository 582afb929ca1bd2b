"""What the alarm engine judges by, and what it finds: the conditions that are there right now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bedside.board_view import Role
from bedside.ladders import Ladders, Values, ladders
from bedside.protocol_watch import (
    BpTable,
    Chatter,
    Declared,
    Limits,
    Priority,
    SymptomList,
    Symptoms,
    Technical,
)
from bedside.session_limits import LimitChanges, ladders_in_force
from bedside.vitals import Vital

# What the engine finds by these names, whatever else limits.toml may hold.
JUDGED = frozenset(
    {
        "spo2_no_signal",
        "oximeter_silent",
        "nibp_silent",
        "first_reading_missing",
        "bp_overdue",
        "bp_long_overdue",
        "bp_failed",
        "clock_moved",
        "program_fault",
        "display_stalled",
        "unwatched",
        "cuff_unknown",
        "monitor_battery_low",
        "alert_not_delivered",
        "alert_not_answered",
        "emergency",
        "physician_called",
        "crisis_symptom",
    }
)
PROBE = frozenset({Vital.SPO2, Vital.PULSE_RATE})  # what one finger gives


@dataclass(frozen=True, slots=True)
class Rules:
    """The protocol's limits as the engine uses them, and which monitor gives what."""

    ladders: Ladders  # in force now
    profile: Ladders  # the site's own: what every session begins with
    chatter: Chatter
    technical: dict[str, Technical]
    declared: dict[str, Declared]
    bp: BpTable
    crisis: frozenset[str]  # symptoms of hypertensive crisis (SPEC 9.5)
    call_alone: frozenset[str]  # symptoms that call the doctor at any blood pressure
    roles: Mapping[str, Role]

    @property
    def elevated_every_min(self) -> int | None:
        """How often a raised blood pressure is repeated until it is normal, at the least."""
        return next((o.repeat_high_min for o in self.bp.outcome if o.id == "bp_elevated"), None)

    def finger(self, role: str) -> frozenset[Vital]:
        """What this monitor's finger probe is relied on for."""
        known = self.roles.get(role)
        return frozenset() if known is None else known.streams & PROBE

    def pause_s(self, vital: Vital) -> float:
        """How long a stream of `vital` may say nothing before that is a gap (ALARMS D.5).

        A monitor that is slow by nature has no gap before its next value is overdue.
        """
        overdue_s = (role.overdue_s for role in self.roles.values() if vital in role.streams)
        return max((self.chatter.gap_pauses_delay_s, *overdue_s))

    def streamed(self, vital: Vital) -> bool:
        return any(vital in role.streams for role in self.roles.values())


@dataclass(frozen=True, slots=True)
class Present:
    """One condition that is there. `key` is what it is about; a higher `rank` is worse."""

    key: str
    condition: str  # id in limits.toml
    priority: Priority
    rank: int
    physiological: bool = False
    latching: bool = False
    limit: str = ""
    values: Values = field(default_factory=dict)
    suspect: bool = False
    times: int = 1  # readings, presses, faults in a row that said so
    waited_s: float = 0.0  # since it began to be so


def changed(rules: Rules, changes: LimitChanges) -> Rules:
    """With the limits of this session in the place of the site's."""
    return replace(rules, ladders=ladders_in_force(rules.profile, changes))


def rules(limits: Limits, symptoms: Symptoms, roles: Mapping[str, Role]) -> Rules:
    """Raises LookupError if limits.toml has no line for something that is judged."""
    known = {technical.id for technical in limits.technical} | {d.id for d in limits.declared}
    if missing := sorted(JUDGED - known):
        raise LookupError(f"limits.toml: no condition of the name {', '.join(missing)}")
    profile = ladders(limits)
    return Rules(
        ladders=profile,
        profile=profile,
        chatter=limits.chatter,
        technical={technical.id: technical for technical in limits.technical},
        declared={declared.id: declared for declared in limits.declared},
        bp=limits.bp,
        crisis=frozenset(s.id for s in symptoms.symptom if SymptomList.CRISIS in s.lists),
        call_alone=frozenset(s.id for s in symptoms.symptom if s.calls_doctor_alone),
        roles=roles,
    )


def grown(technical: Technical, key: str, age_s: float) -> Present | None:
    """A technical condition that has stood for `age_s`; None: not long enough to matter."""
    reached = [n for n, step in enumerate(technical.steps) if age_s >= step.after_s - 1e-6]
    if not reached:
        return None
    rank = reached[-1]
    return Present(key, technical.id, technical.steps[rank].priority, rank, waited_s=age_s)
