"""Lines of the record as the watch needs them again: on the clock of now, and as readings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bedside import events
from bedside.clock import UNKNOWN_S, Instant, before, length_s
from bedside.events import Entry, Event
from bedside.history import BpResult
from bedside.streams import MANUAL
from bedside.vitals import Quality, Vital


def bp_result(event: Event, at: Instant) -> BpResult | None:
    """A line of the record as a result of a cuff; None: it is none."""
    match event:
        case events.Measured() if event.vital == Vital.NIBP:
            mean, start_id = event.mean, event.start_id
            measured_at = before(at, event.measured_ago_s)
            quality = Quality.SUSPECT if event.quality == Quality.SUSPECT else Quality.GOOD
        case events.VitalsDocumented() if event.source == MANUAL:
            mean, start_id, quality, measured_at = None, 0, Quality.GOOD, at
        case _:
            return None
    if event.systolic is None and event.diastolic is None:
        return None
    return BpResult(
        measured_at=measured_at,
        received_at=at,
        systolic=event.systolic,
        diastolic=event.diastolic,
        mean=mean,
        source=event.source,
        quality=quality,
        start_id=start_id,
    )


def on_this_clock(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Lines of before the last restart with their instants on the clock of now, by the wall.

    Where a restart found the clock behind, nobody knows how long ago they are: they count as old.
    """
    resumed = [n for n, e in enumerate(entries) if isinstance(e.event, events.SessionResumed)]
    unknown_s = _unknown_s(entries)
    for n, entry in enumerate(entries):
        if not resumed or n >= resumed[-1]:
            yield entry
        else:
            now = entries[resumed[-1]].at
            ago_s = (now.wall - entry.at.wall).total_seconds()
            yield replace(entry, at=Instant(now.mono_s - ago_s - unknown_s[n], entry.at.wall))


def _unknown_s(entries: Sequence[Entry]) -> list[float]:
    """For each line what its wall clock does not tell: restarts after it that found it behind."""
    found, after_s = [], 0.0
    for entry in reversed(entries):
        found.append(after_s)
        event = entry.event
        if isinstance(event, events.SessionResumed) and event.clock_behind_s > 0:
            after_s += UNKNOWN_S + length_s(event.clock_behind_s)
    return found[::-1]
