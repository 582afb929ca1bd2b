"""A window in real time, with the workstation and the physician's process beside it."""

from bedside.clock import Instant, system_clock
from bedside.keys import KeyGoneError, KeyHome, Keys, PassphraseNeededError
from bedside.vitals import Arrival
from ui import backup_process, key_change, restore_trial
from ui.at_start import tell
from ui.backup_process import BackupProcess
from ui.build import Parts, application, window_of
from ui.data import Place, ringers_of
from ui.errand import Errand
from ui.faults import StallGuard, report_faults
from ui.heartbeat import Heartbeat
from ui.hold import Holder
from ui.i18n import Words, mark
from ui.idle import Idle
from ui.keeper import Keeper
from ui.key_change import KeyChange
from ui.physician_desk import PhysicianDesk
from ui.physician_process import PhysicianProcess, command
from ui.restore_trial import RestoreTrial
from ui.say import both
from ui.shell import Shell
from ui.sound.build import give_sound
from ui.theme import screen_px_per_mm
from ui.window import Window
from ui.wired import Readers
from ui.workstation import Workstation, awake_of_this, power_of_this

FULL_HD = (1920, 1080)
HELD = mark(
    "bedside is already open (process {pid} on {host}): use that one, or close it first. Nothing "
    "was changed in {place}."
)


def run_window(
    parts: Parts,
    readers: Readers,
    heart: Heartbeat,
    words: Words,
    physician: PhysicianProcess | None = None,
    *,
    title: str,
) -> int:
    """Show the window and beat until it is closed."""
    qt = application()
    if physician is not None:
        physician.wake = heart.wake
        parts.app.page = lambda: physician.status
    workstation = Workstation(awake_of_this(), power_of_this())

    def facts(now: Instant) -> frozenset[str]:
        said = frozenset[str]() if physician is None else physician.beat(now)
        return said | workstation.beat(now, open_=parts.room.open)

    parts.app.facts = facts
    guard, idle = StallGuard(), Idle(system_clock)
    qt.installEventFilter(idle)
    parts.app.idle_s = idle.for_s

    def make(width: int, height: int) -> Window:
        return window_of(parts, words, width, height, screen_px_per_mm())

    def post(arrival: Arrival) -> None:
        parts.inbox.put(arrival)
        heart.wake()

    shell = Shell(title, make, parts.app.may_close)
    parts.app.quitting = qt.quit
    report_faults(post, parts.now)
    screen = qt.primaryScreen().availableGeometry()
    shell.resize(min(screen.width(), FULL_HD[0]), min(screen.height(), FULL_HD[1]))
    shell.showMaximized()
    sound = give_sound(parts.app)
    readers.start()
    heart.start()
    # from here on: what was built before is no standing still; a demonstration may run faster
    parts.app.stood_still = lambda _now: guard.beat(system_clock())
    try:
        return qt.exec()
    finally:
        heart.stop()
        qt.removeEventFilter(idle)
        sound.close()
        workstation.close()
        guard.stop()
        readers.stop()
        if physician is not None:
            physician.close()


def physician_of(parts: Parts, at: Place, keys: Keys) -> PhysicianProcess:
    """The process of the back-up physician's page: started with the first beat."""
    dead_s = parts.room.protocol.escalation.link.process_dead_s
    argv = command(at.folder, simulated=keys.home is KeyHome.PUBLISHED)
    process, app = PhysicianProcess(argv, parts.room, dead_s), parts.app
    try:
        box = ringers_of(at, keys)
    except (KeyGoneError, PassphraseNeededError, OSError):
        box = None  # then none can be chosen, and the set-up says so
    app.page_desk = PhysicianDesk(process, lambda: app.settings, app.save_settings, parts.now, box)
    return process


def keeper_of(parts: Parts, at: Place, keys: Keys, page: PhysicianProcess) -> Keeper:
    """The processes that keep the real record; `page` lets it go while its key is changed."""

    def back(now: Instant) -> None:
        page.come_back(now, keys.told() if keys.home is KeyHome.PASSPHRASE else b"")

    folder, app = at.folder, parts.app
    return Keeper(
        BackupProcess(
            backup_process.command(folder), folder, keys, lambda: bool(app.settings.backup_folder)
        ),
        RestoreTrial(Errand(restore_trial.command(folder), restore_trial.MOST_S), folder, keys),
        KeyChange(
            Errand(key_change.command(folder), key_change.MOST_S),
            parts.room,
            keys,
            page.leave,
            back,
        ),
    )


def held(holder: Holder, at: Place) -> int:
    tell(both(HELD, pid=holder.pid, host=holder.host, place=at.folder))
    return 1
