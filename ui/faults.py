"""Our own faults become arrivals: an uncaught exception, and a display that stood still.

PySide6 prints an exception raised in a slot and carries on; here it reaches the session and
becomes a technical alarm by the same road as a lost cable.
"""

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from bedside.clock import Clock, Instant
from bedside.vitals import Arrival, ProgramFault

STALL_S = 3.0  # a beat later than this: the display stood still (ALARMS C.6)
HANG_S = 10.0  # then the stacks of all threads go to the log

log = logging.getLogger("bedside")


def report_faults(post: Callable[[Arrival], None], now: Clock) -> None:
    """From now on no exception passes unheard, in any thread."""

    def posted(where: str, kind: type[BaseException], error: BaseException | None) -> None:
        log.error("fault in %s", where, exc_info=error)
        detail = "".join(traceback.format_exception_only(kind, error)).strip()
        post(Arrival("program", now(), ProgramFault(where, detail)))

    def in_gui(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            posted("screen", kind, error)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        posted(args.thread.name if args.thread else "thread", args.exc_type, args.exc_value)

    sys.excepthook = in_gui
    threading.excepthook = in_thread


class StallGuard:
    """Compares each beat with the last, and leaves the stacks behind when none comes."""

    def __init__(self, *, dump: bool = True) -> None:
        self._last: Instant | None = None
        self._dump = dump

    def beat(self, now: Instant) -> float | None:
        """Seconds the display stood still, or None. Re-arms the dump of stacks."""
        if self._dump:
            faulthandler.dump_traceback_later(HANG_S, repeat=False)
        last, self._last = self._last, now
        if last is None or now.mono_s - last.mono_s <= STALL_S:
            return None
        return now.mono_s - last.mono_s

    def stop(self) -> None:
        faulthandler.cancel_dump_traceback_later()
