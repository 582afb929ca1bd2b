"""`bedside record rekey | save-keys`: the keys of the record.

Keys and passphrases are never on the command line and never in the environment: a passphrase is
asked for, and what another process of ours needs goes through a pipe.
"""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli_keep import alone
from ui.cli_open import DataOption
from ui.i18n import mark
from ui.opened import keys_at, known_place, secret
from ui.say import both, not_so, say

if TYPE_CHECKING:
    from ui.data import Place

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


def rekey(
    data: DataOption = None,
    passphrase: Annotated[
        bool,
        typer.Option("--passphrase", help="Keep the keys under a passphrase from now on, or under "
                     "a new one."),
    ] = False,
    piped: Annotated[bool, typer.Option("--piped", hidden=True)] = False,
) -> None:  # fmt: skip
    """Give the record a new key; with --passphrase the keys lie under one from now on."""
    from bedside import store_copies
    from ui.cli_access import logged
    from ui.data import opened_with
    from ui.plain import plainly

    at = known_place(data, simulated=False)
    if piped:
        _rekey_told(at)
        return
    with plainly(at.folder), alone(at):
        keys = keys_at(at)
        path = at.database(simulated=False)
        opened_with(path, keys).close()  # the right key, and a change that was cut short is ended
        fresh = secrets.token_hex(32)
        words = _new_passphrase() if passphrase else ""
        keys.put(record_next=fresh)  # before the file: whatever happens, one of them opens it
        store_copies.rekey(path, keys.record, fresh)
        keys.taken(fresh)
        store = opened_with(path, keys)
        try:
            logged(store, "key_changed", "")
        finally:
            store.close()
        say(both(REKEYED))
        if words:
            keys.under(words)
            say(both(UNDER))


def _rekey_told(at: "Place") -> None:
    """For the application, which has the lock, has let the file go, and has kept the new key: says
    a code why not on standard output."""
    from bedside import store_copies
    from bedside.keys import NEXT
    from bedside.store import StoreError

    keys = keys_at(at, piped=True)
    try:
        store_copies.rekey(at.database(simulated=False), keys.record, keys.known[NEXT])
    except OSError as error:
        typer.echo(error.code if isinstance(error, StoreError) else "cannot_write")
        raise typer.Exit(1) from error


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
        whole = {"record": keys.remembered, "signing": keys.signing}
        write_whole(out, lock(whole, _new_passphrase()))
    typer.echo(out)
    say(both(SAVED_KEYS, file=out))


def _new_passphrase() -> str:
    from bedside.passphrase import good_enough

    first = secret(NEW_PASSPHRASE)
    if not good_enough(first):
        not_so(both(TOO_SHORT))
    if secret(AGAIN) != first:
        not_so(both(NOT_THE_SAME))
    return first
