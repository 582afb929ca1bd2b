"""No test reaches this user's key store; and where the tracer of the coverage looks.

A key store that a test defines is one that keyring would choose by itself, in this process alone.

The tracer looks at the tables of the rules and decoders, nowhere else: it doubles the time of what
it watches. The screens' tests have no floor to meet, and a property test walks the same lines
hundreds of times that a table has walked once.
"""

import os
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        property_ = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        rules = any(folder in item.path.parents for folder in COVERED)
        if property_ or not (rules or item.path.name in THROUGH_THE_SCREEN):
            item.add_marker(pytest.mark.no_cover)
