import pytest

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
