"""The watch over one patient: what the monitors say, what people do, what time makes of both.

In each beat, in this order: `take` what has arrived, `tick` judges and gives the view that is
shown, `flush` records what was noted and passes on what is asked of a cuff. Knows no screen, no
disk and no port.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bedside import alarm_acts as acts
from bedside import events
from bedside.alarm_display import display, ringing
from bedside.alarm_engine import Engine, as_raised
from bedside.alarms import Alarms
from bedside.board import Board
from bedside.board_view import LinkState, Role
from bedside.clock import Instant, drift_s
from bedside.conditions import Duty
from bedside.events import WATCH, Entry, Event
from bedside.hearing import Hearing, identified
from bedside.history import History
from bedside.infusion import Infusion
from bedside.nibp import Why
from bedside.present import rules
from bedside.protocol_types import Protocol
from bedside.protocol_watch import Priority
from bedside.recorded import bp_result, on_this_clock
from bedside.refusal import Refusal
from bedside.session import Phase, Session
from bedside.vitals import Arrival, DeviceStatus, LinkLost, NibpFault, Status, Vital
from bedside.watch_view import WatchView, information, nibp_view

MOVED_S = 2.0  # the wall clock against the monotonic one: by hand, by the network, by sleep
UNWATCHED = frozenset({Phase.PLANNED, Phase.CLOSED, Phase.ABORTED})
# A drug may be at work, or is about to be given.
ATTENDED = frozenset({Phase.READY, Phase.INFUSING, Phase.PAUSED, Phase.OBSERVATION})


class CuffOrder(StrEnum):
    """As devices.link.Command spells them."""

    START = "start_nibp"
    ABORT = "abort_nibp"


Note = Callable[[Event, Instant, str], None]  # as Journal.note
Order = Callable[[str, CuffOrder, int], None]  # role, what, start id


@dataclass(slots=True)
class Watch:
    """`view` is what was last judged."""

    protocol: Protocol
    roles: Mapping[str, Role]
    opened_at: Instant
    order: Order
    rings: int = 0  # goes on from the watch before: a count begun anew could hide a ring
    view: WatchView = field(init=False)
    engine: Engine = field(init=False)
    board: Board = field(init=False)
    _hearing: Hearing = field(init=False)
    _duty: Duty = field(init=False, default_factory=Duty)
    _infusion: Infusion = field(init=False, default_factory=Infusion)
    _alerted: frozenset[int] = field(init=False, default=frozenset())
    _low_battery: set[str] = field(init=False, default_factory=set)
    _noted: list[tuple[Event, Instant, str]] = field(init=False, default_factory=list)
    _orders: list[tuple[str, CuffOrder, int]] = field(init=False, default_factory=list)
    _rang: Priority | None = field(init=False, default=None)
    _last: Instant | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        protocol = self.protocol
        judge_by = rules(protocol.limits, protocol.symptoms, self.roles)
        alarms = Alarms(audio_pause_s=protocol.limits.chatter.audio_pause_s)
        plans = {plan.id: plan for plan in protocol.vitals.plan}
        engine = Engine(judge_by, plans, protocol.escalation.realert, alarms)
        self.engine = replace(
            engine, conditions=engine.conditions.attached(judge_by, self.opened_at)
        )
        self.board = Board(self.roles, protocol.vitals, self.opened_at)
        self._hearing = Hearing(judge_by, self.board)
        self.view = self._viewed(self.opened_at)

    @property
    def history(self) -> History:
        return self.board.history

    # --- what comes in ---------------------------------------------------------------------

    def take(self, arrival: Arrival) -> None:
        """One arrival of the inbox: shown on the board, and noted where it is to be recorded."""
        running_id = self._running_id()
        what, at, role = arrival.what, arrival.at, arrival.source
        for event in self._hearing.take(arrival, cuff_running=running_id is not None):
            self._note(event, at)
            unknown = isinstance(event, events.NibpMeasurementFailed) and (
                event.fault == NibpFault.NO_ANSWER and running_id is not None
            )
            if unknown:
                self.happened("cuff_unknown", at)
        if isinstance(what, LinkLost):
            self._low_battery.discard(role)
            if running_id is not None and self._running_id() is not None and self._cuff() == role:
                self._cuff_lost(at)
        elif isinstance(what, DeviceStatus):
            if what.code == Status.CHECK_CUFF:
                self.happened("cuff_unknown", at)
            elif what.code == Status.LOW_BATTERY:
                self._low_battery.add(role)

    def saw(self, event: Event, at: Instant, by: str) -> None:
        """A line of the record that the watch did not note itself: what people did."""
        self._believe(Entry(0, at, by, event))
        self._entered(event, at)
        if isinstance(event, events.SessionOpened):  # the new record is told what is there already
            known = self.engine.alarms.active
            self._noted += [(as_raised(alarm), at, WATCH) for alarm in known]
            devices = self.board.devices().items()
            self._noted += [(identified(role, one), at, WATCH) for role, one in devices]

    def told(self, session: Session) -> None:
        """Where the session is, and of which alarms the physician was told."""
        phase = session.phase
        self._duty = Duty(phase not in UNWATCHED, phase in ATTENDED, phase)
        self._infusion = session.infusion
        self._alerted = session.alerts.alarms_open

    def happened(self, condition: str, at: Instant) -> None:
        """Something of conditions.HAPPENED, such as "display_stalled": it stands until seen."""
        self._note(events.ConditionDeclared(condition=condition), at)

    def ring(self) -> int:
        """Something beside the engine rings: the count goes on from it, so that nothing old is
        heard again for it, and nothing new missed."""
        self.rings += 1
        return self.rings

    def signalled(self, event: events.AlarmSignalled, at: Instant) -> None:
        """When an alarm of this beat was painted, and handed to the sound."""
        self._note(event, at)

    def restore(self, entries: Sequence[Entry]) -> None:
        """Everything the record knows of this session, SessionResumed last: alarms come back as
        they were, pauses of their sound do not (ALARMS A.9)."""
        for entry in on_this_clock(entries):
            self._believe(entry)
            self._entered(entry.event, entry.at)
            self._drawn(entry.event, entry.at)

    # --- time ------------------------------------------------------------------------------

    def tick(self, now: Instant, facts: Collection[str] = ()) -> WatchView:
        """Let time pass, and judge. `facts` are the technical conditions of this instant, as
        ids of limits.toml: "storage_failed", "physician_link", "sound_failed", "on_battery" …"""
        last, self._last = self._last, now
        if last is not None and abs(moved_s := drift_s(last, now)) > MOVED_S:
            self._note(events.ClockMoved(drift_s=round(moved_s, 3)), now)
        self._see_to_the_cuff(now)
        known = {(a.number, a.version) for a in self.engine.alarms.by_key.values()}
        all_facts = {*facts, *(f"monitor_battery_low:{role}" for role in self._low_battery)}
        self.engine, found = self.engine.judged(
            now, facts=all_facts, duty=self._duty, alerted=self._alerted
        )
        self._noted += [(event, now, WATCH) for event in found]
        rang = ringing(found, known)
        if rang is not None:
            self.rings, self._rang = self.rings + 1, rang
        self.view = self._viewed(now)
        return self.view

    def flush(self, note: Note) -> None:
        """After the view was shown: record what was noted, then ask the cuff what was decided."""
        noted, self._noted = self._noted, []
        for event, at, by in noted:
            note(event, at, by)
        orders, self._orders = self._orders, []
        for role, what, start_id in orders:
            self.order(role, what, start_id)

    # --- what people do with alarms ---------------------------------------------------------

    def acknowledge(self, number: int, version: int, by: str, now: Instant) -> Refusal | None:
        return self._act(acts.acknowledge(self.engine.alarms, number, version), by, now)

    def pause_audio(self, number: int, version: int, by: str, now: Instant) -> Refusal | None:
        return self._act(acts.pause_audio(self.engine.alarms, number, version), by, now)

    def end_pause(self, number: int, by: str, now: Instant) -> Refusal | None:
        return self._act(acts.end_pause(self.engine.alarms, number), by, now)

    def reset(self, number: int, by: str, now: Instant) -> Refusal | None:
        return self._act(acts.reset(self.engine.alarms, self.engine.rules, number), by, now)

    def declare(self, condition: str, by: str, now: Instant) -> None:
        """A person says that it is so: "physician_called", "no_breathing". Never refused."""
        self._note(events.ConditionDeclared(condition=condition), now, by)

    # --- the cuff ---------------------------------------------------------------------------

    def measure_now(self, by: str, now: Instant) -> Refusal | None:
        """The nurse starts the cuff; never a second start while one is running."""
        if self._running_id() is not None:
            return Refusal("NIBP", "cuff_running")
        role = self._cuff()
        if role is None or not self._startable(role):
            return Refusal("NIBP", "cuff_not_startable")
        self._start(role, "nurse", now, by)
        return None

    def stop_cuff(self, by: str, now: Instant) -> Refusal | None:
        """Let the air out; the measurement has failed."""
        start_id, role = self._running_id(), self._cuff()
        if start_id is None or role is None:
            return Refusal("NIBP", "cuff_not_running")
        self._give_up(role, start_id, NibpFault.STOPPED, now, by)
        return None

    def _see_to_the_cuff(self, now: Instant) -> None:
        schedule, judge_by = self.engine.conditions.schedule, self.engine.rules
        role = self._cuff()
        if role is None:
            return
        if schedule.timed_out(judge_by, now.mono_s):
            self._give_up(role, schedule.running_id, NibpFault.NO_ANSWER, now, WATCH)
            return
        why = schedule.due(judge_by, now.mono_s)
        if why is not None and self._by_itself() and self._startable(role):
            self._start(role, why, now, WATCH)

    def _start(self, role: str, why: Why, now: Instant, by: str) -> None:
        start_id = self.engine.conditions.schedule.last_id + 1
        self._note(events.NibpRequested(start_id=start_id, why=why), now, by)
        self.board.cuff_started(role, now)
        self._orders.append((role, CuffOrder.START, start_id))

    def _give_up(self, role: str, start_id: int, fault: NibpFault, now: Instant, by: str) -> None:
        self._note(events.NibpMeasurementFailed(start_id=start_id, fault=fault), now, by)
        self.board.failed(fault, now)
        if start_id == 0:  # the monitor's own: not ours to stop
            return
        self._orders.append((role, CuffOrder.ABORT, start_id))
        if fault is NibpFault.NO_ANSWER:
            self.happened("cuff_unknown", now)

    def _cuff_lost(self, at: Instant) -> None:
        """The line broke while the cuff was at work: nobody knows whether it is empty."""
        start_id = self._running_id() or 0
        failed = events.NibpMeasurementFailed(start_id=start_id, fault=NibpFault.NO_ANSWER)
        self._note(failed, at)
        self.board.failed(NibpFault.NO_ANSWER, at)
        self.happened("cuff_unknown", at)

    def _cuff(self) -> str | None:
        return self._hearing.supplier.get(Vital.NIBP)

    def _running_id(self) -> int | None:
        schedule = self.engine.conditions.schedule
        return None if schedule.running_s is None else schedule.running_id

    def _startable(self, role: str) -> bool:
        starts = self.roles[role].starts_nibp
        return starts and self.board.link_state(role) is not LinkState.LOST

    def _by_itself(self) -> bool:
        """The cuff is started without a word only while there is a patient to watch."""
        return self._duty.watched and self._duty.phase != Phase.HOME

    # --- what comes out ---------------------------------------------------------------------

    def _act(self, event: Event | Refusal, by: str, now: Instant) -> Refusal | None:
        if isinstance(event, Refusal):
            return event
        self._note(event, now, by)
        return None

    def _believe(self, entry: Entry) -> None:
        self.engine = self.engine.after(entry)
        self._hearing.judge_by(self.engine.rules)  # limits may have changed

    def _note(self, event: Event, at: Instant, by: str = WATCH) -> None:
        """Believe, then record: what was noted is judged at once, and written at `flush`."""
        self._believe(Entry(0, at, by, event))
        self._noted.append((event, at, by))

    def _entered(self, event: Event, at: Instant) -> None:
        """A blood pressure of the record: the board shows it and the trend draws it."""
        result = bp_result(event, at)
        if result is not None:
            self.board.entered(result)

    def _drawn(self, event: Event, at: Instant) -> None:
        """A streamed value of the record, for the trend."""
        if isinstance(event, events.Measured) and event.vital in (Vital.SPO2, Vital.PULSE_RATE):
            self.history.of(Vital(event.vital)).add(at.mono_s, event.value)

    def _viewed(self, now: Instant) -> WatchView:
        conditions, judge_by = self.engine.conditions, self.engine.rules
        stale = self.protocol.vitals.stale
        ages = conditions.schedule.ages(judge_by, stale)
        held = conditions.streams.held(judge_by, now.mono_s)
        role = self._cuff()
        startable = role is not None and self._startable(role)
        return WatchView(
            board=self.board.view(now, ages),
            display=display(self.engine, now, self.rings, self._rang),
            nibp=nibp_view(self.engine, now, startable=startable),
            blind=conditions.blind(judge_by, now, ages.gone_s or stale.bp_gone_without_plan_s),
            information=information(self.engine, self._infusion, now),
            held_until_s=conditions.streams.held_until_s(judge_by) if held else None,
        )
