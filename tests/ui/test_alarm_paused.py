"""What is silenced or held back is always seen to be, and what a repeat reading has found."""

import pytest

from bedside.text import Language
from tests.bedside.course import START, ready
from tests.ui.ward import Ward
from ui.frame_band import band_state
from ui.frame_vitals import pulse_tile, spo2_tile
from ui.i18n import Words

NB = Words(Language.NB)


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path).sign_in()
    made.room.open_session(made.now)
    made.run(5)
    yield made
    made.store.close()


def band(ward):
    return band_state(ward.view, NB)


def low(ward):
    ward.spo2 = 88
    ward.run(12)
    return ward


def pause(ward):
    ward.app.pause_audio()
    return ward.beat()


def test_a_lone_alarm_counts_down_on_the_button_that_paused_it(ward):
    pause(low(ward)).run(18)
    assert band(ward).audio == "Lyd pauset 1:42"
    assert [one.paused for one in band(ward).segments] == [""]


def test_another_that_comes_sounds_and_the_first_still_shows_its_countdown(ward):
    pause(low(ward))
    ward.pulse = 130
    ward.run(18)
    assert {one.name: one.paused for one in band(ward).segments} == {
        "SpO₂ 88 %": "1:42",
        "Puls 130": "",
    }
    assert band(ward).audio == "Lyd pause 2:00", "what sounds can be paused"


def test_each_has_its_own_time_and_a_second_pause_does_not_lengthen_the_first(ward):
    pause(low(ward))
    ward.pulse = 130
    ward.run(18)
    pause(ward).run(10)
    assert {one.name: one.paused for one in band(ward).segments} == {
        "SpO₂ 88 %": "1:32",
        "Puls 130": "1:50",
    }
    assert band(ward).audio == "Lyd pauset 1:32", "until something sounds"


@pytest.mark.parametrize(
    ("sentence", "act"),
    [("paused is not seen", "pause"), ("seen is silenced for as long, and says both", "see")],
)
def test_seen_and_paused_are_told_apart(ward, sentence, act):
    low(ward)
    if act == "see":
        ward.app.see_alarms(tuple(a.number for a in ward.view.watch.display.alarms))
        ward.beat()
    else:
        pause(ward)
    ward.pulse = 130
    ward.run(18)
    (one,) = [s for s in band(ward).segments if s.name == "SpO₂ 88 %"]
    assert (one.seen, one.paused) == (act == "see", "1:42")
    assert ("sett av Ida Lund" in one.detail) is (act == "see")


def test_worse_ends_the_countdown(ward):
    pause(low(ward))
    ward.spo2 = 84
    ward.run(6)
    assert {one.name: one.paused for one in band(ward).segments}["SpO₂ 84 %"] == ""


def test_after_two_minutes_nothing_is_paused(ward):
    pause(low(ward))
    ward.pulse = 130
    ward.run(119)
    assert "0:01" in [one.paused for one in band(ward).segments]
    ward.run(2)
    assert "" in {one.paused for one in band(ward).segments if one.name == "SpO₂ 88 %"}


def test_what_is_low_is_silent_anyway_and_counts_nothing(ward):
    ward.spo2 = 93
    ward.run(17)
    ward.app.see_alarms(tuple(a.number for a in ward.view.watch.display.alarms))
    ward.pulse = 130
    ward.run(12)
    assert {one.name: one.paused for one in band(ward).segments} == {
        "Puls 130": "",
        "SpO₂ 93 %": "",
    }


def test_the_bell_and_its_time_are_painted_however_narrow_the_window(
    tmp_path, painted, qapp, fonts
):
    ward = Ward(tmp_path, size=(1366, 768)).sign_in()
    ward.room.open_session(ward.now)
    ward.run(5)
    pause(low(ward))
    ward.pulse = 130
    ward.bp(186, 112).run(18)
    ward.window.resize(1366, 768)
    del painted[0][:]
    ward.window.band.grab()
    said = [each.what for each in painted[0]]
    assert "1:42" in said
    assert {"SpO₂ 88 %", "Puls 130", "BT 186/112"} <= set(said)
    ward.store.close()


# (sentence, saturation, for how many seconds, what stands below it)
DELAYED = [
    ("within its limits", 95, 5, "nå · signal godt"),
    ("under 90 and not yet for 10 s", 89, 5, "utenfor grensen …"),
    ("under 90 for 10 s: the alarm itself", 89, 12, "nå · signal godt"),
    ("what would only be noted is not", 93, 5, "nå · signal godt"),
]


@pytest.mark.parametrize(
    ("sentence", "spo2", "seconds", "foot"), DELAYED, ids=[row[0] for row in DELAYED]
)
def test_an_alarm_that_waits_for_its_delay_is_marked(ward, sentence, spo2, seconds, foot):
    ward.spo2 = spo2
    ward.run(seconds)
    assert spo2_tile(ward.view, NB).foot == foot
    assert pulse_tile(ward.view, NB).foot == "nå · fra fingeren"


# (sentence, what the repeat reads, what stands beside the alarm)
REPEATS = [
    (
        "a repeat within the limits corrects it, with what it read",
        (168, 98),
        "ikke bekreftet: 168/98",
    ),
    ("a repeat over them confirms it", (184, 108), "bekreftet"),
]


@pytest.mark.parametrize(("sentence", "second", "told"), REPEATS, ids=[row[0] for row in REPEATS])
def test_the_repeat_reading_confirms_or_corrects_in_words(tmp_path, sentence, second, told):
    ward = Ward(tmp_path).follow(ready().tell(START)).run(3)
    ward.bp(186, 112)
    (first,) = band(ward).segments[:1]
    assert "ny måling om" in first.detail
    ward.run(60).bp(*second)
    (one,) = [s for s in band(ward).segments if "BT" in s.name]
    assert told in one.detail.split(" · ")
    if one.latched:
        ward.run(90).bp(130, 80).run(90).bp(128, 78)
        told = "ubekreftet"  # what it read has left the screen
        assert told in next(s for s in band(ward).segments if "BT" in s.name).detail
    ward.store.close()
