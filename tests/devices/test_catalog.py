import pytest

from bedside.vitals import Vital
from devices.catalog import DRIVERS

drivers = pytest.mark.parametrize("driver", DRIVERS.values(), ids=DRIVERS)


@drivers
def test_a_driver_is_found_under_its_own_name(driver):
    assert DRIVERS[driver.id] is driver


@drivers
def test_a_driver_can_be_talked_to_and_listened_to(driver):
    assert driver.vitals
    assert 0 < driver.patience_s <= 30
    step = driver.converse().opened(0.0)
    assert driver.talks_unasked or step.send
    assert driver.decoder().feed(b"") == driver.decoder().finish() == []


@pytest.mark.parametrize(
    ("driver_id", "seconds", "why"),
    [
        ("nonin-format2", 3.0, "75 frames a second"),
        ("nonin-format7", 2.0, "75 frames a second"),
        ("contec-v7", 3.0, "60 packets a second; it is told every 5 s that we are there"),
        ("contec-v5", 2.0, "60 packets a second"),
        ("masimo-ascii1", 3.0, "a line a second"),
        ("nellcor-ascii", 3.0, "a line every 2 s"),
        ("berry-pm6750", 3.0, "SpO2 once a second, asked for again after 2 s"),
        ("ge-s5-dri", 3.0, "its plethysmogram comes once a second, its SpO2 every 5 s"),
        ("philips-intellivue", 3.0, "numerics once a second, asked for again after 2 s"),
        ("ivy-450c", 3.0, "a frame a second"),
        ("suntech-advantage", 5.0, "a cuff: silent for seconds between its answers"),
    ],
)
def test_a_silent_oximeter_is_lost_within_three_seconds(driver_id, seconds, why):
    driver = DRIVERS[driver_id]
    assert driver.patience_s == seconds, why
    assert driver.patience_s <= 3 or Vital.SPO2 not in driver.vitals


def test_the_patience_of_every_monitor_has_a_reason():
    marks = test_a_silent_oximeter_is_lost_within_three_seconds.pytestmark
    assert {row[0] for row in marks[0].args[1]} == set(DRIVERS)


@drivers
def test_every_byte_of_noise_is_told(driver):
    noise = b"U" * 300
    decoder = driver.decoder()
    found = [*decoder.feed(noise), *decoder.finish()]
    assert b"".join(getattr(item, "data", b"") for item in found) == noise


def test_a_cuff_is_stopped_when_its_line_opens_and_when_it_closes():
    for driver in DRIVERS.values():
        if driver.starts_nibp:
            talk = driver.converse()
            assert talk.opened(0.0).send, driver.id
            assert talk.closing(0.0), driver.id
