"""`python -m ui.trace` writes docs/trace.md: each hazard and rule with the tests that show it.

The hazards stand in docs/risks.toml, the rules in the protocol's files; which test names which rule
is read from the tests. Exit status 1 with one line for each gap. For those who change the program:
the application never reads this.
"""

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

import resources
from bedside.protocol import Protocol, load
from bedside.protocol_base import Level
from bedside.protocol_types import files_of
from bedside.protocol_walk import walk
from bedside.text import Text
from ui.trace_tests import Test, read_tests

HOUSE = Path(__file__).parents[1]
HAZARDS = tuple(f"H{number}" for number in range(1, 21))
REFUSING = (Level.HARD, Level.HARD_DOCTOR, Level.SOFT)
OVER_DATA = (
    "tests/bedside/test_protocol"  # tables over the data: that a rule is kept, not that it acts
)
MOST_TESTS = 3  # of one rule in the table: a list of forty tells nobody more


class Hazard(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the risk file. `open` is what no control answers yet."""

    id: str
    hazard: str
    harm: str
    control: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    residual: str
    open: str = ""


class Unbuilt(Struct, frozen=True, forbid_unknown_fields=True):
    """Rules that are kept in the data and that nothing in the program acts on yet."""

    rules: tuple[str, ...]
    why: str


class Risks(Struct, frozen=True, forbid_unknown_fields=True):
    """risks.toml"""

    hazard: tuple[Hazard, ...]
    unbuilt: tuple[Unbuilt, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What has an id in the protocol's files and says which § or whose decision it rests on."""

    id: str
    file: str
    section: str
    level: Level | None
    label: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything the table is made of."""

    risks: Risks
    rules: tuple[Rule, ...]
    tests: tuple[Test, ...]


def read(house: Path = HOUSE) -> Trace:
    text = (house / "docs" / "risks.toml").read_text("utf-8")
    risks = msgspec.convert(tomllib.loads(text), Risks)
    return Trace(risks, rules_of(load(resources.path("protocol"))), read_tests(house))


def rules_of(protocol: Protocol) -> tuple[Rule, ...]:
    """In the order of the files. Tabs, groups and telephones have an id and are no rules."""
    return tuple(
        _rule(file, part)
        for file, content in files_of(protocol).items()
        for _, part in walk(content)
        if isinstance(getattr(part, "id", None), str)
        and (hasattr(part, "section") or hasattr(part, "source"))
    )


def _rule(file: str, part: Struct) -> Rule:
    text = getattr(part, "text", None)
    label = text.nb if isinstance(text, Text) else str(getattr(part, "name", ""))
    level = getattr(part, "level", None)
    section = str(getattr(part, "section", ""))
    return Rule(str(getattr(part, "id", "")), file, section, level, label)


# ------------------------------------------------------------------ the gaps


def gaps(trace: Trace, house: Path = HOUSE) -> Iterator[str]:
    """What is promised and not shown, one sentence each."""
    yield from _hazard_gaps(trace, house)
    yield from _rule_gaps(trace)


def _hazard_gaps(trace: Trace, house: Path) -> Iterator[str]:
    found = [hazard.id for hazard in trace.risks.hazard]
    if found != list(HAZARDS):
        yield f"risks.toml has not {HAZARDS[0]} to {HAZARDS[-1]}, each once and in order"
    known = {test.node for test in trace.tests}
    for hazard in trace.risks.hazard:
        for name in ("hazard", "harm", "control", "residual"):
            if not getattr(hazard, name).strip():
                yield f"{hazard.id}: {name} is empty"
        if not hazard.modules:
            yield f"{hazard.id}: no module has the control"
        if not hazard.tests:
            yield f"{hazard.id}: no test shows the control"
        for module in hazard.modules:
            if not (house / module).is_file():
                yield f"{hazard.id}: there is no {module}"
        for node in hazard.tests:
            if node not in known:
                yield f"{hazard.id}: there is no test {node}"


def _rule_gaps(trace: Trace) -> Iterator[str]:
    named, unbuilt = naming(trace.tests), why_unbuilt(trace.risks)
    rules = {rule.id: rule for rule in trace.rules}
    for id_ in unbuilt.keys() - rules.keys():
        yield f"{id_}: said to be unbuilt, and no rule of the protocol"
    for rule in trace.rules:
        acting = [test for test in named[rule.id] if not over_data(test)]
        if rule.level in REFUSING:
            if rule.id in unbuilt and acting:
                yield f"{rule.id}: said to be unbuilt, and {acting[0].node} names it"
            elif rule.id not in unbuilt and not acting:
                yield f"{rule.id}: refuses, and no test beyond the data names it"
        elif not named[rule.id]:
            yield f"{rule.id}: no test names it"


def naming(tests: tuple[Test, ...]) -> Mapping[str, list[Test]]:
    """Word -> the tests that say it, those beyond the data first."""
    found: defaultdict[str, list[Test]] = defaultdict(list)
    for test in sorted(tests, key=over_data):
        for word in test.says:
            found[word].append(test)
    return found


def over_data(test: Test) -> bool:
    return test.file.startswith(OVER_DATA)


def why_unbuilt(risks: Risks) -> dict[str, str]:
    return {rule: part.why for part in risks.unbuilt for rule in part.rules}


# ------------------------------------------------------------------ the page


def page(trace: Trace) -> str:
    """docs/trace.md"""
    return "\n".join((*_head(), *_hazards(trace.risks), *_rules(trace), ""))


def _head() -> Iterator[str]:
    yield "# Trace: hazards and rules, and the tests that show them"
    yield ""
    yield "Made by `python -m ui.trace` from `docs/risks.toml`, `resources/protocol/` and the"
    yield "tests; `tests/test_trace.py` fails when it is not what would be made now, when a hazard"
    yield "has no control or test, and when a rule that refuses is named by no test but those over"
    yield "the data."


def _hazards(risks: Risks) -> Iterator[str]:
    yield from ("", "## Hazards", "")
    yield "| id | hazard | possible harm | control | residual risk |"
    yield "|---|---|---|---|---|"
    for hazard in risks.hazard:
        still = f"{hazard.residual} **Open:** {hazard.open}" if hazard.open else hazard.residual
        cells = (hazard.id, hazard.hazard, hazard.harm, hazard.control, still)
        yield _row(*cells)
    yield from ("", "| id | modules | tests |", "|---|---|---|")
    for hazard in risks.hazard:
        yield _row(hazard.id, _list(hazard.modules), _list(hazard.tests))


def _rules(trace: Trace) -> Iterator[str]:
    named, unbuilt = naming(trace.tests), why_unbuilt(trace.risks)
    yield from ("", "## Rules", "")
    yield "The label is the Norwegian text of the file; *lokal* is what the protocol has no § for."
    yield f"At most {MOST_TESTS} tests are listed for a rule, those beyond the data first."
    for file in dict.fromkeys(rule.file for rule in trace.rules):
        yield from (
            "",
            f"### {file}",
            "",
            "| id | § | level | label | tests |",
            "|---|---|---|---|---|",
        )
        for rule in trace.rules:
            if rule.file == file:
                shown = _list(tuple(test.node for test in named[rule.id][:MOST_TESTS]))
                if rule.id in unbuilt:
                    shown = f"**Not built:** {unbuilt[rule.id]} {shown}".rstrip()
                yield _row(
                    f"`{rule.id}`",
                    f"§{rule.section}" if rule.section else "*lokal*",
                    rule.level.value if rule.level else "",
                    rule.label,
                    shown,
                )


def _row(*cells: str) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _list(nodes: tuple[str, ...]) -> str:
    return "<br>".join(f"`{node}`" for node in nodes)


def main() -> int:
    trace = read()
    (HOUSE / "docs" / "trace.md").write_text(page(trace), encoding="utf-8")
    found = list(gaps(trace))
    sys.stderr.writelines(f"{gap}\n" for gap in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
