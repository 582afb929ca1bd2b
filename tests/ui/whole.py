"""A whole session as a ward would have it, told in real minutes: for pictures, report, exports."""

import math

from bedside import events
from bedside.clock import ManualClock
from tests.bedside.course import (
    BY,
    CRITERIA,
    END,
    START,
    cuff,
    documented,
    steps,
    told,
)
from tests.bedside.telling import DOCTOR, NURSE, SECOND, D, Telling

# minutes that each step of the preparation takes
TAKES = {
    "identity": 2, "day_check": 6, "weight": 3, "day_check_done": 1, "talks": 4, "touch": 2,
    "cuff": 2, "vitals": 1, "cannula": 5, "flushed": 1, "prescribed": 4, "prepared": 6,
    "double_check": 3, "prepared_done": 1,
}  # fmt: skip
PRESSURES = ((10, 120, 75), (20, 128, 80), (30, 134, 84), (38, 139, 87))
OBSERVED = ((0, "awake", 14), (5, "drowsy", 13), (10, "drowsy", 14), (15, "awake", 14))


class Whole(Telling):
    """Lets the oximeter speak every `stream_s` seconds while time passes; 0: not at all."""

    def __init__(self, stream_s=0):
        super().__init__()
        self.clock = ManualClock()
        self.stream_s, self.streams = stream_s, False

    def wait(self, seconds):
        if not (self.stream_s and self.streams):
            return super().wait(seconds)
        until_s = self.now.mono_s + seconds
        while self.now.mono_s + self.stream_s <= until_s:
            super().wait(self.stream_s)
            self._speak()
        return super().wait(until_s - self.now.mono_s)

    def _speak(self):
        """Deterministic, and never the same twice: a real trace wanders."""
        t = self.now.mono_s
        spo2 = round(97.4 + 0.8 * math.sin(t / 97) + 0.6 * math.sin(t / 13))
        pulse = round(71 + 6 * math.sin(t / 300) + 2 * math.sin(t / 17) + math.sin(t / 5))
        for vital, unit, value in (("spo2", "%", spo2), ("pulse_rate", "/min", pulse)):
            said = events.Measured(vital=vital, unit=unit, value=float(value), source="oximeter")
            self.tell(said, by="watch")

    def minute(self, of_infusion):
        """Wait until this minute since the infusion began."""
        begun = self.session.infusion.started_at
        passed_s = (self.now.wall - begun).total_seconds()
        return self.wait(max(0.0, of_infusion * 60 - passed_s))

    def pressure(self, systolic, diastolic):
        return self.tell(cuff(systolic, diastolic), by="watch")


def prepared(stream_s=0):
    telling = Whole(stream_s)
    for name, happened in steps().items():
        telling.wait(60 * TAKES.get(name, 0))
        telling.streams = telling.streams or name == "talks"
        for event in happened:
            by = "watch" if isinstance(event, events.Measured) else BY.get(name, NURSE)
            telling.wait(1).tell(event, by=by)
        if name == "weight":
            plan = events.MeasuringPlanChosen(plan="standard", doctor=DOCTOR)
            telling.wait(20).tell(plan)
    return telling


def infused(stream_s=0, midazolam=True):
    """Forty minutes, with effect, dizziness, anxiety, and midazolam after 26 of them."""
    telling = prepared(stream_s).wait(60).tell(START)
    telling.minute(8).tell(events.SymptomObserved(symptom="dizziness", severity="mild"))
    dizzy = telling.session.last_seq
    telling.minute(10).pressure(120, 75)
    telling.minute(17).tell(events.SymptomEnded(of=dizzy))
    telling.minute(20).pressure(128, 80)
    telling.minute(25).tell(events.SymptomObserved(symptom="anxiety", severity="moderate"))
    anxious = telling.session.last_seq
    if midazolam:
        sedated(telling)
    telling.minute(30).pressure(134, 84)
    telling.minute(32).tell(events.SymptomEnded(of=anxious))
    observed(telling, 2)
    telling.minute(38).pressure(139, 87)
    telling.minute(40).tell(END)
    return telling


def sedated(telling):
    order = events.PrnPrescribed(
        drug="midazolam", doctor=DOCTOR, channel="phone", read_back=True, dose_min_mg=D(1),
        dose_max_mg=D(1), route="iv", max_per_day_mg=D(2), indication="anxiety",
    )  # fmt: skip
    agreed = events.PrnAgreed(
        drug="midazolam", doctor=DOCTOR, channel="phone", dose_mg=D(1), route="iv", read_back=True
    )
    dose = events.PrnDoseGiven(
        drug="midazolam", dose_mg=D(1), volume_ml=D(1), route="iv", indication="anxiety"
    )
    withdrawn = events.DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5), batch="M77")
    telling.minute(26).tell(order).wait(5).tell(agreed).wait(20).tell(withdrawn).tell(dose)
    return telling


def observed(telling, most=4):
    """What is due of the watch after midazolam, in time."""
    doses = telling.session.prn.doses("midazolam")
    if not doses:
        return telling
    dose = doses[0]
    done = len(telling.session.prn.observed)
    for due_min, sedation, breaths in OBSERVED[done:most]:
        telling.wait(max(0.0, due_min * 60 - (telling.now.wall - dose.at).total_seconds()))
        seen = events.PostSedationObserved(
            of=dose.seq, due_min=due_min, sedation=sedation, respiration_per_min=breaths,
            spo2_percent=97,
        )  # fmt: skip
        telling.tell(seen)
    return telling


def watched_home(telling):
    """The observation until everything in it is in order, 31 minutes after the end."""
    end_s = telling.session.infusion.ended_mono_s
    telling.wait(20).tell(told("U-01"))
    telling.wait(40).pressure(138, 88).wait(15).tell(documented("end", 138, 88, 84, 97))
    observed(telling)
    telling.wait(end_s + 15 * 60 - telling.now.mono_s).pressure(132, 84)
    telling.wait(20).tell(documented("after", 132, 84, 78, 98))
    dose = telling.session.prn.doses("midazolam")
    if dose:
        telling.wait(max(0, 30 * 60 - (telling.now.wall - dose[0].at).total_seconds()))
        last = events.PostSedationObserved(
            of=dose[0].seq, due_min=30, sedation="awake", respiration_per_min=15
        )
        telling.tell(last, events.PrnEffectNoted(of=dose[0].seq, effect="roligere"))
    telling.wait(end_s + 30 * 60 - telling.now.mono_s).pressure(126, 80)
    telling.wait(20).tell(documented("after", 126, 80, 72, 98))
    return telling.wait(30).tell(*(told(item) for item in CRITERIA))


def informed(telling):
    """The list for going home: driving ban, call tomorrow, cannula out."""
    telling.wait(40).tell(told("U-07"))
    telling.wait(30).tell(told("U-08.follow_up_phone", value="00 00 00 00"))
    telling.tell(told("U-08", "accepted"))
    telling.wait(30).tell(told("U-09.integration_talk_on", value="2026-11-26"), told("U-09"))
    telling.wait(20).tell(told("U-11"))
    return telling.wait(90).tell(
        told("U-12.pvc_removed"), told("U-12.goes_home_with", value="drosje")
    )


def decided(telling):
    return telling.wait(30).tell(events.HomeReadinessDecided(decided_by=NURSE))


def destroyed(telling, drug="ketamine"):
    rest = telling.session.ledgers.account(drug).balance_mg
    gone = events.DrugDestroyed(drug=drug, destroyed_mg=rest, method="helt i avfallsbeholder")
    return telling.wait(60).tell(gone)


def countersigned(telling):
    for drug in ("ketamine", "midazolam"):
        for line in telling.session.ledgers.unsigned(drug):
            signed = events.DestructionCountersigned(of=line.seq, person=SECOND)
            telling.wait(20).tell(signed, by=SECOND)
    return telling


def whole(stream_s=0, midazolam=True):
    """From the first line to the last."""
    telling = informed(watched_home(infused(stream_s, midazolam)))
    decided(telling)
    destroyed(telling)
    if midazolam:
        destroyed(telling, "midazolam")
    missed = events.DeviationRecorded(rule="V-06", reason="BT-måling 10:36 mislyktes")
    return (
        countersigned(telling)
        .wait(20)
        .tell(missed)
        .wait(20)
        .tell(events.SessionClosed(deviations=1))
    )
