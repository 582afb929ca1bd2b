"""How long the page stands in for an application that has died, and what it says of itself."""

from types import SimpleNamespace

import msgspec
import pytest

from bedside import events
from bedside.clock import ManualClock
from bedside.session import Session
from tests.ui.physician.ward import infusing
from ui.physician.doors import Device, Doors
from ui.physician.link import Bedside, FromBedside, FromPage
from ui.physician.run import (
    ALONE_S,
    ALONE_WITH_PATIENT_S,
    Itself,
    status,
    stood_in_long_enough,
)

SESSION = "20261124-0920-a1b2c3"


def over():
    return infusing().tell(events.SessionAborted(reason="slutt", decided_by="dr")).session


# (sentence, the session that was led, seconds since the application died, whether the page ends)
STANDS = [
    ("somebody lies there: it stays", infusing().session, ALONE_S + 1, False),
    ("for hours", infusing().session, ALONE_WITH_PATIENT_S - 1, False),
    ("and not for ever", infusing().session, ALONE_WITH_PATIENT_S + 1, True),
    ("nobody lies there: a quarter of an hour", Session(), ALONE_S - 1, False),
    ("and no longer", Session(), ALONE_S + 1, True),
    ("a session that is over is nobody", over(), ALONE_S + 1, True),
]


@pytest.mark.parametrize(
    ("story", "session", "after_s", "ends"), STANDS, ids=[row[0] for row in STANDS]
)
def test_how_long_it_stands_in_for_an_application_that_has_died(story, session, after_s, ends):
    clock, bedside = ManualClock(), Bedside(5.0)
    bedside.heard(FromBedside(session=SESSION), clock())
    bedside.ended(clock())
    page = SimpleNamespace(bedside=bedside, records=SimpleNamespace(session=lambda _name: session))
    clock.advance(after_s)
    assert stood_in_long_enough(page, clock()) is ends


def test_beside_an_application_that_runs_it_never_ends_by_itself():
    clock, bedside = ManualClock(), Bedside(5.0)
    page = SimpleNamespace(
        bedside=bedside, records=SimpleNamespace(session=lambda _name: Session())
    )
    for _ in range(10):
        clock.advance(ALONE_WITH_PATIENT_S)
        bedside.heard(FromBedside(), clock())
        assert not stood_in_long_enough(page, clock())


def test_it_tells_the_application_where_it_is_and_who_is_paired():
    clock = ManualClock()
    doors = Doors(b"s" * 32, {"dev-1": Device("iPhone", clock().wall, "Dr. N. Hansen")})
    page = SimpleNamespace(unsaved=[], pages=lambda: (), doors=doors)
    line = status(page, Itself("https://10.0.0.1:8443/", "AB:CD"), None)
    told = msgspec.json.decode(line, type=FromPage)
    assert (told.url, told.fingerprint, told.ringers) == ("https://10.0.0.1:8443/", "AB:CD", ())
    (device,) = told.devices
    assert (device.id, device.kind, device.last) == ("dev-1", "iPhone", "Dr. N. Hansen")
    assert b"s" * 32 not in line
