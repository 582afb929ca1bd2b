"""A real application at a real window: room, record and watch, with monitors that say what we say.

No thread runs and no wire hangs on it: time passes when it is told to, and every second the
oximeter speaks, as on the ward. For pictures, and for tests of the window and the application.
"""

from bedside import events
from bedside.board_view import Role
from bedside.clock import START_OF_TIME, ManualClock
from bedside.room import RoomSetUp
from bedside.settings import Settings
from bedside.store import Store
from bedside.text import Language
from bedside.vitals import (
    Arrival,
    BloodPressure,
    CuffPressure,
    LinkLost,
    LinkRestored,
    Measurement,
    NibpFailed,
    NibpFault,
    NibpStarted,
    Reason,
    Vital,
)
from tests.bedside.pins import with_cheap_pin
from tests.bedside.telling import protocol
from tests.ui.views import STAFF
from ui.build import build, window_of
from ui.i18n import Words

PIN = "2580"
ROLES = {
    "oximeter": Role(frozenset({Vital.SPO2, Vital.PULSE_RATE})),
    "nibp": Role(frozenset({Vital.NIBP}), starts_nibp=True),
}


class Ward:
    """`spo2` and `pulse` are said once a second: a value, a Reason, or None for silence."""

    def __init__(
        self,
        folder,
        size=None,
        language=Language.NB,
        simulated=True,
        staff=STAFF,
        wall=START_OF_TIME,
    ):
        self.clock, self.folder = ManualClock(wall), folder
        self.store = Store(folder / "record.db")
        for person in staff:
            self.store.save_person(with_cheap_pin(person, PIN))
        self.orders = []
        set_up = RoomSetUp(
            room="Behandlingsrom 2",
            simulated=simulated,
            monitors={"oximeter": "nonin-format2", "nibp": "suntech-advantage"},
            roles=ROLES,
        )
        self.parts = build(
            store=self.store,
            settings=Settings(),
            settings_file=folder / "settings.json",
            set_up=set_up,
            now=self.clock,
            order=lambda role, what, start_id: self.orders.append((role, what, start_id)),
            new_session_id=lambda now: f"s-{now.mono_s:.0f}",
            protocol=protocol(),
        )
        self.app, self.room = self.parts.app, self.parts.room
        self.app.show_every_s = 1.0
        self.spo2, self.pulse = 97, 72
        self.words = Words(language)
        self.window = None
        if size is not None:
            self.window = window_of(self.parts, self.words, *size, 0.0)

    @property
    def now(self):
        return self.clock()

    @property
    def view(self):
        return self.app.view(self.now)

    @property
    def session(self):
        return self.room.session

    @property
    def alarms(self):
        return [shown.condition for shown in self.view.watch.display.alarms]

    # --- who and what

    def sign_in(self, person="ida"):
        assert not self.app.sign_in(person, PIN)
        return self

    def follow(self, telling):
        """Live through what a `Telling` tells, with its times; the window looks at the end."""
        self.app.window, window = None, self.app.window
        for entry in telling.entries:
            self.run(entry.at.mono_s - self.now.mono_s, step_s=15.0)
            if isinstance(entry.event, events.SessionOpened):
                self.room.open_session(self.now)
            elif isinstance(entry.event, events.Measured) and entry.event.vital == "nibp":
                self.bp(entry.event.systolic, entry.event.diastolic)
            elif not isinstance(entry.event, events.Measured):
                self.room.note(entry.event, self.now, entry.by)
        self.app.window = window
        self.app.show()
        return self

    def tell(self, *happened, by=""):
        for event in happened:
            self.room.note(event, self.now, by)
        return self.beat()

    # --- monitors and time

    def says(self, what, role="nibp"):
        self.parts.inbox.put(Arrival(role, self.now, what))
        return self

    def bp(self, systolic, diastolic, mean=None):
        mean = mean or round((systolic + 2 * diastolic) / 3)
        return self.says(BloodPressure(systolic, diastolic, mean)).beat()

    def inflates(self, mmhg=120):
        return self.says(NibpStarted(0)).says(CuffPressure(mmhg)).beat()

    def fails(self, fault=NibpFault.ARTEFACT):
        return self.says(NibpFailed(fault)).beat()

    def loses(self, role="oximeter", reason="unplugged"):
        if role == "oximeter":
            self.spo2 = self.pulse = None
        return self.says(LinkLost(reason), role).beat()

    def regains(self, role="oximeter", spo2=97, pulse=72):
        if role == "oximeter":
            self.spo2, self.pulse = spo2, pulse
        return self.says(LinkRestored(), role).beat()

    def beat(self):
        self.parts.beat()
        return self

    def run(self, seconds, step_s=1.0):
        """Let time pass; more than a minute may go in larger steps."""
        until_s = self.now.mono_s + seconds
        while self.now.mono_s < until_s - 1e-9:
            self.clock.advance(min(step_s, until_s - self.now.mono_s))
            for vital, value in ((Vital.SPO2, self.spo2), (Vital.PULSE_RATE, self.pulse)):
                if isinstance(value, Reason):
                    self.says(Measurement(vital, None, value), "oximeter")
                elif value is not None:
                    self.says(Measurement(vital, float(value)), "oximeter")
            self.beat()
        return self
