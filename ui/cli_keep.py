"""`bedside record backup | restore | try-restore`: whole files of the record.

Keys and passphrases are never on the command line and never in the environment: a passphrase is
asked for, and what another process of ours needs goes through a pipe.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from ui.cli_open import DataOption
from ui.cli_verify import tell_break
from ui.i18n import mark
from ui.opened import keys_at, known_place, secret
from ui.say import both, not_so, say, wrong_use

if TYPE_CHECKING:
    from bedside.keys import Keys
    from bedside.text import Text
    from ui.data import Place
    from ui.keeping import TrialSeen

NO_FOLDER = mark(
    "No folder is chosen for backups. Name one with --to, or choose it under Set-up, Record."
)
BACKED_UP = mark("Backed up and checked: {file}")
NOT_BACKED_UP = mark("No backup was made in {folder}: {why}. The record itself is as it was.")
WHYS = {
    "no_folder": mark("the folder is not there (is the network drive connected?)"),
    "no_permission": mark("this user may not write there"),
    "read_only": mark("it is read-only"),
    "disk_full": mark("the disk is full"),
    "is_folder": mark("something else has the file's name"),
    "locked": mark("another program holds the record"),
    "no_answer": mark("the folder does not answer"),
    "backup_broken": mark(
        "it was copied, but what was copied does not hold together; `bedside record verify` says "
        "which line it is"
    ),
    "damaged": mark("what was written there cannot be read back whole"),
    "wrong_key": mark("none of the keys here opens it"),
    "newer": mark("a newer bedside made it"),
    "older": mark("an older bedside made it; restoring it brings it up to date"),
    "cannot_write": mark("it could not be written"),
}
HELD = mark(
    "bedside is open (process {pid} on {host}). Close it first: nothing was changed in {place}."
)
NOT_WHOLE = mark("{file} is not restored: it does not hold together. Try an older backup.")
WRONG_KEY = mark(
    "None of the keys here opens {file}. Nothing was changed. A backup of another computer needs "
    "that computer's keys: --keys names the file that `bedside record save-keys` wrote there."
)
RESTORED = mark("Restored: {count} sessions from {file}.")
ASIDE = mark("The record that was here is kept as {file}.")
NO_BACKUP = "no_backup"
NOTHING_TO_TRY = mark("There is no backup in {folder}: make one first.")
NOT_BACK = mark("{file} would not come back: {why}. Nothing was changed. Make a new backup now.")
WOULD_COME_BACK = mark(
    "{count} sessions would come back whole from {file}. It was tried in an empty folder; nothing "
    "was changed."
)
NO_KEYS = mark("{file} is no file of keys, or the passphrase is another.")


def backup(
    to: Annotated[
        Path | None, typer.Option(help="The folder; else the one chosen in the set-up.")
    ] = None,
    data: DataOption = None,
    piped: Annotated[bool, typer.Option("--piped", hidden=True)] = False,
) -> None:
    """Copy the record, encrypted as it is, open the copy and verify it."""
    from bedside.clock import system_clock
    from bedside.settings import load_settings
    from ui.backups import back_up
    from ui.data import opened_with
    from ui.plain import plainly

    at = known_place(data, simulated=False)
    with plainly(at.folder):
        settings = load_settings(at.settings)
        if to is None and not settings.backup_folder:
            wrong_use(both(NO_FOLDER))
        folder = to or Path(settings.backup_folder)
        keys = keys_at(at, piped=piped)
        if piped and hasattr(os, "nice"):
            os.nice(10)  # the next patient may be here already
        store = opened_with(at.database(simulated=False), keys)
        try:
            told = back_up(store, keys, folder, settings.backups_kept, system_clock().wall)
        finally:
            store.close()
    if told.why:
        not_so(why_not(folder, told.why))
    typer.echo(told.file)
    say(both(BACKED_UP, file=told.file))


def restore(
    file: Annotated[Path, typer.Argument(help="A backup: record-….db.")],
    data: DataOption = None,
    keys: Annotated[
        Path | None, typer.Option(help="Of another computer: the file of `save-keys`.")
    ] = None,
) -> None:
    """Put a backup in the place of the record, after a check; what was there is kept aside."""
    from bedside import store_copies
    from bedside.clock import system_clock
    from bedside.record import iso
    from bedside.signing import Signer
    from bedside.store import StoreError
    from ui.data import opened_with, place
    from ui.plain import plainly

    folder = place(data)
    with plainly(folder.folder), alone(folder):
        mine = keys_at(folder)
        others = _foreign(keys) if keys is not None else {}
        known = [mine.record, *mine.before, *others.get("record", "").split()]
        trusted = {Signer(seed).public for seed in (mine.signing, others.get("signing")) if seed}
        stamp = iso(system_clock().wall)[:19].replace(":", "").replace("-", "")
        try:
            found = _checked(file, known, trusted)
            to = folder.database(simulated=False)
            aside = store_copies.restore(file, known, to, f"before-{stamp}")
        except StoreError as error:
            if error.code != "wrong_key":
                raise
            not_so(both(WRONG_KEY, file=file))
        if others.get("signing"):
            mine.put(signing=others["signing"])
        opened_with(to, mine).close()
    typer.echo(to)
    say(both(RESTORED, count=found, file=file))
    if aside is not None:
        say(both(ASIDE, file=aside))


def _checked(file: Path, known: list[str], trusted: set[str]) -> int:
    """How many sessions it has. Raises StoreError."""
    from bedside import store_copies
    from bedside.store import StoreError

    for key in known:
        try:
            found = store_copies.check(file, key, trusted)
        except StoreError as error:
            if error.code != "wrong_key":
                raise
            continue
        for each in found.breaks:
            tell_break(each)
        if found.breaks:
            not_so(both(NOT_WHOLE, file=file))
        return found.sessions
    raise StoreError("wrong_key", str(file))


def try_restore(
    file: Annotated[
        Path | None, typer.Argument(help="A backup: record-….db; else the newest.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--from", help="The folder; else the one chosen in the set-up.")
    ] = None,
    data: DataOption = None,
    piped: Annotated[bool, typer.Option("--piped", hidden=True)] = False,
) -> None:
    """See whether a backup comes back: restored into an empty folder, verified, thrown away."""
    from bedside.settings import load_settings
    from ui.cli_access import logged
    from ui.data import opened_with
    from ui.plain import plainly
    from ui.restore_trial import note

    at = known_place(data, simulated=False)
    with plainly(at.folder):
        keys = keys_at(at, piped=piped)
        folder = to or Path(load_settings(at.settings).backup_folder or ".")
        if file is None and folder == Path():
            wrong_use(both(NO_FOLDER))
        if not piped:  # else whoever asked for it has written it down
            store = opened_with(at.database(simulated=False), keys)
            try:
                logged(store, "restore_tried", "")
            finally:
                store.close()
        elif hasattr(os, "nice"):
            os.nice(10)
        told = _tried(file, folder, keys, at.database(simulated=False).stem)
        if piped:
            sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
            raise typer.Exit(1 if told.why else 0)
        note(at.folder, told)
    if told.why == NO_BACKUP:
        not_so(both(NOTHING_TO_TRY, folder=folder))
    if told.why:
        because = both(WHYS.get(told.why, WHYS["cannot_write"]))
        not_so(pair(NOT_BACK, because, file=told.file))
    typer.echo(told.file)
    say(both(WOULD_COME_BACK, file=told.file, count=told.sessions))


def _tried(file: Path | None, folder: Path, keys: "Keys", stem: str) -> "TrialSeen":
    import tempfile

    from bedside import store_copies
    from bedside.clock import system_clock
    from bedside.record import iso
    from bedside.signing import Signer
    from bedside.store import StoreError
    from ui.backups import newest_in
    from ui.keeping import TrialSeen
    from ui.written import WHY

    at = iso(system_clock().wall)
    try:
        chosen = file or newest_in(folder, stem)
        if chosen is None:
            why = NO_BACKUP if folder.is_dir() else "no_folder"
            return TrialSeen(tried_at=at, why=why)
        known, trusted = [keys.record, *keys.before], {Signer(keys.signing).public}
        with tempfile.TemporaryDirectory(prefix="bedside-") as empty:
            found = store_copies.tried(chosen, known, trusted, Path(empty))
        if found.breaks:
            first = found.breaks[0]
            detail = f"{first.session} {first.seq} {first.code}"
            return TrialSeen(tried_at=at, file=str(chosen), why="backup_broken", detail=detail)
        return TrialSeen(tried_at=at, file=str(chosen), sessions=found.sessions)
    except StoreError as error:
        return TrialSeen(tried_at=at, file=str(chosen), why=error.code, detail=error.detail)
    except OSError as error:
        why = WHY.get(error.errno or 0, "cannot_write")
        return TrialSeen(tried_at=at, file=str(file or folder), why=why, detail=str(error))


def _foreign(file: Path) -> dict[str, str]:
    from bedside.passphrase import WrongPassphraseError, unlock

    try:
        return unlock(file.read_bytes(), secret(PASSPHRASE_OF, file=file))
    except WrongPassphraseError:
        not_so(both(NO_KEYS, file=file))


PASSPHRASE_OF = mark("The passphrase of {file}:")


@contextmanager
def alone(at: "Place") -> Iterator[None]:
    """With the lock that the application would have. Raises OSError."""
    from ui.hold import Holder, hold

    lock = hold(at, simulated=False)
    if isinstance(lock, Holder):
        not_so(both(HELD, pid=lock.pid, host=lock.host, place=at.folder))
    try:
        yield
    finally:
        lock.unlock()


def why_not(folder: Path, why: str) -> "Text":
    """Why there is no backup, in both languages."""
    return pair(NOT_BACKED_UP, both(WHYS.get(why, WHYS["cannot_write"])), folder=folder)


def pair(sentence: str, because: "Text", **values: object) -> "Text":
    """A sentence with a reason in it, each in its own language."""
    from bedside.text import Text

    nb = both(sentence, why=because.nb, **values).nb
    return Text(nb=nb, en=both(sentence, why=because.en, **values).en)
