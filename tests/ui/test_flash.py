"""The flash is a function of the instant; what is seen of it comes with the application's beats."""

import random
from itertools import pairwise

import pytest

from bedside.vitals import Measurement, Vital
from tests.ui.ward import Ward
from ui.app import Bedside
from ui.flash import MARKS, Priority, flash_on
from ui.tokens import DAY

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
RANGES = {  # flashes a second, and the part of the time that is bright: ALARMS A.2, table 2
    HIGH: ((1.4, 2.8), (0.20, 0.60)),
    MEDIUM: ((0.4, 0.8), (0.20, 0.60)),
}
FLASHING = sorted(RANGES)

PHASES = [
    ("red begins bright", HIGH, 0.0, True),
    ("red is bright for a fifth of a second", HIGH, 0.199, True),
    ("then dark for three tenths", HIGH, 0.2, False),
    ("until half a second", HIGH, 0.499, False),
    ("twice a second: bright again", HIGH, 0.5, True),
    ("an hour later still in phase", HIGH, 3600.1, True),
    ("yellow begins bright", MEDIUM, 0.0, True),
    ("yellow is bright for one second", MEDIUM, 0.99, True),
    ("then dark for one second", MEDIUM, 1.0, False),
    ("until two seconds", MEDIUM, 1.99, False),
    ("once in two seconds: bright again", MEDIUM, 2.0, True),
    ("cyan never flashes", LOW, 0.3, True),
    ("cyan never flashes, later either", LOW, 1.5, True),
]


@pytest.mark.parametrize(("story", "priority", "now_s", "on"), PHASES)
def test_the_phase_of_the_flash(story, priority, now_s, on):
    assert flash_on(priority, now_s) is on, story


def flashes(seen):
    """(seconds from one flash to the next, the part that is bright) of [(instant, bright)]."""
    turns = [(t, on) for (_, was), (t, on) in pairwise(seen) if on is not was]
    begun = [t for t, on in turns if on]
    ends = {t: end for (t, on), (end, _) in pairwise(turns) if on}
    return [(then - t, (ends[t] - t) / (then - t)) for t, then in pairwise(begun)]


def as_allowed(priority, seen):
    """Each single flash, not only their mean."""
    (least_hz, most_hz), (least, most) = RANGES[priority]
    found = flashes(seen)
    assert len(found) >= 5
    for every_s, bright in found:
        assert least_hz <= 1 / every_s <= most_hz, f"{1 / every_s:.2f} Hz"
        assert least - 1e-9 <= bright <= most + 1e-9, f"{bright:.0%} of the time"


@pytest.mark.parametrize("priority", FLASHING)
def test_rate_and_duty_of_the_flash_itself(priority):
    as_allowed(priority, [(n / 1000, flash_on(priority, n / 1000)) for n in range(30_000)])


def test_no_flash_is_fast_enough_to_be_a_danger():
    """WCAG 2.3.1: at most three flashes in any second."""
    bright = [
        t / 1000
        for t in range(1, 60_000)
        if flash_on(HIGH, t / 1000) > flash_on(HIGH, (t - 1) / 1000)
    ]
    assert all(sum(t <= other < t + 1 for other in bright) <= 3 for t in bright)


# --- as it is painted ----------------------------------------------------------------------

BEATS = [
    ("a beat every 100 ms, from anywhere", 0.037, 0.0),
    ("just before the edges", 0.0999, 0.0),
    ("beats that come up to 40 ms late", 0.061, 0.04),
]


@pytest.fixture
def alarming(tmp_path, qapp, fonts):
    """A session that has begun; what is calm is shown as often as on the ward."""
    ward = Ward(tmp_path, size=(1366, 768)).sign_in()
    ward.room.open_session(ward.now)
    ward.run(3)
    ward.app.show_every_s = Bedside.show_every_s
    yield ward
    ward.store.close()


def painted(ward, priority, spo2, offset_s=0.0, late_s=0.0, seconds=14):
    """[(instant, fill)] of the alarms of this priority, beat for beat; they have one fill."""
    ward.spo2 = spo2
    ward.run(16)
    chance, seen, begun_s = random.Random(1), [], ward.now.mono_s + offset_s
    for n in range(round(seconds * 10)):
        ward.clock.move_to(begun_s + n / 10 + chance.uniform(0, late_s))
        if n % 10 == 0:
            for vital, value in ((Vital.SPO2, spo2), (Vital.PULSE_RATE, 72)):
                ward.says(Measurement(vital, float(value)), "oximeter")
        ward.beat()
        (fill,) = {s.fill for s in ward.window.band.segments if s.segment.priority is priority}
        seen.append((ward.now.mono_s, fill))
    return seen


@pytest.mark.parametrize(("story", "offset_s", "late_s"), BEATS, ids=[row[0] for row in BEATS])
def test_rate_and_duty_as_the_band_shows_them(alarming, story, offset_s, late_s):
    for priority, spo2 in ((MEDIUM, 88), (HIGH, 84)):
        seen = painted(alarming, priority, spo2, offset_s, late_s)
        bright = getattr(DAY, priority)
        as_allowed(priority, [(at_s, fill == bright) for at_s, fill in seen])


def test_what_is_low_stands_still(alarming):
    assert {fill for _, fill in painted(alarming, LOW, 93)} == {DAY.low}


def test_each_priority_has_its_own_mark():
    assert MARKS == {HIGH: "!!!", MEDIUM: "!!", LOW: "!"}
