"""Which of a monitor's values are written down: one a second, and every change of state.

A change of state is: a value or none, why none, how good, from whom, and which side of which
limit. The engine judges what is written down and nothing else, so that a record judged again
gives the same alarms.
"""

from dataclasses import dataclass, field

from bedside.ladders import word
from bedside.persistence import Word
from bedside.present import Rules
from bedside.vitals import Measurement, Quality, Reason, Vital

EVERY_S = 1.0
EARLY_S = 0.2  # a monitor's own second is not exactly ours

State = tuple[bool, Reason | None, Quality, str, tuple[Word, ...]]


@dataclass(slots=True)
class Sampler:
    rules: Rules
    _due_s: dict[Vital, float] = field(default_factory=dict)
    _states: dict[Vital, State] = field(default_factory=dict)

    def wants(self, what: Measurement, source: str, at_s: float) -> bool:
        """Whether this one is written down."""
        vital = what.vital
        state = self._state(what, source)
        due_s = self._due_s.get(vital)
        if due_s is None or state != self._states[vital]:
            self._due_s[vital] = at_s + EVERY_S
        elif at_s >= due_s - EARLY_S:
            late = at_s - due_s > EVERY_S
            self._due_s[vital] = at_s + EVERY_S if late else due_s + EVERY_S
        else:
            return False
        self._states[vital] = state
        return True

    def _state(self, what: Measurement, source: str) -> State:
        value = what.value
        words: tuple[Word, ...] = ()
        if value is not None:
            words = tuple(
                word(rung, value)
                for ladder in self.rules.ladders.streams.get(what.vital, ())
                for rung in ladder.rungs
            )
        return (value is None, what.reason, what.quality, source, words)
