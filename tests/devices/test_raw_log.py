"""The bytes of a port beside the record: kept as they came, and said again."""

import threading

import pytest

from bedside.clock import ManualClock
from devices.line import PortError, Trouble
from devices.link import LineSettings
from devices.port import open_port
from devices.raw_log import Piece, RawLog, pieces, times_beside
from devices.replay import ReplayPort


@pytest.fixture
def clock():
    return ManualClock()


def recorded(folder, clock, *talk):
    """`talk`: seconds to wait, bytes that came, or ("out", bytes)."""
    log = RawLog(folder)
    tap = log.tap_of("nonin-format2")
    for said in talk:
        if isinstance(said, bytes):
            tap("oximeter", clock(), "in", said)
        elif isinstance(said, tuple):
            tap("oximeter", clock(), *said)
        else:
            clock.advance(said)
    log.close()
    return folder / "oximeter.raw"


def test_what_came_is_kept_byte_for_byte_and_each_piece_has_its_time(tmp_path, clock):
    began = clock().wall
    everything = bytes(range(256))
    file = recorded(tmp_path / "s" / "deep", clock, b"ab", 0.5, ("out", b"\x3a\x20"), everything)
    assert file.read_bytes() == b"ab" + everything
    first, second = pieces(file)
    assert first == Piece(b"ab", 0, began)
    assert (second.data, second.begin, second.end) == (everything, 2, 258)
    assert second.at == clock().wall
    lines = list(times_beside(file))
    assert lines[0].driver == "nonin-format2"
    assert [line.sent for line in lines if line.sent] == ["3a20"]


def test_without_an_open_session_nothing_is_kept(tmp_path, clock):
    log = RawLog()
    tap = log.tap_of("nonin-format2")
    tap("oximeter", clock(), "in", b"before")
    log.folder = tmp_path / "one"
    tap("oximeter", clock(), "in", b"first")
    log.folder = tmp_path / "two"
    tap("oximeter", clock(), "in", b"second")
    log.folder = None
    tap("oximeter", clock(), "in", b"after")
    kept = {file.parent.name: file.read_bytes() for file in tmp_path.glob("*/oximeter.raw")}
    assert kept == {"one": b"first", "two": b"second"}


def test_a_session_that_goes_on_after_a_crash_goes_on_in_its_files(tmp_path, clock):
    recorded(tmp_path, clock, b"before")
    with (tmp_path / "oximeter.times").open("ab") as times:
        times.write(b'{"at":"2026-11-24T08')  # what a pulled plug leaves
        times.write(b"\n")
    file = recorded(tmp_path, clock, 9.0, b"after")
    assert [piece.data for piece in pieces(file)] == [b"before", b"after"]


def test_another_monitor_in_the_same_role_is_said(tmp_path, clock):
    log = RawLog(tmp_path)
    log.tap_of("nonin-format2")("oximeter", clock(), "in", b"a")
    log.tap_of("contec-v7")("oximeter", clock(), "in", b"b")
    log.close()
    drivers = [line.driver for line in times_beside(tmp_path / "oximeter.raw") if line.driver]
    assert drivers == ["nonin-format2", "contec-v7"]


def test_bytes_whose_time_was_not_written_are_there_all_the_same(tmp_path, clock):
    file = recorded(tmp_path, clock, b"ab")
    with file.open("ab") as more:
        more.write(b"cd")
    assert list(pieces(file))[1] == Piece(b"cd", 2, None)
    (tmp_path / "oximeter.times").unlink()
    assert list(pieces(file)) == [Piece(b"abcd", 0, None)]


# --- as a port


def test_a_replay_says_it_again_at_its_pace_and_is_silent_then(tmp_path, clock):
    file = recorded(tmp_path, clock, b"one", 2.0, b"two")
    port = ReplayPort(file, clock)
    assert [port.read(0), port.read(0)] == [b"one", b""]
    clock.advance(1.9)
    assert port.read(0) == b""
    clock.advance(0.2)
    port.write(b"goes nowhere")
    assert [port.read(0), port.read(0)] == [b"two", b""]
    port.close()


def test_a_replay_without_times_comes_at_once(tmp_path):
    (tmp_path / "bytes.bin").write_bytes(b"all of it")
    port = open_port(f"replay:{tmp_path / 'bytes.bin'}", LineSettings(9600))
    assert port.read(0.5) == b"all of it"
    assert port.read(0.001) == b""


def test_whoever_waits_for_a_replay_can_be_woken(tmp_path):
    (tmp_path / "empty.bin").touch()
    port = open_port(f"replay:{tmp_path / 'empty.bin'}", LineSettings(9600))
    threading.Timer(0.05, port.interrupt).start()
    assert port.read(30) == b""


def test_a_recording_that_is_not_there_is_a_port_that_is_not_there(tmp_path):
    with pytest.raises(PortError) as lost:
        open_port(f"replay:{tmp_path / 'gone.raw'}", LineSettings(9600))
    assert lost.value.trouble is Trouble.PORT_MISSING
