"""What a monitor says of itself is in words, in both languages, wherever a nurse would look."""

import ast
from pathlib import Path

import pytest

import devices
from bedside import events
from bedside.board_view import Role
from bedside.text import Language
from bedside.vitals import DeviceIdentified, DeviceStatus, LinkLost, Status, Vital
from devices.catalog import DRIVERS
from tests.ui.ward import Ward
from ui.device_words import SHOWN_S, STATUSES, device_text, status_text
from ui.frame_vitals import bp_tile, spo2_tile
from ui.i18n import Words
from ui.log_rows import log_rows
from ui.screens.room_aside import room_state
from ui.screens.setup_state import link_text
from ui.widgets import paint
from ui.widgets.words import plain
from ui.wired import roles_of

NB, EN = Words(Language.NB), Words(Language.EN)
SILENCED = ("Monitoralarmer dempet", "Monitor alarms silenced")


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_words(status):
    nb, en = status_text(status, NB), status_text(status, EN)
    assert nb != en
    assert "_" not in nb + en
    assert set(STATUSES) == set(Status)


WITH_VALUES = (
    Status.LOW_BATTERY, Status.ALARMS_OFF, Status.ALARM_SILENCED, Status.ALARMS_SILENCED,
    Status.CABLE_LIFE_EXPIRED, Status.SENSOR_LIFE_EXPIRED, Status.USER_CHANGED,
    Status.EXTENDED_POLL_REFUSED,
)  # fmt: skip


@pytest.mark.parametrize("words", [NB, EN], ids=["nb", "en"])
def test_what_is_said_beside_a_value_is_not_cut_off(theme, words):
    metrics = theme.metrics
    room = metrics.vitals_w // 2 - metrics.margin - metrics.icon_s - 2 * metrics.px(8)
    for status in WITH_VALUES:
        assert paint.width(theme, status_text(status, words), metrics.s) <= room, status


def test_a_driver_names_each_status_by_its_word_in_the_list():
    """`DeviceStatus("some text")` would pass by the words: there is none in the drivers."""
    for file in Path(devices.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "DeviceStatus":
                assert not isinstance(node.args[0], ast.Constant), f"{file.name}:{node.lineno}"


def test_a_code_of_a_newer_program_stands_as_it_is():
    assert status_text("moon_phase", NB) == "moon_phase"


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path)
    yield made
    made.store.close()


def room_line(ward, role, words=NB):
    return next(line for line in room_state(ward.view, words).lines if line.id == role)


def test_it_is_on_the_tile_while_it_is_new(ward):
    ward.run(5).says(DeviceStatus(Status.ALARMS_SILENCED), "oximeter").run(1)
    assert [spo2_tile(ward.view, w).foot for w in (NB, EN)] == list(SILENCED)
    ward.run(SHOWN_S)
    assert spo2_tile(ward.view, NB).foot == "nå · signal godt"


def test_it_stays_in_the_room_and_the_set_up_with_its_time(ward):
    ward.run(5).says(DeviceStatus(Status.ALARMS_SILENCED), "oximeter").run(SHOWN_S + 60)
    said = f"{SILENCED[0]} (09:20)"
    assert room_line(ward, "oximeter").second == said
    assert link_text(ward.view, "oximeter", NB) == f"svarer: se verdiene ved siden av · {said}"
    ward.says(LinkLost("silent"), "oximeter").beat()
    assert SILENCED[0] not in room_line(ward, "oximeter").second


def test_a_monitor_that_gives_nothing_says_why(ward):
    ward.spo2 = ward.pulse = None
    ward.says(DeviceStatus(Status.ASSOCIATION_REFUSED), "oximeter").beat()
    assert spo2_tile(ward.view, NB).foot == "Monitoren avviser tilkoblingen (09:20)"


def test_the_cuffs_word_is_on_its_tile(ward):
    ward.says(DeviceStatus(Status.CUFF_INFLATING_UNASKED)).beat()
    assert plain(bp_tile(ward.view, NB).foot) == "Mansjetten pumper uten å være bedt om det"
    ward.bp(118, 72)
    assert plain(bp_tile(ward.view, NB).foot_aside) == "Mansjetten pumper uten å være bedt om det"


def test_it_is_in_the_record_and_in_the_log(ward):
    ward.sign_in().room.open_session(ward.now)
    ward.says(DeviceStatus(Status.CABLE_LIFE_EXPIRED), "oximeter").beat()
    told = [entry.event for entry in ward.store.replay(ward.room.session_id)]
    assert events.MonitorSaid(monitor="oximeter", status="cable_life_expired") in told
    row = log_rows(ward.view, NB)[0]
    assert (row.words, row.second) == ("Sensorkabel utslitt", "SpO₂ og puls")


MASIMO = DeviceIdentified(serial="0000056661")
NELLCOR = DeviceIdentified("N-595", firmware="1.2")


def told_devices(ward):
    entries = ward.store.replay(ward.room.session_id)
    return [e.event for e in entries if isinstance(e.event, events.MonitorIdentified)]


@pytest.mark.parametrize(
    ("story", "device", "nb", "en"),
    [
        ("a serial number", MASIMO, "nr. 0000056661", "no. 0000056661"),
        ("a model and its software", NELLCOR, "N-595 programvare 1.2", "N-595 software 1.2"),
        ("all of it", DeviceIdentified("MX450", "DE1", "J.10"), "MX450 nr. DE1 programvare J.10",
         "MX450 no. DE1 software J.10"),
        ("it does not say", DeviceIdentified(), "", ""),
    ],
)  # fmt: skip
def test_which_device_it_is_in_words(story, device, nb, en):
    assert (device_text(device, NB), device_text(device, EN)) == (nb, en)


def test_which_device_answers_is_shown_in_the_set_up(ward):
    ward.run(5).says(MASIMO, "oximeter").run(1)
    said = "svarer: se verdiene ved siden av · nr. 0000056661"
    assert link_text(ward.view, "oximeter", NB) == said


def test_which_device_it_was_is_in_the_record_of_each_session(ward):
    ward.run(5).says(MASIMO, "oximeter").run(1)
    ward.sign_in().room.open_session(ward.now)
    ward.run(2).says(MASIMO, "oximeter").run(1)
    known = events.MonitorIdentified(monitor="oximeter", serial="0000056661")
    assert told_devices(ward) == [known]  # known before, and not told again


def test_another_device_at_the_same_place_is_told(ward):
    ward.sign_in().room.open_session(ward.now)
    ward.run(2).says(MASIMO, "oximeter").run(2).says(NELLCOR, "oximeter").run(1)
    assert [one.serial or one.model for one in told_devices(ward)] == ["0000056661", "N-595"]


def test_a_cuff_that_may_be_full_is_a_condition_and_not_said_twice(ward):
    ward.sign_in().room.open_session(ward.now)
    ward.says(DeviceStatus(Status.CHECK_CUFF)).beat()
    told = [entry.event for entry in ward.store.replay(ward.room.session_id)]
    assert events.ConditionDeclared(condition="cuff_unknown") in told
    assert not any(isinstance(event, events.MonitorSaid) for event in told)


# --- devices that have no alarms


def test_of_every_bare_module_it_is_said_that_it_has_no_alarms(tmp_path):
    bare = [driver.id for driver in DRIVERS.values() if not driver.own_alarms]
    assert set(bare) >= {"nonin-format2", "suntech-advantage", "berry-pm6750"}
    for driver in bare:
        (role,) = roles_of({"monitor": driver}).values()
        assert not role.own_alarms


def test_a_device_without_alarms_of_its_own_is_shown_as_one(ward):
    ward.room.use(
        type(ward.room.set_up)(
            "Behandlingsrom 2",
            True,
            {"oximeter": "nonin-format2"},
            {"oximeter": Role(frozenset({Vital.SPO2, Vital.PULSE_RATE}), own_alarms=False)},
        ),
        ward.now,
    )
    ward.run(3)
    assert spo2_tile(ward.view, NB).foot == "nå · ingen egne alarmer"
    assert room_line(ward, "oximeter").second == "Enheten har ingen egne alarmer"
    assert link_text(ward.view, "oximeter", NB).endswith("Enheten har ingen egne alarmer")


def test_nothing_is_said_of_one_that_has_them(ward):
    ward.run(3)
    assert spo2_tile(ward.view, NB).foot == "nå · signal godt"
    assert room_line(ward, "oximeter").second == "svarer"
