"""What a simulated monitor is made of: the far end of the wire, sans I/O and deterministic."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Probe(StrEnum):
    """How the oximeter's probe sits."""

    ON = "on"
    OFF = "off"  # not on the finger
    UNPLUGGED = "unplugged"  # its plug is out of the monitor


@dataclass(frozen=True, slots=True)
class PatientState:
    """The one patient behind all monitors, at one instant: what is true, not what is measured."""

    systolic_mmhg: float
    diastolic_mmhg: float
    pulse_per_min: float
    spo2_percent: float
    respiration_per_min: float
    perfusion_percent: float  # perfusion index; below 0.5 is low
    probe: Probe = Probe.ON
    moving: bool = False

    @property
    def mean_mmhg(self) -> float:
        return self.diastolic_mmhg + (self.systolic_mmhg - self.diastolic_mmhg) / 3


class Patient(Protocol):
    def at(self, mono_s: float) -> PatientState:
        """The state at the monotonic instant `mono_s` (the same instant gives the same state)."""


class Simulator(Protocol):
    """One simulated monitor. Whoever owns it carries its bytes to a pty, a socket or a test."""

    def step(self, now_s: float, received: bytes) -> bytes:
        """Hear `received`, let time reach `now_s`, return what the monitor says until then."""

    def next_due_s(self) -> float | None:
        """When it will next say something by itself; None: only when spoken to."""
