"""Whole visits, each played once for every test that looks at it: the longest tests we have.

Each is played by the command line in a process of its own, beside the others.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

Played = Callable[..., Path]
ROOT = Path(__file__).parents[2]
TOGETHER = (("calm", ""), ("hypertension", ""))
MOST_S = 540


def begin(scenario: str, out: Path) -> subprocess.Popen[bytes]:
    """`bedside demo` at full speed, seed 1, without a window."""
    words = ["demo", "--scenario", scenario, "--speed", "max", "--seed", "1", "--out", str(out)]
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with (out / "said.txt").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "ui.cli", *words],
            cwd=ROOT,
            env=surroundings,
            stdout=said,
            stderr=subprocess.STDOUT,
        )


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The folder that a scenario left; `again` tells one playing of it from another."""
    going: dict[tuple[str, str], tuple[Path, subprocess.Popen[bytes]]] = {}

    def play(scenario: str, again: str = "") -> Path:
        wanted = (scenario, again)
        for key in TOGETHER if wanted in TOGETHER else (wanted,):
            if key not in going:
                out = tmp_path_factory.mktemp("".join(key))
                going[key] = out, begin(key[0], out)
        out, process = going[wanted]
        assert process.wait(MOST_S) == 0, (out / "said.txt").read_text("utf-8")
        return out

    yield play
    for _out, process in going.values():
        process.kill()
        process.wait()
