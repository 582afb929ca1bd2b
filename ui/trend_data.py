"""The trend's data from the watch's history: the same while nothing would look different."""

from collections.abc import Callable
from datetime import datetime
from math import isnan

from bedside.clock import Instant
from bedside.history import History
from bedside.session import Phase
from bedside.session_limits import high_pressures, named
from bedside.vitals import Vital
from ui.i18n import Words
from ui.view import View
from ui.widgets.trend import BpReading, TrendState
from ui.widgets.trend_scale import Sample

MADE_EVERY_S = 4.0  # forty minutes are drawn over fewer dots than that makes samples
BEFORE_S = 8 * 60.0  # what is shown of the time before the infusion
INFUSION_S, OBSERVATION_S = 40 * 60.0, 100 * 60.0


class TrendData:
    """Keeps nothing but the last picture's data."""

    def __init__(self, history: Callable[[], History]) -> None:
        self._history = history
        self._made_of: tuple[object, ...] = ()
        self._state: TrendState | None = None

    def state(self, view: View, words: Words) -> TrendState:
        """A new blood pressure or another phase is in it at once, the lines every few seconds."""
        made_of = (
            view.now.mono_s // MADE_EVERY_S,
            len(self._history().blood_pressures),
            view.session.phase,
            view.session.infusion.started_at,
            len(view.session.limits.lines),
        )
        if self._state is None or made_of != self._made_of:
            self._made_of = made_of
            self._state = self._make(view, words)
        return self._state

    def _make(self, view: View, words: Words) -> TrendState:
        _, history = words.text, self._history()
        zero_s = _zero_s(view)
        longest = OBSERVATION_S if _after(view) else INFUSION_S
        limits = view.protocol.limits
        spo2 = named(limits, view.session.limits, "spo2_low")
        low = None if spo2 is None else spo2.low_percent
        high = high_pressures(limits, view.session.limits)
        readings = tuple(
            BpReading(
                result.measured_at.mono_s - zero_s,
                float(result.systolic),
                None if result.diastolic is None else float(result.diastolic),
                result.systolic >= high[0] or (result.diastolic or 0) >= high[1],
            )
            for result in history.blood_pressures
            if result.systolic is not None and result.measured_at.mono_s - zero_s >= -BEFORE_S
        )
        now_s = view.now.mono_s - zero_s
        return TrendState(
            title=_("Trend"),
            bp_name=_("BP"),
            pulse_name=_("Pulse"),
            spo2_name="SpO₂",
            minutes="min",
            spo2=_samples(history, Vital.SPO2, zero_s),
            pulse=_samples(history, Vital.PULSE_RATE, zero_s),
            readings=readings,
            now_s=now_s,
            to_s=max(longest, now_s),
            spo2_limit_percent=low,
            bp_limits_mmhg=high,
            spoken=_("Trend"),
        )


def _after(view: View) -> bool:
    return view.session.phase in (Phase.OBSERVATION, Phase.HOME, Phase.CLOSED)


def _zero_s(view: View) -> float:
    """The start of the infusion on this run's clock; before it, now: the line stands at zero."""
    started = view.session.infusion.started_at
    return view.now.mono_s if started is None else _mono_s(started, view.now)


def _mono_s(wall: datetime, now: Instant) -> float:
    return now.mono_s - (now.wall - wall).total_seconds()


def _samples(history: History, vital: Vital, zero_s: float) -> tuple[Sample, ...]:
    """At most one in four of what is older than ten minutes: the plot has no more pixels."""
    series = history.of(vital)
    last_s = series.at_s[-1] if series.at_s else 0.0
    found: list[Sample] = []
    for number, (at_s, value) in enumerate(zip(series.at_s, series.values, strict=True)):
        if at_s - zero_s < -BEFORE_S:
            continue
        if number % 4 and last_s - at_s > 600 and not isnan(value):
            continue
        found.append((at_s - zero_s, None if isnan(value) else value))
    return tuple(found)
