"""A table of requirements in docs/: what is built, and what shows it, or why nothing does."""

import re
from pathlib import Path

from ui.trace_tests import read_tests

HOUSE = Path(__file__).parents[1]
MACHINE = re.compile(r"^(Test\w+) = \w+\.TestCase$", re.MULTILINE)  # a property test's own class
SHORTEST_REASON = 40


def rows(page, head):
    """{first cell: (first, built, shown by)} of the table in docs/`page` whose head begins so."""
    text = (HOUSE / "docs" / page).read_text("utf-8")
    table = text[text.index(f"| {head} |") :].splitlines()[2:]
    lines = (line for line in table[: _end(table)])
    return {cells[0]: cells for line in lines if (cells := _cells(line))}


def there():
    """Every test that can be named: file::function, and the state machines."""
    found = {test.node for test in read_tests(HOUSE)}
    for file in (HOUSE / "tests").rglob("test_*.py"):
        name = file.relative_to(HOUSE).as_posix()
        found |= {f"{name}::{one}" for one in MACHINE.findall(file.read_text("utf-8"))}
    return found


def not_shown(row, known):
    """What `row` names and is not there; a reason stands for itself where it is one."""
    shown = row[-1]
    if shown.startswith("Reason: "):
        return [] if len(shown) > SHORTEST_REASON else [shown]
    return [one for one in (part.strip() for part in shown.split(",")) if one not in known]


def _end(table):
    return next((n for n, line in enumerate(table) if not line.startswith("|")), len(table))


def _cells(line):
    return [cell.strip() for cell in line.split("|")[1:-1]]
