"""What the vitals board shows: frozen values, equal when they look the same. Judges nothing."""

from dataclasses import dataclass
from enum import StrEnum

from bedside.clock import Instant
from bedside.history import BpResult
from bedside.vitals import DeviceIdentified, NibpFault, PulseSource, Quality, Reason, Vital

USUAL_S = 1.0  # oximeters speak at least once a second
UNSAID = DeviceIdentified()
LATE_S = 1.0  # a value may come so much later than at its monitor's own interval


class Freshness(StrEnum):
    WAITING = "waiting"  # for the first reading
    CURRENT = "current"
    OLD = "old"  # greyed, with its age
    GONE = "gone"  # too old to be shown: ---


class LinkState(StrEnum):
    WAITING = "waiting"  # nothing heard yet
    LIVE = "live"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Role:
    """One monitor by what it does here ("oximeter", "nibp"), not by its port."""

    vitals: frozenset[Vital]
    starts_nibp: bool = False
    own_alarms: bool = True
    every_s: float = USUAL_S  # how far apart its streamed values are, when all is well

    @property
    def streams(self) -> frozenset[Vital]:
        return self.vitals - {Vital.NIBP}

    @property
    def overdue_s(self) -> float:
        """The age at which a streamed value should have been followed by the next."""
        return overdue_s(self.every_s)


def overdue_s(every_s: float) -> float:
    return every_s + LATE_S


@dataclass(frozen=True, slots=True)
class BpAges:
    """How long a blood pressure counts; None: only its age is shown (plan Lavrisiko)."""

    grey_s: float | None
    gone_s: float | None


@dataclass(frozen=True, slots=True)
class VitalView:
    """`value` is None whenever --- is to be shown; `reason` says why the monitor has none."""

    vital: Vital
    freshness: Freshness = Freshness.WAITING
    value: float | None = None
    reason: Reason | None = None
    quality: Quality = Quality.GOOD
    measured_at: Instant | None = None
    received_at: Instant | None = None
    source: str = ""
    pulse_source: PulseSource | None = None
    first_at: Instant | None = None  # when the first value came: it fades in once


@dataclass(frozen=True, slots=True)
class BpView:
    """`shown` is what may stand on the screen; `latest` is what was measured, however old."""

    freshness: Freshness = Freshness.WAITING
    latest: BpResult | None = None
    previous: BpResult | None = None
    fault: NibpFault | None = None  # why the last attempt gave nothing, if it gave nothing
    fault_at: Instant | None = None

    @property
    def shown(self) -> BpResult | None:
        return None if self.freshness is Freshness.GONE else self.latest


@dataclass(frozen=True, slots=True)
class CuffView:
    inflating: bool = False
    since: Instant | None = None
    mmhg: int | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class LinkView:
    role: str
    state: LinkState
    since: Instant
    reason: str = ""
    detail: str = ""
    status: str = ""  # what the device last said of itself, such as "low_battery"
    status_at: Instant | None = None  # and when
    own_alarms: bool = True  # False: a bare module (DESIGN 2.11)
    device: DeviceIdentified = UNSAID  # which one it says it is

    @property
    def lost(self) -> bool:
        return self.state is LinkState.LOST


@dataclass(frozen=True, slots=True)
class BoardView:
    """Everything known at one instant. Equal views look the same on the screen."""

    spo2: VitalView
    pulse_rate: VitalView
    respiratory_rate: VitalView
    bp: BpView
    cuff: CuffView
    links: tuple[LinkView, ...]

    def of(self, vital: Vital) -> VitalView:
        match vital:
            case Vital.SPO2:
                return self.spo2
            case Vital.PULSE_RATE:
                return self.pulse_rate
            case _:
                return self.respiratory_rate

    def link(self, role: str) -> LinkView | None:
        return next((link for link in self.links if link.role == role), None)
