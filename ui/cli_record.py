"""`bedside record`: reads the record without a window. Changes no session in it.

What a program reads goes to standard output, one JSON object a line; words go to standard error.
Names of patients are never listed: a terminal keeps what it showed.
"""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from bedside.text import Language
from ui.cli_access import Why, access, certificate, confirm_export, delete, logged
from ui.cli_keep import backup, rekey, restore, save_keys
from ui.cli_open import DataOption
from ui.cli_verify import NO_SESSION, tell_break, verify
from ui.i18n import ZONE, Words, mark
from ui.opened import SimulationOption, opened
from ui.say import both, not_so, say

if TYPE_CHECKING:
    from bedside.store import SessionRow, Store

record = typer.Typer(no_args_is_help=True, help="List, show, verify and export what was recorded.")

JsonOption = Annotated[bool, typer.Option("--json", help="As one JSON object a line.")]
SessionArgument = Annotated[str, typer.Argument(help="As `bedside record list` shows it.")]

NO_SESSIONS = mark("The record in {place} has no session yet.")
DELETED = mark(
    "Session {session} was exported and deleted; its certificate stays: "
    "`bedside record certificate {session}`."
)
WRITTEN = mark("Written: {file}")
BROKEN_EXPORT = mark("{file} was written, but its record does not stand as it was written.")
SIMULATED = mark(
    "A simulation is not sent to a hospital's server: no file was written. --format fhir writes "
    "it as a document, marked as test data."
)


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
    with opened(data, simulated=simulation) as store:
        rows = store.sessions()
        if not rows:
            say(both(NO_SESSIONS, place=store.path.parent))
        for row in rows:
            typer.echo(msgspec.json.encode(row).decode() if as_json else _for_people(row))


def _for_people(row: "SessionRow") -> str:
    from bedside.record import from_iso

    began, last = (from_iso(at).astimezone(ZONE) for at in (row.opened_at, row.last_at))
    over = "deleted" if row.deleted else "closed" if row.over else "open"
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
    why: Why = "",
) -> None:
    """Every line of a session, in order."""
    from bedside.record import as_line

    with opened(data, simulated=simulation) as store:
        _need(store, session)
        logged(store, "read", session, why=why)
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


record.command()(verify)
record.command()(access)
record.command(name="confirm-export")(confirm_export)
record.command()(delete)
record.command()(certificate)
record.command()(backup)
record.command()(restore)
record.command()(rekey)
record.command(name="save-keys")(save_keys)


@record.command()
def export(
    session: SessionArgument,
    kind: Annotated[Format, typer.Option("--format", help="pdf, csv or jsonl.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    data: DataOption = None,
    simulation: SimulationOption = False,
    language: Annotated[Language, typer.Option(help="Of the report: nb or en.")] = Language.NB,
    why: Why = "",
) -> None:
    """Write a session to a file, whole or not at all."""
    from bedside.clock import system_clock
    from ui.data import load_protocol, place
    from ui.export.fhir import SimulatedError
    from ui.export.files import Source, content
    from ui.written import write_whole

    with opened(data, simulated=simulation) as store:
        _need(store, session)
        names = {person.id: person.name for person in store.staff()}
        local = None if simulation else place(data).protocol
        source = Source(store, session, load_protocol(local), names)
        try:
            made = content(kind, source, Words(language), system_clock())
        except SimulatedError:
            not_so(both(SIMULATED))
        logged(store, "exported", session, why=why, form=kind.value, to=out.name)
        write_whole(out, made)
        typer.echo(out)
        for found in store.verify(session):
            tell_break(found)
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
    why: Why = "",
) -> None:
    """The paper form of the whole course, to go on by hand: blank, or filled in so far."""
    from bedside import __version__
    from bedside.clock import system_clock
    from bedside.session import fold
    from ui.data import Place, default_folder, load_protocol
    from ui.export.form import Form, form_bytes
    from ui.plain import plainly
    from ui.written import write_whole

    at = Place(data or default_folder())
    words, now = Words(language), system_clock().wall
    with plainly(at.folder):
        protocol = load_protocol(None if simulation else at.protocol)
        if session is None:
            made = form_bytes(Form(protocol, words, {}, now, __version__))
        else:
            with opened(data, simulated=simulation) as store:
                _need(store, session)
                logged(store, "printed", session, why=why, form="paper", to=out.name)
                names = {person.id: person.name for person in store.staff()}
                known = fold(store.replay(session))
                made = form_bytes(Form(protocol, words, names, now, __version__, known))
        write_whole(out, made)
    typer.echo(out)
    say(both(WRITTEN, file=out))


def _need(store: "Store", session: str) -> None:
    known = {row.session: row for row in store.sessions()}
    if session not in known:
        not_so(both(NO_SESSION, session=session))
    if known[session].deleted:
        not_so(both(DELETED, session=session))
