"""Whatever a rule refuses in these tests, it refuses by a row of refusals.toml or gate_lines.toml.

So a rule's id, its §, who may lift it and what it calls missing cannot change unseen, even where
the test at hand asks only whether something was refused. Property tests are left alone: what they
come upon differs from run to run.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import currently_in_test_context

from bedside.gate_line import Found
from bedside.refusal import Refusal

HERE = Path(__file__).parent
TABLE = tomllib.loads((HERE / "refusals.toml").read_text(encoding="utf-8"))
LINES = tomllib.loads((HERE / "gate_lines.toml").read_text(encoding="utf-8"))
WITHOUT_ROW = ("", "line_unknown")  # in order; a line of the data that no rule knows

Row = Mapping[str, list[object]]


def fault(no: Refusal | Found, table: Mapping[str, Row]) -> str:
    """What about it is no row of the table, or ""."""
    row = table.get(no.code)
    if row is None:
        return f"{no.code} has no row"
    said = list((no.rule, no.section) if isinstance(no, Refusal) else (no.remedy,))
    said += [no.lifted_by] if isinstance(no, Refusal) else [no.lifted_by, no.waiting]
    if said not in row["said"]:
        return f"{no.code}: {said} is not said of it"
    names, or_names = set(row.get("names", ())), set(row.get("or_names", ()))
    if not names <= set(no.values) <= names | or_names:
        return f"{no.code}: {sorted(no.values)} are not its names"
    if any(not isinstance(value, str) or value == "None" for value in no.values.values()):
        return f"{no.code}: a value that is None"
    if "missing" in row and not no.missing:
        return f"{no.code}: nothing is missing"
    known = {*row.get("missing", ()), *row.get("or_missing", ())}
    new = {name for name in no.missing if ":" not in name} - known
    return f"{no.code}: {sorted(new)} are not what it calls missing" if new else ""


@pytest.fixture(scope="module", autouse=True)
def every_no_is_a_row() -> Iterator[None]:
    refused, lined = Refusal.__init__, Found.__init__

    def refuses(self: Refusal, *args: object, **named: object) -> None:
        refused(self, *args, **named)  # type: ignore[arg-type]
        wrong = "" if currently_in_test_context() else fault(self, TABLE)
        assert not wrong, wrong

    def finds(self: Found, *args: object, **named: object) -> None:
        lined(self, *args, **named)  # type: ignore[arg-type]
        free = currently_in_test_context() or self.code in WITHOUT_ROW
        wrong = "" if free else fault(self, LINES)
        assert not wrong, wrong

    Refusal.__init__, Found.__init__ = refuses, finds  # type: ignore[method-assign, assignment]
    yield
    Refusal.__init__, Found.__init__ = refused, lined  # type: ignore[method-assign]
