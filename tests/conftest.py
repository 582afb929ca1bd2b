"""No test reaches this user's key store or leaves a window; where the tracer of the coverage looks;
what runs first.

A key store that a test defines is one that keyring would choose by itself, in this process alone.

The tracer looks at the tables of the rules and decoders, nowhere else: it doubles the time of what
it watches. The screens' tests have no floor to meet, and a property test walks the same lines
hundreds of times that a table has walked once.
"""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # for processes too

import pytest

HERE = Path(__file__).parent
COVERED = (HERE / "bedside", HERE / "devices")
THROUGH_THE_SCREEN = (  # rules whose tests stand where they are used: a command, the workstation
    "test_cli_access.py",
    "test_cli_keep.py",
    "test_cli_record.py",
    "test_keeping.py",
    "test_records.py",
    "test_staff_import.py",
    "test_unchecked.py",
    "test_workstation.py",
)
LONG = (  # whole sessions in one file: last of all they would keep one processor alone
    "test_demo.py",
    "test_alarm_stories.py",
    "test_cli_keep.py",
    "test_paper_form.py",
    "test_sound_player.py",
    "test_alarms_replay.py",
    "test_recovery.py",
    "test_killed.py",
    "test_cli_bench.py",
    "test_process.py",
)


def traced(item: pytest.Item) -> bool:
    property_ = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    rules = any(folder in item.path.parents for folder in COVERED)
    return not property_ and (rules or item.path.name in THROUGH_THE_SCREEN)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Untraced with all it sets up: the runner's own mark spares the test's body alone."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    tracer = getattr(plugin, "cov_controller", None)
    if tracer is None or traced(item):
        return (yield)
    tracer.pause()
    try:
        return (yield)
    finally:
        tracer.resume()


@pytest.fixture(autouse=True)
def no_window_is_left() -> Iterator[None]:
    """One that stays goes on painting, and is seen by whatever test comes next."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    for one in widgets.QApplication.topLevelWidgets():
        one.hide()  # to close it may be refused: its session is open
        one.deleteLater()
    core = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After they were shuffled: a stable sort, so that the rest stays as it was."""
    items.sort(key=lambda item: item.path.name not in LONG)


def pytest_collection_finish() -> None:
    """Thousands of tests that stay to the end: no collector of garbage need look at them again."""
    gc.freeze()
