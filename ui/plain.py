"""What went wrong with the files, in one plain sentence: what happened, what was kept, what to do.

Never a stack trace. Reads nothing and decides nothing.
"""

import contextlib
import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from bedside.keys import KeyGoneError, PassphraseNeededError
from bedside.passphrase import WrongPassphraseError
from bedside.protocol_error import ProtocolError
from bedside.settings import SettingsError
from bedside.store import StoreError
from bedside.text import Text
from ui.i18n import mark
from ui.say import both, say

STORE_SENTENCES = {
    "newer": mark(
        "The record in {place} was written by a newer version of bedside. Nothing was changed: "
        "start the newer program."
    ),
    "damaged": mark(
        "The record in {place} is damaged and cannot be read. Nothing was changed: copy the whole "
        "folder to a safe place before anything else, and fetch the newest backup."
    ),
    "wrong_key": mark(
        "The key of this computer does not open the record in {place}, or the file is no record. "
        "Nothing was changed: bring back the key or the file that belong together."
    ),
    "key_gone": mark(
        "There is a record in {place}, but its key cannot be had now. Nothing was changed and no "
        "new key was made: unlock the key store of this computer, or bring back the file {file}."
    ),
    "passphrase": mark(
        "The passphrase does not open the keys of the record in {place}. Nothing was changed: try "
        "again; mind the keyboard's language and Caps Lock."
    ),
    "passphrase_needed": mark(
        "The keys of the record in {place} lie under a passphrase, and nobody could be asked for "
        "it. Nothing was changed: start from a terminal or with the window."
    ),
    "unreadable": mark(
        "A line of the record in {place} cannot be read: it was changed from outside, or a newer "
        "bedside wrote it. Nothing was changed: `bedside record verify` says which line it is."
    ),
    "locked": mark(
        "Another program holds the record in {place}. Nothing was changed: close it, and try again."
    ),
    "read_only": mark(
        "This user may not read and write in {place}. Nothing was changed: give the user the right "
        "to, or choose another folder with --data."
    ),
    "disk_full": mark(
        "The disk of {place} is full. What was recorded before is kept: make room, and start again."
    ),
    "cannot_open": mark(
        "The record in {place} cannot be opened. Nothing was changed: see whether the folder is "
        "there and this user may read and write in it."
    ),
    "disk_error": mark(
        "The disk of {place} does not answer as it should ({why}). What was recorded before is "
        "kept: copy the folder to a safe place, and have the disk looked at."
    ),
}
SETTINGS_ASIDE = mark(
    "The settings could not be read and were put aside as {file} ({why}). Room, language and "
    "monitors stand as in a new installation: choose them again under Set-up."
)
NO_FILE = mark(
    "{file} cannot be read or written ({why}). Nothing else was changed: see whether the folder is "
    "there and this user may use it."
)
ERRNO_CODES = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.EROFS: "read_only",
    errno.EIO: "disk_error",
}


KNOWN = (
    ProtocolError,
    SettingsError,
    KeyGoneError,
    PassphraseNeededError,
    WrongPassphraseError,
    OSError,
)


def told(error: Exception, place: Path) -> Text:
    """The sentence of a known error; `place` is the folder it is about."""
    match error:
        case ProtocolError():
            return error.text
        case SettingsError():
            return both(SETTINGS_ASIDE, file=error.kept_as, why=error)
        case KeyGoneError():
            return both(STORE_SENTENCES["key_gone"], place=place, file=error.file)
        case WrongPassphraseError():
            return both(STORE_SENTENCES["passphrase"], place=place)
        case PassphraseNeededError():
            return both(STORE_SENTENCES["passphrase_needed"], place=place)
        case StoreError():
            sentence = STORE_SENTENCES.get(error.code, STORE_SENTENCES["disk_error"])
            return both(sentence, place=place, why=error.detail)
        case OSError() if error.errno in ERRNO_CODES:
            where = error.filename or place
            sentence = STORE_SENTENCES[ERRNO_CODES[error.errno]]
            return both(sentence, place=where, why=error.strerror)
        case OSError():
            return both(NO_FILE, file=error.filename or place, why=error.strerror or error)
        case _:
            raise error


@contextlib.contextmanager
def plainly(place: Path, tell: Callable[[Text], None] = say) -> Iterator[None]:
    """A known error inside becomes its sentence and exit status 1."""
    try:
        yield
    except KNOWN as error:
        tell(told(error, place))
        raise typer.Exit(1) from error
