"""Bad ports, values and files: one clear sentence in both languages, and nothing is lost.

A full disk has a file of its own, test_full_disk.py.
"""

import os
import random
import re
import shutil

import pytest
from typer.testing import CliRunner

import resources
from bedside import events, protocol
from bedside.infusion import Pump
from bedside.store import FORMAT, Store
from bedside.text import Language
from bedside.vitals import BloodPressure
from devices.nonin_format2 import encode
from devices.suntech_packets import Result, pressure_packet, result_packet
from tests.bedside.course import documented, identified
from tests.bedside.telling import D
from tests.scenarios.wired import Wired
from ui import __main__ as root
from ui import cli
from ui.data import Place
from ui.frame_band import band_state
from ui.frame_vitals import bp_tile, pulse_tile, spo2_tile
from ui.hold import hold
from ui.i18n import Words
from ui.widgets.tile import Reading
from ui.wording import refusal_text

NB, EN = Words(Language.NB), Words(Language.EN)
CODE = re.compile(r"[a-z]_[a-z]|[{}]|Traceback|Error\b")
on_a_line = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")


def is_a_sentence(nb, en, *without):
    """There, in two languages, for people; `without` are names of files that belong in it."""
    for name in without:
        nb, en = nb.replace(name, ""), en.replace(name, "")
    assert nb.strip()
    assert en.strip()
    assert nb != en
    assert not CODE.search(nb)
    assert not CODE.search(en)


@pytest.fixture
def ward(tmp_path):
    made = Wired(tmp_path).infusing()
    yield made
    made.close()


def goes_on(ward, for_s):
    """The pump counts, what is done is recorded, and the record holds together."""
    assert ward.session.infusion.pump is Pump.RUNNING
    assert ward.session.infusion.pump_time_s(ward.now) == pytest.approx(for_s)
    assert ward.app.do(events.NoteWritten(text="rolig")) is None
    assert ward.store.replay(ward.room.session_id)[-1].event.text == "rolig"
    assert ward.store.verify() == []


# --- ports -----------------------------------------------------------------------------------


def nothing(_n):
    return b""


def noise(n):
    return random.Random(n).randbytes(90)


def oximeter(_n):
    return encode(96, 71)


def cuff(_n):
    """What a SunTech says while it measures, and its result."""
    result = Result(systolic=121, diastolic=76, pulse_rate=70, mean=91)
    return pressure_packet(90) * 8 + result_packet(result)


MONITORS = {"oximeter": ("nonin-format2", cuff), "nibp": ("suntech-advantage", oximeter)}
PORTS = [
    ("a port that does not exist", "missing", "Porten finnes ikke", "The port is not there"),
    ("a port that is busy", "busy", "Et annet program bruker", "Another program has the port"),
    ("another device's bytes", "another", "En annen enhet", "Another device is on the port"),
    ("garbage", noise, "En annen enhet", "Another device is on the port"),
    ("nothing", nothing, "Monitoren svarer ikke", "The monitor is silent"),
]


def connect(ward, role, what):
    """Hang `what` on the port of a role."""
    driver, another = MONITORS[role]
    if what == "missing":
        ward.listen(role, driver, str(ward.folder / "no-such-port"))
    elif what == "busy":
        ward.plug(role, driver, nothing).take_port(role, driver)
    else:
        ward.plug(role, driver, another if what == "another" else what)


@on_a_line
@pytest.mark.parametrize(("story", "what", "in_nb", "in_en"), PORTS)
def test_what_is_wrong_at_a_port_is_said_and_the_session_goes_on(story, what, in_nb, in_en, ward):
    for role in MONITORS:
        connect(ward, role, what)
    ward.run(30)
    for role, tile in (("oximeter", spo2_tile), ("nibp", bp_tile)):
        states = [tile(ward.view, words) for words in (NB, EN)]
        nb, en = (f"{state.foot} {state.foot_aside}" for state in states)
        assert in_nb in nb
        assert in_en in en
        is_a_sentence(nb, en)
        assert f"{role}_silent" in ward.alarms
    assert spo2_tile(ward.view, NB).reading is Reading.MISSING
    goes_on(ward, 35)


@on_a_line
def test_the_right_monitor_is_heard_as_soon_as_it_is_on_the_port(ward):
    said = [noise]
    ward.plug("oximeter", "nonin-format2", lambda n: said[0](n))
    ward.run(20)
    assert spo2_tile(ward.view, NB).reading is Reading.MISSING
    said[0] = oximeter
    ward.run(10)
    assert spo2_tile(ward.view, NB).digits == "96"
    assert "oximeter_silent" not in ward.alarms


# --- values ----------------------------------------------------------------------------------

MEASURED = [
    ("a saturation nobody lives with", {"spo2": 31}, spo2_tile, "31", "SpO₂", "SpO₂"),
    ("a pulse no heart makes", {"pulse": 290}, pulse_tile, "290", "Puls", "Pulse"),
    ("a pulse that is too slow", {"pulse": 18}, pulse_tile, "18", "Puls", "Pulse"),
    ("a pressure no cuff finds", {"bp": (262, 150, 190)}, bp_tile, "262/150", "BT", "BP"),
    ("a mean above the systolic", {"bp": (185, 90, 200)}, bp_tile, "185/90", "BT", "BP"),
    ("an upper that is the lower", {"bp": (190, 190, None)}, bp_tile, "190/190", "BT", "BP"),
]


@pytest.mark.parametrize(("story", "measured", "tile", "digits", "nb", "en"), MEASURED)
def test_a_measured_value_that_cannot_be_has_a_question_mark_and_alarms(
    story, measured, tile, digits, nb, en, ward
):
    ward.spo2, ward.pulse = measured.get("spo2", 97), measured.get("pulse", 70)
    if "bp" in measured:
        ward.says(BloodPressure(*measured["bp"]))
    ward.run(30)
    for words, name in ((NB, nb), (EN, en)):
        state = tile(ward.view, words)
        assert (state.digits, state.suspect) == (digits, True)
        alarms = [
            segment.name.replace(" %", "") for segment in band_state(ward.view, words).segments
        ]
        assert f"{name} {digits}?" in alarms
    goes_on(ward, 35)


TYPED = [
    ("a pressure nobody has", documented("during", systolic=400)),
    ("a pulse nobody has", documented("during", pulse_rate=700)),
    ("a saturation above 100 %", documented("during", spo2=101)),
]


def is_refused(ward, event):
    """What the screen says of it, in both languages; the record is as it was."""
    before = ward.store.head(ward.room.session_id)
    refusal = ward.app.do(event)
    said = [refusal_text(refusal, ward.view.protocol, words) for words in (NB, EN)]
    is_a_sentence(*said)
    assert ward.store.head(ward.room.session_id) == before
    return said


@pytest.mark.parametrize(("story", "event"), TYPED)
def test_a_typed_value_that_cannot_be_is_refused_and_not_recorded(story, event, ward):
    is_refused(ward, event)
    goes_on(ward, 5)


def test_a_weight_of_ten_persons_is_refused_and_not_recorded(tmp_path):
    ward = Wired(tmp_path).sign_in()
    assert ward.app.open_session(identified()) is None
    said = is_refused(ward, events.WeightRecorded(weight_kg=D(724), how="scale"))
    assert all("724 kg" in sentence for sentence in said)
    ward.close()


# --- files -----------------------------------------------------------------------------------

KEY = "ab" * 32


def started(*arguments):
    """What the command line says to an attempt that must fail: nb and en, one line each."""
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    assert (result.exit_code, result.stdout) == (1, "")
    nb, en = result.stderr.splitlines()
    return nb, en


def newer(file):
    store = Store(file, KEY)
    with store._engine.begin() as db:
        db.exec_driver_sql(f"PRAGMA user_version = {FORMAT + 1}")
    store.close()


def rubbish(file):
    file.write_bytes(noise(1) * 100)


def cut_short(file):
    Store(file, KEY).close()
    file.write_bytes(file.read_bytes()[100:5000])


RECORDS = [
    ("a database of a newer version", newer, "nyere versjon av bedside", "newer version of"),
    ("a file that is no database", rubbish, "filen er ingen journal", "file is no record"),
    ("a database cut short", cut_short, "filen er ingen journal", "file is no record"),
]


@pytest.mark.parametrize("command", [(), ("record", "list"), ("record", "verify")])
@pytest.mark.parametrize(("story", "made", "in_nb", "in_en"), RECORDS)
def test_a_record_that_cannot_be_opened_is_said_and_left_as_it_is(
    story, made, in_nb, in_en, command, qapp, tmp_path
):
    (tmp_path / "record.key").write_text(KEY)
    made(tmp_path / "record.db")
    before = (tmp_path / "record.db").read_bytes()
    nb, en = started(*command, "--data", tmp_path)
    assert in_nb in nb
    assert in_en in en
    is_a_sentence(nb, en, str(tmp_path))
    assert (tmp_path / "record.db").read_bytes() == before


def test_a_protocol_file_with_an_unknown_key_is_named_with_file_and_key(
    qapp, tmp_path, monkeypatch
):
    folder = tmp_path / "protocol"
    shutil.copytree(resources.path("protocol"), folder)
    dose = folder / "dose.toml"
    dose.write_text("max_dose_mgg = 100\n" + dose.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(root, "load_protocol", lambda _local: protocol.load(folder))
    nb, en = started("--data", tmp_path / "data")
    for sentence in (nb, en):
        assert sentence.startswith("dose.toml: ")
        assert "max_dose_mgg" in sentence
    is_a_sentence(nb, en, "max_dose_mgg")


def test_a_second_instance_is_told_who_has_the_record_and_the_first_goes_on(qapp, ward):
    lock = hold(Place(ward.folder), simulated=False)
    nb, en = started("--data", ward.folder)
    for sentence in (nb, en):
        assert str(os.getpid()) in sentence
    is_a_sentence(nb, en, str(ward.folder))
    ward.run(5)
    goes_on(ward, 10)
    lock.unlock()
