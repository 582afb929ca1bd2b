"""Going home item by item, and what keeps a record from being signed (SPEC part 11 and 16)."""

import pytest

from bedside import events
from bedside.discharge import home_items, left_open, may_abort, may_close, stay
from tests.bedside.course import (
    DOCTOR,
    HOME,
    MIX,
    NURSE,
    SECOND,
    START,
    amended,
    answer,
    now,
    observed,
    ready,
    told,
)
from tests.bedside.telling import D, Telling, protocol

REST = events.DrugDestroyed(drug="ketamine", destroyed_mg=D("27.6"), method="avfallsbeholder")


def items(telling):
    found = home_items(telling.session, now(telling), telling.now, protocol())
    return {item.id: item for item in found}


def codes(telling, red=()):
    found = left_open(telling.session, now(telling, red), telling.now, protocol())
    return [refusal.code for refusal in found]


def destroyed(telling):
    telling.tell(REST)
    seq = telling.session.last_seq
    return telling.tell(events.DestructionCountersigned(of=seq, person=SECOND), by=SECOND)


def signed_off(*without, **instead):
    """Observed, decided, the rest destroyed and countersigned: ready for the signature."""
    return destroyed(observed(*without, **instead).tell(HOME))


def close(telling, by=NURSE, red=()):
    return may_close(telling.session, by, now(telling, red), telling.now, protocol())


def test_everything_done_the_record_may_be_signed():
    assert codes(signed_off()) == []
    assert close(signed_off()) is None


def test_every_item_is_done_or_informs():
    found = items(signed_off().tell(told("U-09", "accepted"), told("U-11")))
    assert list(found) == [
        "U-01", "U-02", "U-03", "U-04", "U-05", "U-07", "U-08", "U-09", "U-11", "U-12", "U-13",
        "U-14",
    ]  # fmt: skip
    assert {item.state for item in found.values()} == {"done", "info"}
    assert found["U-13"].state == "info"
    assert found["U-08"].value == "00 00 00 00"
    assert found["U-14"].by == NURSE
    assert found["U-05"].value == "23"


def test_items_that_only_some_patients_have():
    telling = observed().tell(answer("D-11", "yes"))
    telling.tell(events.LongerObservationSet(minutes=60, doctor=DOCTOR))
    found = items(telling)
    assert found["U-10"].state == "open"
    assert found["U-06"].state == "waiting"


@pytest.mark.parametrize(
    ("sentence", "then", "item", "state"),
    [
        ("nobody asked about the talk", [], "U-09", "open"),
        ("the talk was offered and declined", [told("U-09", "declined")], "U-09", "done"),
        ("not told of blood in the urine", [told("U-11", "no")], "U-11", "open"),
        ("told", [told("U-11")], "U-11", "done"),
        ("nobody decided yet", [], "U-14", "open"),
    ],
)
def test_an_item(sentence, then, item, state):
    assert items(observed().tell(*then))[item].state == state


def test_an_item_has_its_level_and_section_and_who_said_it_when():
    telling = observed().tell(told("U-09"))
    said = telling.entries[-1]
    found = items(telling)
    texts = {item.id: item for item in protocol().discharge.item}
    assert {i.id: (i.level, i.section) for i in found.values()} == {
        id_: (texts[id_].level, texts[id_].section) for id_ in found
    }
    assert (found["U-09"].by, found["U-09"].at) == (said.by, said.at.wall)
    assert (found["U-07"].by, found["U-07"].at is None) == (NURSE, False)
    assert found["U-05"].at == telling.session.infusion.ended_at


def test_what_was_said_of_an_open_item_stays_beside_it():
    telling = observed().tell(told("U-09", "no"))
    telling.tell(told("U-09.integration_talk_on", "yes", "2026-11-26"))
    assert (items(telling)["U-09"].state, items(telling)["U-09"].value) == ("open", "2026-11-26")


def test_what_was_written_beside_an_item_is_its_value():
    telling = observed().tell(told("U-09", "accepted"))
    telling.tell(told("U-09.integration_talk_on", "yes", "2026-11-26"))
    assert items(telling)["U-09"].value == "2026-11-26"


@pytest.mark.parametrize(
    ("minutes", "what"), [(0, "too_early"), (19, "too_early"), (20, "usual"), (60, "usual"),
                          (61, "ask_doctor")],
)  # fmt: skip
def test_u_05_how_long_the_patient_has_stayed(minutes, what):
    telling = observed("wait", telling=ready().tell(START).wait(2400))
    telling.wait(minutes * 60 - telling.session.infusion.since_end_s(telling.now))
    assert stay(telling.session, telling.now, protocol()) == what
    assert items(telling)["U-05"].state == ("waiting" if what == "too_early" else "done")
    assert items(telling)["U-05"].value == str(minutes)


# (sentence, the session, red alarms, what is left)
LEFT = [
    ("nobody decided that the patient may go", lambda: destroyed(observed()), (),
     ["home_not_decided"]),
    ("the rest was not destroyed", lambda: observed().tell(HOME), (), ["rest_left"]),
    ("the rest was not countersigned", lambda: observed().tell(HOME, REST), (),
     ["not_countersigned"]),
    ("an Avvik nobody explained", lambda: signed_off().tell(
        events.DeviationRecorded(rule="V-01", reason="")), (), ["deviation_uncommented"]),
    ("two of them", lambda: signed_off().tell(
        events.DeviationRecorded(rule="V-01", reason=""),
        events.DeviationRecorded(rule="V-06", reason="")), (), ["deviation_uncommented"] * 2),
    ("a red alarm came up again", signed_off, ("spo2_very_low",), ["red_open"]),
    ("an emergency is open", lambda: signed_off().tell(events.EmergencyDeclared()), (),
     ["red_open"]),
    ("midazolam given on the way home", lambda: destroyed(observed().tell(HOME)).tell(
        events.PrnDoseGiven(drug="midazolam", dose_mg=D(1), route="iv", indication="anxiety"),
        events.DrugWithdrawn(drug="midazolam", withdrawn_mg=D(1))), (),
     ["sedation_watch_running", "prn_without_effect"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "session", "red", "left"), LEFT, ids=[row[0] for row in LEFT])
def test_what_is_left_before_the_signature(sentence, session, red, left):
    telling = session()
    assert codes(telling, red) == left
    assert close(telling, red=red).code == left[0]


def test_an_avvik_nobody_explained_is_named():
    telling = signed_off().tell(events.DeviationRecorded(rule="V-01", reason=""))
    refusal = close(telling)
    assert refusal.values == {"rule": "V-01", "of": str(telling.entries[-1].seq)}


UNANSWERED = [
    ("the program was away for two minutes", events.SessionResumed(gap_s=120), "pump_gap_open",
     events.PumpGapAnswered(ran_throughout=True)),
    ("a second less is one", events.SessionResumed(gap_s=119.5), "pump_gap_open",
     events.PumpGapAnswered(ran_throughout=True)),
    ("the clock stood wrong, and nobody knows for how long it was away",
     events.SessionResumed(gap_s=0, clock_behind_s=900), "pump_gap_unknown_open",
     events.PumpGapAnswered(ran_throughout=False, ran_s=120.0)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "resumed", "code", "answer"), UNANSWERED, ids=[row[0] for row in UNANSWERED]
)
def test_an_unanswered_gap_of_the_pump_is_answered_before_signing(sentence, resumed, code, answer):
    telling = ready().tell(START).wait(1200)
    telling.tell(resumed, by="-").wait(1200)
    telling = destroyed(observed(telling=telling).tell(HOME))
    assert [one for one in codes(telling) if one.startswith("pump")] == [code]
    said = left_open(telling.session, now(telling, ()), telling.now, protocol())
    minutes = [one.values["minutes"] for one in said if one.code == "pump_gap_open"]
    assert minutes in ([], [str(int(resumed.gap_s // 60))])
    telling.tell(answer)
    assert [one for one in codes(telling) if one.startswith("pump")] == []


def test_who_left_early_is_not_asked_back():
    early = amended(HOME, early_leave=True, doctor_informed=DOCTOR, note="vil hjem nå")
    telling = destroyed(observed("mind", "driving", "phone", "cannula_out").tell(early))
    assert codes(telling, red=("spo2_very_low",)) == []
    assert close(telling) is None


@pytest.mark.parametrize("by", ["-", "watch"])
def test_a_record_is_signed_by_a_person(by):
    assert close(signed_off(), by=by).code == "signature_needs_person"


def abort(telling, by=NURSE, reason="ønsker ikke", decided_by=NURSE):
    event = events.SessionAborted(reason=reason, decided_by=decided_by)
    return may_abort(telling.session, event, by)


ABORTS = [
    ("nothing drawn up yet", lambda: ready("prepared", "double_check"), {}, None),
    ("no reason", lambda: ready("prepared"), {"reason": " "}, "abort_unexplained"),
    ("nobody decided it", lambda: ready("prepared"), {"decided_by": ""}, "abort_unexplained"),
    ("by nobody", lambda: ready("prepared"), {"by": "-"}, "signature_needs_person"),
    ("ketamine was given: there is a patient to observe", lambda: ready().tell(START), {},
     "abort_after_start"),
    ("after the infusion too", observed, {}, "abort_after_start"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "session", "said", "code"), ABORTS, ids=[row[0] for row in ABORTS]
)
def test_not_carried_out(sentence, session, said, code):
    refusal = abort(session(), **said)
    assert (refusal.code if refusal else None) == code


def test_what_was_drawn_up_is_destroyed_and_countersigned_before_it_is_not_carried_out():
    telling = ready()
    assert abort(telling).code == "rest_left"
    telling.tell(amended(REST, destroyed_mg=MIX.withdrawn_mg))
    assert abort(telling).code == "not_countersigned"
    seq = telling.session.last_seq
    telling.tell(events.DestructionCountersigned(of=seq, person=SECOND), by=SECOND)
    assert abort(telling) is None


def test_the_first_answer_to_an_item_stays():
    telling = Telling().tell(told("U-08", "declined"))
    telling.tell(told("U-08", "accepted", "1", corrects=1, reason="ombestemte seg"))
    departure = telling.session.departure
    assert [line.answer for line in departure.history("U-08")] == ["declined", "accepted"]
    assert departure.latest("U-08").reason == "ombestemte seg"
    assert departure.latest("U-09") is None
    assert departure.history("U-09") == ()
    assert departure.yes("U-08") is False
    assert Telling().tell(told("U-07")).session.departure.yes("U-07") is True
