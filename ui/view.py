"""What every screen is given: one frozen view of everything, and what a person may do.

Screens read the view and call the acts; they keep no copy of either and decide nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol as Interface

from bedside.approval import Approval
from bedside.clock import Instant
from bedside.compared import Compared
from bedside.escalation import Case
from bedside.events import Event
from bedside.identity import Person
from bedside.protocol import Protocol
from bedside.protocol_watch import Priority
from bedside.readings import Current
from bedside.refusal import Refusal
from bedside.series import EarlierSession
from bedside.session import Session
from bedside.settings import MonitorChoice, Settings
from bedside.staff_list import Problem
from bedside.watch_view import WatchView
from ui.i18n import Words
from ui.keeping import Keeping
from ui.physician.link import FromPage
from ui.places import Interrupted
from ui.sound.files import NotUsed


class Place(StrEnum):
    """What stands in the stage. The course's own stages first, then what lies over them."""

    START = "start"
    NEW_SESSION = "new_session"
    DAY_CHECK = "day_check"
    PREPARATION = "preparation"
    READY = "ready"
    INFUSION = "infusion"
    OBSERVATION = "observation"
    HOME = "home"
    REPORT = "report"
    SIGN_IN = "sign_in"
    HAND_OVER = "hand_over"  # whoever has just signed in may take the session over
    PAUSE = "pause"
    STOP = "stop"
    HIGH_BP = "high_bp"
    PRN = "prn"
    SYMPTOM = "symptom"
    NOTE = "note"
    CALL = "call"
    TOUCH = "touch"
    EMERGENCY = "emergency"
    MANUAL_ENTRY = "manual_entry"
    ALARM_LOG = "alarm_log"
    ALARM_LIMITS = "alarm_limits"
    PUMP_GAP = "pump_gap"
    SERIES = "series"
    CONFIRM = "confirm"  # what a doctor said by word of mouth
    LOCAL_VALUES = "local_values"
    RECORDS = "records"
    SETUP = "setup"
    SOUND = "sound"  # the set-up at its sound test
    RECORD_SETUP = "record_setup"  # the set-up at the record's backups
    PAIRING = "pairing"  # the set-up at the back-up physician's page
    HELP = "help"
    LOCKED = "locked"  # covered: nobody was here for a while
    QUIT = "quit"  # the window was to be closed during a session


@dataclass(frozen=True, slots=True)
class Printed:
    """The report of the session that is shown, made from its record on disk."""

    pdf: bytes
    session: str
    head: str  # the last hash of the record
    whole: bool  # the chain was recomputed, and every line is as it was written
    events: int


@dataclass(frozen=True, slots=True)
class SoundPath:
    """Where the alarm sound goes; `trouble` is a code of ui.sound.said while it does not."""

    name: str  # of the device, or of the file
    file: bool = False  # a simulation's: nobody hears it
    trouble: str = ""
    not_used: tuple[NotUsed, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """Everything a screen may show, at one instant."""

    now: Instant
    protocol: Protocol
    settings: Settings
    session: Session  # Session() with phase PLANNED when none is open
    watch: WatchView
    place: Place
    person: Person | None  # who is signed in
    staff: tuple[Person, ...]
    simulated: bool
    room: str
    cases: tuple[Case, ...] = ()  # where each alert to the physician stands, worst first
    earlier: tuple[EarlierSession, ...] | None = None  # this patient's; None: nobody could look
    interrupted: tuple[Interrupted, ...] = ()
    records: tuple[Interrupted, ...] = ()  # every session here, read when the list is opened
    refusal: Refusal | None = None  # of the last act, until the next
    trouble: str = ""  # the store's code while the disk refuses
    sound_tested_at: datetime | None = None
    sound: SoundPath | None = None  # None: nothing here makes any
    page: FromPage | None = None  # what the back-up physician's page last said; None: there is none
    approvals: tuple[Approval, ...] = ()  # of the unit's own numbers, as they stand
    keeping: Keeping | None = None  # how the record is kept; None: nobody asked
    locked: bool = False  # what stands about the patient is covered

    @property
    def open(self) -> bool:
        """A session is open, so that what happens has a record to go to."""
        return self.session.opened is not None and not self.session.over

    @property
    def current(self) -> Current:
        """The last values with their ages, and which red alarms stand, as the gates judge them."""
        alarms = self.watch.display.alarms
        red = tuple(alarm.condition for alarm in alarms if alarm.priority is Priority.HIGH)
        return self.session.chart.current(self.now, red)

    def name_of(self, person: str) -> str:
        """The name of a person's id, or the id itself where nobody has it."""
        return next((p.name for p in self.staff if p.id == person), person)


@dataclass(frozen=True, slots=True)
class PortChoice:
    """A serial port of this computer, as the set-up lists it."""

    url: str
    name: str  # what the operating system calls it
    usb: str = ""  # "usb:vendor:product:serial", where it has one


@dataclass(frozen=True, slots=True)
class DriverChoice:
    """A monitor that can be heard."""

    id: str
    name: str  # makers and models
    line: str  # "9600 8N1"
    gives_bp: bool
    gives_spo2: bool
    own_alarms: bool


@dataclass(frozen=True, slots=True)
class Search:
    """Which monitor speaks on a port: being found out, or found out."""

    port: str
    done: bool = False
    driver: str = ""  # its id
    trouble: str = ""  # why the port could not be listened to


class Desk(Interface):
    """What hangs on wires, for the set-up: only the composition root can see it."""

    def ports(self) -> tuple[PortChoice, ...]: ...

    def drivers(self) -> tuple[DriverChoice, ...]: ...

    def use(self, monitors: tuple[MonitorChoice, ...]) -> str:
        """Listen to these from now on; empty, or why not."""

    def find(self, port: str) -> None:
        """Begin to find out which monitor speaks there; takes up to a minute."""

    @property
    def search(self) -> Search | None:
        """The last one that was begun."""


class PageDesk(Interface):
    """The back-up physician's page, for the set-up."""

    def addresses(self) -> tuple[tuple[str, str], ...]:
        """Address and name of every network that it could be served on."""

    def serve_at(self, address: str, port: int) -> str:
        """From now on there; empty, or why not."""

    @property
    def code(self) -> tuple[str, float]:
        """The code that pairs one device, and for how many seconds yet; ("", 0): none."""

    def let_in(self) -> None:
        """Make such a code."""

    def paired(self) -> None:
        """It was used."""

    def revoke(self, device: str) -> None: ...

    def ring_test(self) -> None: ...

    def add_ringer(self, name: str, url: str) -> str:
        """Empty, or a code why not."""

    def remove_ringer(self, name: str) -> str: ...


@dataclass(frozen=True, slots=True)
class StaffImported:
    """What came of a staff list: how many were added or changed, or why none was.

    `refused` is a code of the set-up's, or one of ui.export.files.WHY; `problems` are of its rows.
    """

    added: int = 0
    changed: int = 0
    without_pin: int = 0
    refused: str = ""
    problems: tuple[Problem, ...] = ()


class Acts(Interface):
    """What a person may do. Every act is judged, recorded, and only then shown as done."""

    def do(self, event: Event, by: str = "") -> Refusal | None:
        """Record `event` by whoever is signed in (or `by`, who has just signed with a PIN)."""

    def note(self, event: Event) -> None:
        """Towards safety: believed at once, recorded as soon as the disk allows, never refused."""

    def check_pin(self, person: str, pin: str) -> str:
        """ "" when the PIN is this person's; else a code such as "pin_wrong"."""

    def sign_in(self, person: str, pin: str) -> str: ...

    def sign_out(self) -> None: ...

    def go(self, place: Place) -> None:
        """Show a place; `Place.START` … of the course, or one that lies over it."""

    def back(self) -> None:
        """To the stage the session is in."""

    def open_session(self, patient: Event) -> Refusal | None: ...

    def resume(self, session: str) -> None: ...

    def compare(self, session: str) -> tuple[Compared, ...] | str:
        """The last sessions of that session's patient, the newest first; or a code why not."""

    def measure_now(self) -> None: ...

    def abort_measurement(self) -> None: ...

    def see_alarms(self, alarms: tuple[int, ...]) -> None:
        """ "Sett" for those that were on the screen, and no other; a latched one is reset."""

    def pause_audio(self) -> None: ...

    def declare(self, condition: str) -> None:
        """A person says that it is so: "physician_called", "no_breathing". Never refused."""

    def play_sound(self) -> None:
        """The sound test: an alarm burst by the way that alarms take."""

    def sound_heard(self, *, heard: bool) -> None:
        """The nurse's answer to the sound test."""

    @property
    def desk(self) -> Desk | None:
        """None where nothing can be chosen: a demonstration has its own monitors."""

    @property
    def page_desk(self) -> PageDesk | None:
        """None where there is no page: a demonstration at another speed than its own."""

    def use_monitors(self, monitors: tuple[MonitorChoice, ...]) -> str:
        """Listen to these monitors and remember them; empty, or why not."""

    def find_monitor(self, port: str) -> str:
        """Find out which monitor speaks on a port (Desk.search); empty, or why not."""

    def save_person(self, person: Person, pin: str) -> str:
        """Add or change one of the staff; `pin` empty leaves theirs. Empty, or a code why not."""

    def import_staff(self, file: Path) -> StaffImported:
        """Take the hospital's list of staff, whole or not at all."""

    def approve(self, person: str, pin: str) -> str:
        """This person signs the unit's own numbers. Empty, or a code why not."""

    def printed(self, words: Words) -> Printed | str:
        """The report as it will be printed, or a code such as "disk_error"; kept until it changes.

        Nothing readable is left on the disk by looking at it.
        """

    def was_printed(self) -> None:
        """The report is on paper: into the log of who saw the record."""

    def export(self, kind: str, path: str, words: Words) -> str:
        """Write "pdf", "fhir", "csv" or "jsonl" to `path`. Empty, or a code such as "disk_full"."""

    def back_up(self) -> None:
        """A backup of the record now; how it went comes with the view."""

    def paper_form(self, folder: Path, words: Words, *, blank: bool) -> tuple[Path, bytes, str]:
        """Write the paper form of the course into `folder`, blank or with what is recorded so far:
        the file, what is in it, and empty or a code why it was not written."""

    def support_bundle(self, folder: Path) -> tuple[Path, str]:
        """Write the support bundle into `folder`: the file, and empty or a code why it is not."""

    def save_settings(self, settings: Settings) -> str:
        """Empty, or why the settings could not be written."""
