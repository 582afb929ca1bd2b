"""*This adapter + this monitor* is remembered, and found again after it moved to another port."""

import pytest

from bedside.settings import MonitorChoice, load_settings
from tests.ui.ward import Ward
from ui.adapters import address, port_now
from ui.view import PortChoice

A, B = "usb:0403:6001:A1", "usb:10c4:ea60:0001"


class FakeDesk:
    """Ports as the test says; what is used is remembered."""

    def __init__(self, *ports):
        self.listed, self.used = ports, None

    def ports(self):
        return self.listed

    def drivers(self):
        return ()

    def use(self, monitors):
        self.used = monitors
        return ""


def chosen(port, **more):
    return MonitorChoice(role="oximeter", driver="nonin-format2", port=port, **more)


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path)
    yield made
    made.store.close()


def used(ward, choice, *ports):
    ward.app.desk = FakeDesk(*ports)
    assert not ward.app.use_monitors((choice,))
    (told,) = ward.app.desk.used
    assert load_settings(ward.app.settings_file).monitors == (told,)
    return told


def test_the_adapters_own_number_is_remembered_with_the_monitor(ward):
    port = PortChoice("/dev/ttyUSB0", "FT232R", A)
    told = used(ward, chosen("/dev/ttyUSB0"), port)
    assert (told.driver, told.usb, told.name) == ("nonin-format2", A, "FT232R")
    assert address(told) == A


def test_after_it_moved_the_set_up_shows_where_it_is_now(ward):
    told = used(ward, chosen("COM3"), PortChoice("COM3", "FT232R", A))
    moved = (PortChoice("COM3", "another", B), PortChoice("COM7", "FT232R", A))
    assert port_now(told, moved) == "COM7"
    assert used(ward, chosen("COM7"), *moved).usb == A


@pytest.mark.parametrize(
    ("story", "ports"),
    [
        ("it has no number", (PortChoice("COM3", "CH340"),)),
        ("its number is not its own", (PortChoice("COM3", "a", B), PortChoice("COM4", "b", B))),
        ("it was typed by hand", (PortChoice("COM9", "FT232R", A),)),
    ],
)
def test_an_adapter_that_cannot_be_told_apart_is_known_by_its_port(ward, story, ports):
    told = used(ward, chosen("COM3"), *ports)
    assert (address(told), port_now(told, ports)) == ("COM3", "COM3"), story


def test_an_adapter_that_is_not_plugged_in_now_is_not_forgotten(ward):
    used(ward, chosen("COM3"), PortChoice("COM3", "FT232R", A))
    assert used(ward, chosen("COM3")).usb == A


def test_another_number_that_was_known_is_not_kept_for_another_port(ward):
    used(ward, chosen("COM3"), PortChoice("COM3", "FT232R", A))
    assert used(ward, chosen("socket://10.0.0.7:4001")).usb == ""
