"""The record for a command without a window: opened, and its troubles told in words."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.i18n import mark
from ui.say import both, not_so, say

if TYPE_CHECKING:
    from bedside.keys import Keys
    from bedside.store import Store
    from bedside.text import Text
    from ui.data import Place

SimulationOption = Annotated[
    bool, typer.Option("--simulation", help="The record of the demonstrations, not the real one.")
]

NO_RECORD = mark("There is no record in {place}. See whether --data names the right folder.")
PASSPHRASE = mark("The passphrase of the record in {place}:")


@contextmanager
def opened(data: Path | None, *, simulated: bool) -> Iterator["Store"]:
    """The record; none is made where there is none."""
    from ui.data import open_store
    from ui.plain import plainly

    at = known_place(data, simulated=simulated)
    with plainly(at.folder):
        store, _keys = open_store(at, simulated=simulated, ask=asker(at.folder))
        try:
            yield store
        finally:
            store.close()


def known_place(data: Path | None, *, simulated: bool) -> "Place":
    """The data folder, where there is a record in it."""
    from ui.data import Place, default_folder

    at = Place(data or default_folder())
    if not at.database(simulated=simulated).exists():
        not_so(both(NO_RECORD, place=at.folder))
    return at


def keys_at(at: "Place", *, piped: bool = False) -> "Keys":
    """The keys of the real record; a process of our own is told them through its pipe.

    Raises OSError, KeyGoneError and WrongPassphraseError.
    """
    from bedside.keys import keys_of, told_keys

    if piped:
        return told_keys(at.folder, sys.stdin.buffer.readline())
    recorded = at.database(simulated=False).exists()
    return keys_of(at.folder, recorded=recorded, ask=asker(at.folder))


def asker(place: Path) -> Callable[[], str]:
    """Asks for the passphrase on the terminal; what is typed is not shown."""
    return lambda: secret(PASSPHRASE, place=place)


def secret(sentence: str, **values: object) -> str:
    """One answer that is not shown, from the terminal; nobody answers: exit status 1."""
    return typed(both(sentence, **values))


def typed(text: "Text") -> str:
    say(text)
    return str(typer.prompt("", prompt_suffix="> ", hide_input=True, err=True))
