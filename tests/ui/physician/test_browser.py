"""The page in a real Chromium: checked in, armed, alerted, answered, arrived, cut off."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ENGINE = "from PySide6.QtWebEngineWidgets import QWebEngineView"


def has_engine():
    """Its libraries are many, and a bare machine lacks some."""
    run = subprocess.run([sys.executable, "-c", ENGINE], capture_output=True, check=False)
    return run.returncode == 0 and os.name == "posix"


@pytest.mark.soak  # half a minute of waiting for silence, by an engine that wants a core
def test_a_physician_at_the_page(tmp_path):
    if not has_engine():
        pytest.skip("Qt's Chromium cannot be loaded here")
    run = subprocess.run(
        [sys.executable, "-m", "tests.ui.physician.browser"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert run.stdout, run.stderr[-3000:]
    told = json.loads(run.stdout.splitlines()[-1])
    assert told.pop("shown_after_s") < 1
    assert told.pop("amber").startswith("Ingen nytt på")
    assert told == {
        "silent_at_first": "INGEN LYD",
        "test": "! PRØVEVARSEL",
        "checked_in": True,
        "sound": "lyd på",
        "alert": "!!! BT 186/112",
        "answer_on_screen": True,
        "accepted": "coming",
        "arrived": "arrived",
        "stale": "value bp current",
        "too_wide": False,
        "lost": "FORBINDELSEN ER BRUTT",
        "complaints": [],
    }
