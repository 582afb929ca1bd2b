"""Where every milligram went: SPEC part 8, §3.3."""

from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.events import (
    DeliveredDoseCorrected,
    DestructionCountersigned,
    DeviationRecorded,
    DrugDestroyed,
    DrugPrepared,
    DrugWithdrawn,
    InfusionEnded,
    InfusionStarted,
    NoteWritten,
    PrnDoseGiven,
)
from bedside.ledger import Ledgers
from bedside.ledger_rules import (
    delivered_mg,
    ledger_refusals,
    left_to_destroy_mg,
    may_close_ledger,
    may_correct_delivered,
    may_countersign,
    may_destroy,
    may_record_delivered,
    may_withdraw,
)
from tests.bedside.drugs import D, amended, fold
from tests.bedside.strategies import DRUG_EVENTS, records

PREPARED = DrugPrepared(
    drug="ketamine",
    product="Ketalar",
    strength_mg_per_ml=D(10),
    batch="LX204",
    expiry="2027-03",
    withdrawn_mg=D("100.0"),
    dose_mg=D("72.4"),
    drug_volume_ml=D("7.24"),
    total_volume_ml=D(50),
    rate_ml_h=D(75),
)
STARTED = InfusionStarted(dose_mg=D("72.4"), volume_ml=D(50), rate_ml_h=D(75))
ENDED = InfusionEnded(completed=True, delivered_mg=D("72.4"))
SIGNED = DestructionCountersigned(of=4, person="per")


def destroyed(mg, drug="ketamine", **more):
    return DrugDestroyed(drug=drug, destroyed_mg=D(mg), method="helt i avfallsbeholder", **more)


def midazolam(mg, **more):
    return PrnDoseGiven(drug="midazolam", dose_mg=D(mg), route="iv", indication="agitation", **more)


INFUSED = [(0, "ida", PREPARED), (10, "ida", STARTED), (50, "ida", ENDED)]
DONE = [*INFUSED, (90, "ida", destroyed("27.6")), (91, "per", SIGNED)]
DIFFERS = [*INFUSED, (90, "ida", destroyed("27.5")), (91, "per", SIGNED)]
AVVIK = DeviationRecorded(rule="N-05", reason="0,1 mg søl på benken")


@pytest.mark.parametrize(
    ("story", "happened", "codes"),
    [
        ("§3.3: 100,0 withdrawn = 72,4 given + 27,6 destroyed, countersigned", DONE, []),
        ("nothing was withdrawn", [], []),
        ("§3.3: the rest is not destroyed", INFUSED, ["rest_left"]),
        (
            "§3.3: destroyed, and no colleague has signed",
            DONE[:4],
            ["not_countersigned"],
        ),
        (
            "T-R2: whoever destroyed it signs for himself",
            [*DONE[:4], (91, "ida", amended(SIGNED, person="ida"))],
            ["not_countersigned"],
        ),
        (
            "T-R2: Ida prepared, Per destroyed: Ida cannot sign",
            [*INFUSED, (90, "per", destroyed("27.6")), (91, "ida", amended(SIGNED, person="ida"))],
            ["not_countersigned"],
        ),
        ("N-05: a tenth is missing", DIFFERS, ["rest_left"]),
        (
            "N-05: a tenth too much was destroyed",
            [*INFUSED, (90, "ida", destroyed("27.7")), (91, "per", SIGNED)],
            ["more_than_withdrawn"],
        ),
        (
            "N-05: the difference is an Avvik with two signatures",
            [
                *DIFFERS,
                (92, "ida", AVVIK),
                (93, "per", DestructionCountersigned(of=6, person="per")),
            ],
            [],
        ),
        (
            "N-05: the difference is explained and signed, what was destroyed is not countersigned",
            [
                *DIFFERS[:4],
                (92, "ida", AVVIK),
                (93, "per", DestructionCountersigned(of=5, person="per")),
            ],
            ["not_countersigned"],
        ),
        ("N-05: an Avvik with one signature", [*DIFFERS, (92, "ida", AVVIK)], ["rest_left"]),
        (
            "N-05: an Avvik that its own writer signs twice",
            [
                *DIFFERS,
                (92, "ida", AVVIK),
                (93, "ida", DestructionCountersigned(of=6, person="ida")),
            ],
            ["rest_left"],
        ),
        (
            "N-05: an Avvik without a reason",
            [
                *DIFFERS,
                (92, "ida", amended(AVVIK, reason=" ")),
                (93, "per", DestructionCountersigned(of=6, person="per")),
            ],
            ["rest_left"],
        ),
        (
            "N-05: an Avvik that the program wrote",
            [
                *DIFFERS,
                (92, "watch", AVVIK),
                (93, "per", DestructionCountersigned(of=6, person="per")),
            ],
            ["rest_left"],
        ),
        (
            "N-05: an Avvik on something else",
            [
                *DIFFERS,
                (92, "ida", amended(AVVIK, rule="K-08")),
                (93, "per", DestructionCountersigned(of=6, person="per")),
            ],
            ["rest_left"],
        ),
        (
            "N-05: after the Avvik the ledger changed again: it explains another difference",
            [
                *DIFFERS,
                (92, "ida", AVVIK),
                (93, "per", DestructionCountersigned(of=6, person="per")),
                (94, "ida", destroyed("0.05")),
                (95, "per", DestructionCountersigned(of=8, person="per")),
            ],
            ["rest_left"],
        ),
        (
            "N-05: after the Avvik the pump was read again",
            [
                *DIFFERS,
                (92, "ida", AVVIK),
                (93, "per", DestructionCountersigned(of=6, person="per")),
                (94, "ida", DeliveredDoseCorrected(corrects=3, delivered_mg=D("72.3"), reason="x")),
            ],
            ["rest_left"],
        ),
        (
            "N-09: 26,7 was meant as 27,6: corrected, and signed anew",
            [
                *INFUSED,
                (90, "ida", destroyed("26.7")),
                (91, "per", SIGNED),
                (92, "ida", destroyed("27.6", corrects=4, reason="ombyttet")),
                (93, "per", DestructionCountersigned(of=6, person="per")),
            ],
            [],
        ),
        (
            "N-09: the old signature does not hold for the corrected line",
            [
                *INFUSED,
                (90, "ida", destroyed("26.7")),
                (91, "per", SIGNED),
                (92, "ida", destroyed("27.6", corrects=4, reason="ombyttet")),
            ],
            ["not_countersigned"],
        ),
        (
            "N-08: stopped half-way: 36,2 given, 63,8 destroyed",
            [
                *INFUSED[:2],
                (30, "ida", amended(ENDED, completed=False, delivered_mg=D("36.2"))),
                (90, "ida", destroyed("63.8")),
                (91, "per", SIGNED),
            ],
            [],
        ),
        (
            "N-08: the pump was read again: 36,4 given",
            [
                *INFUSED[:2],
                (30, "ida", amended(ENDED, completed=False, delivered_mg=D("36.2"))),
                (31, "ida", DeliveredDoseCorrected(corrects=3, delivered_mg=D("36.4"), reason="x")),
                (90, "ida", destroyed("63.6")),
                (91, "per", amended(SIGNED, of=5)),
            ],
            [],
        ),
        (
            "N-08: the infusion is running: nobody knows yet what was given",
            INFUSED[:2],
            ["delivered_not_known", "rest_left"],
        ),
        (
            "SPEC 2 X: not started: all that was prepared is destroyed",
            [(0, "ida", PREPARED), (1, "ida", destroyed("100")), (2, "per", amended(SIGNED, of=2))],
            [],
        ),
        (
            "A38: an extra dose into the muscle counts as given",
            [
                *INFUSED,
                (60, "ida", amended(midazolam("27.6"), drug="ketamine", route="im")),
            ],
            [],
        ),
        (
            "a line that is no number never closes",
            [*INFUSED, (90, "ida", destroyed("NaN")), (91, "per", SIGNED)],
            ["ledger_not_a_number"],
        ),
        (
            "a line below nothing makes no room",
            [
                *INFUSED,
                (90, "ida", destroyed("27.6")),
                (91, "per", SIGNED),
                (92, "ida", destroyed("-1")),
                (93, "per", DestructionCountersigned(of=6, person="per")),
            ],
            ["ledger_not_a_number"],
        ),
        (
            "N-07: 1 of 5 mg midazolam given, the rest not destroyed",
            [
                (0, "ida", DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5))),
                (1, "ida", midazolam(1)),
            ],
            ["rest_left"],
        ),
        (
            "N-07: midazolam given and never withdrawn",
            [(1, "ida", midazolam(1))],
            ["more_than_withdrawn"],
        ),
        (
            "N-07: 1 given and 4 destroyed, not countersigned",
            [
                (0, "ida", DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5))),
                (1, "ida", midazolam(1)),
                (2, "ida", destroyed("4", "midazolam")),
            ],
            ["not_countersigned"],
        ),
        (
            "N-07: an Avvik with one signature is enough for the B-preparat",
            [
                (1, "ida", midazolam(1)),
                (2, "ida", DeviationRecorded(rule="N-07", reason="fra akuttskrinet")),
            ],
            [],
        ),
        (
            "ondansetron has no ledger",
            [(1, "ida", amended(midazolam(4), drug="ondansetron"))],
            [],
        ),
        ("a note changes nothing", [*DONE, (95, "ida", NoteWritten(text="rolig"))], []),
    ],
)
def test_the_session_closes_on_a_balanced_and_signed_ledger_only(story, happened, codes):
    ledgers = fold(Ledgers(), *happened)
    assert [refusal.code for refusal in ledger_refusals(ledgers)] == codes, story
    assert (may_close_ledger(ledgers) is None) == (not codes)


@pytest.mark.parametrize(
    ("story", "happened", "lifted_by"),
    [
        ("N-05: nobody closes an open A-preparat", INFUSED, "nobody"),
        ("N-07: a reason closes an open B-preparat", [(1, "ida", midazolam(1))], "reason"),
    ],
)
def test_who_may_close_an_open_ledger(story, happened, lifted_by):
    assert may_close_ledger(fold(Ledgers(), *happened)).lifted_by == lifted_by, story


def test_the_sums_are_shown_to_the_decimal():
    account = fold(Ledgers(), *DONE).account("ketamine")
    assert (account.withdrawn_mg, account.given_mg, account.destroyed_mg) == (
        D("100.0"),
        D("72.4"),
        D("27.6"),
    )
    assert (account.ampoule_rest_mg, account.balance_mg, account.lines) == (D("27.6"), D(0), 3)


def test_a_second_end_of_the_same_infusion_counts_once():
    ledgers = fold(Ledgers(), *INFUSED, (51, "ida", ENDED))
    assert ledgers.account("ketamine").given_mg == D("72.4")


def test_an_infusion_that_was_started_again_counts_both_times():
    ledgers = fold(Ledgers(), *INFUSED, (60, "ida", STARTED), (70, "ida", ENDED))
    assert ledgers.account("ketamine").given_mg == D("144.8")


def test_a_correction_that_names_nothing_known_corrects_the_last_delivery():
    wrong = DeliveredDoseCorrected(corrects=99, delivered_mg=D(70), reason="x")
    assert fold(Ledgers(), *INFUSED, (51, "ida", wrong)).account("ketamine").given_mg == D(70)
    assert fold(Ledgers(), (51, "ida", wrong)).account("ketamine").given_mg == 0


# --- signing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "happened", "of", "person", "code"),
    [
        ("§3.3: a colleague", DONE[:4], 4, "per", ""),
        ("T-R2: the one who destroyed it", DONE[:4], 4, "ida", "countersigner_took_part"),
        (
            "T-R2: the one who prepared it",
            [*INFUSED, (90, "per", destroyed("27.6"))],
            4,
            "ida",
            "countersigner_took_part",
        ),
        (
            "T-R2: the one who wrote the line before it was corrected",
            [
                *INFUSED,
                (90, "per", destroyed("26.7")),
                (91, "kari", destroyed("27.6", corrects=4, reason="ombyttet")),
            ],
            5,
            "per",
            "countersigner_took_part",
        ),
        (
            "T-R2: the one who took the midazolam out",
            [
                (0, "per", DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5))),
                (1, "ida", destroyed("5", "midazolam")),
            ],
            2,
            "per",
            "countersigner_took_part",
        ),
        ("nobody's name", DONE[:4], 4, " ", "no_countersigner"),
        ("the program cannot sign", DONE[:4], 4, "watch", "countersigner_took_part"),
        ("there is nothing to sign", INFUSED, 3, "per", "nothing_to_countersign"),
        (
            "the line was corrected: sign the new one",
            [*DONE[:4], (91, "ida", destroyed("27.5", corrects=4, reason="x"))],
            4,
            "per",
            "nothing_to_countersign",
        ),
        ("signed already", DONE, 4, "kari", "already_countersigned"),
        ("N-05: the Avvik on the difference", [*DIFFERS, (92, "ida", AVVIK)], 6, "per", ""),
        (
            "N-05: the Avvik's own writer",
            [*DIFFERS, (92, "ida", AVVIK)],
            6,
            "ida",
            "countersigner_took_part",
        ),
        (
            "another Avvik needs no second signature",
            [*DIFFERS, (92, "ida", amended(AVVIK, rule="K-08"))],
            6,
            "per",
            "nothing_to_countersign",
        ),
    ],
)
def test_a_colleague_who_took_no_part_signs(story, happened, of, person, code):
    refusal = may_countersign(fold(Ledgers(), *happened), of, person)
    assert (refusal.code if refusal else "") == code, story


# --- lines of the ledger ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "happened", "line", "code"),
    [
        ("all that is left", INFUSED, destroyed("27.6"), ""),
        ("a tenth more than is left", INFUSED, destroyed("27.7"), "more_than_is_left"),
        ("nothing", INFUSED, destroyed("0"), "amount_not_a_number"),
        (
            "how it was destroyed is not said",
            INFUSED,
            amended(destroyed("1"), method=" "),
            "no_method",
        ),
        ("while it runs: the rest of the opened ampoule", INFUSED[:2], destroyed("27.6"), ""),
        ("while it runs: more than that", INFUSED[:2], destroyed("28"), "more_than_is_left"),
        (
            "a correction counts in place of the first",
            DONE,
            destroyed("27.5", corrects=4, reason="ombyttet"),
            "",
        ),
        (
            "a correction without a reason",
            DONE,
            destroyed("27.5", corrects=4),
            "correction_without_reason",
        ),
        (
            "a correction of nothing",
            DONE,
            destroyed("27.5", corrects=99, reason="x"),
            "more_than_is_left",
        ),
        (
            "midazolam: 4 of 5 mg are left",
            [
                (0, "ida", DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5))),
                (1, "ida", midazolam(1)),
            ],
            destroyed("4", "midazolam"),
            "",
        ),
    ],
)
def test_no_more_is_destroyed_than_is_left(story, happened, line, code):
    refusal = may_destroy(fold(Ledgers(), *happened), line)
    assert (refusal.code if refusal else "") == code, story


def test_what_is_left_to_destroy_is_shown_before_it_is_entered():
    assert left_to_destroy_mg(fold(Ledgers(), *INFUSED)) == D("27.6")
    assert left_to_destroy_mg(Ledgers()) == 0


@pytest.mark.parametrize(
    ("sentence", "happened", "drug", "left"),
    [
        ("the pump runs: of the opened ampoule", INFUSED[:2], "ketamine", "27.6"),
        ("and what was destroyed of it is gone",
         [*INFUSED[:2], (15, "ida", destroyed("7.6"))], "ketamine", "20.0"),
        ("the pump runs: midazolam has its own account",
         [*INFUSED[:2], (15, "ida", DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5))),
          (16, "ida", midazolam(1))], "midazolam", "4"),
        ("stopped early: the rest of the syringe too",
         [*INFUSED[:2], (30, "ida", amended(ENDED, completed=False, delivered_mg=D("36.2")))],
         "ketamine", "63.8"),
    ],
)  # fmt: skip
def test_what_may_be_destroyed_now(sentence, happened, drug, left):
    asked = destroyed("0", drug=drug)
    assert left_to_destroy_mg(fold(Ledgers(), *happened), asked) == D(left)


@pytest.mark.parametrize(
    ("story", "line", "code"),
    [
        ("5 mg taken out", DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5)), ""),
        (
            "nothing taken out",
            DrugWithdrawn(drug="midazolam", withdrawn_mg=D(0)),
            "amount_not_a_number",
        ),
        (
            "corrected without a reason",
            DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5), corrects=1),
            "correction_without_reason",
        ),
        (
            "corrected with a reason",
            DrugWithdrawn(drug="midazolam", withdrawn_mg=D(5), corrects=1, reason="to ampuller"),
            "",
        ),
    ],
)
def test_what_is_taken_out_is_an_amount(story, line, code):
    refusal = may_withdraw(line)
    assert (refusal.code if refusal else "") == code, story


@pytest.mark.parametrize(
    ("story", "reading_ml", "mg"),
    [
        ("the whole syringe", "50", "72.4"),
        ("half of it", "25", "36.2"),
        ("nothing", "0", "0"),
        ("a tenth of a millilitre, rounded down", "0.1", "0.1"),
        ("the pump shows more than was in it: the dose", "55", "72.4"),
        ("a reading that is no number is never less than all", "NaN", "72.4"),
    ],
)
def test_the_pumps_reading_tells_what_was_delivered(story, reading_ml, mg):
    assert delivered_mg(D(reading_ml), STARTED) == D(mg), story


def test_without_a_dose_nothing_is_delivered():
    assert delivered_mg(D(5), amended(STARTED, dose_mg=D("NaN"))) == 0
    assert delivered_mg(D(5), amended(STARTED, volume_ml=D(0))) == 0


def stopped(mg, reading):
    return InfusionEnded(
        completed=False,
        reason="kvalme",
        delivered_mg=D(mg),
        pump_reading_ml=None if reading is None else D(reading),
    )


@pytest.mark.parametrize(
    ("story", "ended", "code"),
    [
        ("the whole dose", ENDED, ""),
        ("N-08: stopped, the pump shows 25 ml", stopped("36.2", "25"), ""),
        ("N-08: stopped before anything ran", stopped("0", "0"), ""),
        ("N-08: stopped, and the pump was not read", stopped("36.2", None), "pump_not_read"),
        ("N-08: stopped, other than the pump shows", stopped("40", "25"), "not_as_the_pump"),
        ("N-08: more than the dose", stopped("80", "50"), "delivered_more_than_dose"),
        ("N-08: no number", stopped("NaN", "25"), "amount_not_a_number"),
        (
            "N-08: completed, yet less than the dose",
            amended(ENDED, delivered_mg=D(70)),
            "completed_with_rest",
        ),
    ],
)
def test_what_was_delivered_is_read_from_the_pump(story, ended, code):
    refusal = may_record_delivered(ended, STARTED)
    assert (refusal.code if refusal else "") == code, story


@pytest.mark.parametrize(
    ("story", "corrects", "mg", "reason", "code"),
    [
        ("read again", 3, "70", "lest feil", ""),
        ("no reason", 3, "70", " ", "correction_without_reason"),
        ("more than the dose", 3, "80", "lest feil", "delivered_more_than_dose"),
        ("no number", 3, "-1", "lest feil", "amount_not_a_number"),
        ("nothing to correct", 2, "70", "lest feil", "nothing_to_correct"),
        ("nothing was delivered after all", 3, "0", "pumpen sto", ""),
    ],
)
def test_a_delivered_dose_is_corrected_with_a_reason(story, corrects, mg, reason, code):
    corrected = DeliveredDoseCorrected(corrects=corrects, delivered_mg=D(mg), reason=reason)
    refusal = may_correct_delivered(fold(Ledgers(), *INFUSED), corrected, D("72.4"))
    assert (refusal.code if refusal else "") == code, story


@pytest.mark.parametrize(
    ("story", "avvik", "code"),
    [
        ("more than the dose was in the syringe, says an Avvik", {}, ""),
        ("an Avvik on another line", {"of": 2}, "delivered_more_than_dose"),
        ("an Avvik on another rule", {"rule": "N-05"}, "delivered_more_than_dose"),
        ("an Avvik without a reason", {"reason": " "}, "delivered_more_than_dose"),
    ],
)
def test_more_than_the_dose_is_believed_with_an_avvik_only(story, avvik, code):
    explained = DeviationRecorded(rule="N-08", reason="sprøyten var fylt til 55 ml", of=3)
    ledgers = fold(Ledgers(), *INFUSED, (51, "ida", amended(explained, **avvik)))
    corrected = DeliveredDoseCorrected(corrects=3, delivered_mg=D(79), reason="lest på nytt")
    refusal = may_correct_delivered(ledgers, corrected, D("72.4"))
    assert (refusal.code if refusal else "") == code, story


# --- what is never permitted, and what never goes wrong --------------------------------------

TENTHS = st.integers(0, 1500).map(lambda tenths: D(tenths) / 10)


@settings(max_examples=60)
@given(TENTHS, TENTHS, TENTHS, TENTHS)
def test_an_unbalanced_ledger_is_never_closed(withdrawn, given_mg, first, second):
    ledgers = fold(
        Ledgers(),
        (0, "ida", amended(PREPARED, withdrawn_mg=withdrawn)),
        (1, "ida", STARTED),
        (2, "ida", amended(ENDED, delivered_mg=given_mg)),
        (3, "ida", destroyed(first)),
        (4, "per", SIGNED),
        (5, "ida", destroyed(second)),
        (6, "per", amended(SIGNED, of=6)),
    )
    closes = withdrawn == given_mg + first + second
    assert (may_close_ledger(ledgers) is None) == closes


@settings(max_examples=60, deadline=None)
@given(records(DRUG_EVENTS), DRUG_EVENTS)
def test_no_order_of_events_makes_the_ledger_raise_or_close_open(record, one_more):
    ledgers = reduce(Ledgers.after, record, Ledgers())
    closes = may_close_ledger(ledgers) is None
    account = ledgers.account("ketamine")
    if closes and not account.balances:
        avvik = ledgers.explained("ketamine", "N-05")
        assert ledgers.countersigner(avvik.seq) not in (None, avvik.by)
    for line in record:
        may_countersign(ledgers, line.seq, "per")
    match one_more:
        case DrugDestroyed():
            may_destroy(ledgers, one_more)
        case InfusionStarted():
            may_record_delivered(ENDED, one_more)
        case InfusionEnded():
            may_record_delivered(one_more, STARTED)
        case DeliveredDoseCorrected():
            may_correct_delivered(ledgers, one_more, D(70))
