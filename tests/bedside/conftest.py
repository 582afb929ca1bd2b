"""Whatever a rule refuses in these tests, it refuses by a row of refusals.toml.

So a rule's id, its §, who may lift it and what it calls missing cannot change unseen, even where
the test at hand asks only whether something was refused. Property tests are left alone: what
they come upon differs from run to run.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import currently_in_test_context

from bedside.refusal import Refusal

TABLE = tomllib.loads((Path(__file__).parent / "refusals.toml").read_text(encoding="utf-8"))


def fault(refusal: Refusal, table: Mapping[str, Mapping[str, list[object]]]) -> str:
    """What about it is no row of the table, or ""."""
    row = table.get(refusal.code)
    if row is None:
        return f"{refusal.code} is no code of refusals.toml"
    if [refusal.rule, refusal.section, refusal.lifted_by] not in row["rules"]:
        said = (refusal.rule, refusal.section, refusal.lifted_by)
        return f"{refusal.code} by {said} is no row of refusals.toml"
    for given, known in ((refusal.values, "names"), (refusal.missing, "missing")):
        new = {name for name in given if ":" not in str(name)} - set(row.get(known, ()))
        if new:
            return f"{refusal.code}: {sorted(new)} stand not under {known!r} in refusals.toml"
    return ""


@pytest.fixture(scope="session", autouse=True)
def every_refusal_is_a_row() -> Iterator[None]:
    made = Refusal.__init__

    def checked(self: Refusal, *args: object, **named: object) -> None:
        made(self, *args, **named)  # type: ignore[arg-type]
        wrong = "" if currently_in_test_context() else fault(self, TABLE)
        assert not wrong, wrong

    Refusal.__init__ = checked  # type: ignore[method-assign, assignment]
    yield
    Refusal.__init__ = made  # type: ignore[method-assign]
