"""When the cuff is started, and why (SPEC 9.1, ALARMS D.4 1 and 17, DESIGN 2.11)."""

import msgspec
import pytest

from bedside import events
from bedside.board_view import Freshness
from bedside.clock import Instant
from bedside.nibp import Planned, Schedule
from bedside.session import Phase
from bedside.vitals import CuffPressure, DeviceStatus, LinkLost, NibpFailed, NibpFault, NibpStarted
from tests.bedside.bed import CUFF, END, LISTENED, OXIMETER, START, Bed, CuffOrder
from tests.bedside.telling import protocol

ALONE = {"nibp": CUFF}


def starts(bed):
    return [(e.at.mono_s, e.event.why) for e in bed.record if _asked(e)]


def _asked(entry):
    return isinstance(entry.event, events.NibpRequested)


class Answering(Bed):
    """A bed whose cuff answers `takes_s` after it was started with the next of `results`."""

    def __init__(self, *args, results=((120, 70),), takes_s=20, **kwargs):
        self.results, self.takes_s, self.due = list(results), takes_s, []
        super().__init__(*args, **kwargs)

    def ordered(self, role, what, start_id):
        super().ordered(role, what, start_id)
        if what is CuffOrder.START:
            self.due.append((self.now.mono_s + self.takes_s, start_id))

    def beat(self):
        while self.due and self.due[0][0] <= self.now.mono_s:
            _, start_id = self.due.pop(0)
            result = self.results.pop(0) if len(self.results) > 1 else self.results[0]
            if isinstance(result, NibpFault):
                self.says(NibpFailed(result, start_id))
            elif result is not None:
                self.bp_of(start_id, *result)
        return super().beat()

    def bp_of(self, start_id, systolic, diastolic):
        from bedside.vitals import BloodPressure

        self.says(BloodPressure(systolic, diastolic, None, start_id=start_id))


@pytest.mark.parametrize(
    ("story", "plan", "minutes", "whys"),
    [
        ("low risk: none during the infusion", "low_risk", 39, []),
        ("no plan: none", None, 39, []),
        ("standard: at 10, 20, 30", "standard", 39, ["plan"] * 3),
        ("high risk: at 5, 10 … 35", "high_risk", 39, ["plan"] * 7),
    ],
)
def test_during_the_infusion_the_plan_decides(story, plan, minutes, whys):
    bed = Answering(roles=ALONE, plan=plan, step_s=10).saw(START).run(minutes * 60)
    assert [why for _, why in starts(bed)] == whys


@pytest.mark.parametrize(
    ("story", "plan", "at_min"),
    [
        ("low risk: at the end", "low_risk", [0]),
        ("no plan: at the end, for the protocol asks for it", None, [0]),
        ("standard: at the end, 15 and 30 min after", "standard", [0, 15, 30]),
        ("high risk: at the end, 10, 20, 30 and 60 min after", "high_risk", [0, 10, 20, 30, 60]),
    ],
)
def test_after_the_end_the_plan_decides(story, plan, at_min):
    bed = Answering(roles=ALONE, plan=plan, step_s=10).saw(START).run(2400)
    bed.saw(END).phase(Phase.OBSERVATION)
    ended_s, known = bed.now.mono_s, len(starts(bed))
    bed.run(90 * 60)
    asked = [round((at_s - ended_s) / 60) for at_s, _ in starts(bed)[known:]]
    assert asked == at_min


def test_a_reading_just_before_the_end_is_the_one_at_the_end():
    bed = Answering(roles=ALONE, plan="standard", step_s=10).saw(START).run(2400, step_s=2400)
    bed.bp(120, 70).run(110).saw(END).phase(Phase.OBSERVATION).run(600)
    assert starts(bed) == [(2400, "plan")]


def test_any_reading_begins_the_interval_anew():
    bed = Answering(roles=ALONE, plan="standard", step_s=10).saw(START).run(420)
    bed.typed(125, 75)
    assert bed.view.nibp.next_at_s == 420 + 600
    assert bed.view.nibp.next_why == "plan"
    assert bed.view.nibp.interval_s == 600


def test_the_first_red_reading_is_repeated_after_a_minute_once():
    bed = Answering(roles=ALONE, results=[(186, 112)], step_s=10).run(10).bp(186, 112)
    assert (bed.view.nibp.next_at_s, bed.view.nibp.next_why) == (70, "repeat")
    bed.run(600)
    assert starts(bed) == [(70, "repeat")]


@pytest.mark.parametrize(
    ("story", "first", "repeated"),
    [
        ("red is repeated", (186, 112), True),
        ("low is repeated", (85, 50), True),
        ("impossible is repeated", (160, 30), True),
        ("a lone systolic over the limit is repeated", (185, None), True),
        ("elevated is not, it is the plan's business", (165, 98), False),
        ("well is not", (120, 70), False),
    ],
)
def test_what_must_be_confirmed_is_measured_again(story, first, repeated):
    bed = Answering(roles=ALONE, step_s=10).run(10).bp(*first).run(120)
    assert [why for _, why in starts(bed)] == (["repeat"] if repeated else [])


@pytest.mark.parametrize(
    ("story", "readings", "repeats"),
    [
        ("red, then very high: the worse one is confirmed too", [(186, 100), (205, 100)], 2),
        ("red twice: confirmed, no more", [(186, 100), (184, 100)], 1),
        ("impossible twice: enough", [(160, 30), (160, 30)], 1),
        ("red, then impossible", [(186, 100), (160, 30)], 2),
    ],
)
def test_a_repeat_is_repeated_only_when_it_is_worse(story, readings, repeats):
    bed = Answering(roles=ALONE, results=[*readings[1:], (120, 70)], step_s=10).run(10)
    bed.bp(*readings[0]).run(600)
    assert [why for _, why in starts(bed)].count("repeat") == repeats


@pytest.mark.parametrize(
    ("story", "reading", "every_s"),
    [
        ("well: the plan's ten minutes", (120, 70), 600),
        ("151 systolic: ten minutes", (151, 80), 600),
        ("160/90 is rising: five", (160, 90), 300),
        ("150/100 is rising: five", (150, 100), 300),
    ],
)
def test_a_raised_reading_brings_the_next_nearer(story, reading, every_s):
    bed = Answering(roles=ALONE, plan="standard").saw(START).run(60, step_s=60).bp(*reading)
    assert bed.view.nibp.next_at_s == 60 + every_s


def test_a_raised_reading_is_repeated_until_normal_even_at_low_risk():
    bed = Answering(roles=ALONE, plan="low_risk", step_s=10).saw(START)
    bed.results = [(155, 90), (152, 90), (140, 85)]
    bed.run(60).bp(155, 90).run(2400)
    assert [at_s for at_s, _ in starts(bed)] == [660, 1280, 1900]


def test_a_raised_reading_is_repeated_after_the_end_too():
    bed = Answering(roles=ALONE, plan="low_risk", step_s=10).saw(START).run(2400, step_s=2400)
    bed.saw(END).phase(Phase.OBSERVATION).bp(165, 90)
    bed.results = [(140, 85)]
    bed.run(900)
    assert starts(bed) == [(2700, "plan")]


# --- failures --------------------------------------------------------------------------------


def test_a_failure_is_tried_again_once_then_the_plan_goes_on():
    failing = [NibpFault.ARTEFACT]
    bed = Answering(roles=ALONE, plan="standard", results=failing, takes_s=10, step_s=10)
    bed.saw(START).run(1900)
    assert starts(bed) == [(600, "plan"), (670, "retry"), (1280, "plan"), (1890, "plan")]
    assert bed.view.nibp.failures >= 2


def test_a_failure_of_a_repeat_is_tried_again():
    bed = Answering(roles=ALONE, results=[NibpFault.WEAK_SIGNAL, (120, 70)], step_s=10).run(10)
    bed.bp(186, 112).run(300)
    assert [why for _, why in starts(bed)] == ["repeat", "retry"]


def test_a_cuff_that_does_not_answer_for_ninety_seconds_has_failed_and_is_stopped():
    bed = Answering(roles=ALONE, results=[None]).run(5)
    assert bed.watch.measure_now("ida", bed.now) is None
    bed.beat().run(89)
    assert bed.orders == [("nibp", CuffOrder.START, 1)]
    bed.run(1)
    assert bed.orders == [("nibp", CuffOrder.START, 1), ("nibp", CuffOrder.ABORT, 1)]
    failed = bed.noted(events.NibpMeasurementFailed)
    assert [(e.start_id, e.fault) for e in failed] == [(1, "no_answer")]
    assert bed.view.board.bp.fault is NibpFault.NO_ANSWER
    assert bed.active == ["cuff_unknown"]


def test_never_two_starts_at_once():
    bed = Answering(roles=ALONE, plan="high_risk").saw(START).run(295, step_s=295)
    assert bed.watch.measure_now("ida", bed.now) is None
    assert bed.watch.measure_now("ida", bed.now).code == "cuff_running"
    bed.run(10)
    assert [what for _, what, _ in bed.orders] == [CuffOrder.START]
    assert bed.view.nibp.running_why == "nurse"
    assert bed.view.nibp.next_at_s is None


def test_the_arm_rests_for_half_a_minute_before_the_plan_inflates_again():
    bed = Answering(roles=ALONE, plan="standard").saw(START).run(590, step_s=590)
    bed.fails().run(10)
    assert starts(bed) == []
    bed.typed(120, 70)
    bed.watch.saw(END, bed.now, "ida")
    bed.phase(Phase.OBSERVATION)
    assert bed.run(29).view.nibp.running_since_s is None


def test_a_value_typed_while_the_cuff_is_at_work_does_not_start_it_again():
    bed = Answering(roles=ALONE, plan="standard").saw(START).run(5)
    bed.watch.measure_now("ida", bed.now)
    bed.beat().typed(186, 112)
    assert bed.watch.measure_now("ida", bed.now).code == "cuff_running"
    assert bed.view.nibp.running_why == "nurse"


def test_each_start_has_its_own_number_and_says_who_asked():
    bed = Answering(roles=ALONE).run(5)
    for _ in range(2):
        bed.watch.measure_now("ida", bed.now)
        bed.beat().run(30)
    asked = [e for e in bed.record if _asked(e)]
    assert [(e.event.start_id, e.by) for e in asked] == [(1, "ida"), (2, "ida")]


def test_the_nurse_can_let_the_air_out():
    bed = Answering(roles=ALONE).run(5)
    assert bed.watch.stop_cuff("ida", bed.now).code == "cuff_not_running"
    bed.watch.measure_now("ida", bed.now)
    bed.beat().run(5)
    assert bed.watch.stop_cuff("ida", bed.now) is None
    bed.beat()
    assert bed.orders[-1] == ("nibp", CuffOrder.ABORT, 1)
    assert bed.noted(events.NibpMeasurementFailed)[0].fault == "stopped"
    assert not bed.view.board.cuff.inflating


# --- monitors that are not started from here, or are gone ---------------------------------------


def test_where_no_cuff_can_be_started_the_nurse_is_asked():
    bed = Bed(roles={"nibp": LISTENED}, plan="standard").saw(START).run(599, step_s=599)
    assert bed.view.nibp.ask is None
    bed.run(1)
    assert (bed.view.nibp.ask, bed.view.nibp.startable) == ("plan", False)
    assert bed.orders == []
    assert bed.watch.measure_now("ida", bed.now).code == "cuff_not_startable"
    bed.bp(120, 70)
    assert bed.view.nibp.ask is None


def test_without_any_cuff_the_nurse_is_asked_as_well():
    bed = Bed(roles={"oximeter": OXIMETER}, plan="standard").saw(START).run(600, step_s=600)
    assert bed.view.nibp.ask == "plan"
    assert bed.watch.measure_now("ida", bed.now).code == "cuff_not_startable"
    assert bed.watch.stop_cuff("ida", bed.now).code == "cuff_not_running"


def test_a_lost_cuff_is_not_started_and_the_nurse_is_asked():
    bed = Answering(roles=ALONE, plan="standard", step_s=10).saw(START).run(500)
    bed.lose("nibp").run(110)
    assert (bed.orders, bed.view.nibp.ask) == ([], "plan")
    bed.regain("nibp").run(10)
    assert [what for _, what, _ in bed.orders] == [CuffOrder.START]


def test_a_line_that_breaks_while_the_cuff_is_at_work_says_check_the_cuff():
    bed = Bed(roles=ALONE).run(5)
    bed.watch.measure_now("ida", bed.now)
    bed.beat().run(10).lose("nibp")
    assert "cuff_unknown" in bed.active
    assert bed.noted(events.NibpMeasurementFailed)[0].fault == "no_answer"
    assert bed.view.nibp.running_since_s is None
    assert not bed.view.board.cuff.inflating


def test_a_reader_that_says_no_answer_and_lost_is_heard_as_one_failure():
    """As devices.reader says it when a cable is pulled in the middle of a measurement."""
    bed = Bed(roles=ALONE).run(5)
    bed.watch.measure_now("ida", bed.now)
    bed.beat().run(10)
    bed.says(NibpFailed(NibpFault.NO_ANSWER, 1)).says(LinkLost("unplugged")).beat()
    assert len(bed.noted(events.NibpMeasurementFailed)) == 1
    assert "cuff_unknown" in bed.active


def test_an_order_that_a_lost_monitor_cannot_get_does_not_make_it_live():
    bed = Bed(roles=ALONE).run(5).lose("nibp")
    bed.says(NibpFailed(NibpFault.NO_ANSWER, 1)).says(DeviceStatus("check_cuff")).beat()
    assert bed.view.board.link("nibp").state == "lost"
    assert bed.noted(events.LinkRestored) == []


def test_a_cuff_is_not_inflated_by_itself_before_a_session_or_after_it():
    for phase in (Phase.PLANNED, Phase.HOME, Phase.CLOSED):
        bed = Answering(roles=ALONE, phase=phase, step_s=10).run(10).bp(186, 112).run(120)
        assert bed.orders == [], phase


# --- monitors that inflate by themselves -------------------------------------------------------


def test_a_monitor_that_measures_by_itself_is_heard_and_not_started():
    bed = Bed(roles=ALONE, plan="standard").saw(START).run(595, step_s=595)
    bed.says(NibpStarted(0)).beat().run(20)
    assert (bed.orders, starts(bed)) == ([], [(595, "monitor")])
    bed.bp(120, 70)
    assert bed.view.nibp.next_at_s == 615 + 600


def test_a_monitors_own_measurement_has_twice_the_time_and_is_not_stopped_by_us():
    bed = Bed(roles=ALONE).run(5).says(NibpStarted(0)).beat().run(179)
    assert bed.noted(events.NibpMeasurementFailed) == []
    bed.run(1)
    assert len(bed.noted(events.NibpMeasurementFailed)) == 1
    assert bed.orders == []


def test_the_cuffs_pressure_shows_that_it_is_full_and_that_it_is_empty():
    bed = Bed(roles=ALONE).run(5)
    for mmhg, inflating in (
        (0, False),
        (15, False),
        (16, True),
        (160, True),
        (20, True),
        (15, False),
        (0, False),
    ):
        bed.says(CuffPressure(mmhg)).beat()
        assert (bed.view.board.cuff.inflating, bed.view.board.cuff.mmhg) == (inflating, mmhg)


def test_a_cuff_we_started_counts_as_inflating_before_its_pressure_says_so():
    bed = Bed(roles=ALONE).run(5)
    bed.watch.measure_now("ida", bed.now)
    bed.says(CuffPressure(0)).beat()
    assert bed.view.board.cuff.inflating
    bed.says(CuffPressure(90)).beat()
    assert bed.view.board.cuff.mmhg == 90
    assert [why for _, why in starts(bed)] == ["nurse"]


# --- how long a reading counts -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "plan", "age_s", "freshness"),
    [
        ("standard: 12 min less a second", "standard", 719, Freshness.CURRENT),
        ("standard: 12 min, greyed", "standard", 720, Freshness.OLD),
        ("standard: 20 min less a second, greyed", "standard", 1199, Freshness.OLD),
        ("standard: 20 min, ---", "standard", 1200, Freshness.GONE),
        ("high risk: 7 min, greyed", "high_risk", 420, Freshness.OLD),
        ("high risk: 10 min, ---", "high_risk", 600, Freshness.GONE),
        ("without a plan: 15 min less a second", None, 899, Freshness.CURRENT),
        ("without a plan: 15 min, ---", None, 900, Freshness.GONE),
        ("low risk: its age and no more", "low_risk", 7200, Freshness.CURRENT),
    ],
)
def test_a_blood_pressure_grows_old_by_the_plan(story, plan, age_s, freshness):
    bed = Bed(roles={"nibp": LISTENED}, plan=plan).saw(START).bp(120, 70)
    bed.run(age_s, step_s=age_s)
    bp = bed.view.board.bp
    assert bp.freshness is freshness
    assert (bp.shown is None) == (freshness is Freshness.GONE)
    assert bp.latest.systolic == 120


def test_before_the_infusion_a_reading_counts_for_a_quarter_of_an_hour():
    bed = Bed(roles={"nibp": LISTENED}, plan="standard", phase=Phase.PREPARATION).bp(120, 70)
    assert bed.run(899, step_s=899).view.board.bp.freshness is Freshness.CURRENT
    assert bed.run(1).view.board.bp.freshness is Freshness.GONE


def test_a_plan_nobody_knows_changes_nothing():
    bed = Bed(roles={"nibp": LISTENED}, plan="standard")
    bed.saw(events.MeasuringPlanChosen(plan="of_long_ago", doctor="dr")).saw(START)
    assert bed.beat().view.nibp.interval_s == 600


def test_a_plan_that_measures_only_after_the_end():
    rules = Bed(roles=ALONE).watch.engine.rules
    late = msgspec.structs.replace(protocol().vitals.plan[0], at_end=False, after_min=(20,))
    wall = Bed(roles=ALONE).now.wall
    schedule = Schedule(plan=late).infusion_began(Instant(0.0, wall))
    schedule = schedule.infusion_ended(Instant(2400.0, wall))
    assert schedule.planned(rules) == Planned(3600.0, 1200.0)
