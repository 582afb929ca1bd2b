"""The series: SPEC part 13, §3 and §3.5."""

from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from bedside.clock import Instant
from bedside.protocol import load
from bedside.series import (
    EarlierSession,
    Score,
    Today,
    bladder_since,
    evaluation_due,
    extra_evaluation,
    findings,
    integration_talk_due,
    last_given_mg_per_kg,
    last_weight_kg,
    may_start_in_series,
    place,
    responded,
    series_refusals,
    window,
)
from tests.bedside.drugs import OSLO, D

RULES = load(resources.path("protocol")).series
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=OSLO)


def day(n, hours=0):
    """That many days after the first infusion, at 09:00 in Norway."""
    return MONDAY + timedelta(days=n, hours=hours)


def session(phase, number, n, **more):
    at = day(n)
    kept = {"started_at": at, "given_mg_per_kg": D("0.5"), "weight_kg": D(70), **more}
    return EarlierSession(f"{phase}-{number}", phase, number, at, **kept)


def start(*days):
    return [session("start", number, n) for number, n in enumerate(days, start=1)]


def today(phase, number, n, hours=0, **more):
    return Today(phase, number, Instant(0.0, day(n, hours)), OSLO, **more)


TWO_A_WEEK = (0, 3, 7, 10, 14, 17)
SIX = start(*TWO_A_WEEK)
ON = {"response_decision": "maintenance"}


@pytest.mark.parametrize(
    ("story", "earlier", "now", "codes"),
    [
        ("S-01: the first of six", [], today("start", 1, 0), []),
        ("S-01: the second, three days later", start(0), today("start", 2, 3), []),
        ("S-01: the sixth, after three weeks", start(0, 3, 7, 10, 14), today("start", 6, 17), []),
        (
            "S-01: the third within a week",
            start(0, 3),
            today("start", 3, 6),
            ["more_than_a_week_has"],
        ),
        (
            "S-01: the third within a week, with a reason",
            start(0, 3),
            today("start", 3, 6, reasons=("S-01",)),
            [],
        ),
        (
            "S-01: the fifth, four weeks after the first",
            start(0, 3, 7, 10),
            today("start", 5, 28),
            ["start_phase_too_long"],
        ),
        (
            "S-01: the fourth, three weeks after the first",
            start(0, 3, 7),
            today("start", 4, 21),
            [],
        ),
        (
            "S-01: the same number twice",
            start(0, 3),
            today("start", 2, 7),
            ["other_number_than_expected"],
        ),
        (
            "an infusion that was not carried out does not count",
            [*start(0), session("start", 2, 3, started_at=None)],
            today("start", 2, 5),
            [],
        ),
        (
            "S-08: a second infusion the same day, whoever gives a reason",
            start(0),
            today("start", 2, 0, hours=8, reasons=("S-08", "S-01"), decided={"S-08": "dr"}),
            ["infusion_today_already"],
        ),
        ("S-08: 47 hours later", start(0), today("start", 2, 1, hours=23), ["too_soon"]),
        (
            "S-08: 47 hours later, with a reason",
            start(0),
            today("start", 2, 1, hours=23, reasons=("S-08",)),
            [],
        ),
        ("S-08: 48 hours later", start(0), today("start", 2, 2), []),
        (
            "S-08: an earlier session is dated after this one: a clock was wrong",
            start(4),
            today("start", 2, 3),
            ["too_soon"],
        ),
        (
            "S-02: #7 without a recorded response evaluation",
            SIX,
            today("maintenance", 1, 47),
            ["no_response_evaluation"],
        ),
        (
            "S-02: a reason does not stand for the evaluation",
            SIX,
            today("maintenance", 1, 47, reasons=("S-02",), decided={"S-02": "dr"}),
            ["no_response_evaluation"],
        ),
        ("S-02: decided today: maintenance", SIX, today("maintenance", 1, 47, **ON), []),
        (
            "S-02: decided at the sixth: maintenance",
            [*SIX[:5], session("start", 6, 17, **ON)],
            today("maintenance", 1, 47),
            [],
        ),
        (
            "S-02: what was decided at the third is no evaluation of the sixth",
            [*SIX[:2], session("start", 3, 7, **ON), *SIX[3:]],
            today("maintenance", 1, 47),
            ["no_response_evaluation"],
        ),
        (
            "S-02: decided: the course ends",
            SIX,
            today("maintenance", 1, 47, response_decision="end"),
            ["course_was_ended"],
        ),
        (
            "S-02: decided to end, and decided anew today",
            [*SIX[:5], session("start", 6, 17, response_decision="end")],
            today("maintenance", 1, 47, **ON),
            [],
        ),
        (
            "A34: a seventh start infusion: overlege, the evaluation and the usual three weeks",
            SIX,
            today("start", 7, 21, **ON),
            ["more_start_infusions", "other_number_than_expected"],
        ),
        (
            "A34: … decided by overlege, with a reason",
            SIX,
            today("start", 7, 21, **ON, decided={"S-01": "dr-overlege"}, reasons=("S-01",)),
            [],
        ),
        (
            "A34: a twelfth start infusion is not yet more than the whole course",
            [*SIX, session("start", 11, 24, **ON)],
            today("start", 12, 31, reasons=("S-01",), decided={"S-01": "dr-overlege"}),
            [],
        ),
        (
            "S-04: a thirteenth start infusion is",
            [*SIX, session("start", 12, 24, **ON)],
            today("start", 13, 31, reasons=("S-01",), decided={"S-01": "dr-overlege"}),
            ["more_than_the_course"],
        ),
        (
            "S-03: maintenance #1 four weeks after the last start infusion",
            SIX,
            today("maintenance", 1, 17 + 28, **ON),
            [],
        ),
        (
            "S-03: three weeks after: just inside the local window",
            SIX,
            today("maintenance", 1, 17 + 21, **ON),
            [],
        ),
        (
            "S-03: twenty days after",
            SIX,
            today("maintenance", 1, 17 + 20, **ON),
            ["before_the_window"],
        ),
        (
            "S-03: 38 days after: just inside",
            SIX,
            today("maintenance", 1, 17 + 38, **ON),
            [],
        ),
        (
            "S-03: 39 days after",
            SIX,
            today("maintenance", 1, 17 + 39, **ON),
            ["after_the_window"],
        ),
        (
            "S-03: 39 days after, with a reason",
            SIX,
            today("maintenance", 1, 17 + 39, **ON, reasons=("S-03",)),
            [],
        ),
        (
            "S-03: #2 four weeks after #1",
            [*SIX, session("maintenance", 1, 47, **ON)],
            today("maintenance", 2, 75),
            [],
        ),
        (
            "S-03: #2 five weeks and a day after #1",
            [*SIX, session("maintenance", 1, 47, **ON)],
            today("maintenance", 2, 83),
            ["after_the_window"],
        ),
        (
            "S-03: nothing is known of the infusions before",
            [],
            today("maintenance", 3, 0, **ON),
            ["other_number_than_expected", "last_infusion_unknown"],
        ),
        (
            "S-04: the twelfth",
            [*SIX, session("maintenance", 5, 159, **ON)],
            today("maintenance", 6, 187),
            [],
        ),
        (
            "S-04: the thirteenth",
            [*SIX, session("maintenance", 6, 187, **ON)],
            today("maintenance", 7, 215),
            ["more_than_the_course"],
        ),
        (
            "S-04: the thirteenth, decided by overlege",
            [*SIX, session("maintenance", 6, 187, **ON)],
            today("maintenance", 7, 215, decided={"S-04": "dr-overlege"}),
            [],
        ),
        (
            "S-04: decided by nobody named",
            [*SIX, session("maintenance", 6, 187, **ON)],
            today("maintenance", 7, 215, decided={"S-04": " "}),
            ["more_than_the_course"],
        ),
        (
            "S-04: eight start infusions and the fifth of maintenance is the thirteenth",
            [*SIX, session("start", 8, 24, **ON), session("maintenance", 4, 131, **ON)],
            today("maintenance", 5, 159),
            ["more_than_the_course"],
        ),
        (
            "S-09: blood in the urine last time",
            [session("start", 1, 0, bladder=True)],
            today("start", 2, 3),
            ["bladder_carried_forward"],
        ),
        (
            "S-09: the doctor has decided today",
            [session("start", 1, 0, bladder=True)],
            today("start", 2, 3, decided={"S-09": "dr-hansen"}),
            [],
        ),
        (
            "S-09: told at an attendance without infusion",
            [*start(0), session("start", 2, 3, started_at=None, bladder=True)],
            today("start", 2, 7),
            ["bladder_carried_forward"],
        ),
        (
            "S-09: gone again at the last attendance",
            [session("start", 1, 0, bladder=True), session("start", 2, 3)],
            today("start", 3, 7),
            [],
        ),
    ],
)
def test_the_series_is_kept_or_its_deviation_explained(story, earlier, now, codes):
    told = [refusal.code for refusal in series_refusals(earlier, now, RULES)]
    assert told == codes, story
    assert (may_start_in_series(earlier, now, RULES) is None) == (not codes)


@pytest.mark.parametrize(
    ("story", "earlier", "now", "lifted_by"),
    [
        ("S-01: a third in a week", start(0, 3), today("start", 3, 6), "reason"),
        ("S-01: too long", start(0, 3, 7, 10), today("start", 5, 28), "reason"),
        ("S-01: another number", start(0, 3), today("start", 2, 7), "reason"),
        ("S-01: a seventh", SIX, today("start", 7, 21, **ON), "consultant"),
        ("S-02: no evaluation", SIX, today("maintenance", 1, 47), "nobody"),
        ("S-02: ended", SIX, today("maintenance", 1, 47, response_decision="end"), "nobody"),
        ("S-03: early", SIX, today("maintenance", 1, 30, **ON), "reason"),
        ("S-03: late", SIX, today("maintenance", 1, 80, **ON), "reason"),
        ("S-03: unknown", [], today("maintenance", 1, 0, **ON), "reason"),
        ("S-08: the same day", start(0), today("start", 2, 0, hours=8), "nobody"),
        ("S-08: too soon", start(0), today("start", 2, 1), "reason"),
        ("S-09: bladder", [session("start", 1, 0, bladder=True)], today("start", 2, 3), "doctor"),
    ],
)
def test_who_lets_a_deviation_of_the_series_pass(story, earlier, now, lifted_by):
    assert may_start_in_series(earlier, now, RULES).lifted_by == lifted_by, story


@pytest.mark.parametrize(
    ("story", "earlier", "wanted"),
    [
        ("a new patient", [], ("start", 1, 6)),
        ("after two", start(0, 3), ("start", 3, 6)),
        ("after six", SIX, ("maintenance", 1, 6)),
        (
            "after the first maintenance",
            [*SIX, session("maintenance", 1, 47)],
            ("maintenance", 2, 6),
        ),
        ("the first four were given elsewhere", [session("start", 5, 0)], ("start", 6, 6)),
        ("not carried out", [session("start", 1, 0, started_at=None)], ("start", 1, 6)),
    ],
)
def test_the_next_infusions_number_follows_from_the_earlier_ones(story, earlier, wanted):
    found = place(earlier, RULES)
    assert (found.phase, found.number, found.of) == wanted, story


def test_the_window_of_maintenance_is_shown_before_it_is_due():
    found = window(SIX, "maintenance", RULES, OSLO)
    assert (found.earliest, found.usual_from, found.usual_to, found.latest) == (
        date(2026, 12, 10),
        date(2026, 12, 17),
        date(2026, 12, 20),
        date(2026, 12, 27),
    )
    assert window(SIX, "start", RULES, OSLO) is None
    assert window([], "maintenance", RULES, OSLO) is None


@pytest.mark.parametrize(
    ("story", "earlier", "dose"),
    [
        ("nothing before", [], None),
        (
            "the last one",
            [session("start", 1, 0), session("start", 2, 3, given_mg_per_kg=D("0.75"))],
            D("0.75"),
        ),
        (
            "K-03: 1,0 was prescribed and stopped at 0,62",
            [session("start", 1, 0), session("start", 2, 3, given_mg_per_kg=D("0.62"))],
            D("0.62"),
        ),
        (
            "the last one was not carried out: the one before",
            [session("start", 1, 0), session("start", 2, 3, started_at=None)],
            D("0.5"),
        ),
        (
            "stopped before anything was given: the one before",
            [session("start", 1, 0), session("start", 2, 3, given_mg_per_kg=D(0))],
            D("0.5"),
        ),
        (
            "in the order of time, whatever order they come in",
            [session("start", 2, 3, given_mg_per_kg=D("0.75")), session("start", 1, 0)],
            D("0.75"),
        ),
    ],
)
def test_the_last_given_dose_is_what_the_next_step_counts_from(story, earlier, dose):
    assert last_given_mg_per_kg(earlier) == dose, story


def test_the_last_weight_is_the_latest_that_was_taken():
    assert last_weight_kg([]) is None
    earlier = [
        session("start", 1, 0, weight_kg=D(71)),
        session("start", 2, 3, weight_kg=None),
        session("start", 3, 7, weight_kg=D(72), started_at=None),
        session("start", 4, 10, weight_kg=D("NaN")),
    ]
    assert last_weight_kg(earlier) == 72


def test_the_bladder_is_carried_from_the_last_attendance():
    assert bladder_since([]) is None
    assert bladder_since([session("start", 1, 0, bladder=True)]) == day(0)


def test_the_evaluation_is_due_two_weeks_after_the_sixth():
    assert evaluation_due(SIX[:5], RULES, OSLO) is None
    assert evaluation_due(SIX, RULES, OSLO) == date(2026, 12, 3)


def test_an_integration_talk_is_due_within_a_week():
    assert integration_talk_due(date(2026, 12, 19), RULES) == date(2026, 12, 26)


@pytest.mark.parametrize(
    ("story", "before", "now", "answer"),
    [
        ("§3.5: from 30 to 15 is half", Score("madrs-s", D(30)), Score("madrs-s", D(15)), True),
        ("§3.5: from 30 to 16 is not", Score("madrs-s", D(30)), Score("madrs-s", D(16)), False),
        ("§3.5: from 31 to 15,5", Score("madrs-s", D(31)), Score("madrs-s", D("15.5")), True),
        ("§3.5: from 60 to 30,2", Score("madrs", D(60)), Score("madrs", D("30.2")), False),
        ("it became worse", Score("phq-9", D(12)), Score("phq-9", D(20)), False),
        (
            "A7: MADRS and MADRS-S are not compared",
            Score("madrs", D(30)),
            Score("madrs-s", D(9)),
            None,
        ),
        ("nothing to reduce", Score("phq-9", D(0)), Score("phq-9", D(0)), None),
    ],
)
def test_response_is_half_of_the_symptoms_gone_on_the_same_scale(story, before, now, answer):
    assert responded(before, now, RULES) is answer, story


def test_another_number_or_interval_asks_for_an_extra_evaluation():
    assert extra_evaluation(list(findings(start(0, 3), today("start", 3, 6), RULES)))
    assert not extra_evaluation(list(findings(start(0), today("start", 2, 3), RULES)))


def test_what_the_unit_has_not_set_is_not_judged():
    loose = msgspec.structs.replace(
        RULES,
        phase=tuple(
            msgspec.structs.replace(
                phase, per_week=None, weeks=None, interval_days=None, opens_after_days=None
            )
            for phase in RULES.phase
        ),
    )
    assert series_refusals(start(0, 3), today("start", 3, 6), loose) == ()
    assert window(SIX, "maintenance", loose, OSLO) is None


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.integers(0, 200), max_size=12),
    phase=st.sampled_from(["start", "maintenance"]),
    number=st.integers(1, 14),
    n=st.integers(0, 200),
    hours=st.integers(0, 23),
)
def test_never_two_infusions_a_day_and_never_the_seventh_without_evaluation(
    days, phase, number, n, hours
):
    earlier = start(*sorted(days))
    everything = {rule: "dr-overlege" for rule in ("S-01", "S-02", "S-03", "S-04", "S-08", "S-09")}
    now = today(phase, number, n, hours, decided=everything, reasons=tuple(everything))
    if may_start_in_series(earlier, now, RULES) is None:
        local = day(n, hours).astimezone(OSLO).date()
        assert all(day(other).date() != local for other in days)
        assert phase == "start"
        assert number <= 6
