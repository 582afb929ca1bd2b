"""What a session is after what has happened: phases, and that any record can be read (SPEC 2)."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import events
from bedside.clock import START_OF_TIME, Instant
from bedside.events import Entry
from bedside.record import from_json, to_json
from bedside.session import Phase, Session, fold
from tests.bedside.any_event import any_event
from tests.bedside.telling import D, Telling, told

OPEN = events.SessionOpened(
    session="s1",
    simulated=True,
    room="2",
    program_version="0.1.0",
    protocol_version="2026-1",
    protocol_hash="0" * 64,
)
CHECKED = events.StageFinished(stage="day_check")
PREPARED = events.StageFinished(stage="preparation")
START = events.InfusionStarted(dose_mg=D(35), volume_ml=D(50), rate_ml_h=D(75))
PAUSE = events.InfusionPaused(reason="toalett")
RESUME = events.InfusionResumed()
END = events.InfusionEnded(completed=True, delivered_mg=D(35))
HOME = events.HomeReadinessDecided(decided_by="ida")
CLOSE = events.SessionClosed()
ABORT = events.SessionAborted(reason="ønsker ikke behandling", decided_by="ida")

PHASES = [
    ("nothing recorded: planned", [], Phase.PLANNED),
    ("opened: the patient has come", [OPEN], Phase.ARRIVAL),
    ("day check done: preparation", [OPEN, CHECKED], Phase.PREPARATION),
    ("prepared: ready", [OPEN, CHECKED, PREPARED], Phase.READY),
    ("started", [OPEN, CHECKED, PREPARED, START], Phase.INFUSING),
    ("paused", [OPEN, CHECKED, PREPARED, START, PAUSE], Phase.PAUSED),
    ("resumed", [OPEN, CHECKED, PREPARED, START, PAUSE, RESUME], Phase.INFUSING),
    ("ended: observation", [OPEN, CHECKED, PREPARED, START, END], Phase.OBSERVATION),
    ("stopped while paused", [OPEN, CHECKED, PREPARED, START, PAUSE, END], Phase.OBSERVATION),
    ("ready to go home", [OPEN, CHECKED, PREPARED, START, END, HOME], Phase.HOME),
    ("signed", [OPEN, CHECKED, PREPARED, START, END, HOME, CLOSE], Phase.CLOSED),
    ("not carried out", [OPEN, CHECKED, ABORT], Phase.ABORTED),
    # what must not happen, read from a record all the same
    ("an infusion that ran unprepared ran", [OPEN, START], Phase.INFUSING),
    ("a dose was given that nobody saw start", [OPEN, END], Phase.OBSERVATION),
    ("opened again in the middle of it", [OPEN, START, OPEN], Phase.INFUSING),
    ("a stage finished in the middle of it", [OPEN, START, CHECKED, PREPARED], Phase.INFUSING),
    ("a stage finished twice is no step back", [OPEN, CHECKED, PREPARED, CHECKED], Phase.READY),
    ("resumed after the end", [OPEN, START, END, RESUME], Phase.OBSERVATION),
    ("paused before the start", [OPEN, PAUSE], Phase.ARRIVAL),
    ("sent home while the pump runs", [OPEN, START, HOME], Phase.INFUSING),
    ("sent home, and nothing was ever given", [OPEN, HOME], Phase.ARRIVAL),
    ("started again after the end", [OPEN, START, END, START], Phase.INFUSING),
    ("started again on the way home", [OPEN, START, END, HOME, START], Phase.INFUSING),
    ("nothing follows the signature", [OPEN, START, END, CLOSE, START], Phase.CLOSED),
    ("nothing follows the abort", [OPEN, ABORT, START, CLOSE], Phase.ABORTED),
]


@pytest.mark.parametrize(("story", "course", "phase"), PHASES, ids=[row[0] for row in PHASES])
def test_phase(story, course, phase):
    session = told(*course)
    assert session.phase is phase
    assert session.over == (phase in (Phase.CLOSED, Phase.ABORTED))


def test_a_phase_is_reached_when_it_is_reached_first():
    telling = Telling().tell(OPEN, START)
    began = telling.now.wall
    telling.wait(60).tell(PAUSE).wait(60).tell(RESUME)
    assert telling.session.reached_at[Phase.INFUSING] == began
    assert telling.session.reached_at[Phase.PAUSED] == began + timedelta(seconds=60)


def test_streamed_values_are_charted_and_not_listed():
    telling = Telling().tell(OPEN)
    telling.tell(events.Measured(vital="spo2", unit="%", value=97), by="watch")
    assert telling.session.chart.last["spo2"].value == 97
    assert [entry.event for entry in telling.session.log] == [OPEN]
    assert telling.session.last_seq == 2


def test_the_infusion_knows_of_streamed_values_where_its_gap_begins():
    telling = Telling().tell(OPEN, START).wait(300)
    telling.tell(events.Measured(vital="spo2", unit="%", value=97), by="watch")
    resumed = Instant(1.0, telling.now.wall + timedelta(seconds=60))
    session = telling.session.after(Entry(4, resumed, "-", events.SessionResumed(gap_s=60)))
    assert session.infusion.pump_time_s(resumed) == pytest.approx(360)


STEPS = st.tuples(st.floats(0, 4000), st.sampled_from(["ida", "per", "-", "watch", "physician"]))


def entries_of(course):
    mono, entries = 0.0, []
    for seq, ((wait_s, by), event) in enumerate(course, start=1):
        mono += wait_s
        at = Instant(mono, START_OF_TIME + timedelta(seconds=mono))
        entries.append(Entry(seq, at, by, event))
    return entries


@settings(max_examples=200)
@given(st.lists(st.tuples(STEPS, any_event(finite=False)), max_size=25))
def test_any_sequence_of_any_events_can_be_folded(course):
    session = fold(entries_of(course))
    assert session.last_seq == len(course)
    assert session.phase in Phase


@settings(max_examples=100)
@given(st.lists(st.tuples(STEPS, any_event()), max_size=25))
def test_a_record_read_again_gives_the_same_session(course):
    live = entries_of(course)
    replayed = [Entry(e.seq, e.at, e.by, from_json(to_json(e.event))) for e in live]
    assert fold(replayed) == fold(live)


def test_folding_goes_on_from_a_session():
    entries = Telling().tell(OPEN, CHECKED, START).entries
    assert fold(entries[1:], fold(entries[:1])) == fold(entries)
    assert fold([]) == Session()
