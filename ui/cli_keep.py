"""`bedside record backup | restore | rekey`: whole files of the record, and its keys.

Keys and passphrases are never on the command line and never in the environment: a passphrase is
asked for, and what another process of ours needs goes through a pipe.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli_open import DataOption
from ui.cli_verify import tell_break
from ui.i18n import mark
from ui.opened import keys_at, known_place, secret
from ui.say import both, not_so, say, wrong_use

if TYPE_CHECKING:
    from bedside.text import Text
    from ui.data import Place

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
REKEYED = mark(
    "The record has a new key. Backups made before have the old one, which this computer keeps; "
    "make a new backup now."
)
UNDER = mark(
    "The keys lie under the passphrase now. Nobody can open the record without it: write it down, "
    "and lock the paper away."
)
NEW_PASSPHRASE = mark("A new passphrase, twelve characters or more:")
AGAIN = mark("Once more:")
NOT_THE_SAME = mark("The two are not the same. Nothing was changed.")
TOO_SHORT = mark(
    "Twelve characters or more, and not one of them over and over. Nothing was changed."
)
SAVED_KEYS = mark(
    "The keys are in {file}, under the passphrase. With it and a backup the record can be opened "
    "on another computer: keep the file apart from the backups, and the passphrase apart from both."
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
    with plainly(folder.folder), _alone(folder):
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


def rekey(
    data: DataOption = None,
    passphrase: Annotated[
        bool,
        typer.Option("--passphrase", help="Keep the keys under a passphrase from now on, or under "
                     "a new one."),
    ] = False,
) -> None:  # fmt: skip
    """Give the record a new key; with --passphrase the keys lie under one from now on."""
    from bedside import store_copies
    from ui.data import opened_with
    from ui.plain import plainly

    at = known_place(data, simulated=False)
    with plainly(at.folder), _alone(at):
        keys = keys_at(at)
        path = at.database(simulated=False)
        opened_with(path, keys).close()  # the right key, and a change that was cut short is ended
        fresh = secrets.token_hex(32)
        words = _new_passphrase() if passphrase else ""
        keys.put(
            record_next=fresh
        )  # before the file has it: whatever happens, one of them opens it
        store_copies.rekey(path, keys.record, fresh)
        before = " ".join((keys.record, *keys.before))
        keys.put(record=fresh, record_next=None, record_before=before)
        say(both(REKEYED))
        if words:
            keys.under(words)
            say(both(UNDER))


def save_keys(
    out: Annotated[Path, typer.Option(help="The file to write.")],
    data: DataOption = None,
) -> None:
    """Write the keys to a file under a passphrase, for the day this computer is gone."""
    from bedside.passphrase import lock
    from ui.plain import plainly
    from ui.written import write_whole

    at = known_place(data, simulated=False)
    with plainly(at.folder):
        keys = keys_at(at)
        whole = {"record": " ".join((keys.record, *keys.before)), "signing": keys.signing}
        write_whole(out, lock(whole, _new_passphrase()))
    typer.echo(out)
    say(both(SAVED_KEYS, file=out))


def _foreign(file: Path) -> dict[str, str]:
    from bedside.passphrase import WrongPassphraseError, unlock

    try:
        return unlock(file.read_bytes(), secret(PASSPHRASE_OF, file=file))
    except WrongPassphraseError:
        not_so(both(NO_KEYS, file=file))


PASSPHRASE_OF = mark("The passphrase of {file}:")


def _new_passphrase() -> str:
    from bedside.passphrase import good_enough

    first = secret(NEW_PASSPHRASE)
    if not good_enough(first):
        not_so(both(TOO_SHORT))
    if secret(AGAIN) != first:
        not_so(both(NOT_THE_SAME))
    return first


@contextmanager
def _alone(at: "Place") -> Iterator[None]:
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
    from bedside.text import Text

    because = both(WHYS.get(why, WHYS["cannot_write"]))
    nb = both(NOT_BACKED_UP, folder=folder, why=because.nb).nb
    return Text(nb=nb, en=both(NOT_BACKED_UP, folder=folder, why=because.en).en)
