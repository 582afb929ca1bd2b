"""What an arrival means: the board shows it all, and these events of it are written down.

A monitor is believed for the vitals its role is here for: the SpO2 of a blood-pressure monitor
whose finger clip hangs on the wall must not contradict the oximeter. Judges nothing.
"""

from dataclasses import dataclass, field

from bedside import events
from bedside.board import Board
from bedside.board_view import LinkState
from bedside.clock import Instant
from bedside.events import Event
from bedside.plausible import doubted
from bedside.present import Rules
from bedside.sampling import Sampler
from bedside.vitals import (
    UNIT,
    Arrival,
    BloodPressure,
    CuffPressure,
    DeviceIdentified,
    DeviceStatus,
    LinkLost,
    Measurement,
    NibpFailed,
    NibpFault,
    NibpStarted,
    ProgramFault,
    PulseSource,
    Status,
    Vital,
)


@dataclass(slots=True)
class Hearing:
    rules: Rules
    board: Board
    sampler: Sampler = field(init=False)
    supplier: dict[Vital, str] = field(init=False)

    def __post_init__(self) -> None:
        self.sampler = Sampler(self.rules)
        self.supplier = {}
        for name, role in self.rules.roles.items():
            for vital in role.vitals:
                self.supplier.setdefault(vital, name)

    def judge_by(self, rules: Rules) -> None:
        """Other limits: what is written down follows them."""
        self.rules = self.sampler.rules = rules

    def take(self, arrival: Arrival, *, cuff_running: bool) -> list[Event]:
        """Show it, and say what is to be written down of it."""
        if not self._believed(arrival):
            return []
        role, at, before = arrival.source, arrival.at, self.board.link_state(arrival.source)
        heard_at, device = self.board.heard_at(role), self.board.devices().get(role)
        arrival = self.board.take(arrival)
        found: list[Event] = []
        if before is LinkState.LOST and self.board.link_state(role) is LinkState.LIVE:
            found.append(events.LinkRestored(monitor=role, gap_s=_since(heard_at, at)))
        match arrival.what:
            case Measurement() as what if self.sampler.wants(what, role, at.mono_s):
                self.board.history.of(what.vital).add(at.mono_s, what.value)
                found.append(_measured(what, role))
            case BloodPressure() as what:
                found += self._pressure(what, role)
            case NibpFailed() as what:
                found.append(_failed(what.start_id, what.fault))
            case NibpStarted() as what if not cuff_running:
                found.append(events.NibpRequested(start_id=what.start_id, why="monitor"))
            case CuffPressure() if not cuff_running and self.board.inflating:
                found.append(events.NibpRequested(start_id=0, why="monitor"))
            case DeviceStatus() as what if what.code != Status.CHECK_CUFF:  # a condition
                found.append(events.MonitorSaid(monitor=role, status=what.code))
            case DeviceIdentified() as what if what != device:
                found.append(identified(role, what))
            case LinkLost() as what if before is not LinkState.LOST:
                found.append(events.LinkLost(monitor=role, reason=what.reason))
            case ProgramFault() as what:
                found.append(events.ProgramFaulted(where=what.where, detail=what.detail))
            case _:
                pass
        return found

    def _believed(self, arrival: Arrival) -> bool:
        match arrival.what:
            case Measurement() as what:
                vital = what.vital
            case BloodPressure() | CuffPressure() | NibpStarted() | NibpFailed():
                vital = Vital.NIBP
            case _:
                return True
        supplier = self.supplier.get(vital)
        if supplier is None:  # a vital that no role is here for
            return arrival.source not in self.rules.roles
        return supplier == arrival.source

    def _pressure(self, what: BloodPressure, role: str) -> list[Event]:
        if what.systolic is None and what.diastolic is None:
            return [_failed(what.start_id, NibpFault.UNKNOWN)]
        found: list[Event] = [
            events.Measured(
                vital=Vital.NIBP,
                unit=UNIT[Vital.NIBP],
                systolic=what.systolic,
                diastolic=what.diastolic,
                mean=what.mean,
                source=role,
                quality=what.quality,
                start_id=what.start_id,
                measured_ago_s=what.measured_ago_s,
            )
        ]
        if what.pulse_rate is not None and not self.rules.streamed(Vital.PULSE_RATE):
            pulse = Measurement(Vital.PULSE_RATE, what.pulse_rate, None, PulseSource.NIBP)
            found.append(_measured(doubted(pulse, self.board.rules.entry), role))
        return found


def _measured(what: Measurement, role: str) -> events.Measured:
    return events.Measured(
        vital=what.vital,
        unit=UNIT[what.vital],
        value=what.value,
        reason=what.reason or "",
        source=role,
        pulse_source=what.source or "",
        quality=what.quality,
    )


def identified(role: str, device: DeviceIdentified) -> events.MonitorIdentified:
    return events.MonitorIdentified(
        monitor=role, model=device.model, serial=device.serial, firmware=device.firmware
    )


def _failed(start_id: int, fault: NibpFault) -> events.NibpMeasurementFailed:
    return events.NibpMeasurementFailed(start_id=start_id, fault=fault)


def _since(then: Instant | None, at: Instant) -> float:
    return 0.0 if then is None else round(at.mono_s - then.mono_s, 3)
