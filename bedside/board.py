"""The vitals board: the latest word of every monitor, how old it is, and which line is silent.

Staleness is judged against `now`, never on arrival, and every monitor counts as silent until it
is first heard. Knows no limit and no alarm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bedside.board_view import (
    UNSAID,
    BoardView,
    BpAges,
    BpView,
    CuffView,
    Freshness,
    LinkState,
    LinkView,
    Role,
    VitalView,
)
from bedside.clock import Instant, before
from bedside.history import BpResult, History
from bedside.plausible import doubted, doubted_pressure
from bedside.protocol_watch import Vitals
from bedside.vitals import (
    Arrival,
    BloodPressure,
    CuffPressure,
    DeviceIdentified,
    DeviceStatus,
    LinkLost,
    LinkRestored,
    Measurement,
    NibpFailed,
    NibpFault,
    NibpStarted,
    Reason,
    Status,
    Vital,
    Waveform,
)

STREAMED = (Vital.SPO2, Vital.PULSE_RATE, Vital.RESPIRATORY_RATE)
EMPTY_CUFF_MMHG = 15  # IEC 80601-2-30: below this the arm is at rest


@dataclass(slots=True)
class _Line:
    """What is known of one monitor's line."""

    state: LinkState
    since: Instant
    heard_at: Instant | None = None
    reason: str = ""
    detail: str = ""
    status: str = ""
    status_at: Instant | None = None
    device: DeviceIdentified = UNSAID


@dataclass(slots=True)
class Board:
    """Takes arrivals in order; `view` is a frozen snapshot, the same object while nothing changes.

    `take` gives back what it was given, marked suspect where it cannot be true.
    """

    roles: Mapping[str, Role]
    rules: Vitals
    opened_at: Instant
    history: History = field(default_factory=History)
    _vitals: dict[Vital, VitalView] = field(init=False)
    _bp: BpView = field(init=False, default_factory=BpView)
    _cuff: CuffView = field(init=False, default_factory=CuffView)
    _lines: dict[str, _Line] = field(init=False)
    _view: BoardView | None = field(init=False, default=None)
    _seen: tuple[Freshness, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        self._vitals = {vital: VitalView(vital) for vital in STREAMED}
        self._lines = {role: _Line(LinkState.WAITING, self.opened_at) for role in self.roles}

    def take(self, arrival: Arrival) -> Arrival:
        role, at, what = arrival.source, arrival.at, arrival.what
        match what:
            case Measurement():
                what = doubted(what, self.rules.entry)
                self._heard(role, at)
                self._measured(role, at, what)
            case BloodPressure():
                what = doubted_pressure(what, self.rules.suspect)
                self._heard(role, at)
                self._pressure(role, at, what)
            case CuffPressure():
                self._heard(role, at)
                self._cuff_pressure(role, at, what.mmhg)
            case NibpStarted():
                self._heard(role, at)
                self._cuff = CuffView(inflating=True, since=at, role=role)
            case NibpFailed():
                if what.fault is not NibpFault.NO_ANSWER:  # our own word, not the monitor's
                    self._heard(role, at)
                self.failed(what.fault, at)
            case DeviceStatus():
                if what.code != Status.CHECK_CUFF:  # the same
                    self._heard(role, at)
                line = self._line(role, at)
                line.status, line.status_at = what.code, at
            case DeviceIdentified():
                self._heard(role, at)
                self._line(role, at).device = what
            case Waveform():
                self._heard(role, at)
            case LinkLost():
                self._lost(role, at, what)
            case LinkRestored():
                self._live(role, at)
            case _:  # bytes without sense, a fault of ours: nothing was heard of a monitor
                return arrival
        self._view = None
        return replace(arrival, what=what)

    def entered(self, result: BpResult) -> None:
        """A blood pressure that was measured by hand, or by a monitor that is not connected."""
        self._bp = BpView(latest=result, previous=self._bp.latest)
        self.history.blood_pressures.append(result)
        self._view = None

    def failed(self, fault: NibpFault, at: Instant) -> None:
        """The cuff gave nothing: by the monitor's word, or because no word came."""
        self._bp = replace(self._bp, fault=fault, fault_at=at)
        self._cuff = CuffView()
        self._view = None

    def cuff_started(self, role: str, at: Instant) -> None:
        """We asked for a measurement: the cuff counts as inflating until it is known not to."""
        self._cuff = CuffView(inflating=True, since=at, role=role)
        self._view = None

    def heard_at(self, role: str) -> Instant | None:
        line = self._lines.get(role)
        return None if line is None else line.heard_at

    def devices(self) -> dict[str, DeviceIdentified]:
        """Those that said which they are, by role."""
        return {role: line.device for role, line in self._lines.items() if line.device}

    @property
    def inflating(self) -> bool:
        return self._cuff.inflating

    def link_state(self, role: str) -> LinkState:
        line = self._lines.get(role)
        return LinkState.WAITING if line is None else line.state

    def view(self, now: Instant, ages: BpAges) -> BoardView:
        fresh = tuple(self._freshness(vital, now) for vital in self._vitals.values())
        bp = self._bp_freshness(now, ages)
        seen = (*fresh, bp)
        if self._view is not None and seen == self._seen:
            return self._view
        self._seen = seen
        spo2, pulse, breaths = (
            aged(vital, freshness)
            for vital, freshness in zip(self._vitals.values(), fresh, strict=True)
        )
        links = tuple(
            LinkView(
                role,
                line.state,
                line.since,
                line.reason,
                line.detail,
                line.status,
                line.status_at,
                role not in self.roles or self.roles[role].own_alarms,
                line.device,
            )
            for role, line in self._lines.items()
        )
        pressure = replace(self._bp, freshness=bp)
        self._view = BoardView(spo2, pulse, breaths, pressure, self._cuff, links)
        return self._view

    def _freshness(self, vital: VitalView, now: Instant) -> Freshness:
        if vital.measured_at is None:
            return Freshness.WAITING
        age_s = now.mono_s - vital.measured_at.mono_s
        if age_s >= self.rules.stale.stream_gone_s:
            return Freshness.GONE
        lost = self.link_state(vital.source) is LinkState.LOST
        if lost or age_s >= self._grey_s(vital.source):
            return Freshness.OLD
        return Freshness.CURRENT

    def _grey_s(self, source: str) -> float:
        """A value of a slow monitor is not old before the next one is overdue."""
        role, usual_s = self.roles.get(source), self.rules.stale.stream_grey_s
        return usual_s if role is None else max(usual_s, role.overdue_s)

    def _bp_freshness(self, now: Instant, ages: BpAges) -> Freshness:
        if self._bp.latest is None:
            return Freshness.WAITING
        age_s = now.mono_s - self._bp.latest.measured_at.mono_s
        if ages.gone_s is not None and age_s >= ages.gone_s:
            return Freshness.GONE
        if ages.grey_s is not None and age_s >= ages.grey_s:
            return Freshness.OLD
        return Freshness.CURRENT

    def _measured(self, role: str, at: Instant, what: Measurement) -> None:
        known = self._vitals.get(what.vital)
        if known is None:  # an NIBP value comes as BloodPressure
            return
        first_at = known.first_at
        if first_at is None and what.value is not None:
            first_at = at
        self._vitals[what.vital] = VitalView(
            vital=what.vital,
            freshness=Freshness.CURRENT,
            value=what.value,
            reason=what.reason,
            quality=what.quality,
            measured_at=at,
            received_at=at,
            source=role,
            pulse_source=what.source,
            first_at=first_at,
        )

    def _pressure(self, role: str, at: Instant, what: BloodPressure) -> None:
        if what.systolic is None and what.diastolic is None:
            self.failed(NibpFault.UNKNOWN, at)
            return
        result = BpResult(
            measured_at=before(at, what.measured_ago_s),
            received_at=at,
            systolic=what.systolic,
            diastolic=what.diastolic,
            mean=what.mean,
            pulse_rate=what.pulse_rate,
            source=role,
            quality=what.quality,
            start_id=what.start_id,
        )
        self._cuff = CuffView()
        self.entered(result)

    def _cuff_pressure(self, role: str, at: Instant, mmhg: int) -> None:
        """A cuff that the monitor inflates by itself is seen by its pressure alone."""
        cuff, full = self._cuff, mmhg > EMPTY_CUFF_MMHG
        emptied = not full and (cuff.mmhg or 0) > EMPTY_CUFF_MMHG
        if emptied or not (full or cuff.inflating):
            self._cuff = CuffView(mmhg=mmhg, role=role)
        elif cuff.inflating:
            self._cuff = replace(cuff, mmhg=mmhg)
        else:
            self._cuff = CuffView(inflating=True, since=at, mmhg=mmhg, role=role)

    def _line(self, role: str, at: Instant) -> _Line:
        """A role nobody announced is heard all the same."""
        return self._lines.setdefault(role, _Line(LinkState.WAITING, at))

    def _heard(self, role: str, at: Instant) -> None:
        line = self._line(role, at)
        line.heard_at = at
        if line.state is not LinkState.LIVE:
            self._live(role, at)

    def _live(self, role: str, at: Instant) -> None:
        line = self._line(role, at)
        line.state, line.since, line.reason, line.detail = LinkState.LIVE, at, "", ""

    def _lost(self, role: str, at: Instant, what: LinkLost) -> None:
        line = self._line(role, at)
        if line.state is not LinkState.LOST:
            line.since = at
        if self._cuff.role == role:
            self._cuff = CuffView()
        line.state, line.reason, line.detail, line.status = (
            LinkState.LOST,
            what.reason,
            what.detail,
            "",
        )


def aged(vital: VitalView, freshness: Freshness) -> VitalView:
    """What may be shown of it now: too old, and the value is gone."""
    if freshness is Freshness.GONE:
        reason = vital.reason or Reason.NOT_UPDATED
        return replace(vital, freshness=freshness, value=None, reason=reason)
    return vital if vital.freshness is freshness else replace(vital, freshness=freshness)


def left_alone(board: BoardView, now: Instant, gone_s: float) -> BoardView:
    """What may stand of it while nobody judges it: nothing is current, and what a monitor streams
    is gone at its age."""

    def left(vital: VitalView) -> VitalView:
        if vital.measured_at is None or vital.freshness is Freshness.GONE:
            return vital
        gone = now.mono_s - vital.measured_at.mono_s >= gone_s
        return aged(vital, Freshness.GONE if gone else Freshness.OLD)

    bp = board.bp
    if bp.freshness is Freshness.CURRENT:
        bp = replace(bp, freshness=Freshness.OLD)
    return replace(
        board,
        spo2=left(board.spo2),
        pulse_rate=left(board.pulse_rate),
        respiratory_rate=left(board.respiratory_rate),
        bp=bp,
    )
