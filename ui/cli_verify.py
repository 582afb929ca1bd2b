"""`bedside record verify`: whether the record stands as it was written, and who could tell."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from ui.cli_open import DataOption
from ui.i18n import mark
from ui.opened import SimulationOption, opened
from ui.say import both, not_so, say

if TYPE_CHECKING:
    from bedside.chain import Break
    from bedside.store import SessionRow

NO_SESSION = mark("The record has no session {session!r}; `bedside record list` shows them.")
WHOLE = mark("{count} sessions, {lines} lines: every line stands as it was written.")
SIGNED = mark("Signed with this installation's key; its public half: {key}")
PUBLISHED = mark("A simulation is signed with a published key: it proves nothing to anybody.")
BREAKS = {
    "changed": mark("Session {session}: line {seq} was changed after it was written."),
    "missing": mark("Session {session}: line {seq} is missing."),
    "reordered": mark("Session {session}: line {seq} stands in the wrong place."),
    "tail_missing": mark("Session {session}: the last lines are missing, from line {seq}."),
    "added": mark("Session {session}: line {seq} was put in from outside."),
    "unsigned": mark("Session {session}: the signature is missing (register, line {seq})."),
    "forged": mark(
        "Session {session}: the signature is not this installation's (register, line {seq})."
    ),
    "outside": mark(
        "Session {session}: the record is not the one that the heads outside it know, which have "
        "its line {seq}: lines were changed or are missing, or an older copy was put in its place."
    ),
}
REGISTER_BREAKS = {
    "changed": mark("The register of sessions: line {seq} was changed after it was written."),
    "missing": mark("The register of sessions: line {seq} is missing."),
    "reordered": mark("The register of sessions: line {seq} stands in the wrong place."),
    "unsigned": mark("The register of sessions: line {seq} has no signature."),
    "forged": mark("The register of sessions: the signature of line {seq} is not ours."),
    "outside": mark(
        "The register of sessions is not the one that the heads outside it know, which have its "
        "line {seq}: a session was taken away, or an older copy was put in its place."
    ),
}
HEADS_BREAKS = {
    "heads_gone": mark(
        "The file of heads beside the record is gone. Fetch it from the newest backup, or name a "
        "copy with --heads."
    ),
    "heads_unreadable": mark("The file of heads: line {seq} cannot be read."),
    "heads_forged": mark("The file of heads: the signature of line {seq} is not ours."),
    "heads_missing": mark(
        "The file of heads does not have line {seq} of the register: something was taken out of it."
    ),
}


def verify(
    session: Annotated[str | None, typer.Argument(help="One session; else all of them.")] = None,
    data: DataOption = None,
    simulation: SimulationOption = False,
    key: Annotated[
        list[str] | None,
        typer.Option(help="A public key of this installation before, as an old report prints it."),
    ] = None,
    heads: Annotated[
        Path | None, typer.Option(help="A copy of the file of heads, from a backup.")
    ] = None,
) -> None:
    """Whether every line stands as it was written; the head is the one printed on the report."""
    with opened(data, simulated=simulation) as store:
        found = store.verify(session, key or (), heads)
        broken = {each.session: each for each in reversed(found)}
        rows = [row for row in store.sessions() if session in (None, row.session)]
        if session is not None and not rows and not broken:
            not_so(both(NO_SESSION, session=session))
        for row in rows:
            if row.session not in broken:
                typer.echo(msgspec.json.encode(_whole(row)).decode())
        for each in found:
            where = {"session": each.session, "seq": each.seq, "code": each.code}
            typer.echo(msgspec.json.encode({**where, "whole": False}).decode())
            tell_break(each)
        if found:
            raise typer.Exit(1)
        say(both(WHOLE, count=len(rows), lines=sum(row.lines for row in rows)))
        say(both(PUBLISHED) if simulation else both(SIGNED, key=store.signer.public))


def _whole(row: "SessionRow") -> dict[str, object]:
    told = {"session": row.session, "lines": row.lines, "head": row.head}
    return {**told, "deleted": True} if row.deleted else {**told, "whole": True}


def tell_break(found: "Break") -> None:
    sentences = {"register": REGISTER_BREAKS, "heads": HEADS_BREAKS}.get(found.session, BREAKS)
    say(both(sentences[found.code], session=found.session, seq=found.seq))
