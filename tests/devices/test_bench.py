from threading import Event, Thread

from bedside.clock import Instant, system_clock
from devices.bench import (
    decode_rate,
    hand_offs_s,
    latencies_s,
    pieces_of,
    said_in,
    utterances,
)
from devices.catalog import DRIVERS
from devices.link import Command, Order
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


def test_a_stream_is_cut_behind_each_byte_that_completes_a_reading():
    said = utterances(nonin_format2(Calm()), NONIN, 3.0)
    assert (len(said.stream), said.frames) == (5 * 225, 225)
    pieces = pieces_of(NONIN, said.stream, 4)
    assert len(pieces) == 4
    assert said.stream.startswith(b"".join(pieces))
    decoder = NONIN.decoder()
    for piece in pieces:
        assert values(decoder.feed(piece[:-1])) == []
        assert len(values(decoder.feed(piece[-1:]))) == 1


def test_a_cuff_can_be_asked_for_what_it_says_of_a_measurement():
    driver = DRIVERS["suntech-advantage"]
    orders = [Order(Command.START_NIBP, 1)]
    said = utterances(SIMULATORS[driver.id](Calm()), driver, 60.0, orders)
    assert len(pieces_of(driver, said.stream, 9)) == 1


def test_the_last_byte_of_a_reading_is_timed_through_a_real_line(tmp_path):
    stream = said_in(nonin_format2(Calm()), NONIN, 4.0)
    took = latencies_s(NONIN, stream, 6, tmp_path, system_clock, in_thread, Event().wait)
    assert len(took) == 6
    assert all(0 < seconds < 5 for seconds in took)
    assert all(seconds > 0 for seconds in hand_offs_s(5, system_clock, in_thread))


def in_thread(run):
    Thread(target=run, daemon=True).start()
