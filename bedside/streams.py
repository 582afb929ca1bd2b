"""What the streamed vitals say of their limits, their signal and their line. Judges no alarm.

Takes the same events that the record keeps, so that a record judged again gives the same
alarms. Every limit on a vital arms with its first valid value.
"""

from dataclasses import dataclass, field, replace

from bedside.board_view import USUAL_S
from bedside.clock import Instant
from bedside.events import Measured
from bedside.ladders import Ladder, Rung, word
from bedside.persistence import NEVER, Persistence, Word, elapsed_s, heard, judged
from bedside.present import Present, Rules, grown
from bedside.vitals import PulseSource, Quality, Vital

MANUAL = "manual"  # the source of what a person has read or counted


@dataclass(frozen=True, slots=True)
class Said:
    """The last word on one vital; `value` is the last one there was."""

    value: float | None
    missing: bool
    suspect: bool
    at_s: float


@dataclass(frozen=True, slots=True)
class Line:
    """One monitor: since when it is expected to speak, and what was heard of it when."""

    attached_s: float
    heard_s: dict[Vital, float] = field(default_factory=dict)
    valid: bool = False  # its finger has given a value
    lost_s: float | None = None


@dataclass(frozen=True, slots=True)
class Streams:
    """Frozen; every method gives what it has become."""

    limits: dict[str, tuple[Persistence, ...]] = field(default_factory=dict)
    signals: dict[str, tuple[Persistence, ...]] = field(default_factory=dict)
    said: dict[Vital, Said] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    cuff_began_s: float | None = None
    cuff_ended_s: float | None = None

    def attached(self, rules: Rules, at: Instant) -> "Streams":
        """From now on every monitor is expected to speak; what was alarming goes on."""
        return replace(
            self,
            limits={key: _anew(kept) for key, kept in self.limits.items()},
            signals={role: _anew(kept) for role, kept in self.signals.items()},
            lines={role: Line(at.mono_s) for role in rules.roles},
            cuff_began_s=None,
            cuff_ended_s=None,
        )

    def measured(self, rules: Rules, event: Measured, at: Instant) -> "Streams":
        vital, at_s = Vital(event.vital), at.mono_s
        known = self.said.get(vital)
        value = event.value if event.value is not None or known is None else known.value
        suspect = event.quality == Quality.SUSPECT
        point = event.source == MANUAL or event.pulse_source == PulseSource.NIBP
        missing = event.value is None
        if point and missing:
            return self
        limits = self._limits(rules, vital, event.value, at_s, point=point)
        said = {**self.said, vital: Said(value, missing, suspect, at_s)}
        told = replace(self, limits=limits, said=said)
        return told if point else _line_heard(told, rules, event.source, vital, at_s)

    def relimited(self, rules: Rules, at: Instant) -> "Streams":
        """Other limits from now on: what was last said and still counts is held against them."""
        told = self
        for vital, said in self.said.items():
            streamed = rules.streamed(vital)
            old = streamed and at.mono_s - said.at_s > rules.pause_s(vital)
            if said.missing or old:
                continue
            limits = told._limits(rules, vital, said.value, at.mono_s, point=not streamed)
            told = replace(told, limits=limits)
        return told

    def lost(self, role: str, at: Instant) -> "Streams":
        line = self.lines.get(role, Line(at.mono_s))
        if line.lost_s is not None:
            return self
        return replace(self, lines={**self.lines, role: replace(line, lost_s=at.mono_s)})

    def is_lost(self, role: str) -> bool:
        return role in self.lines and self.lines[role].lost_s is not None

    def restored(self, role: str, at: Instant) -> "Streams":
        line = self.lines.get(role, Line(at.mono_s))
        return replace(self, lines={**self.lines, role: replace(line, lost_s=None)})

    def cuff(self, at: Instant, *, inflating: bool) -> "Streams":
        if inflating:
            return replace(self, cuff_began_s=at.mono_s, cuff_ended_s=None)
        return replace(self, cuff_ended_s=at.mono_s)

    def held_until_s(self, rules: Rules) -> float | None:
        """Until when the cuff excuses the finger, at the latest."""
        if self.cuff_began_s is None:
            return None
        last_s = self.cuff_began_s + rules.chatter.cuff_hold_max_s
        if self.cuff_ended_s is None:
            return last_s
        return min(last_s, self.cuff_ended_s + rules.chatter.cuff_recovery_s)

    def held(self, rules: Rules, now_s: float) -> bool:
        until_s = self.held_until_s(rules)
        return until_s is not None and now_s < until_s

    def judged(self, rules: Rules, now_s: float) -> "Streams":
        """What time alone has made of it."""
        held = self.held(rules, now_s)
        limits = {
            ladder.key: _judged_rungs(rules, ladder, kept, now_s, held=held)
            for ladders in rules.ladders.streams.values()
            for ladder in ladders
            if _at_work(kept := self.limits.get(ladder.key, ()))
        }
        signals = {
            role: _judged_signal(rules, role, kept, now_s, held=held)
            for role, kept in self.signals.items()
            if _at_work(kept)
        }
        if not limits and not signals:
            return self
        return replace(self, limits=self.limits | limits, signals=self.signals | signals)

    def of_patient(self, rules: Rules, now_s: float) -> list[Present]:
        """Limits that are broken: for each vital and side the worst."""
        found = []
        for vital, ladders in rules.ladders.streams.items():
            for ladder in ladders:
                kept = self.limits.get(ladder.key, ())
                rung = _worst(ladder, kept)
                if rung is not None:
                    waited_s = elapsed_s(kept[rung.rank], now_s, rules.pause_s(vital))
                    found.append(_of_rung(ladder, rung, self.said[vital], waited_s))
        return found

    def of_equipment(self, rules: Rules, now_s: float) -> list[Present]:
        """Fingers without signal and monitors that are silent."""
        found = []
        for role, kept in self.signals.items():
            technical = rules.technical["spo2_no_signal"]
            active = [n for n, step in enumerate(kept) if step.active]
            if active:
                rank = active[-1]
                waited_s = elapsed_s(kept[rank], now_s, _finger_pause_s(rules, role))
                priority = technical.steps[rank].priority
                one = Present(f"signal:{role}", technical.id, priority, rank, waited_s=waited_s)
                found.append(one)
        for role, line in self.lines.items():
            silent = _silent(rules, role, line, now_s)
            if silent is not None:
                found.append(silent)
        return found

    def pending(self, rules: Rules) -> tuple[str, ...]:
        """Conditions whose delay is running."""
        waiting = [
            rung.limit.id
            for ladders in rules.ladders.streams.values()
            for ladder in ladders
            for rung, kept in zip(ladder.rungs, self.limits.get(ladder.key, ()), strict=False)
            if kept.pending
        ]
        if any(kept[0].pending for kept in self.signals.values()):
            waiting.append("spo2_no_signal")
        return tuple(waiting)

    def _limits(
        self, rules: Rules, vital: Vital, value: float | None, at_s: float, *, point: bool
    ) -> dict[str, tuple[Persistence, ...]]:
        ladders, pause_s = rules.ladders.streams.get(vital, ()), rules.pause_s(vital)
        changed = dict(self.limits)
        for ladder in ladders:
            kept = self.limits.get(ladder.key)
            if kept is None:
                if value is None:  # not armed before the first value
                    continue
                kept = (NEVER,) * len(ladder.rungs)
            if point and value is not None:
                streamed = rules.streamed(vital)
                changed[ladder.key] = tuple(
                    _at_once(rung, one, value, streamed=streamed)
                    for rung, one in zip(ladder.rungs, kept, strict=True)
                )
            else:
                changed[ladder.key] = tuple(
                    _streamed(rung, one, value, at_s, pause_s)
                    for rung, one in zip(ladder.rungs, kept, strict=True)
                )
        return changed


def _line_heard(streams: Streams, rules: Rules, role: str, vital: Vital, at_s: float) -> Streams:
    """What the same sample says of its monitor: it speaks, and its finger has a signal or not."""
    line = streams.lines.get(role, Line(at_s))
    finger = rules.finger(role)
    valid = line.valid or (vital in finger and not streams.said[vital].missing)
    line = replace(line, heard_s={**line.heard_s, vital: at_s}, valid=valid, lost_s=None)
    told = replace(streams, lines={**streams.lines, role: line})
    if vital not in finger or not valid:
        return told
    missing = any(one in streams.said and streams.said[one].missing for one in finger)
    kept = streams.signals.get(role)
    if kept is None:
        kept = (NEVER,) * len(rules.technical["spo2_no_signal"].steps)
    pause_s = _finger_pause_s(rules, role)
    kept = tuple(heard(one, _signal_word(one, missing=missing), at_s, pause_s) for one in kept)
    return replace(told, signals={**streams.signals, role: kept})


def _finger_pause_s(rules: Rules, role: str) -> float:
    usual_s = rules.chatter.gap_pauses_delay_s
    return max((usual_s, *(rules.pause_s(vital) for vital in rules.finger(role))))


def _at_work(kept: tuple[Persistence, ...]) -> bool:
    """Whether time alone can change anything of it."""
    return any(one is not NEVER for one in kept)


def _anew(kept: tuple[Persistence, ...]) -> tuple[Persistence, ...]:
    """After a restart: what was active is, until it is seen to be over; counts begin anew."""
    return tuple(Persistence(active=True) if one.active else NEVER for one in kept)


def _streamed(
    rung: Rung, kept: Persistence, value: float | None, at_s: float, pause_s: float
) -> Persistence:
    said = Word.NOTHING if value is None else word(rung, value)
    return heard(kept, said, at_s, pause_s)


def _at_once(rung: Rung, kept: Persistence, value: float, *, streamed: bool) -> Persistence:
    """A single reading, counted by hand or by the cuff: it cannot persist, so it is believed.

    It ends an alarm only where no monitor could, and never counts against one that streams.
    """
    said = word(rung, value)
    if said is Word.OUTSIDE:
        return replace(kept, active=True, inside_s=None)
    if streamed or said is Word.BETWEEN:
        return kept
    return NEVER


def _judged_rungs(
    rules: Rules, ladder: Ladder, kept: tuple[Persistence, ...], now_s: float, *, held: bool
) -> tuple[Persistence, ...]:
    pause_s = rules.pause_s(ladder.vital)
    return tuple(
        judged(
            one,
            now_s,
            delay_s=rung.limit.delay_s,
            clear_after_s=rung.limit.clear_after_s,
            pause_s=pause_s,
            held=held and rung.limit.held_by_cuff,
        )
        for rung, one in zip(ladder.rungs, kept, strict=True)
    )


def _judged_signal(
    rules: Rules, role: str, kept: tuple[Persistence, ...], now_s: float, *, held: bool
) -> tuple[Persistence, ...]:
    technical, pause_s = rules.technical["spo2_no_signal"], _finger_pause_s(rules, role)
    return tuple(
        judged(
            one,
            now_s,
            delay_s=step.after_s,
            clear_after_s=pause_s,
            pause_s=pause_s,
            held=held and technical.held_by_cuff,
        )
        for step, one in zip(technical.steps, kept, strict=True)
    )


def _signal_word(kept: Persistence, *, missing: bool) -> Word:
    """A flickering signal is no signal: a short valid stretch holds the count, no more."""
    if missing:
        return Word.OUTSIDE
    return Word.INSIDE if kept.active else Word.NOTHING


def _worst(ladder: Ladder, kept: tuple[Persistence, ...]) -> Rung | None:
    active = [rung for rung, one in zip(ladder.rungs, kept, strict=False) if one.active]
    return active[-1] if active else None


def _of_rung(ladder: Ladder, rung: Rung, said: Said, waited_s: float) -> Present:
    return Present(
        key=ladder.key,
        condition=rung.limit.id,
        priority=rung.limit.priority,
        rank=rung.rank,
        physiological=True,
        latching=rung.limit.latching,
        limit=rung.text,
        values={} if said.value is None else {str(ladder.vital): said.value},
        suspect=said.suspect,
        waited_s=waited_s,
    )


def _silent(rules: Rules, role: str, line: Line, now_s: float) -> Present | None:
    key, finger = f"link:{role}", rules.finger(role)
    heard = [line.heard_s[vital] for vital in finger if vital in line.heard_s]
    if not finger:
        if line.lost_s is None:
            return None
        return grown(rules.technical["nibp_silent"], key, now_s - line.lost_s)
    if not line.valid:
        return grown(rules.technical["first_reading_missing"], key, now_s - line.attached_s)
    # while its line lives, a monitor that is slow by nature is silent only when it is overdue
    slow_s = 0.0 if line.lost_s is not None else rules.roles[role].every_s - USUAL_S
    return grown(rules.technical["oximeter_silent"], key, now_s - min(heard) - slow_s)
