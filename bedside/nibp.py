"""When the cuff is next to be inflated, and why: by the plan, to confirm, or to try again.

Knows no port: whether a monitor can be started from here, and who starts it, is the watch's
business. Never asks for two measurements at once, and gives up on one that does not answer.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

from bedside.board_view import BpAges
from bedside.clock import Instant
from bedside.ladders import broken
from bedside.present import Rules
from bedside.pressures import Reading, repeat_after_s
from bedside.protocol_watch import Plan, Stale

Why = Literal["plan", "nurse", "repeat", "retry", "monitor"]


@dataclass(frozen=True, slots=True)
class Planned:
    """The next reading of the plan: when, and how long the plan lets pass between two."""

    at_s: float
    interval_s: float


@dataclass(frozen=True, slots=True)
class Due:
    """The next start of the cuff: when, and why."""

    at_s: float
    why: Why


@dataclass(frozen=True, slots=True)
class Schedule:
    """Frozen; every method gives what it has become. All times are monotonic seconds."""

    plan: Plan | None = None
    began_s: float | None = None  # the infusion
    ended_s: float | None = None
    every_s: float | None = None  # what the latest reading asks for, in any plan
    last_s: float | None = None  # the last result
    stopped_s: float | None = None  # when the cuff last came to rest
    failures: int = 0  # since the last result
    repeat_s: float | None = None
    retry_s: float | None = None
    running_s: float | None = None  # since when the cuff is at work
    running_id: int = 0
    running_why: Why = "plan"
    last_id: int = 0

    def planned_by(self, plan: Plan) -> "Schedule":
        return replace(self, plan=plan)

    def infusion_began(self, at: Instant) -> "Schedule":
        return replace(self, began_s=at.mono_s, ended_s=None)

    def infusion_ended(self, at: Instant) -> "Schedule":
        return replace(self, ended_s=at.mono_s)

    def started(self, at: Instant, start_id: int, why: Why) -> "Schedule":
        return replace(
            self,
            running_s=at.mono_s,
            running_id=start_id,
            running_why=why,
            last_id=max(self.last_id, start_id),
            repeat_s=None if why == "repeat" else self.repeat_s,
            retry_s=None,
        )

    def result(
        self,
        rules: Rules,
        was: Reading | None,
        is_: Reading,
        every_s: float | None,
        *,
        by_cuff: bool,
    ) -> "Schedule":
        """A reading came, from our cuff or typed by hand; `was` is the one before it."""
        delay_s = repeat_after_s(rules, is_)
        confirm = delay_s is not None and not _asked_before(rules, was, is_)
        at_s = is_.at.mono_s
        return replace(
            self,
            last_s=at_s,
            stopped_s=at_s if by_cuff else self.stopped_s,
            every_s=every_s,
            failures=0,
            repeat_s=at_s + delay_s if confirm and delay_s is not None else None,
            retry_s=None,
            running_s=None if by_cuff else self.running_s,
        )

    def relimited(self, old: Rules, new: Rules, latest: Reading | None, at: Instant) -> "Schedule":
        """A reading that other limits make alarming is confirmed like any other."""
        if latest is None or repeat_after_s(old, latest) is not None:
            return self
        delay_s = repeat_after_s(new, latest)
        return self if delay_s is None else replace(self, repeat_s=at.mono_s + delay_s)

    def failed(self, rules: Rules, at: Instant) -> "Schedule":
        """The first failure is tried again by itself; after the second, the plan goes on."""
        failures = self.failures + 1
        retry_s = at.mono_s + rules.chatter.bp_retry_after_s if failures == 1 else None
        return replace(
            self,
            stopped_s=at.mono_s,
            failures=failures,
            repeat_s=None,
            retry_s=retry_s,
            running_s=None,
        )

    def stopped(self) -> "Schedule":
        """The program was away: the drivers have stopped whatever cuff was at work."""
        return replace(self, running_s=None)

    def planned(self, rules: Rules) -> Planned | None:
        """The next reading that the plan, or the last reading, asks for; maybe already past."""
        if self.began_s is None:
            return None
        if self.ended_s is None:
            return self._while_infusing()
        found = self._after_the_end(rules, self.ended_s)
        if self.every_s is None or self.last_s is None:
            return found
        again = Planned(self.last_s + self.every_s, self.every_s)
        return again if found is None or again.at_s < found.at_s else found

    def next(self, rules: Rules) -> Due | None:
        """What starts next by itself, or is asked for; None: nothing is planned, or it is on."""
        if self.running_s is not None:
            return None
        if self.retry_s is not None:
            return Due(self.retry_s, "retry")
        plan_s, repeat_s = self._not_before(rules), self.repeat_s
        stopped_s = -math.inf if self.stopped_s is None else self.stopped_s
        rested_s = stopped_s + rules.chatter.bp_rest_s
        if repeat_s is not None and (plan_s is None or repeat_s <= max(plan_s, rested_s)):
            return Due(max(repeat_s, rested_s), "repeat")
        return None if plan_s is None else Due(max(plan_s, rested_s), "plan")

    def due(self, rules: Rules, now_s: float) -> Why | None:
        """Why a measurement is to be started now; None: it is not."""
        due = self.next(rules)
        return due.why if due is not None and now_s >= due.at_s else None

    def timed_out(self, rules: Rules, now_s: float) -> bool:
        if self.running_s is None:
            return False
        within_s = rules.chatter.bp_answer_within_s
        if self.running_why == "monitor":  # it may take its time: 180 s (IEC 80601-2-30)
            within_s *= 2
        return now_s - self.running_s >= within_s

    def overdue(self, rules: Rules, now_s: float) -> Planned | None:
        """The planned reading that is late; plan Lavrisiko has none (DESIGN 2.4)."""
        if self.plan is None or not self.plan.overdue_alarm:
            return None
        planned = self.planned(rules)
        return planned if planned is not None and now_s >= planned.at_s else None

    def ages(self, rules: Rules, stale: Stale) -> BpAges:
        """How long the latest reading counts (DESIGN 2.4)."""
        if self.plan is not None and not self.plan.overdue_alarm:
            return BpAges(None, None)
        planned = self.planned(rules)
        if self.plan is None or planned is None:
            return BpAges(None, stale.bp_gone_without_plan_s)
        return BpAges(
            planned.interval_s + stale.bp_grey_after_interval_s,
            planned.interval_s * stale.bp_gone_after_intervals,
        )

    def _while_infusing(self) -> Planned | None:
        every = None if self.plan is None else self.plan.every_min
        intervals = [s for s in (every and every * 60.0, self.every_s) if s is not None]
        if not intervals or self.began_s is None:
            return None
        interval_s = min(intervals)
        since_s = self.began_s if self.last_s is None else max(self.began_s, self.last_s)
        return Planned(since_s + interval_s, interval_s)

    def _after_the_end(self, rules: Rules, ended_s: float) -> Planned | None:
        """The first point of the plan that no reading has met."""
        last_s = -math.inf if self.last_s is None else self.last_s
        every = None if self.plan is None else self.plan.every_min
        at_end = self.plan is None or self.plan.at_end  # V-02: without a plan, too
        after = () if self.plan is None else self.plan.after_min
        before_s = ended_s - (every or 0) * 60.0
        for minutes in (*((0,) if at_end else ()), *after):
            point_s = ended_s + minutes * 60.0
            if last_s < point_s - rules.chatter.bp_counts_before_s:
                return Planned(point_s, point_s - before_s)
            before_s = point_s
        return None

    def _not_before(self, rules: Rules) -> float | None:
        """When the plan's reading may start: after two failures not again at once."""
        planned = self.planned(rules)
        if planned is None:
            return None
        if self.failures < 2 or self.stopped_s is None:
            return planned.at_s
        wait_s = max(planned.interval_s, rules.chatter.bp_retry_after_s)
        return max(planned.at_s, self.stopped_s + wait_s)


def _asked_before(rules: Rules, was: Reading | None, is_: Reading) -> bool:
    """Whether the reading before was as bad already, so that this one confirms it."""
    if was is None or (is_.suspect and not was.suspect):
        return False
    for ladder in rules.ladders.pressures:
        now, then = broken(ladder, is_.values), broken(ladder, was.values)
        if now is not None and (then is None or then.rank < now.rank):
            return False
    return True
