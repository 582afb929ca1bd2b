"""`bedside record access | confirm-export | delete | certificate`: who saw what, and what may go.

Who deletes or confirms gives a PIN: it is done by a person, never by a timer.
"""

import getpass
import shutil
from typing import TYPE_CHECKING, Annotated, NoReturn

import msgspec
import typer

from ui.cli_open import DataOption
from ui.cli_verify import NO_SESSION
from ui.i18n import ZONE, mark
from ui.opened import SimulationOption, opened, secret
from ui.say import both, not_so, say

if TYPE_CHECKING:
    from bedside.access import Access
    from bedside.events import Seen
    from bedside.identity import Person
    from bedside.store import SessionRow, Store

SessionArgument = Annotated[str, typer.Argument(help="As `bedside record list` shows it.")]
ByOption = Annotated[str, typer.Option("--by", help="The id of one of the staff; asks the PIN.")]
JsonOption = Annotated[bool, typer.Option("--json", help="As one JSON object a line.")]

NOTHING = mark("Nobody has opened, read or taken out anything that this asks for.")
PIN_OF = mark("The PIN of {name}:")
NO_PERSON = mark("Nobody of the staff has the id {who!r}. There are: {known}.")
PINS = {
    "pin_wrong": mark("That is not the PIN of {name}. Nothing was changed."),
    "person_locked": mark(
        "Five wrong PINs: {name} is locked for five minutes. Nothing was changed; a colleague can "
        "do it."
    ),
    "pin_not_chosen": mark(
        "{name} has no PIN yet: an owner opens Set-up, Staff, and {name} types one."
    ),
}
CONFIRMED = mark(
    "Written down: {where} has session {session}. It may be deleted after {days} days."
)
KEPT = mark("Written down: {where} has session {session}. Nothing is deleted here (kept_days: 0).")
DELETED = mark(
    "The lines of session {session} are deleted here; its head and its certificate stay. Backups "
    "made before still have them until they are dropped."
)
CODES = {
    "deleted_already": mark("Session {session} is deleted already."),
    "session_not_over": mark("Session {session} is not over."),
    "never_exported": mark("Session {session} was never exported from here: there is nothing yet "
                           "that an archive could have."),
    "not_theirs_to_delete": mark("Only the clinical owner or the system owner deletes a session."),
    "nothing_is_deleted_here": mark(
        "The settings say that nothing is deleted here (kept_days: 0)."
    ),
    "export_not_confirmed": mark(
        "Nobody has confirmed that an archive has session {session}: "
        "`bedside record confirm-export`."
    ),
    "added_after_export": mark(
        "Something was added to session {session} after its export was confirmed: export it again."
    ),
    "not_yet": mark("Session {session} is kept for {days} days after its export was confirmed."),
}  # fmt: skip
NOT_DELETED = mark("Session {session} is not deleted: it has no certificate.")


def access(
    patient: Annotated[
        str, typer.Option(help="Of one patient alone, by identity number: the access log that the "
                               "patient may ask for (innsynslogg).")
    ] = "",
    session: Annotated[str, typer.Option(help="Of one session alone.")] = "",
    as_json: JsonOption = False,
    as_fhir: Annotated[
        bool, typer.Option("--fhir", help="As one FHIR R4 bundle of AuditEvents.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="As one CSV table.")] = False,
    data: DataOption = None,
    simulation: SimulationOption = False,
) -> None:  # fmt: skip
    """Who opened, read, exported and deleted what, and why. Reading it is written into it."""
    from bedside.access import log
    from bedside.store import ACCESS

    with opened(data, simulated=simulation) as store:
        names = {person.id: person.name for person in store.staff()}
        lines = list(log(store.replay(ACCESS), patient=patient, session=session))
        logged(store, "log_read", session, patient=patient)
        if not lines:
            say(both(NOTHING))
        if as_fhir or as_csv:
            from ui.export.access_table import CSV, FHIR, access_bytes

            made = access_bytes(FHIR if as_fhir else CSV, lines, names).decode()
            typer.echo(made, nl=as_fhir)
            return
        for line in lines:
            typer.echo(_json(line) if as_json else _for_people(line, names))


def _json(line: "Access") -> str:
    return msgspec.json.encode(line).decode()


def _for_people(line: "Access", names: dict[str, str]) -> str:
    at = line.at.astimezone(ZONE)
    parts = (line.session, line.why, line.detail)
    told = " · ".join(part for part in parts if part)
    return f"{at:%Y-%m-%d %H:%M:%S}  {names.get(line.by, line.by):<24}{line.what:<18}{told}"


def logged(store: "Store", what: "Seen", session: str, **more: str) -> None:
    """Before anything is shown: what cannot be logged is not given out. Raises StoreError."""
    from bedside import access as log
    from bedside.clock import system_clock
    from bedside.events import RecordAccessed

    event = RecordAccessed(what=what, session=session, **more)
    log.note(store, event, system_clock(), here())


def here() -> str:
    """Who sits at the terminal, as the operating system knows them."""
    try:
        return f"os:{getpass.getuser()}"
    except (OSError, KeyError):  # a user that the computer has no name for
        return "os:?"


def confirm_export(
    session: SessionArgument,
    where: Annotated[str, typer.Option(help="What has it now, such as the hospital's journal.")],
    by: ByOption,
    data: DataOption = None,
) -> None:
    """A person has seen that the hospital's archive has the session as it stands."""
    from bedside import retention
    from bedside.clock import system_clock
    from bedside.settings import load_settings
    from bedside.store import ACCESS
    from ui.data import place

    days = load_settings(place(data).settings).kept_days
    with opened(data, simulated=False) as store:
        row, person = _row(store, session), _person(store, by)
        why = retention.why_not_confirm(row, store.replay(ACCESS))
        if why:
            _refused(why, session, days)
        retention.confirm(store, row, where, system_clock(), person.id)
    say(both(CONFIRMED if days else KEPT, where=where, session=session, days=days))


def delete(
    session: SessionArgument,
    by: ByOption,
    why: Annotated[str, typer.Option(help="Why, for the log.")] = "",
    data: DataOption = None,
) -> None:
    """Delete a session that an archive has; its head and a signed certificate stay."""
    from bedside import retention
    from bedside.clock import system_clock
    from bedside.settings import load_settings
    from bedside.store import ACCESS
    from ui.data import place

    days = load_settings(place(data).settings).kept_days
    with opened(data, simulated=False) as store:
        row, person, now = _row(store, session), _person(store, by), system_clock()
        done = retention.confirmed(store.replay(ACCESS), session)
        refused = retention.why_not_delete(row, done, person, days, now)
        if refused or done is None:
            _refused(refused, session, days)
        retention.delete(store, row, done, now, person.id, why)
        shutil.rmtree(place(data).raw(session), ignore_errors=True)  # what the monitors said
        typer.echo(msgspec.json.encode(_certificate(store, session)).decode())
    say(both(DELETED, session=session))


def certificate(
    session: SessionArgument, data: DataOption = None, simulation: SimulationOption = False
) -> None:
    """The certificate of a deleted session: what it was, where it went, and the signature."""
    with opened(data, simulated=simulation) as store:
        if not _row(store, session).deleted:
            not_so(both(NOT_DELETED, session=session))
        typer.echo(msgspec.json.encode(_certificate(store, session)).decode())


def _certificate(store: "Store", session: str) -> dict[str, object]:
    from bedside.events import SessionDeleted
    from bedside.record import as_line
    from bedside.store import ACCESS

    told = next(
        entry
        for entry in store.replay(ACCESS)
        if isinstance(entry.event, SessionDeleted) and entry.event.session == session
    )
    return {"certificate": as_line(told), "register": store.signed(session)}


def _row(store: "Store", session: str) -> "SessionRow":
    row = next((row for row in store.sessions() if row.session == session), None)
    return row or not_so(both(NO_SESSION, session=session))


def _person(store: "Store", by: str) -> "Person":
    """Who it is, by PIN; five wrong ones lock the person, as at the screen."""
    from bedside.clock import system_clock
    from ui.pin_attempts import pin_refused

    staff = {person.id: person for person in store.staff() if not person.ended}
    if by not in staff:
        not_so(both(NO_PERSON, who=by, known=", ".join(staff) or "–"))
    pin = secret(PIN_OF, name=staff[by].name)
    why = pin_refused(store.path.parent, staff[by], pin, system_clock())
    if why:
        not_so(both(PINS[why], name=staff[by].name))
    return staff[by]


def _refused(code: str, session: str, days: int) -> NoReturn:
    not_so(both(CODES[code], session=session, days=days))


Why = Annotated[str, typer.Option("--why", help="Why, for the log of who saw what.")]
