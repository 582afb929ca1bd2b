"""The composition root: the application for the ward."""

from pathlib import Path

from msgspec.structs import replace as replace_fields

from bedside.clock import system_clock
from bedside.keys import KeyHome
from bedside.room import RoomSetUp
from bedside.settings import Settings, SettingsError, load_settings
from bedside.text import Language
from devices.address import is_simulated
from devices.catalog import DRIVERS
from ui.adapters import address
from ui.at_start import ask, tell
from ui.backup_process import BackupProcess
from ui.backup_process import command as backup_command
from ui.build import application, build, session_id
from ui.data import Place, forget_raw, load_protocol, open_store, place
from ui.heartbeat import Heartbeat
from ui.hold import Holder, hold
from ui.i18n import Words, mark
from ui.live import held, physician_of, run_window
from ui.opened import PASSPHRASE
from ui.places import unreadable_in
from ui.plain import told
from ui.say import both
from ui.wired import Readers, WiredDesk, keep_raw, reader_of, roles_of

UNREADABLE_SESSIONS = mark(
    "These sessions were open when bedside ended, and cannot be read any more: {sessions}. Nothing "
    "was changed: copy the folder {place} to a safe place; `bedside record verify` says which line "
    "it is. What was under way is to be written on paper."
)
NO_DRIVER = mark(
    "The settings in {file} name a monitor that this bedside does not know ({names}). The others "
    "stand as they were: choose a monitor in its place under Set-up."
)


def open_application(data: Path | None, language: Language | None) -> int:
    """`bedside`: the real thing. Returns the exit status."""
    at = place(data)
    lock = hold(at, simulated=False)
    if isinstance(lock, Holder):
        return held(lock, at)
    settings = _settings(at)
    asked = both(PASSPHRASE, place=at.folder)
    store, keys = open_store(at, simulated=False, ask=lambda: ask(asked))
    forget_raw(at, settings.keep_raw_days, system_clock().wall)
    monitors: dict[str, str] = {choice.role: choice.driver for choice in settings.monitors}
    readers = Readers()
    set_up = RoomSetUp(settings.room, False, monitors, roles_of(monitors))
    words = Words(language or Language(settings.language))
    application()
    parts = build(
        store=store,
        settings=settings,
        settings_file=at.settings,
        set_up=set_up,
        now=system_clock,
        order=readers.order,
        new_session_id=session_id,
        protocol=load_protocol(at.protocol),
    )
    lost = unreadable_in(parts.room)
    if lost:
        tell(both(UNREADABLE_SESSIONS, sessions=", ".join(lost), place=at.folder))
    heart = Heartbeat(parts.inbox, parts.now, parts.app.take, parts.app.tick)
    raw = keep_raw(parts, at)
    real = tuple(choice for choice in settings.monitors if not is_simulated(choice.port))
    parts.app.desk = WiredDesk(parts, readers, heart.wake, raw, real)
    for choice in real:
        readers.by_role[choice.role] = reader_of(
            parts, choice.role, choice.driver, address(choice), heart.wake, raw=raw
        )
    physician = physician_of(parts, at, keys)
    if keys.home is KeyHome.PASSPHRASE:
        physician.unlock = keys.told()
    parts.app.keeper = BackupProcess(
        backup_command(at.folder), at.folder, keys, lambda: bool(parts.app.settings.backup_folder)
    )
    return run_window(parts, readers, heart, words, physician, title="bedside")


def _settings(at: Place) -> Settings:
    """The settings; a file that cannot be read was put aside, and that is said."""
    try:
        settings = load_settings(at.settings)
    except SettingsError as error:
        tell(told(error, at.folder))
        return Settings()
    unknown = [choice.driver for choice in settings.monitors if choice.driver not in DRIVERS]
    if unknown:
        tell(both(NO_DRIVER, names=", ".join(unknown), file=at.settings))
    known = tuple(choice for choice in settings.monitors if choice.driver in DRIVERS)
    return replace_fields(settings, monitors=known)


if __name__ == "__main__":
    from ui.cli import main

    main()
