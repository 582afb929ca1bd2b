"""Where the tracer of the coverage looks: at the tables of the rules and decoders, nowhere else.

It doubles the time of what it watches. The screens' tests have no floor to meet, and a property
test walks the same lines hundreds of times that a table has walked once.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
COVERED = (HERE / "bedside", HERE / "devices")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        property_ = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if property_ or not any(folder in item.path.parents for folder in COVERED):
            item.add_marker(pytest.mark.no_cover)
