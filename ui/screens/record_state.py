"""What the set-up says of the record: its key, its last backup and the trial of it. Pure."""

from bedside.identity import OWNERS, Person
from bedside.keys import KeyHome
from bedside.record import from_iso
from bedside.settings import Settings
from ui.i18n import Words, mark
from ui.keeping import Keeping
from ui.screens.person_pin import PIN_REFUSED
from ui.screens.said import said_of
from ui.view import View

BACKUP_WHYS = {
    "no_folder": mark("the folder is not there (is the network drive connected?)"),
    "no_permission": mark("this user may not write there"),
    "read_only": mark("it is read-only"),
    "disk_full": mark("the disk is full"),
    "no_answer": mark("the folder does not answer"),
    "backup_broken": mark("what was copied does not hold together"),
    "damaged": mark("what was written there cannot be read back whole"),
    "no_backup": mark("there is none in the folder: make one first"),
    "wrong_key": mark("none of the keys here opens it"),
    "newer": mark("a newer bedside made it"),
    "older": mark("an older bedside made it; restoring it brings it up to date"),
    "locked": mark("another program has the record open"),
}
OTHER_WHY = mark("it could not be written")
HOMES = {
    KeyHome.KEY_STORE: mark("Encrypted; the key lies in this computer's key store."),
    KeyHome.FILE: mark(
        "Encrypted; this computer has no key store, so the key lies in a file beside the record: "
        "whoever copies both can read it. `bedside record rekey --passphrase` puts it under one."
    ),
    KeyHome.PASSPHRASE: mark("Encrypted; the key lies under a passphrase."),
    KeyHome.PUBLISHED: mark("A demonstration has its own database, with a published key."),
}


def when(at: str, words: Words) -> str:
    wall = from_iso(at)
    return f"{words.short_day(wall)} {words.time(wall)}"


def backup_text(keeping: Keeping | None, settings: Settings, words: Words) -> str:
    """How the last backup went, in one sentence."""
    _ = words.text
    if keeping is None or keeping.home is KeyHome.PUBLISHED:
        return _("A demonstration is not backed up.")
    seen = keeping.backup
    if not settings.backup_folder:
        return _("No folder is chosen: the record lies on this computer alone.")
    if keeping.running:
        return _("A backup is being made and checked …")
    if seen.why:
        why = _(BACKUP_WHYS.get(seen.why, OTHER_WHY))
        failed = _("The backup of {when} failed: {why}.").format(
            when=when(seen.tried_at, words), why=why
        )
        if not seen.made_at:
            return failed
        return f"{failed} " + _("The last good one: {when}.").format(when=when(seen.made_at, words))
    if seen.made_at:
        return _("Backed up and checked {when}: {file}").format(
            when=when(seen.made_at, words), file=seen.file
        )
    return _("No backup has been made yet; one follows each session.")


def trial_text(keeping: Keeping | None, words: Words) -> str:
    """Whether the newest backup came back when that was last tried; nothing: it never was."""
    _ = words.text
    if keeping is None or keeping.home is KeyHome.PUBLISHED:
        return ""
    seen = keeping.trial
    if keeping.trying:
        return _("The newest backup is being restored into an empty folder …")
    if not seen.tried_at:
        return _("Nobody has tried yet whether a backup comes back: do it once a year.")
    at = when(seen.tried_at, words)
    if seen.why:
        why = _(BACKUP_WHYS.get(seen.why, OTHER_WHY))
        return _("Tried {when}: it did not come back: {why}.").format(when=at, why=why)
    told = _("Tried {when}: {n} sessions came back whole from {file}")
    return told.format(when=at, n=seen.sessions, file=seen.file)


KEY_WHYS = {
    "locked": mark("Another program has the record open: close it, and try again."),
    "disk_full": mark("The disk has no room for a second copy of the record."),
    "no_answer": mark("It took too long and was ended."),
}
KEY_NOT = mark("The record could not be written under a new key.")


def key_text(keeping: Keeping | None, words: Words) -> str:
    """How the change of the key went; nothing where there was none since the start."""
    _ = words.text
    if keeping is None:
        return ""
    if keeping.changing:
        return _("The record is being written under a new key: nothing is recorded meanwhile …")
    seen = keeping.key
    if not seen.at:
        return ""
    if not seen.changed:
        why = _(KEY_WHYS.get(seen.why, KEY_NOT))
        return f"{why} " + _("It has the key that it had, and everything in it.")
    told = _(
        "A new key since {when}. Older backups open with the old one, which is kept; save the keys "
        "anew: `bedside record save-keys`."
    )
    return told.format(when=when(seen.at, words))


REFUSED = {
    "session_open": mark("A session is open: this waits until it is signed."),
    "session_interrupted": mark(
        "A session was interrupted and is not signed: take it up or end it first."
    ),
    "busy": mark("Something is being done with the record already: wait until it is finished."),
    "demonstration": mark("A demonstration has a published key and no backups."),
    "not_an_owner": mark("The clinical owner or the system owner does this."),
    "key_not_kept": mark("The key store takes no new key: nothing was changed."),
    "disk_full": mark("The disk is full: nothing was changed."),
}
NOT_BEGUN = mark("The record does not answer: nothing was changed.")


def refused_text(code: str, words: Words) -> str:
    """Why it was not begun; nothing where it was."""
    if not code:
        return ""
    said = said_of(words, REFUSED, code) or said_of(words, PIN_REFUSED, code)
    return said or words.text(NOT_BEGUN)


def owners_of(view: View) -> tuple[Person, ...]:
    return tuple(person for person in view.staff if person.role in OWNERS)
