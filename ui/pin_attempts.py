"""Wrong PINs at the command line, kept between its runs: five lock the person for five minutes.

Beside the record, in DATA/pins.json: a number and a time for each id, never a PIN. Whoever may
remove the file has the record's key as well: it holds off who guesses, not who owns the computer.
"""

from pathlib import Path

import msgspec

from bedside.clock import Instant
from bedside.identity import LOCKED_S, Attempts, Person, try_pin
from bedside.settings import save_whole

STATE = "pins.json"


def pin_refused(folder: Path, person: Person, pin: str, now: Instant) -> str:
    """Empty when `pin` is this person's, else a code of `try_pin`. Told only when it is kept.

    By the wall clock, for it is another process each time. Raises OSError.
    """
    known, now_s = _kept(folder), now.wall.timestamp()
    before = known.get(person.id, Attempts())
    # a clock that was set back locks nobody for longer than it should
    before = Attempts(before.wrong, min(before.locked_until_s, now_s + LOCKED_S))
    _signed, after, why = try_pin(person, pin, before, now_s)
    if after != known.get(person.id, Attempts()):
        save_whole(folder / STATE, msgspec.json.encode(known | {person.id: after}))
    return why or ""


def _kept(folder: Path) -> dict[str, Attempts]:
    try:
        return msgspec.json.decode((folder / STATE).read_bytes(), type=dict[str, Attempts])
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return {}
