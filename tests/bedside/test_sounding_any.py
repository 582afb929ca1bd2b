"""Whatever the display says in whatever order: what rings is heard, what stands is repeated."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.alarm_display import Display
from bedside.bursts import BURSTS
from bedside.ladders import URGENCY
from bedside.protocol_watch import Priority
from bedside.sounding import OWED_AFTER_S, Say, Sounding
from tests.bedside.test_sounding import LENGTH_S, silent

HIGH, MEDIUM = Priority.HIGH, Priority.MEDIUM
STEP_S = 0.5
HEARD_WITHIN_S = LENGTH_S[HIGH] + OWED_AFTER_S + STEP_S
SOUNDS = st.sampled_from([None, MEDIUM, HIGH])


@dataclass(frozen=True)
class Turn:
    """The display as it stands for a while; `rang` and `pauses` happen as it begins."""

    steps: int
    sound: Priority | None
    rang: Priority | None
    pauses: bool


TURNS = st.lists(
    st.builds(
        Turn,
        st.integers(1, 20),
        SOUNDS,
        st.sampled_from([None, None, MEDIUM, HIGH]),
        st.booleans(),
    ),
    max_size=8,
)


def displays(turns):
    """(when, the display, whether somebody paused, what rang) at each beat."""
    now_s, rings, rang, paused = 0.0, 0, None, ()
    for number, turn in enumerate(turns, start=1):
        if turn.rang is not None:
            rings, rang = rings + 1, turn.rang
        if turn.pauses:
            paused = (silent(number),)
        for step in range(turn.steps):
            now_s += STEP_S
            display = Display(paused, turn.sound, rings, rang, bool(paused))
            first = step == 0
            yield now_s, display, first and turn.pauses, turn.rang if first else None


def urgency(priority):
    return 0 if priority is None else URGENCY[priority]


@settings(max_examples=60, deadline=None)
@given(TURNS)
def test_what_rings_is_heard_and_nothing_else_begins_by_itself(turns):
    sounding = Sounding()
    waiting = []  # (since when, how urgent) of what rang and was not heard yet
    for now_s, display, pressed, rang in displays(turns):
        heard = sounding.heard(now_s)
        sounding, say = sounding.after(display, now_s, LENGTH_S)
        if pressed:
            waiting = [one for one in waiting if urgency(one[1]) <= urgency(display.sound)]
        if rang is not None:
            waiting.append((now_s, rang))
            if urgency(rang) > urgency(heard):
                assert say is Say.BEGIN, "at once"
        if say is Say.BEGIN:
            begun = sounding.burst
            assert waiting or display.sound is not None
            loudest = max([urgency(p) for _s, p in waiting] + [urgency(display.sound)])
            assert urgency(begun) == loudest
            waiting = []
        for since_s, _priority in waiting:
            assert now_s - since_s <= HEARD_WITHIN_S
        if say is Say.STOP:
            assert pressed, "only a person stops a burst"
            assert urgency(display.sound) < urgency(heard)


@settings(max_examples=60, deadline=None)
@given(SOUNDS, st.integers(1, 120), TURNS)
def test_what_stands_is_repeated_by_its_table(stands, steps, turns):
    sounding, now_s, display = Sounding(), 0.0, Display()
    for now_s, display, _pressed, _rang in displays(turns):  # the last ones
        sounding, _say = sounding.after(display, now_s, LENGTH_S)
    since_s, ends = now_s, []
    display = Display(display.alarms, stands, display.rings, display.rang, display.paused)
    for _ in range(steps):
        now_s += STEP_S
        sounding, say = sounding.after(display, now_s, LENGTH_S)
        if say is Say.BEGIN:
            ends.append(sounding.until_s)
        if stands is None:
            assert len(ends) <= 1, "what was owed, and then it is quiet"
        else:
            quiet_s = now_s - max([since_s + LENGTH_S[HIGH], *ends])
            assert quiet_s <= BURSTS[stands].repeat_after_s + STEP_S
