"""`bedside record`: reads the record without a window. Changes nothing in it.

What a program reads goes to standard output, one JSON object a line; words go to standard error.
Names of patients are never listed: a terminal keeps what it showed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from bedside.text import Language
from ui.cli_open import DataOption
from ui.i18n import ZONE, Words, mark
from ui.say import both, not_so, say

if TYPE_CHECKING:
    from bedside.chain import Break
    from bedside.store import SessionRow, Store

record = typer.Typer(no_args_is_help=True, help="List, show, verify and export what was recorded.")

SimulationOption = Annotated[
    bool, typer.Option("--simulation", help="The record of the demonstrations, not the real one.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="As one JSON object a line.")]
SessionArgument = Annotated[str, typer.Argument(help="As `bedside record list` shows it.")]

NO_RECORD = mark("There is no record in {place}. See whether --data names the right folder.")
NO_SESSIONS = mark("The record in {place} has no session yet.")
NO_SESSION = mark("The record has no session {session!r}; `bedside record list` shows them.")
WHOLE = mark("{count} sessions, {lines} lines: every line stands as it was written.")
WRITTEN = mark("Written: {file}")
BROKEN_EXPORT = mark("{file} was written, but its record does not stand as it was written.")
SIMULATED = mark(
    "A simulation is not sent to a hospital's server: no file was written. --format fhir writes "
    "it as a document, marked as test data."
)
BREAKS = {
    "changed": mark("Session {session}: line {seq} was changed after it was written."),
    "missing": mark("Session {session}: line {seq} is missing."),
    "reordered": mark("Session {session}: line {seq} stands in the wrong place."),
    "tail_missing": mark("Session {session}: the last lines are missing, from line {seq}."),
}
REGISTER_BREAKS = {
    "changed": mark("The register of sessions: line {seq} was changed after it was written."),
    "missing": mark("The register of sessions: line {seq} is missing."),
    "reordered": mark("The register of sessions: line {seq} stands in the wrong place."),
}
REGISTER = "register"


class Format(StrEnum):
    """As ui.export.files names them."""

    PDF = "pdf"
    FHIR = "fhir"
    FHIR_TRANSACTION = "fhir-transaction"
    CSV = "csv"
    JSONL = "jsonl"


@record.command(name="list")
def list_sessions(
    as_json: JsonOption = False, data: DataOption = None, simulation: SimulationOption = False
) -> None:
    """The sessions, the newest first."""
    with _opened(data, simulated=simulation) as store:
        rows = store.sessions()
        if not rows:
            say(both(NO_SESSIONS, place=store.path.parent))
        for row in rows:
            typer.echo(msgspec.json.encode(row).decode() if as_json else _for_people(row))


def _for_people(row: "SessionRow") -> str:
    from bedside.record import from_iso

    began, last = (from_iso(at).astimezone(ZONE) for at in (row.opened_at, row.last_at))
    over = "closed" if row.over else "open"
    return (
        f"{row.session:<28}{began:%Y-%m-%d %H:%M}–{last:%H:%M}  {over:<8}{row.lines:>6} lines  "
        f"{row.head[:16]}"
    )


@record.command()
def show(
    session: SessionArgument,
    as_json: JsonOption = False,
    data: DataOption = None,
    simulation: SimulationOption = False,
) -> None:
    """Every line of a session, in order."""
    from bedside.record import as_line

    with _opened(data, simulated=simulation) as store:
        _need(store, session)
        for entry in store.replay(session):
            line = as_line(entry)
            if as_json:
                typer.echo(msgspec.json.encode(line).decode())
                continue
            at = entry.at.wall.astimezone(ZONE)
            rest = {key: value for key, value in line.items() if key not in _HEAD}
            detail = msgspec.json.encode(rest).decode() if rest else ""
            typer.echo(f"{entry.seq:>6} {at:%H:%M:%S} {entry.by:<14}{line['kind']:<24}{detail}")


_HEAD = frozenset({"seq", "at", "by", "kind", "mono_s"})


@record.command()
def verify(
    session: Annotated[str | None, typer.Argument(help="One session; else all of them.")] = None,
    data: DataOption = None,
    simulation: SimulationOption = False,
) -> None:
    """Whether every line stands as it was written; the head is the one printed on the report."""
    with _opened(data, simulated=simulation) as store:
        broken = {found.session: found for found in store.verify(session)}
        rows = [row for row in store.sessions() if session in (None, row.session)]
        if session is not None and not rows and not broken:
            not_so(both(NO_SESSION, session=session))
        for row in rows:
            if row.session not in broken:
                whole = {"session": row.session, "lines": row.lines, "head": row.head}
                typer.echo(msgspec.json.encode({**whole, "whole": True}).decode())
        for found in broken.values():
            where = {"session": found.session, "seq": found.seq, "code": found.code}
            typer.echo(msgspec.json.encode({**where, "whole": False}).decode())
            _tell(found)
        if broken:
            raise typer.Exit(1)
        say(both(WHOLE, count=len(rows), lines=sum(row.lines for row in rows)))


def _tell(found: "Break") -> None:
    sentences = REGISTER_BREAKS if found.session == REGISTER else BREAKS
    say(both(sentences[found.code], session=found.session, seq=found.seq))


@record.command()
def export(
    session: SessionArgument,
    kind: Annotated[Format, typer.Option("--format", help="pdf, csv or jsonl.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    data: DataOption = None,
    simulation: SimulationOption = False,
    language: Annotated[Language, typer.Option(help="Of the report: nb or en.")] = Language.NB,
) -> None:
    """Write a session to a file, whole or not at all."""
    from bedside.clock import system_clock
    from ui.build import load_protocol
    from ui.data import place
    from ui.export.fhir import SimulatedError
    from ui.export.files import Source, content, write_whole

    with _opened(data, simulated=simulation) as store:
        _need(store, session)
        names = {person.id: person.name for person in store.staff()}
        local = None if simulation else place(data).protocol
        source = Source(store, session, load_protocol(local), names)
        try:
            made = content(kind, source, Words(language), system_clock())
        except SimulatedError:
            not_so(both(SIMULATED))
        write_whole(out, made)
        typer.echo(out)
        for found in store.verify(session):
            _tell(found)
            not_so(both(BROKEN_EXPORT, file=out))
        say(both(WRITTEN, file=out))


@record.command()
def paper(
    out: Annotated[Path, typer.Option(help="The PDF to write.")],
    session: Annotated[
        str | None, typer.Argument(help="Filled in with what is recorded of it; else blank.")
    ] = None,
    data: DataOption = None,
    simulation: SimulationOption = False,
    language: Annotated[Language, typer.Option(help="Of the form: nb or en.")] = Language.NB,
) -> None:
    """The paper form of the whole course, to go on by hand: blank, or filled in so far."""
    from bedside import __version__
    from bedside.clock import system_clock
    from bedside.session import fold
    from ui.build import load_protocol
    from ui.data import Place, default_folder
    from ui.export.files import write_whole
    from ui.export.form import Form, form_bytes
    from ui.plain import plainly

    at = Place(data or default_folder())
    words, now = Words(language), system_clock().wall
    with plainly(at.folder):
        protocol = load_protocol(None if simulation else at.protocol)
        if session is None:
            made = form_bytes(Form(protocol, words, {}, now, __version__))
        else:
            with _opened(data, simulated=simulation) as store:
                _need(store, session)
                names = {person.id: person.name for person in store.staff()}
                known = fold(store.replay(session))
                made = form_bytes(Form(protocol, words, names, now, __version__, known))
        write_whole(out, made)
    typer.echo(out)
    say(both(WRITTEN, file=out))


def _need(store: "Store", session: str) -> None:
    if session not in {row.session for row in store.sessions()}:
        not_so(both(NO_SESSION, session=session))


@contextmanager
def _opened(data: Path | None, *, simulated: bool) -> Iterator["Store"]:
    """The record; none is made where there is none."""
    from ui.data import Place, default_folder, open_store
    from ui.plain import plainly

    at = Place(data or default_folder())
    if not at.database(simulated=simulated).exists():
        not_so(both(NO_RECORD, place=at.folder))
    with plainly(at.folder):
        store, _home = open_store(at, simulated=simulated)
        try:
            yield store
        finally:
            store.close()
