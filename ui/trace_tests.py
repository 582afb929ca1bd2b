"""Which tests name which words: the tests are read as text trees, never imported or run."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SPELLED = re.compile(r"[A-Z][A-Za-z0-9]*-[A-Za-z0-9][A-Za-z0-9-]*")  # D-01, EQ-07, U-04-steady
SPELLED_IN_NAME = re.compile(r"_(eq|of|pf|g1|g2|[a-z])_(\d\d)(?=_)")  # test_v_02_nothing


@dataclass(frozen=True, slots=True)
class Test:
    """One test function, and every string it says or takes from a table of its own file."""

    __test__ = False  # pytest would collect a class of this name

    file: str  # as pytest names it: tests/bedside/test_dose.py
    name: str
    says: frozenset[str]

    @property
    def node(self) -> str:
        return f"{self.file}::{self.name}"


def read_tests(house: Path) -> tuple[Test, ...]:
    """Every test function below `house`/tests, sorted by file and place."""
    return tuple(
        test
        for file in sorted((house / "tests").rglob("test_*.py"))
        for test in _tests_of(file.relative_to(house).as_posix(), file.read_text("utf-8"))
    )


def _tests_of(file: str, text: str) -> Iterator[Test]:
    tree = ast.parse(text)
    tables = _tables(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            said = {*_said(node, tables, frozenset()), *_named(node.name)}
            yield Test(file, node.name, frozenset(said))


def _tables(tree: ast.Module) -> dict[str, ast.expr]:
    """The values of the file's own constants, by name: what tests are parametrized with."""
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            found |= {goal.id: node.value for goal in node.targets if isinstance(goal, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return found


def _said(node: ast.AST, tables: Mapping[str, ast.expr], seen: frozenset[str]) -> Iterator[str]:
    """The strings in `node`, and through the names in it those of the file's tables."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
            yield from _ids_in(part.value)
        elif isinstance(part, ast.Name) and part.id in tables and part.id not in seen:
            yield from _said(tables[part.id], tables, seen | {part.id})


def _named(test: str) -> Iterator[str]:
    """The ids in the function's own name: test_v_02_a_set_that_lacks_something says V-02."""
    for letters, number in SPELLED_IN_NAME.findall(test):
        yield f"{letters.upper()}-{number}"


def _ids_in(sentence: str) -> Iterator[str]:
    """What is spelled like an id in a sentence: "V-03 §3.6 a reading is high again"."""
    for word in SPELLED.findall(sentence):
        yield word.rstrip("-")
