"""One treatment room: the open session, its watch and its record, and what may be done in it.

The written order of everything: an act is judged (rules), recorded (journal) and then believed;
what monitors say is judged (watch), shown by whoever called `tick`, and recorded right after by
`flush`. Knows no screen, no wire and no clock.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from bedside import __version__, escalation, events
from bedside.approval import Approval, approvals_of, approved, may_approve, may_open_real
from bedside.board_view import USUAL_S, Role
from bedside.clock import Instant
from bedside.earlier import earlier_of, series_in_the_way
from bedside.escalation import Case, Contact
from bedside.events import NOBODY, WATCH, Entry, Event
from bedside.identity import Attempts, Person, try_pin
from bedside.journal import Journal
from bedside.protocol import Protocol
from bedside.readings import Current
from bedside.refusal import Refusal
from bedside.rules import may
from bedside.series import EarlierSession
from bedside.session import Session, fold
from bedside.store import HOUSE, Happening, Store, StoreError
from bedside.text import Language
from bedside.vitals import Arrival
from bedside.watch import Order, Watch
from bedside.watch_view import WatchView


@dataclass(frozen=True, slots=True)
class RoomSetUp:
    """What a session's first event says of where it was held."""

    room: str
    simulated: bool
    monitors: Mapping[str, str]  # role -> driver id
    roles: Mapping[str, Role]
    scenario: str = ""
    seed: int | None = None


@dataclass(slots=True)
class Room:
    """The only mutable thing between the screens and the record."""

    protocol: Protocol
    store: Store
    set_up: RoomSetUp
    new_session_id: Callable[[Instant], str]
    order: Order
    began: Instant
    zone: tzinfo  # whose midnight ends a calendar day
    person: Person | None = None
    refusal: Refusal | None = None  # of the last act
    approvals: tuple[Approval, ...] = field(init=False)  # of the unit's own numbers
    watch: Watch = field(init=False)
    journal: Journal | None = field(init=False, default=None)
    session_id: str = ""
    sound_tested_at: datetime | None = None
    facts: frozenset[str] = frozenset()  # technical conditions known to the outside
    _attempts: dict[str, Attempts] = field(init=False, default_factory=dict)
    cases: tuple[Case, ...] = ()  # where each alert to the physician stands
    _staff: tuple[Person, ...] = ()
    _before: tuple[Session, ...] | None = None  # this patient's sessions before this one
    _changes: int = field(init=False, default=-1)  # of the record, when it was last read

    def __post_init__(self) -> None:
        self.watch = self._new_watch(self.began, 0)
        self._staff = tuple(self.store.staff())
        self._look_at_approvals()

    # --- who

    @property
    def staff(self) -> tuple[Person, ...]:
        return tuple(person for person in self._staff if not person.ended)

    @property
    def everybody(self) -> tuple[Person, ...]:
        """Also those who have ended: their names stand in old records."""
        return self._staff

    def save_person(self, person: Person) -> None:
        """Raises StoreError."""
        self.store.save_person(person)
        self._staff = tuple(self.store.staff())

    def save_people(self, people: Sequence[Person]) -> None:
        """All of them, or none. Raises StoreError."""
        self.store.save_people(people)
        self._staff = tuple(self.store.staff())

    def check_pin(self, person_id: str, pin: str, now: Instant) -> str:
        """Empty when `pin` is this person's, else a code such as "pin_wrong"."""
        person = next((p for p in self._staff if p.id == person_id), None)
        if person is None:
            return "person_unknown"
        attempts = self._attempts.get(person_id, Attempts())
        _signed, self._attempts[person_id], why = try_pin(person, pin, attempts, now.mono_s)
        return why or ""

    def sign_in(self, person_id: str, pin: str, now: Instant) -> str:
        why = self.check_pin(person_id, pin, now)
        if not why:
            self.person = next(p for p in self._staff if p.id == person_id)
        return why

    def sign_out(self) -> None:
        self.person = None

    @property
    def by(self) -> str:
        return self.person.id if self.person else NOBODY

    # --- the unit's own numbers

    def approve(self, person_id: str, now: Instant) -> Refusal | None:
        """A person who has just given a PIN signs the numbers as they stand (A18, K-13)."""
        person = next(p for p in self._staff if p.id == person_id)
        refusal = may_approve(person, self.approvals)
        if refusal is None:
            event = approved(self.protocol, person)
            try:
                self.store.append(HOUSE, [Happening(now, person_id, event)])
                self._look_at_approvals()
            except StoreError as error:
                refusal = Refusal("", "not_recorded", values={"why": error.code})
        self.refusal = refusal
        return refusal

    def _look_at_approvals(self) -> None:
        self.approvals = approvals_of(self.store.replay(HOUSE), self.protocol.hash)

    # --- the session

    @property
    def session(self) -> Session:
        """What is believed now; an empty one where none was opened."""
        return self.journal.session if self.journal else Session()

    @property
    def open(self) -> bool:
        return self.journal is not None and not self.session.over

    @property
    def earlier(self) -> tuple[EarlierSession, ...] | None:
        """This patient's infusions before today's; None while nobody could look."""
        if self._before is None:
            return None
        return earlier_of(self._before, self.session)

    def series_to_settle(self, now: Instant) -> bool:
        """Something of the series stands in the way of today's infusion; never in a simulation."""
        earlier, rules = self.earlier, self.protocol.series
        if earlier is None:
            return False
        open_ = series_in_the_way(self.session, earlier, now, self.zone, rules)
        return bool(open_ or self.session.taken_over.unsigned)

    @property
    def trouble(self) -> StoreError | None:
        return self.journal.trouble if self.journal else None

    def open_session(self, now: Instant) -> Refusal | None:
        """A new record, with its first line written. Raises StoreError; then, and where it is
        refused, none is open."""
        session_id = self.new_session_id(now)
        opened = self._opened(session_id)
        refusal = None if opened.simulated else may_open_real(self.protocol, self.approvals)
        if refusal is None:
            journal = self._journal(session_id)
            journal.do(opened, now, self.by)
            self.watch.saw(opened, now, self.by)
            self._adopt(journal, session_id)
        self.refusal = refusal
        return refusal

    def open_in_need(self, now: Instant) -> None:
        """For NØD and a call with no session: a record that begins in memory if it must."""
        if self.open:
            return
        session_id = self.new_session_id(now)
        opened, journal = self._opened(session_id), self._journal(session_id)
        journal.note(opened, now, self.by)
        self.watch.saw(opened, now, self.by)
        self._adopt(journal, session_id)

    def resume(self, session_id: str, now: Instant) -> None:
        """Take up a session that was open when the program ended (DESIGN 2.10).

        Raises StoreError. The pump counts as running, the gap as unwatched; a clock that stands
        before the last line cannot say how long the gap was.
        """
        entries = self.store.replay(session_id)
        journal = self._journal(session_id, fold(entries))
        last = journal.recorded.last_wall or now.wall
        away_s = round((now.wall - last).total_seconds(), 3)
        resumed = events.SessionResumed(gap_s=max(0.0, away_s), clock_behind_s=max(0.0, -away_s))
        journal.do(resumed, now, self.by)
        watch = self._new_watch(now, self.watch.rings)
        watch.restore(self.store.replay(session_id))
        self.watch = watch
        self._adopt(journal, session_id)

    def close_view(self, now: Instant) -> None:
        """Leave a session that is over: the room is free for the next."""
        if self.journal is not None and self.session.over:
            self.journal, self.session_id, self.cases = None, "", ()
            self.watch = self._new_watch(now, self.watch.rings)

    def use(self, set_up: RoomSetUp, now: Instant) -> None:
        """Other monitors from now on; only where no session is open."""
        if not self.open:
            self.set_up = set_up
            self.watch = self._new_watch(now, self.watch.rings)

    # --- acts

    def act(self, event: Event, now: Instant, by: str = "") -> Refusal | None:
        """Judge, record, believe. What is refused or could not be written has not been done."""
        who = by or self.by
        self.refusal = self._judged(event, who, now) or self._recorded(event, who, now)
        return self.refusal

    def note(self, event: Event, now: Instant, by: str = "") -> None:
        """Towards safety: believed at once, written as soon as the disk allows, never refused."""
        self.open_in_need(now)
        assert self.journal is not None
        self.journal.note(event, now, by or self.by)
        self.watch.saw(event, now, by or self.by)
        self.watch.told(self.session)
        self.journal.flush(now)
        self.refusal = None

    def may(self, event: Event, now: Instant, by: str = "") -> Refusal | None:
        """Whether it could be done now; nothing is done."""
        return self._judged(event, by or self.by, now)

    def current(self, now: Instant) -> Current:
        """The last values with their ages, and which red alarms stand, for the gates."""
        red = tuple(
            shown.condition for shown in self.watch.view.display.alarms if shown.priority == "high"
        )
        return self.session.chart.current(now, red)

    def _judged(self, event: Event, by: str, now: Instant) -> Refusal | None:
        session, current = self.session, self.current(now)
        given = (now, self.protocol, current, self.zone, self.earlier, self.staff)
        return may(session, event, by, *given)

    def _recorded(self, event: Event, by: str, now: Instant) -> Refusal | None:
        if self.journal is None:
            return Refusal("", "no_session_open")
        try:
            self.watch.flush(self.journal.note)
            self.journal.do(event, now, by)
        except StoreError as error:
            return Refusal("", "not_recorded", values={"why": error.code})
        if isinstance(event, events.PatientIdentified):
            self._look_back()
        self.watch.saw(event, now, by)
        self.watch.told(self.session)
        return None

    # --- the beat

    def take(self, arrival: Arrival) -> None:
        """One arrival of the inbox."""
        self.watch.take(arrival)

    def tick(self, now: Instant, facts: Collection[str] = ()) -> WatchView:
        """Let time pass and judge; what comes back is to be shown before `flush`."""
        self._catch_up()
        known = {*facts, *self.facts, *escalation.facts(self.cases)}
        if self.trouble is not None:
            known.add("storage_failed")
        view = self.watch.tick(now, known)
        self._escalate(now)
        return view

    def flush(self, now: Instant) -> None:
        """Record what was noted, and pass on what is asked of the cuff."""
        if self.journal is None:
            self.watch.flush(_forget)
            return
        self.watch.flush(_forget if self.session.over else self.journal.note)
        self.watch.told(self.journal.session)
        self.journal.flush(now)

    def _catch_up(self) -> None:
        """Believe what the physician's process has written since: an answer is shown at the next
        beat, also while nothing is written here. A disk that cannot be read is asked again."""
        if self.journal is None:
            return
        try:
            changes = self.store.changes()
            if changes == self._changes:
                return
            known = self.journal.recorded.last_seq
            self.journal.catch_up(self.store.replay(self.session_id, known))
        except StoreError:
            return
        self._changes = changes
        self.watch.told(self.session)

    # --- the physician

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Who is asked, in order: the session's back-up physician, then the site's list."""
        backup = self.session.people.backup
        named = Contact(backup.name, backup.phone) if backup and backup.phone else None
        policy = self.protocol.escalation
        return escalation.contact_list(self.protocol.site, policy, named, Language.NB)

    def _escalate(self, now: Instant) -> None:
        """Alert whoever is due to be alerted; nobody's answer silences the bedside."""
        if self.journal is None or self.session.over:
            self.cases = ()
            return
        session, policy, contacts = self.session, self.protocol.escalation, self.contacts
        alarms = self.watch.engine.alarms
        engine, counts_s = self.watch.engine, self.protocol.vitals.stale.bp_gone_without_plan_s
        blind = engine.conditions.blind(engine.rules, now, counts_s)
        for event in escalation.due(
            session.alerts, alarms, self.protocol.limits, policy, contacts, now, blind=blind
        ):
            self.journal.note(event, now, WATCH)
            self.watch.saw(event, now, WATCH)
        self.cases = escalation.situation(self.session.alerts, alarms, policy, contacts, now)

    # --- inside

    def _look_back(self) -> None:
        """Read the sessions before, where there is a real patient: a simulation has no series."""
        patient, opened = self.session.patient, self.session.opened
        self._before = None
        if patient is None or opened is None or opened.simulated:
            return
        try:
            others = [s for s in self.store.sessions_of(patient.identifier) if s != self.session_id]
            self._before = tuple(fold(self.store.replay_told(other)) for other in others)
        except StoreError:
            return  # nobody knows: a real infusion is refused until somebody could look

    def _opened(self, session_id: str) -> events.SessionOpened:
        return events.SessionOpened(
            session=session_id,
            simulated=self.set_up.simulated,
            room=self.set_up.room,
            program_version=__version__,
            protocol_version=self.protocol.version,
            protocol_hash=self.protocol.hash,
            monitors=dict(self.set_up.monitors),
            slow_s={
                name: role.every_s
                for name, role in self.set_up.roles.items()
                if role.every_s > USUAL_S
            },
            scenario=self.set_up.scenario,
            seed=self.set_up.seed,
        )

    def _journal(self, session_id: str, recorded: Session | None = None) -> Journal:
        def write(happenings: Sequence[Happening], after_seq: int) -> list[Entry]:
            return self.store.append(session_id, happenings, after_seq)

        return Journal(write, recorded or Session())

    def _adopt(self, journal: Journal, session_id: str) -> None:
        self.journal, self.session_id, self._changes = journal, session_id, -1
        self._look_back()
        self.watch.told(journal.session)
        self.refusal = None

    def _new_watch(self, now: Instant, rings: int) -> Watch:
        watch = Watch(self.protocol, self.set_up.roles, now, self.order, rings)
        watch.told(Session())  # nobody is watched, and no cuff started, before a session is open
        return watch


def _forget(_event: Event, _at: Instant, _by: str) -> None:
    """Before a session is open, and once it is closed, values are shown and not recorded."""
