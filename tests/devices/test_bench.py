from bedside.clock import Instant, system_clock
from devices.bench import decode_rate, said_in
from devices.catalog import DRIVERS
from devices.simulator.catalog import SIMULATORS
from devices.simulator.nonin import nonin_format2
from tests.devices.streams import Calm, values
from tests.devices.test_reader import NONIN


def test_a_minute_of_a_monitor_is_what_its_driver_hears_in_a_minute():
    said = said_in(nonin_format2(Calm()), NONIN, 60.0)
    assert len(said) == 5 * (60 * 75)
    decoder = NONIN.decoder()
    assert len(values([*decoder.feed(said), *decoder.finish()])) == 180


def test_a_monitor_that_must_be_asked_is_asked():
    for name in ("contec-v7", "suntech-advantage", "philips-intellivue"):
        assert len(said_in(SIMULATORS[name](Calm()), DRIVERS[name], 10.0)) > 50, name


def test_the_rate_is_told_in_bytes_in_frames_and_against_the_floor():
    ticks = iter(range(100))

    def now():
        return Instant(float(next(ticks)), system_clock().wall)

    rate = decode_rate(NONIN, bytes(5000), 5, now)
    assert (rate.bytes_per_s, rate.frames_per_s, rate.times_floor) == (5000, 1000, 20)


def test_a_recording_eight_times_as_long_takes_about_eight_times_as_long():
    """How fast it is depends on the machine (`bedside bench`); that it stays so does not."""
    stream = said_in(nonin_format2(Calm(), burst=25), NONIN, 40.0)

    def quickest_s(data):
        return min(
            len(data) / decode_rate(NONIN, data, 5, system_clock).bytes_per_s for _ in range(4)
        )

    assert quickest_s(stream * 8) < 8 * 4 * quickest_s(stream)
