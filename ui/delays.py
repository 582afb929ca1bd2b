"""`python -m ui.delays BENCH ALARMS` keeps what `bedside bench` has measured of the alarms' delays.

BENCH is the output of `bedside bench --json`, ALARMS that of `bedside bench --alarms --json`. The
nurse's guide prints what is kept (ALARMS A.6). For those who change the program.
"""

import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from msgspec import Struct

from bedside import __version__

KEPT = Path(__file__).parents[1] / "docs" / "delays.toml"
HEAD = """# What was measured of the alarms' delays: `make delays` writes it, the guide prints it.
# signal: from the last byte of a reading to the painted band, and from the decision to the sound.
# condition: from the danger on the simulated patient to the alarm; `stated_s`: the most allowed.

"""


class Signal(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Milliseconds; None: there was nothing to measure it with."""

    shown_p50_ms: float
    shown_p99_ms: float
    sounded_p50_ms: float | None = None
    sounded_p99_ms: float | None = None


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """One alarm condition over all sessions. Seconds."""

    id: str
    times: int
    stated_s: float
    median_s: float
    most_s: float


class Delays(Struct, frozen=True, forbid_unknown_fields=True):
    """delays.toml"""

    program: str
    sessions: int
    signal: Signal
    condition: tuple[Condition, ...]


def kept(file: Path = KEPT) -> Delays:
    """Raises OSError, or ValueError where it is not what it should be."""
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Delays)


def measured(bench: Mapping[str, Any], sessions: list[Mapping[str, Any]]) -> Delays:
    """Of what the two commands print."""
    band, sound = bench["band"], bench["sound"]
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for session in sessions:
        for danger in session["dangers"]:
            if danger["took_s"] is not None:
                found[danger["condition"]].append((danger["stated_s"], danger["took_s"]))
    return Delays(
        program=__version__,
        sessions=len(sessions),
        signal=Signal(band["p50_ms"], band["p99_ms"], sound.get("p50_ms"), sound.get("p99_ms")),
        condition=tuple(_condition(id_, pairs) for id_, pairs in sorted(found.items())),
    )


def _condition(id_: str, pairs: list[tuple[float, float]]) -> Condition:
    took = [took_s for _, took_s in pairs]
    stated = max(stated_s for stated_s, _ in pairs)
    return Condition(id_, len(pairs), stated, round(median(took), 1), max(took))


def written(delays: Delays) -> str:
    """As TOML: the standard library reads it and writes none."""
    lines = [f'program = "{delays.program}"', f"sessions = {delays.sessions}", "", "[signal]"]
    lines += [f"{name} = {value}" for name, value in msgspec.to_builtins(delays.signal).items()]
    for one in delays.condition:
        lines += ["", "[[condition]]", f'id = "{one.id}"', f"times = {one.times}"]
        lines += [f"{name} = {getattr(one, name)}" for name in ("stated_s", "median_s", "most_s")]
    return HEAD + "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        sys.stderr.write("python -m ui.delays BENCH.json ALARMS.json\n")
        return 2
    bench, alarms = (json.loads(Path(name).read_text("utf-8")) for name in arguments)
    KEPT.write_text(written(measured(bench, alarms)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
