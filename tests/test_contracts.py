"""Each import contract is seen to break: a rule that nothing can break guards nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
ROOTS = ("bedside", "devices", "ui", "resources")

# (the contract, a file, the line somebody might write in it)
BROKEN = [
    ("ui -> bedside <- devices, never back", "bedside/watch.py", "import devices.reader"),
    ("only the composition roots see the drivers", "ui/frame_vitals.py", "import devices.catalog"),
    ("no Qt below ui", "bedside/clock.py", "import PySide6.QtCore"),
    ("only the store touches SQL", "bedside/room.py", "import sqlalchemy"),
    ("only the port touches serial lines", "devices/reader.py", "import serial"),
    ("only identity and keys touch PINs and keys", "bedside/people.py", "import argon2"),
    ("only the export makes PDF", "ui/screens/report.py", "import fpdf"),
    ("only the physician's page speaks HTTP", "ui/app.py", "import aiohttp"),
    ("only the physician's process rings", "ui/screens/call.py", "import apprise"),
    (
        "the physician's page has no window and no wires",
        "ui/physician/state.py",
        "import ui.frame_band",
    ),
    ("the domain knows no resources: paths are passed in", "bedside/rules.py", "import resources"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    copy = tmp_path_factory.mktemp("house")
    for root in ROOTS:
        shutil.copytree(HOUSE / root, copy / root, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOUSE / "pyproject.toml", copy)
    return copy


def said_of(house):
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [lint, "--no-cache"], cwd=house, capture_output=True, encoding="utf-8", check=False
    )
    return run.returncode, run.stdout


def test_the_house_as_it_stands_keeps_every_contract(house):
    status, said = said_of(house)
    assert status == 0, said
    assert f"{len(BROKEN)} kept, 0 broken" in said


@pytest.mark.parametrize(("contract", "file", "line"), BROKEN, ids=[row[0] for row in BROKEN])
def test_the_contract_breaks(house, contract, file, line):
    whole = (house / file).read_text("utf-8")
    (house / file).write_text(f"{whole}\n{line}\n", encoding="utf-8")
    try:
        status, said = said_of(house)
    finally:
        (house / file).write_text(whole, encoding="utf-8")
    assert status == 1
    assert f"{contract} BROKEN" in said
