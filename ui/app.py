"""The application between the room and the window: one beat, every act, and which place is shown.

Draws nothing and decides no rule: it puts what the room says into one `View`, shows it, and then
lets the room record. The composition root builds it; tests and demonstrations drive `beat`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from msgspec.structs import replace as replace_fields
from PySide6.QtWidgets import QApplication

from bedside import access, events
from bedside.alarm_display import Display, Shown, unchecked
from bedside.board import left_alone
from bedside.clock import Clock, Instant
from bedside.compared import Compared
from bedside.events import Event
from bedside.identity import Person, may_change_staff, may_have_pin, with_pin
from bedside.people import takes_over
from bedside.refusal import Refusal
from bedside.room import Room
from bedside.session import OVER, Phase
from bedside.settings import MonitorChoice, Settings, save_settings
from bedside.store import StoreError
from bedside.vitals import Arrival
from bedside.watch_view import WatchView
from ui import given_out
from ui.adapters import remembered
from ui.i18n import Words
from ui.keeper import Keeper
from ui.physician.link import FromPage
from ui.places import Interrupted, interrupted_in, sessions_in
from ui.record_desk import RoomRecord
from ui.sound.player import AlarmSound
from ui.staff_import import import_staff
from ui.theme import Theme
from ui.view import Desk, PageDesk, Place, Printed, StaffImported, View
from ui.window import Window

STAGES: dict[Phase, Place] = {
    Phase.PLANNED: Place.START,
    Phase.ARRIVAL: Place.DAY_CHECK,
    Phase.PREPARATION: Place.PREPARATION,
    Phase.READY: Place.READY,
    Phase.INFUSING: Place.INFUSION,
    Phase.PAUSED: Place.INFUSION,
    Phase.OBSERVATION: Place.OBSERVATION,
    Phase.HOME: Place.HOME,
    Phase.CLOSED: Place.REPORT,
    Phase.ABORTED: Place.REPORT,
}
STEP_PLACES = {
    "arrival": Place.DAY_CHECK,
    "preparation": Place.PREPARATION,
    "infusion": Place.INFUSION,
    "observation": Place.OBSERVATION,
    "home": Place.HOME,
}
QUESTIONS = frozenset({"bp_limit", "bp_very_high"})  # conditions that ask for symptoms
DRIFTING = frozenset(
    {Place.INFUSION, Place.OBSERVATION, Place.READY, Place.HAND_OVER, Place.ALARM_LOG}
)
SIGNED_IN = frozenset(  # names are shown to somebody
    {Place.NEW_SESSION, Place.RECORDS, Place.ACCESS_LOG}
)
UNCOVERED = frozenset({Place.CALL, Place.QUIT})  # need nobody signed in, and tell no patient
URGENT = frozenset({Place.EMERGENCY, Place.PUMP_GAP})  # the session's own, before any question
CHECK_FAILED_S = 3.0  # as limits.toml says of "evaluator_stopped"; the data may be what fails
BRIGHTNESS = (1.0, 0.6, 0.25, 0.0)  # day to night, one press further each


@dataclass
class Bedside:
    """Implements `ui.view.Acts`. `window` is given after it was built with these acts."""

    room: Room
    settings: Settings
    settings_file: Path
    now: Clock
    facts: Callable[[Instant], Collection[str]] = lambda _now: ()
    stood_still: Callable[[Instant], float | None] = lambda _now: None  # as StallGuard.beat
    shown: Callable[[View], None] = lambda _view: None  # listeners that may wait for painting
    sound: AlarmSound | None = None
    window: Window | None = None
    theme: Theme | None = None
    _over: Place | None = None  # what lies over the session's own stage
    _after_sign_in: Place | None = None  # where somebody wanted to go who had to sign in first
    _asked: frozenset[tuple[int, int]] = frozenset()  # alarms whose question was put
    _interrupted: tuple[Interrupted, ...] = ()
    _records: tuple[Interrupted, ...] = ()
    _painted: tuple[Shown, ...] = ()
    _bright: int = 0
    _printed: tuple[tuple[str, int, str, str], Printed] | None = None
    show_every_s: float = 0.2  # what is calm is painted so often; an alarm is painted at once
    _shown_s: float = -1.0
    _measuring_shown: bool = False  # what the button of the cuff says
    quitting: Callable[[], None] = field(default=lambda: None)
    desk: Desk | None = None
    keeper: Keeper | None = None  # None: nothing is backed up (tests, full speed)
    idle_s: Callable[[], float] | None = None  # since anybody's hand; None: never covered
    locked: bool = False
    _failing: tuple[Instant, Display] | None = None  # since when every beat fails, and what stood
    _unchecked: Display | None = None  # shown instead while it does
    _begun_s: float | None = None  # when this beat's burst was handed to the sound
    _painted_s: float | None = None  # when this beat's band was painted
    page_desk: PageDesk | None = None
    page: Callable[[], FromPage | None] = lambda: None  # what the physician's page last said
    record_desk: RoomRecord = field(init=False)

    def __post_init__(self) -> None:
        self.record_desk = RoomRecord(self.room, self.now, self.go, lambda: self.keeper)

    # --- the beat: take, judge, show, record

    def take(self, arrival: Arrival) -> None:
        self.room.take(arrival)

    def tick(self, now: Instant) -> None:
        before = self.room.watch.view.display
        try:
            display = self._judged(now)
        except Exception:
            self._check_failed(now)
            raise  # to the log, and to the record once it can be written again
        self._failing = self._unchecked = None
        self._put_questions()
        self._paint(now, anew=display != before)
        self._note_signals(display, now)
        self.room.flush(now)
        if self.keeper is not None:
            self.keeper.beat(now, self.room.session_id, over=self.room.session.over)
        if self.idle_s is not None and not self.locked:
            self._cover(self.idle_s(), now)

    def _judged(self, now: Instant) -> Display:
        """What stands now, and is heard before anything is painted, whatever painting may do."""
        if self.stood_still(now) is not None and self.room.open:
            self.room.watch.happened("display_stalled", now)
        display = self.room.tick(now, self._facts(now)).display
        self._begun_s = self._painted_s = None
        if self.sound is not None and self.sound.hear(display):
            self._begun_s = self.now().mono_s
        return display

    def band_painted(self) -> None:
        self._painted_s = self.now().mono_s

    def _note_signals(self, display: Display, now: Instant) -> None:
        """The signal delay of what this beat has raised, into the record beside it (ALARMS A.6)."""
        shown_s, begun_s = _since(now, self._painted_s), _since(now, self._begun_s)
        for alarm in display.alarms:
            if alarm.latched or alarm.version_at != now or (shown_s is None and begun_s is None):
                continue
            rang = alarm.priority == display.rang and alarm.silent_until_s is None
            self.room.watch.signalled(
                events.AlarmSignalled(
                    alarm=alarm.number,
                    version=alarm.version,
                    shown_s=shown_s,
                    sounded_s=begun_s if rang else None,
                ),
                now,
            )

    def _check_failed(self, now: Instant) -> None:
        """When it has failed for seconds, that is shown and sounded without the check."""
        since, last = self._failing = self._failing or (now, self.room.watch.view.display)
        if now.mono_s - since.mono_s < CHECK_FAILED_S:
            return
        first = self._unchecked is None
        rings = self._unchecked.rings if self._unchecked else self.room.watch.ring()
        self._unchecked = unchecked(last, since, now, rings)
        if self.sound is not None:
            self.sound.hear(self._unchecked)
        self._paint(now, anew=first)

    def _paint(self, now: Instant, *, anew: bool) -> None:
        if anew or now.mono_s - self._shown_s >= self.show_every_s:
            self.show(now)
        elif self.window is not None:
            self.window.flash(now.mono_s)

    def _cover(self, idle_s: float, now: Instant) -> None:
        """Whoever comes next signs in: what is done until then is nobody's (DESIGN 2.15)."""
        after_s = self.settings.lock_after_min * 60
        if after_s and idle_s >= after_s and self.room.staff:
            self.locked = True
            self.room.sign_out()
            self.show(now)

    def _facts(self, now: Instant) -> Collection[str]:
        return {*self.facts(now), *(self.sound.look() if self.sound is not None else ())}

    def show(self, now: Instant | None = None) -> None:
        view = self.view(now or self.now())
        self._shown_s = view.now.mono_s
        self._measuring_shown = view.watch.board.cuff.inflating
        if self.window is not None:
            alarms = view.watch.display.alarms
            self.window.show_view(view, at_once=alarms != self._painted)
            self._painted = alarms
        self.shown(view)

    def view(self, now: Instant) -> View:
        room = self.room
        return View(
            now=now,
            protocol=room.protocol,
            settings=self.settings,
            session=room.session,
            watch=self._watch_view(now),
            place=self.place,
            person=room.person,
            staff=room.staff,
            simulated=room.set_up.simulated,
            room=room.set_up.room,
            cases=room.cases,
            earlier=room.earlier,
            interrupted=self._interrupted,
            records=self._records,
            refusal=room.refusal,
            trouble=room.trouble.code if room.trouble else "",
            sound_tested_at=room.sound_tested_at,
            sound=self.sound.path if self.sound is not None else None,
            page=self.page(),
            approvals=room.approvals,
            keeping=self.keeper.keeping if self.keeper is not None else None,
            locked=self.locked,
            access=self.record_desk.seen,
        )

    def _watch_view(self, now: Instant) -> WatchView:
        seen = self.room.watch.view
        if self._unchecked is None:
            return seen
        gone_s = self.room.protocol.vitals.stale.stream_gone_s
        return replace(seen, display=self._unchecked, board=left_alone(seen.board, now, gone_s))

    # --- where we are

    @property
    def place(self) -> Place:
        if self.locked and not self.room.session.emergency.open and self._over not in UNCOVERED:
            return Place.LOCKED
        if self._over is not None:
            return self._over
        return self.stage

    @property
    def stage(self) -> Place:
        """Where the session itself is; an emergency and an unanswered gap lie over it."""
        session = self.room.session
        if session.emergency.open:
            return Place.EMERGENCY
        if session.infusion.unconfirmed and not session.over:
            return Place.PUMP_GAP
        if self.room.open and session.patient is None and session.phase is Phase.ARRIVAL:
            return Place.NEW_SESSION
        return STAGES[session.phase]

    def go(self, place: Place) -> None:
        self.room.refusal = None
        self._after_sign_in = None
        if place in SIGNED_IN and self.room.person is None:
            self._after_sign_in, place = place, Place.SIGN_IN
        self._over = None if place is self.stage else place
        self._look_at(place)
        self.show()

    def _look_at(self, place: Place) -> None:
        """What a place shows of the record is read when somebody comes to it."""
        if place is Place.START:
            self.look_for_interrupted()
            if self.room.session.over:
                self.room.close_view(self.now())
        if place is Place.RECORDS:
            self.look_at_records()
        if place is Place.ACCESS_LOG:
            self.record_desk.look()

    def back(self) -> None:
        self.room.refusal = None
        self._over = None
        self.show()

    def step(self, step: str) -> None:
        """A stage of the course, or a place outside a session, was pressed."""
        place = STEP_PLACES.get(step)
        self.go(place if place is not None else Place(step))

    def look_for_interrupted(self) -> None:
        try:
            self._interrupted = interrupted_in(self.room)
        except StoreError:
            self._interrupted = ()

    def look_at_records(self) -> None:
        try:
            given_out.saw(self.room, self.now(), "listed")
            self._records = sessions_in(self.room)
        except StoreError as error:
            self.room.refusal = Refusal("", "not_read", values={"why": error.code})

    def _put_questions(self) -> None:
        """A new or worse blood pressure alarm asks its question in the stage, once."""
        for shown in self.room.watch.view.display.alarms:
            key = (shown.number, shown.version)
            if shown.condition in QUESTIONS and not shown.latched and key not in self._asked:
                self._asked |= {key}
                if self.room.open and self.place in DRIFTING:
                    self._over = Place.HIGH_BP

    # --- acts

    def do(self, event: Event, by: str = "") -> Refusal | None:
        now = self.now()
        before = self.room.session.phase
        refusal = self.room.act(event, now, by)
        if refusal is None and self.room.session.phase is not before:
            self._over = None
        self.show(now)
        return refusal

    def note(self, event: Event) -> None:
        self.room.note(event, self.now())
        if isinstance(event, events.EmergencyDeclared):
            self._over = None
        self.show()

    def check_pin(self, person: str, pin: str) -> str:
        return self.room.check_pin(person, pin, self.now())

    def sign_in(self, person: str, pin: str) -> str:
        why = self.room.sign_in(person, pin, self.now())
        if not why:
            self.locked = False
        if not why and self._over is Place.SIGN_IN:
            hand_over = Place.HAND_OVER if self._offers_hand_over() else None
            self._over, self._after_sign_in = self._after_sign_in or hand_over, None
            if self._over is not None:
                self._look_at(self._over)
        self.show()
        return why

    def _offers_hand_over(self) -> bool:
        """An open session has somebody in charge; nothing that is urgent waits for the question."""
        room, person = self.room, self.room.person
        if person is None or not room.open or self.stage in URGENT:
            return False
        return takes_over(room.session.people, person)

    def sign_out(self) -> None:
        self.room.sign_out()
        self.show()

    def open_session(self, patient: Event) -> Refusal | None:
        """A new session begins with who the patient is; where that is refused, none is open."""
        now = self.now()
        opened = self.room.open
        if not opened:
            if self.room.session.over:
                self.room.close_view(now)
            try:
                self.room.open_session(now)
            except StoreError as error:
                self.room.refusal = Refusal("", "not_recorded", values={"why": error.code})
            if not self.room.open:
                self.show(now)
                return self.room.refusal
        refusal = self.room.act(patient, now)
        if refusal is None:
            self._over = Place.SERIES if self.room.series_to_settle(now) else None
        self.show(now)
        return refusal

    def resume(self, session: str) -> None:
        now = self.now()
        try:
            self.room.resume(session, now)
            self._over = None
            self._interrupted = ()
            given_out.saw(self.room, now, "opened", access.TREATMENT)
        except StoreError as error:
            self.room.refusal = Refusal("", "not_read", values={"why": error.code})
        self.show(now)

    def compare(self, session: str) -> tuple[Compared, ...] | str:
        return given_out.compare(self.room, session, self.now())

    def measure_now(self) -> None:
        """One button measures or stops: it does what stood on it when it was pressed.

        A cuff that began by plan under the finger is not stopped, one that just ended not begun.
        """
        now, watch = self.now(), self.room.watch
        inflating = watch.view.board.cuff.inflating
        if inflating and self._measuring_shown:
            self.room.refusal = watch.stop_cuff(self.room.by, now)
        elif not inflating and not self._measuring_shown:
            self.room.refusal = watch.measure_now(self.room.by, now)
        self.tick(now)

    def abort_measurement(self) -> None:
        now = self.now()
        self.room.refusal = self.room.watch.stop_cuff(self.room.by, now)
        self.tick(now)

    def see_alarms(self, alarms: tuple[int, ...]) -> None:
        now, watch = self.now(), self.room.watch
        for shown in watch.view.display.alarms:
            if shown.number not in alarms:
                continue
            if shown.latched or (shown.seen_by and shown.resettable):
                watch.reset(shown.number, self.room.by, now)
            else:
                watch.acknowledge(shown.number, shown.version, self.room.by, now)
        self.tick(now)

    def pause_audio(self) -> None:
        """Pause, or end the pause of, what sounds now; a new or worse alarm sounds all the same.

        What is paused already keeps its own time: nobody silences it for longer by another's.
        """
        now, watch = self.now(), self.room.watch
        display = watch.view.display
        for shown in display.alarms:
            silent = shown.silent_until_s is not None
            if display.sound is not None and not shown.latched and not silent:
                watch.pause_audio(shown.number, shown.version, self.room.by, now)
            elif display.sound is None and silent:
                watch.end_pause(shown.number, self.room.by, now)
        self.tick(now)

    def declare(self, condition: str) -> None:
        """A person says that it is so, such as "physician_called": never refused."""
        now = self.now()
        self.room.open_in_need(now)
        self.room.watch.declare(condition, self.room.by, now)
        self.tick(now)

    def declare_emergency(self) -> None:
        """NØD: one press from anywhere, never refused, needs nobody signed in."""
        if self.room.session.emergency.open:
            self.back()
        else:
            self.note(events.EmergencyDeclared())

    def play_sound(self) -> None:
        if self.sound is not None:
            self.sound.test()
        self.show()

    def sound_changed(self) -> None:
        """Another device: whether it is heard in this room, nobody has said yet."""
        self.room.sound_tested_at = None

    def sound_heard(self, *, heard: bool) -> None:
        now = self.now()
        self.room.sound_tested_at = now.wall if heard else None
        if self.room.open:
            self.room.note(events.SoundTested(heard=heard), now)
        self.show(now)

    def use_monitors(self, monitors: tuple[MonitorChoice, ...]) -> str:
        """Only between sessions: during one, a role keeps the monitor it was opened with."""
        if self.room.open:
            return "session_open"
        if self.desk is None:
            return "no_desk"
        ports, known = self.desk.ports(), self.settings.monitors
        monitors = tuple(remembered(choice, ports, known) for choice in monitors)
        why = self.desk.use(monitors)
        return why or self.save_settings(replace_fields(self.settings, monitors=monitors))

    def find_monitor(self, port: str) -> str:
        """Only between sessions: the monitor on that port is not heard meanwhile."""
        if self.room.open:
            return "session_open"
        if self.desk is None:
            return "no_desk"
        self.desk.find(port)
        return ""

    def save_person(self, person: Person, pin: str) -> str:
        """In a demonstration everybody may: its people are invented."""
        room = self.room
        why = None
        if not room.set_up.simulated:
            why = may_change_staff(room.staff, room.person, person)
        if why is not None:
            return why
        if pin:
            why = may_have_pin(pin, person)
            if why is not None:
                return why
            person = with_pin(person, pin)
        try:
            self.room.save_person(person)
        except StoreError as error:
            return error.code
        self.show()
        return ""

    def import_staff(self, file: Path) -> StaffImported:
        found = import_staff(self.room, file, self.now())
        self.show()
        return found

    def approve(self, person: str, pin: str) -> str:
        now = self.now()
        why = self.room.check_pin(person, pin, now)
        if not why:
            refusal = self.room.approve(person, now)
            why = refusal.code if refusal else ""
        self.show(now)
        return why

    def printed(self, words: Words) -> Printed | str:
        room = self.room
        key = (room.session_id, room.session.last_seq, words.language, room.by)
        if self._printed is None or self._printed[0] != key:
            made = given_out.printed(room, words, self.now())
            if isinstance(made, str):
                return made
            self._printed = (key, made)
        return self._printed[1]

    def was_printed(self) -> None:
        try:
            given_out.saw(self.room, self.now(), "printed", access.TREATMENT)
        except StoreError as error:
            self.room.refusal = Refusal("", "not_recorded", values={"why": error.code})
        self.show()

    def export(self, kind: str, path: str, words: Words) -> str:
        return given_out.export(self.room, kind, Path(path).expanduser(), words, self.now())

    def paper_form(self, folder: Path, words: Words, *, blank: bool) -> tuple[Path, bytes, str]:
        return given_out.paper_form(self.room, folder, words, self.now(), blank=blank)

    def support_bundle(self, folder: Path) -> tuple[Path, str]:
        at = self.settings_file.parent
        return given_out.support_bundle(self.room, self.settings, at, folder, self.now)

    def back_up(self) -> None:
        if self.keeper is not None:
            self.keeper.begin(self.now())
        self.show()

    def save_settings(self, settings: Settings) -> str:
        try:
            save_settings(self.settings_file, settings)
        except OSError as error:
            return error.strerror or str(error)
        self.settings = settings
        self.show()
        return ""

    def dim(self) -> None:
        """One step darker, and from the darkest back to day."""
        application = QApplication.instance()
        if self.theme is None or not isinstance(application, QApplication):
            return
        self._bright = (self._bright + 1) % len(BRIGHTNESS)
        self.theme.dim(application, BRIGHTNESS[self._bright])
        if self.window is not None:
            self.window.update()

    def may_close(self) -> bool:
        """While a session is open the window asks first; the pump does not stop with it."""
        if self.room.open and self.room.session.phase not in OVER and self._over is not Place.QUIT:
            self._over = Place.QUIT
            self.show()
            return False
        self.quitting()
        return True


def _since(now: Instant, then_s: float | None) -> float | None:
    return None if then_s is None else round(max(0.0, then_s - now.mono_s), 3)
