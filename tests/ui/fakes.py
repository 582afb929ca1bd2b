"""Acts that judge and record as the room does, without a room: for the screens' click tests."""

from zoneinfo import ZoneInfo

from bedside.rules import may
from tests.ui.views import view_of

ZONE = ZoneInfo("Europe/Oslo")


class FakeActs:
    """`done` is what was recorded, in order; `told` is the session it goes on from.

    After each act `show` is called with the view, as the application does. `lenient`: nothing is
    refused. `pins` says which PIN is whose.
    """

    def __init__(self, told, place=None, *, lenient=False, pins=None, **changes):
        self.told, self.place, self.changes = told, place, changes
        self.lenient = lenient
        self.pins = pins or {}
        self.done, self.by, self.noted, self.called = [], [], [], []
        self.refusal = None
        self.show = lambda view: None

    @property
    def view(self):
        changes = {"refusal": self.refusal, **self.changes}
        return view_of(self.told.session, self.told.now, self.place, **changes)

    def shows(self, screen):
        """From now on `screen` is shown after each act; it is shown at once too."""
        self.show = screen.show_view
        screen.show_view(self.view)
        return screen

    def do(self, event, by=""):
        view = self.view
        who = by or (view.person.id if view.person else "-")
        refusal = None
        if not self.lenient:
            refusal = may(
                view.session, event, who, view.now, view.protocol, view.current, ZONE,
                staff=view.staff,
            )  # fmt: skip
        self.refusal = refusal
        if refusal is None:
            self.done.append(event)
            self.by.append(who)
            self.told.tell(event, by=who)
        self.show(self.view)
        return refusal

    def note(self, event):
        self.noted.append(event)
        self.told.tell(event)
        self.show(self.view)

    def check_pin(self, person, pin):
        return "" if self.pins.get(person) == pin else "pin_wrong"

    def sign_in(self, person, pin):
        self.called.append(("sign_in", person))
        return self.check_pin(person, pin)

    def __getattr__(self, name):
        """Everything else is only kept: ("go", Place.READY)."""

        def keep(*given, **named):
            self.called.append((name, *given, *named.values()))
            self.show(self.view)

        return keep
