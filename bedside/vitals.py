"""What an instrument can tell the session, whatever its make. Knows no wire and no screen.

Names after ISO/IEEE 11073-10101: SpO2 (MDC_PULS_OXIM_SAT_O2), pulse rate
(MDC_PULS_OXIM_PULS_RATE), NIBP systolic / diastolic / mean (MDC_PRESS_BLD_NONINV_*).
"""

from dataclasses import dataclass
from enum import StrEnum

from bedside.clock import Instant


class Vital(StrEnum):
    SPO2 = "spo2"
    PULSE_RATE = "pulse_rate"
    NIBP = "nibp"
    RESPIRATORY_RATE = "respiratory_rate"


UNIT = {
    Vital.SPO2: "%",
    Vital.PULSE_RATE: "/min",
    Vital.NIBP: "mmHg",
    Vital.RESPIRATORY_RATE: "/min",
}


class Reason(StrEnum):
    """Why there is no value. The device's own word for it, never a zero."""

    SENSOR_OFF = "sensor_off"  # the probe is not on the finger
    SENSOR_UNPLUGGED = "sensor_unplugged"  # the probe's plug is out
    SENSOR_FAULT = "sensor_fault"
    SEARCHING = "searching"  # looking for a pulse
    SEARCH_TOO_LONG = "search_too_long"
    OUT_OF_TRACK = "out_of_track"
    LOW_PERFUSION = "low_perfusion"
    ARTEFACT = "artefact"
    NO_VALUE = "no_value"  # the device says "none" and no more
    OUT_OF_RANGE = "out_of_range"
    CALIBRATING = "calibrating"
    DEMO = "demo"  # the monitor is in demonstration or test mode
    NOT_UPDATED = "not_updated"


class Quality(StrEnum):
    GOOD = "good"
    MARGINAL = "marginal"  # marginal perfusion
    POOR = "poor"  # low perfusion or artefact flagged, value still given
    SUSPECT = "suspect"  # implausible: shown with "?", alarms all the same


class PulseSource(StrEnum):
    PLETH = "pleth"
    NIBP = "nibp"
    ECG = "ecg"


class NibpFault(StrEnum):
    """Why a measurement of blood pressure gave no result."""

    WEAK_SIGNAL = "weak_signal"
    ARTEFACT = "artefact"
    OUT_OF_RANGE = "out_of_range"
    TIME_LIMIT = "time_limit"
    BLOCKAGE = "blockage"
    STOPPED = "stopped"
    LEAK = "leak"
    SAFETY_TIMEOUT = "safety_timeout"
    OVERPRESSURE = "overpressure"
    HARDWARE = "hardware"
    TRANSDUCER = "transducer"
    CALIBRATION = "calibration"
    BUSY = "busy"
    REFUSED = "refused"  # the device did not accept the start
    NO_ANSWER = "no_answer"  # our own watchdog
    UNKNOWN = "unknown"


class Status(StrEnum):
    """What a device says of itself that a person beside it should know."""

    LOW_BATTERY = "low_battery"
    CHECK_CUFF = "check_cuff"  # ours: a cuff may still be full
    CUFF_INFLATING_UNASKED = "cuff_inflating_unasked"
    ALARMS_OFF = "alarms_off"
    ALARM_SILENCED = "alarm_silenced"  # the one that sounds (Nellcor)
    ALARMS_SILENCED = "alarms_silenced"  # all of them (Masimo)
    CABLE_LIFE_EXPIRED = "cable_life_expired"
    SENSOR_LIFE_EXPIRED = "sensor_life_expired"
    STOPPED = "stopped"  # it no longer sends
    SHUTTING_DOWN = "shutting_down"
    USER_CHANGED = "user_changed"
    RECORDING = "recording"  # to its own memory, and sends nothing meanwhile
    START_REFUSED = "start_refused"  # it does not send when asked to
    DEMO_MODE = "demo_mode"
    STANDBY = "standby"
    ASSOCIATION_REFUSED = "association_refused"
    ASSOCIATION_ABORTED = "association_aborted"
    EXTENDED_POLL_REFUSED = "extended_poll_refused"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One value of one continuous vital; `value` is None exactly when `reason` is given."""

    vital: Vital
    value: float | None
    reason: Reason | None = None
    source: PulseSource | None = None
    quality: Quality = Quality.GOOD


@dataclass(frozen=True, slots=True)
class BloodPressure:
    """One NIBP result in mmHg, tied to the start that caused it (`start_id`, 0: unknown)."""

    systolic: int | None
    diastolic: int | None
    mean: int | None
    pulse_rate: int | None = None
    start_id: int = 0
    quality: Quality = Quality.GOOD
    measured_ago_s: float = 0.0  # before it was told, by the monitor's own clock; 0: not known


@dataclass(frozen=True, slots=True)
class CuffPressure:
    """The pressure in the cuff while it measures, mmHg."""

    mmhg: int


@dataclass(frozen=True, slots=True)
class NibpStarted:
    start_id: int


@dataclass(frozen=True, slots=True)
class NibpFailed:
    fault: NibpFault
    start_id: int = 0
    code: int | None = None  # the device's own number, for the log


@dataclass(frozen=True, slots=True)
class Garbled:
    """Bytes that are in no intact frame. Counted, never dropped silently."""

    data: bytes


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """Something the device says of itself that is worth showing. Told when it begins."""

    code: Status


@dataclass(frozen=True, slots=True)
class DeviceIdentified:
    """Which device it says it is; told when it is first known, and when it is another. "": unsaid.

    `serial` is what tells it from others of its make: its serial number, unless the driver's page
    says that it is something else.
    """

    model: str = ""
    serial: str = ""
    firmware: str = ""

    def __bool__(self) -> bool:
        return bool(self.model or self.serial or self.firmware)


@dataclass(frozen=True, slots=True)
class Waveform:
    """One or more samples of the plethysmogram; for `--waveforms` only."""

    vital: Vital
    samples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LinkLost:
    """The line fell silent or broke; `reason` is a code of devices.reader, `detail` for the log."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LinkRestored:
    pass


Item = (
    Measurement
    | BloodPressure
    | CuffPressure
    | NibpStarted
    | NibpFailed
    | Garbled
    | DeviceStatus
    | DeviceIdentified
    | Waveform
)


@dataclass(frozen=True, slots=True)
class ProgramFault:
    """An exception that nobody caught, in a slot or a thread: becomes a technical alarm."""

    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """What reached the inbox: from which role ("oximeter", "nibp"), when, and what."""

    source: str
    at: Instant
    what: Item | LinkLost | LinkRestored | ProgramFault
