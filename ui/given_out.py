"""What is shown to be read, printed, exported or saved: logged before anybody has it.

The session's report and exports, earlier sessions side by side, the paper form, the support bundle.
"""

from contextlib import suppress
from pathlib import Path

from bedside import __version__, access, events
from bedside.clock import Clock, Instant
from bedside.compared import Compared, compared
from bedside.room import Room
from bedside.session import OVER, fold
from bedside.settings import Settings
from bedside.store import StoreError
from ui.data import Place as Folder
from ui.export.fhir import SimulatedError
from ui.export.files import Source, content, report_of, why_not_written
from ui.i18n import Words
from ui.support import Asked, bundle, file_name
from ui.view import Printed
from ui.written import write_whole

MOST_COMPARED = 6  # sessions of one patient side by side: a phase of the series


def saw(
    room: Room,
    now: Instant,
    what: events.Seen,
    why: str = "",
    form: str = "",
    to: str = "",
    session: str = "",
) -> None:
    """Into the log before it is shown or given out. Raises StoreError."""
    which = session or room.session_id
    event = events.RecordAccessed(what=what, session=which, why=why, form=form, to=to)
    access.note(room.store, event, now, room.by)


def source_of(room: Room, now: Instant) -> Source:
    """What waits for the disk belongs to the record too. Raises StoreError."""
    room.flush(now)
    if room.trouble is not None:
        raise room.trouble
    names = {person.id: person.name for person in room.everybody}
    return Source(room.store, room.session_id, room.protocol, names, room.everybody)


def printed(room: Room, words: Words, now: Instant) -> Printed | str:
    """The report of the open session, or the code of why there is none."""
    try:
        source = source_of(room, now)
        saw(room, now, "read", access.TREATMENT)
        summary = source.summary()
        return Printed(
            pdf=report_of(source, summary, words, now),
            session=source.session,
            head=summary.head,
            whole=source.whole(),
            events=len(summary.entries),
        )
    except StoreError as error:
        return error.code


def export(room: Room, kind: str, out: Path, words: Words, now: Instant) -> str:
    """The session as `kind` into the file `out`; the code of why not, or ""."""
    try:
        made = content(kind, source_of(room, now), words, now)
        saw(room, now, "exported", access.TREATMENT, form=kind, to=out.name)
        write_whole(out, made)
    except (OSError, SimulatedError) as error:  # a StoreError is an OSError too
        return why_not_written(error)
    return ""


def compare(room: Room, session: str, now: Instant) -> tuple[Compared, ...] | str:
    """The patient's newest sessions, newest first; or the code of why they cannot be read."""
    store = room.store
    try:
        shown = fold(store.replay(session))
        whose = shown.patient.identifier if shown.patient else ""
        others = store.sessions_of(whose)[-MOST_COMPARED:] if whose.strip() else [session]
        for one in others:
            saw(room, now, "read", access.TREATMENT, session=one)
        return tuple(
            compared(one, shown if one == session else fold(store.replay(one)))
            for one in reversed(others)
        )
    except StoreError as error:
        return error.code


def paper_form(
    room: Room, folder: Path, words: Words, now: Instant, *, blank: bool
) -> tuple[Path, bytes, str]:
    """From what is known, not from the disk: it may be the disk that is gone, and its log."""
    from ui.export.form import Form, form_bytes, form_name  # as with the report

    session = None if blank or not room.open else room.session
    if session is not None:
        with suppress(StoreError):
            saw(room, now, "printed", access.TREATMENT, form="paper")
    names = {person.id: person.name for person in room.everybody}
    made = form_bytes(Form(room.protocol, words, names, now.wall, __version__, session))
    file = folder / form_name(now.wall)
    try:
        write_whole(file, made)
    except OSError as error:
        return file, made, why_not_written(error)
    return file, made, ""


def support_bundle(
    room: Room, settings: Settings, at: Path, folder: Path, clock: Clock
) -> tuple[Path, str]:
    """Of the installation in `at`, without a patient's data, into a file in `folder`."""
    file = folder / file_name(clock().wall)
    asked = Asked(
        at=Folder(at),
        settings=settings,
        protocol=room.protocol,
        store=room.store,
        now=clock,
        patient_waits=room.open and room.session.phase not in OVER,
    )
    try:
        write_whole(file, bundle(asked))
    except OSError as error:
        return file, why_not_written(error)
    return file, ""
