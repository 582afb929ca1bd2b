"""What was weighed, prescribed, prepared and checked, and what of it still holds."""

from functools import reduce

import pytest
from hypothesis import given, settings

from bedside.events import (
    DoctorConfirmed,
    DosePrescribed,
    DrugPrepared,
    MeasuringPlanChosen,
    NoteWritten,
    PreparationDoubleChecked,
    WeightRecorded,
)
from bedside.prescription import Prescription
from tests.bedside.drugs import D, amended, fold
from tests.bedside.strategies import DRUG_EVENTS, records

WEIGHED = WeightRecorded(weight_kg=D("72.4"), how="scale")
AGAIN = WeightRecorded(weight_kg=D("74.2"), how="scale", corrects=1, reason="lest feil")
ORDERED = DosePrescribed(
    doctor="dr-hansen",
    channel="phone",
    read_back=True,
    weight_kg=D("72.4"),
    dose_mg_per_kg=D(1),
    dose_mg=D("72.4"),
)
PLAN = MeasuringPlanChosen(plan="high_risk", doctor="dr-hansen")
PREPARED = DrugPrepared(
    drug="ketamine",
    product="Ketalar",
    strength_mg_per_ml=D(10),
    batch="LX204",
    expiry="2027-03",
    withdrawn_mg=D(100),
    dose_mg=D("72.4"),
    drug_volume_ml=D("7.24"),
    total_volume_ml=D(50),
    rate_ml_h=D(75),
)
CHECKED = PreparationDoubleChecked(checker="per", computed_mg=D("72.4"), agrees=True)
READY = [
    (0, "ida", WEIGHED),
    (1, "ida", ORDERED),
    (2, "ida", PLAN),
    (3, "ida", PREPARED),
    (4, "per", CHECKED),
]


@pytest.mark.parametrize(
    ("story", "happened", "missing"),
    [
        (
            "nothing is done",
            [],
            ("weight", "prescription", "measuring_plan", "preparation", "double_check"),
        ),
        ("everything is done", READY, ()),
        (
            "a note changes nothing",
            [*READY, (5, "ida", NoteWritten(text="rolig"))],
            (),
        ),
        (
            "D-32: weighed again after the prescription: it must be prescribed anew",
            [
                *READY,
                (5, "ida", amended(WEIGHED, weight_kg=D("74.2"), corrects=1, reason="lest feil")),
            ],
            ("prescription", "preparation", "double_check"),
        ),
        (
            "weighed again, the same weight",
            [*READY, (5, "ida", amended(WEIGHED, weight_kg=D("72.40")))],
            (),
        ),
        (
            "prescribed anew after the preparation: what lies ready is not it",
            [*READY, (5, "ida", ORDERED)],
            ("preparation", "double_check"),
        ),
        (
            "another dose was prepared than prescribed",
            [*READY[:3], (3, "ida", amended(PREPARED, dose_mg=D(72))), (4, "per", CHECKED)],
            ("preparation", "double_check"),
        ),
        (
            "N-02: prepared anew: it must be checked anew",
            [*READY, (5, "ida", PREPARED)],
            ("double_check",),
        ),
        (
            "T-R2: the preparer has checked herself",
            [*READY[:4], (4, "ida", amended(CHECKED, checker="ida"))],
            ("double_check",),
        ),
        (
            "T-R2: Per corrected the preparation, so Per cannot check it",
            [
                *READY[:4],
                (4, "per", amended(PREPARED, batch="LX205", corrects=4, reason="feil batch")),
                (5, "per", CHECKED),
            ],
            ("double_check",),
        ),
        (
            "N-02: the checker came to another result",
            [*READY[:4], (4, "per", amended(CHECKED, computed_mg=D("7.24"), agrees=False))],
            ("double_check",),
        ),
        (
            "N-02: the first check did not agree, the second did",
            [*READY[:4], (4, "per", amended(CHECKED, agrees=False)), (5, "per", CHECKED)],
            (),
        ),
        (
            "midazolam is not the infusion",
            [*READY[:3], (3, "ida", amended(PREPARED, drug="midazolam"))],
            ("preparation", "double_check"),
        ),
    ],
)
def test_the_gate_is_told_what_is_missing(story, happened, missing):
    assert fold(Prescription(), *happened).missing == missing, story


def test_what_holds_can_be_shown():
    ready = fold(Prescription(), *READY)
    assert ready.weight_kg == D("72.4")
    assert ready.order == ORDERED
    assert (ready.plan, ready.plan_doctor) == ("high_risk", "dr-hansen")
    assert (ready.prepared.by, ready.checked.by) == ("ida", "per")
    assert ready.preparers == {"ida"}


def test_nothing_is_invented_before_it_was_said():
    empty = Prescription()
    assert (empty.weight_kg, empty.order, empty.prepared, empty.checked) == (None,) * 4
    assert (empty.plan, empty.plan_doctor, empty.preparers) == ("", "", frozenset())


def test_a_corrected_weight_stays_readable_with_its_reason():
    first, second = fold(Prescription(), (0, "ida", WEIGHED), (1, "ida", AGAIN)).weighings
    assert (first.event.weight_kg, first.replaced_by) == (D("72.4"), 2)
    assert (second.event.reason, second.counts) == ("lest feil", True)


@pytest.mark.parametrize(
    ("story", "happened", "waiting"),
    [
        ("T-R4: prescribed on the phone, written down by the nurse", READY[:2], [2]),
        (
            "T-R4: the doctor has confirmed it afterwards",
            [*READY[:2], (9, "dr-hansen", DoctorConfirmed(of=2))],
            [],
        ),
        ("the doctor wrote it himself", [(0, "dr-hansen", ORDERED)], []),
    ],
)
def test_a_spoken_prescription_waits_for_the_doctors_confirmation(story, happened, waiting):
    state = fold(Prescription(), *happened)
    assert [line.seq for line in state.awaiting_confirmation] == waiting, story


@settings(max_examples=60, deadline=None)
@given(records(DRUG_EVENTS))
def test_no_order_of_events_makes_the_prescription_raise(record):
    state = reduce(Prescription.after, record, Prescription())
    assert set(state.missing) <= set(Prescription().missing)
    assert len(state.awaiting_confirmation) <= len(state.orders)
    assert (state.checked is None) or state.checked.event.checker not in state.preparers
