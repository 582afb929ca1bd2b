"""A session keeps the raw bytes of its ports, and each of its readings can be traced to them."""

import json
import os
from queue import SimpleQueue

import pytest
from typer.testing import CliRunner

from bedside import events
from bedside.clock import ManualClock
from bedside.vitals import Measurement
from devices.catalog import DRIVERS
from devices.nonin_format2 import encode
from devices.port import open_port
from devices.reader import Reader
from tests.scenarios.wired import Wired
from ui import cli
from ui.data import Place
from ui.wired import keep_raw

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")
DRIVER = "nonin-format2"


def oximeter(n):
    """A patient whose numbers go up and down, and now and then a damaged byte."""
    said = bytearray(encode(90 + n % 9, 60 + n % 30))
    if n % 7 == 0:
        said[n % len(said)] ^= 0x40
    return bytes(said)


@pytest.fixture
def kept(tmp_path):
    """(the file of the oximeter, what the session recorded of it)"""
    ward = Wired(tmp_path)
    raw = keep_raw(ward.parts, Place(tmp_path))
    ward.plug("oximeter", DRIVER, oximeter)
    ward.readers["oximeter"].tap = raw.tap_of(DRIVER)
    ward.run(5)
    assert not (tmp_path / "raw").exists()  # nothing is kept of nobody
    ward.infusing().run(60)
    session = ward.room.session_id
    entries = ward.store.replay(session)
    raw.close()
    ward.close()
    return tmp_path / "raw" / session / "oximeter.raw", entries


def decoded(file, *options):
    result = CliRunner().invoke(cli.app, ["decode", "--monitor", DRIVER, *options, str(file)])
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_reading_of_the_record_is_in_the_bytes_that_came_when_it_was_recorded(kept):
    file, entries = kept
    lines = decoded(file, "--times")
    readings = [
        (e.at.wall.isoformat(timespec="milliseconds"), e.event.vital, e.event.value)
        for e in entries
        if isinstance(e.event, events.Measured)
        and e.event.source == "oximeter"
        and e.event.value is not None
    ]
    traced = {(line["at"], line.get("vital"), line.get("value")): line["bytes"] for line in lines}
    since = min(line["at"] for line in lines)
    followed = [reading for reading in readings if reading[0] >= since]
    assert len(followed) > 60
    for reading in followed:
        begin, end = traced[reading]
        assert 0 <= begin < end <= file.stat().st_size


def test_frames_and_garbled_bytes_add_up_to_the_file(kept):
    file, _entries = kept
    for options in ((), ("--times",)):
        lines = decoded(file, *options, "--waveforms")
        frames = sum(len(line["samples"]) for line in lines if "waveform" in line)
        garbled = sum(line.get("garbled", 0) for line in lines)
        assert garbled > 0
        assert 5 * frames + garbled == file.stat().st_size


def test_the_recording_as_a_port_says_the_same_again(kept):
    file, _entries = kept
    clock, inbox = ManualClock(), SimpleQueue()
    file.with_suffix(".times").unlink()  # at once
    driver = DRIVERS[DRIVER]
    port = lambda: open_port(f"replay:{file}", driver.line)  # noqa: E731
    reader = Reader("oximeter", driver, port, inbox, clock)
    reader.pump(0)
    reader.pump(0)
    reader.close()
    heard = [inbox.get_nowait().what for _ in range(inbox.qsize())]
    values = [what.value for what in heard if isinstance(what, Measurement)]
    told = [line["value"] for line in decoded(file) if "vital" in line]
    assert len(values) > 100
    assert values == told[: len(values)]
    assert len(told) - len(values) <= 2  # the last packet counts when the stream has ended


def test_where_raw_bytes_are_not_wanted_none_are_kept(tmp_path):
    ward = Wired(tmp_path)
    raw = keep_raw(ward.parts, Place(tmp_path))
    ward.app.settings = type(ward.app.settings)(keep_raw_bytes=False)
    ward.infusing()
    assert raw.folder is None
    ward.close()
