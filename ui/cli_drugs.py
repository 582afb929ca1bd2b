"""`bedside record drugs`: the month's count of the controlled drugs, for who answers for them."""

import csv
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli_access import logged
from ui.cli_open import DataOption
from ui.i18n import ZONE, mark
from ui.opened import SimulationOption, opened
from ui.say import both, not_so, say, wrong_use

if TYPE_CHECKING:
    from bedside.drug_count import Counted
    from bedside.store import SessionRow, Store

NO_MONTH = mark("--month takes a year and a month, such as 2026-11; {text!r} is neither.")
NO_SESSIONS = mark("No session of {month} is in this record.")
GONE = mark("Not in this count, for they were exported and deleted here: sessions of {month}: {n}.")
UNREADABLE = mark("Not in this count, for they cannot be read: sessions of {month}: {n}.")
OPEN = {
    "unsigned": mark("Destructions of {drug} that nobody else has signed: {n}."),
    "balance": mark("Not accounted for of {drug}: {mg} mg."),
}
COLUMNS = ("session", "drug", "withdrawn_mg", "given_mg", "destroyed_mg", "balance_mg", "unsigned",
           "over")  # fmt: skip


def drugs(
    month: Annotated[str, typer.Option(help="Such as 2026-11; else this month.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="As one CSV table.")] = False,
    data: DataOption = None,
    simulation: SimulationOption = False,
) -> None:
    """What each session of a month withdrew, gave and destroyed, and the sums; no patient."""
    from bedside.clock import system_clock
    from bedside.drug_count import sums

    year_month = _month(month) if month else system_clock().wall.astimezone(ZONE).date()
    name = f"{year_month:%Y-%m}"
    with opened(data, simulated=simulation) as store:
        rows = [row for row in store.sessions() if _began(row) == name]
        logged(store, "listed", "", why="drug count", form=name)
        lines, unreadable = _counted(store, rows)
    if not rows:
        not_so(both(NO_SESSIONS, month=name))
    found = (*lines, *sums(lines))
    if as_csv:
        table = csv.writer(sys.stdout)
        table.writerow(COLUMNS)
        table.writerows(_cells(line) for line in found)
    else:
        for line in found:
            typer.echo(_for_people(line))
    _say_what_is_open(sums(lines))
    for sentence, n in ((GONE, sum(row.deleted for row in rows)), (UNREADABLE, unreadable)):
        if n:
            say(both(sentence, n=n, month=name))


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        wrong_use(both(NO_MONTH, text=text))


def _began(row: "SessionRow") -> str:
    from bedside.record import from_iso

    return f"{from_iso(row.opened_at).astimezone(ZONE):%Y-%m}"


def _counted(store: "Store", rows: "list[SessionRow]") -> "tuple[tuple[Counted, ...], int]":
    """The lines, the oldest session first, and how many sessions could not be read."""
    from bedside.drug_count import counted
    from bedside.session import fold
    from bedside.store import StoreError

    found: list[Counted] = []
    unreadable = 0
    for row in reversed(rows):
        if row.deleted:
            continue
        try:
            found += counted(row.session, fold(store.replay_told(row.session)))
        except StoreError as error:
            if error.code != "unreadable":
                raise
            unreadable += 1
    return tuple(found), unreadable


def _cells(line: "Counted") -> tuple[object, ...]:
    amounts = (line.withdrawn_mg, line.given_mg, line.destroyed_mg, line.balance_mg)
    return (line.session, line.drug, *amounts, line.unsigned, "yes" if line.over else "no")


def _for_people(line: "Counted") -> str:
    state = "" if line.over else "  open"
    return (
        f"{line.session or 'all':<28}{line.drug:<13}withdrawn {line.withdrawn_mg:>8} mg  "
        f"given {line.given_mg:>8} mg  destroyed {line.destroyed_mg:>8} mg  "
        f"rest {line.balance_mg:>6} mg{state}"
    )


def _say_what_is_open(found: "tuple[Counted, ...]") -> None:
    for line in found:
        if line.unsigned:
            say(both(OPEN["unsigned"], n=line.unsigned, drug=line.drug))
        if line.balance_mg:
            say(both(OPEN["balance"], mg=line.balance_mg, drug=line.drug))
