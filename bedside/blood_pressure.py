"""What one blood pressure means together with symptoms (SPEC 9.4, §3.6). Knows no alarm.

The most severe row is tried first, so that no milder one can hide it. Missing, stale and
implausible readings are never green; whether they also alarm is the alarm engine's question.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from bedside.protocol_lists import Normal
from bedside.protocol_watch import BpTable, Plausible, SymptomList, Symptoms
from bedside.vitals import Quality

# The rows of the table in limits.toml, most severe first.
CRISIS = "bp_crisis"  # high, with a symptom of hypertensive crisis
CALL_DOCTOR = "bp_call_doctor"  # a symptom that is enough by itself, at any pressure
HIGH = "bp_high"
ELEVATED = "bp_elevated"
NORMAL = "bp_normal"
NONE = "bp_none"

CONFIRMED = "confirmed"  # quality of an unlikely value that somebody confirmed (SPEC 9.2)


class BpBand(IntEnum):
    """Where the numbers lie by themselves, in order of severity."""

    NONE = 0
    NORMAL = 1
    ELEVATED = 2
    HIGH = 3


@dataclass(frozen=True, slots=True)
class BpJudgement:
    """`outcome` is the id of the table's row in limits.toml; `band` is the numbers' alone."""

    outcome: str
    band: BpBand
    doubt: str = ""  # "missing", "incomplete", "stale", "implausible" or "suspect"
    felt: frozenset[str] = frozenset()  # the symptoms that made it worse
    side_effects: frozenset[str] = frozenset()  # logged, calling nobody by themselves


def band_of(systolic: int | None, diastolic: int | None, table: BpTable) -> BpBand:
    """Either number is enough; a lone number is judged by itself (DESIGN 2.4)."""
    if systolic is None and diastolic is None:
        return BpBand.NONE
    high, low = systolic or 0, diastolic or 0
    if high >= table.high_systolic_mmhg or low >= table.high_diastolic_mmhg:
        return BpBand.HIGH
    if high > table.elevated_systolic_mmhg or low > table.elevated_diastolic_mmhg:
        return BpBand.ELEVATED
    return BpBand.NORMAL


def implausible(systolic: int | None, diastolic: int | None, guard: Plausible) -> tuple[str, ...]:
    """Which of the numbers cannot be: ask to measure again or confirm, never clamp (SPEC 9.3)."""
    wrong = []
    if systolic is not None and not (
        guard.systolic_low_mmhg <= systolic <= guard.systolic_high_mmhg
    ):
        wrong.append("systolic")
    if diastolic is not None and not (
        guard.diastolic_low_mmhg <= diastolic <= guard.diastolic_high_mmhg
    ):
        wrong.append("diastolic")
    if systolic is not None and diastolic is not None and systolic <= diastolic:
        wrong.append("systolic_not_above_diastolic")
    return tuple(wrong)


def implausible_pulse(per_min: float, guard: Plausible) -> bool:
    return not guard.pulse_low_per_min <= per_min <= guard.pulse_high_per_min


def implausible_spo2(percent: float, guard: Plausible) -> bool:
    return not guard.spo2_low_percent <= percent <= guard.spo2_high_percent


def judge(
    systolic: int | None,
    diastolic: int | None,
    felt: Collection[str],
    *,
    table: BpTable,
    guard: Plausible,
    symptoms: Symptoms,
    stale: bool = False,
    quality: str = Quality.GOOD,
) -> BpJudgement:
    """`felt` are ids of symptoms.toml; `stale` and `quality` as age and monitor say."""
    crisis = {s.id for s in symptoms.symptom if SymptomList.CRISIS in s.lists} & set(felt)
    alone = {s.id for s in symptoms.symptom if s.calls_doctor_alone} & set(felt)
    band = band_of(systolic, diastolic, table)
    doubt = doubt_of(systolic, diastolic, guard, stale=stale, quality=quality)
    # A monitor's doubt about a high reading takes nothing from its severity.
    high = band is BpBand.HIGH and doubt in ("", "incomplete", "suspect")
    if high and crisis | alone:
        return BpJudgement(CRISIS, band, doubt, frozenset(crisis | alone))
    side_effects = frozenset(crisis - alone)
    if alone:
        return BpJudgement(CALL_DOCTOR, band, doubt, frozenset(alone), side_effects)
    if high:
        return BpJudgement(HIGH, band, doubt)
    if band is BpBand.ELEVATED and doubt in ("", "incomplete"):
        return BpJudgement(ELEVATED, band, doubt, side_effects=side_effects)
    if doubt:  # half a reading can alarm, but it cannot reassure
        return BpJudgement(NONE, band, doubt, side_effects=side_effects)
    return BpJudgement(NORMAL, band, side_effects=side_effects)


def doubt_of(
    systolic: int | None,
    diastolic: int | None,
    guard: Plausible,
    *,
    stale: bool = False,
    quality: str = Quality.GOOD,
) -> str:
    """Why a reading is not taken as it stands; empty: it is."""
    if systolic is None and diastolic is None:
        return "missing"
    if quality != CONFIRMED and implausible(systolic, diastolic, guard):
        return "implausible"
    if stale:
        return "stale"
    if quality == Quality.SUSPECT:
        return "suspect"
    return "incomplete" if None in (systolic, diastolic) else ""


def not_normalised(
    systolic: int | None,
    diastolic: int | None,
    baseline: tuple[int | None, int | None],
    normal: Normal,
) -> tuple[str, ...]:
    """What of a pressure after the infusion is not back to normal (A18); empty: normalised."""
    if systolic is None or diastolic is None:
        return ("no_reading",)
    before_systolic, before_diastolic = baseline
    rise = normal.above_baseline_max_mmhg
    found = []
    if systolic > normal.systolic_max_mmhg:
        found.append("systolic_above")
    if diastolic > normal.diastolic_max_mmhg:
        found.append("diastolic_above")
    if before_systolic is not None and systolic > before_systolic + rise:
        found.append("systolic_above_baseline")
    if before_diastolic is not None and diastolic > before_diastolic + rise:
        found.append("diastolic_above_baseline")
    return tuple(found)
