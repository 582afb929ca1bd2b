"""The set-up finds out which monitor speaks on a port, and remembers it when the nurse says so."""

import os
import time
from queue import SimpleQueue

import pytest

from bedside.clock import system_clock
from bedside.settings import MonitorChoice
from bedside.text import Language
from devices.catalog import DRIVERS
from devices.line import PortError, Trouble
from devices.link import LineSettings
from devices.nonin_format2 import encode
from devices.port import open_port
from devices.raw_log import RawLog
from devices.reader import Reader
from devices.simulator.pty import wire_for
from tests.ui.ward import Ward
from ui import wired
from ui.i18n import Words
from ui.screens.setup import SetupScreen
from ui.view import Place, PortChoice, Search

WAIT_S = 10.0


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def desk(ward):
    return wired.WiredDesk(ward.parts, wired.Readers(), lambda: None, RawLog())


def until(there):
    for _ in range(round(WAIT_S / 0.02)):
        if there():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def search_of(desk, port):
    desk.find(port)
    until(lambda: desk.search.done)
    return desk.search


@pytest.mark.parametrize("generation", ["contec-v7", "contec-v5"])
def test_what_was_found_is_told(desk, monkeypatch, generation):
    monkeypatch.setattr(wired, "detect", lambda *_: DRIVERS[generation])
    assert search_of(desk, "COM3") == Search("COM3", done=True, driver=generation)


def test_that_nobody_speaks_is_told(desk, monkeypatch):
    monkeypatch.setattr(wired, "detect", lambda *_: None)
    assert search_of(desk, "COM3") == Search("COM3", done=True)


def test_a_port_that_cannot_be_listened_to_says_why(desk, monkeypatch):
    def busy(*_):
        raise PortError(Trouble.PORT_BUSY, "held")

    monkeypatch.setattr(wired, "detect", busy)
    assert search_of(desk, "COM3") == Search("COM3", done=True, trouble="port_busy")


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")
def test_whoever_listens_to_the_port_lets_it_go_and_hears_it_again(desk, monkeypatch, tmp_path):
    wire = wire_for(tmp_path, "oximeter")
    wire.plug()
    inbox = SimpleQueue()
    driver = DRIVERS["nonin-format2"]
    reader = Reader(
        "oximeter", driver, lambda: open_port(wire.url, driver.line), inbox, system_clock
    )
    desk.readers.by_role["oximeter"] = reader
    desk.choices = (MonitorChoice(role="oximeter", driver=driver.id, port=wire.url),)
    desk.readers.start()
    until(lambda: reader.connected)

    def alone(connect, _drivers, _now):
        connect(LineSettings(9600)).close()  # refused while another holds it
        return driver

    monkeypatch.setattr(wired, "detect", alone)
    assert search_of(desk, wire.url) == Search(wire.url, done=True, driver=driver.id)
    until(lambda: reader.connected)
    wire.write(encode(97, 72))
    until(lambda: not inbox.empty())
    desk.readers.stop()
    wire.unplug()


def test_nothing_is_chosen_while_it_is_being_found_out(desk):
    desk.search = Search("COM3")
    assert desk.use(()) == "searching"
    desk.find("COM4")
    assert desk.search == Search("COM3")


def test_during_a_session_its_monitors_stay(ward, desk):
    assert ward.app.find_monitor("COM3") == "no_desk"
    ward.app.desk = desk
    ward.sign_in().room.open_session(ward.now)
    assert ward.app.find_monitor("COM3") == "session_open"
    assert desk.search is None


# --- on the screen


class FakeDesk:
    def __init__(self, real):
        self.drivers, self.search = real.drivers, None

    def ports(self):
        return (PortChoice("COM3", "FT232R", "usb:0403:6001:A1"),)

    def find(self, port):
        self.search = Search(port)


@pytest.fixture
def screen(ward, desk, wide_theme):
    ward.app.desk = FakeDesk(desk)
    ward.app.settings = type(ward.app.settings)(
        monitors=(MonitorChoice(role="oximeter", driver="contec-v5", port="COM3"),)
    )
    ward.app.go(Place.SETUP)
    made = SetupScreen(wide_theme, Words(Language.NB), ward.app, lambda: 0.0)
    made.show_view(ward.view)
    return made


def test_the_button_begins_and_the_answer_is_put_into_the_list(ward, screen):
    button = screen._finders["oximeter"]
    assert button.isEnabled()
    assert not screen._finders["nibp"].isEnabled()  # no port is chosen there
    button.click()
    screen.show_view(ward.view)
    assert ward.app.desk.search == Search("COM3")
    assert not button.isEnabled()
    ward.app.desk.search = Search("COM3", done=True, driver="contec-v7")
    screen.show_view(ward.view)
    assert dict(screen._draft.drivers)["oximeter"] == "contec-v7"
    assert button.isEnabled()


@pytest.mark.parametrize(
    ("search", "said"),
    [
        (Search("COM3", done=True), "nobody_speaks"),
        (Search("COM3", done=True, trouble="port_busy"), "port_busy"),
        (Search("COM3", done=True, driver="suntech-advantage"), "other_values"),
    ],
)
def test_what_was_not_found_is_said_and_changes_nothing(ward, screen, search, said):
    screen._finders["oximeter"].click()
    ward.app.desk.search = search
    screen.show_view(ward.view)
    assert screen._draft.said == said
    assert dict(screen._draft.drivers)["oximeter"] == "contec-v5"
