"""A session at full speed: simulated time jumps from one due instant to the next.

No thread runs and nothing waits: the clock moves to whatever is due first, each simulated monitor
speaks and each reader reads in fixed order, then the application beats, then the nurse acts. The
same scenario and seed give the same record byte for byte (DESIGN 2.12).
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Protocol as Interface

from bedside.clock import Instant, ManualClock

BEAT_S = 1.0  # the longest that the application goes without a beat of simulated time
EVENTS_EVERY_S = 40.0  # Qt's own events are let through this often while nothing is pressed

Script = Generator[float, None, None]  # yields the seconds until the nurse's next act


class World(Interface):
    """The simulated monitors on their lines, and the readers at this end of them."""

    def next_due_s(self) -> float:
        """When the next of them has something to say or to do, monotonic seconds."""

    def step(self, now: Instant) -> None:
        """Let every monitor speak up to `now`, and read until what was written has been read."""


@dataclass
class Play:
    clock: ManualClock
    world: World
    beat: Callable[[], None]  # one heartbeat: take, judge, show, record
    let_qt_work: Callable[[], None]
    watch: Callable[[Instant], None] = lambda _now: None  # the camera
    _events_s: float = field(init=False, default=0.0)

    def let_pass(self, seconds: float) -> None:
        """Simulated time goes on by `seconds`, with everything that is due in it."""
        until_s = self.clock().mono_s + seconds
        while (now_s := self.clock().mono_s) < until_s:
            due_s = min(until_s, now_s + BEAT_S, max(now_s, self.world.next_due_s()))
            now = self.clock.move_to(due_s) if due_s > now_s else self.clock.advance(0.001)
            self.world.step(now)
            self.beat()
            self.watch(now)
            if now.mono_s - self._events_s >= EVENTS_EVERY_S:
                self._events_s = now.mono_s
                self.let_qt_work()

    def run(self, script: Script) -> None:
        """The nurse's script from beginning to end."""
        for wait_s in script:
            self.let_pass(wait_s)
