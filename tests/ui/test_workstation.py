"""The computer itself: awake during a session, its mains watched, a standing still noticed."""

import pytest

from bedside.clock import ManualClock
from bedside.workstation import Power, conditions
from tests.ui.ward import Ward
from ui.workstation import LinuxAwake, Workstation, linux_power, of_windows

# (sentence, mains, percent, awake, session open, conditions)
RULES = [
    ("on the mains there is nothing to say", True, 100, True, True, set()),
    ("a computer that says nothing is no alarm", None, None, True, True, set()),
    ("on battery is said", False, 80, True, True, {"on_battery"}),
    ("on battery is said before a session too", False, 80, False, False, {"on_battery"}),
    ("20 % is not yet low", False, 20, True, True, {"on_battery"}),
    ("under 20 % is said instead", False, 19, True, True, {"battery_low"}),
    ("charging from 10 % is no alarm", True, 10, True, True, set()),
    ("a session on a computer that may sleep", True, None, False, True, {"may_sleep"}),
    ("it may sleep while no session is open", True, None, False, False, set()),
]


@pytest.mark.parametrize(
    ("sentence", "mains", "percent", "awake", "open_", "found"), RULES, ids=[r[0] for r in RULES]
)
def test_what_the_computer_says(sentence, mains, percent, awake, open_, found):
    assert conditions(Power(mains, percent), awake=awake, session_open=open_) == found


class Held:
    def __init__(self, can=True):
        self.can, self.held, self.told = can, False, []

    def hold(self):
        self.told.append("hold")
        self.held = self.can

    def release(self):
        self.told.append("release")
        self.held = False


def test_it_is_held_while_a_session_is_open_and_let_go_after():
    awake, clock = Held(), ManualClock()
    station = Workstation(awake, Power)
    assert station.beat(clock(), open_=False) == set()
    assert awake.told == []
    station.beat(clock.advance(0.1), open_=True)
    assert awake.told == ["hold"]
    station.beat(clock.advance(1.0), open_=True)
    assert awake.told == ["hold"], "not at every beat"
    station.beat(clock.advance(5.0), open_=True)
    assert awake.told == ["hold", "hold"], "one that was lost is asked for again"
    station.beat(clock.advance(0.1), open_=False)
    assert awake.told[-1] == "release"


def test_one_that_cannot_be_held_is_said_on_the_screen(tmp_path):
    ward = Ward(tmp_path).run(2)
    station = Workstation(Held(can=False), Power)
    ward.app.facts = lambda now: station.beat(now, open_=ward.room.open)
    ward.sign_in().room.open_session(ward.now)
    ward.run(4)
    assert "may_sleep" not in ward.alarms
    ward.run(4)
    assert "may_sleep" in ward.alarms
    assert ward.view.watch.display.sound is None, "LOW is silent"


def test_a_screen_that_stood_still_is_an_alarm_of_the_session(tmp_path):
    ward = Ward(tmp_path).run(2)
    ward.app.stood_still = lambda _now: 3.5
    ward.run(1)
    assert ward.alarms == [], "no session: nobody was to be watched"
    ward.sign_in().room.open_session(ward.now)
    ward.run(1)
    assert "display_stalled" in ward.alarms


def supplies(folder, **each):
    for name, files in each.items():
        (folder / name).mkdir()
        for file, text in files.items():
            (folder / name / file).write_text(text + "\n", encoding="utf-8")
    return folder


# (sentence, what the kernel has, mains, percent)
KERNEL = [
    ("a desktop has nothing", {}, None, None),
    (
        "a laptop on the mains",
        {
            "AC": {"type": "Mains", "online": "1"},
            "BAT0": {"type": "Battery", "capacity": "97"},
        },
        True,
        97,
    ),
    (
        "a laptop on battery",
        {
            "AC": {"type": "Mains", "online": "0"},
            "BAT0": {"type": "Battery", "capacity": "18"},
        },
        False,
        18,
    ),
    (
        "a mouse's battery is not the computer's",
        {"hid": {"type": "Battery", "scope": "Device", "capacity": "5"}},
        None,
        None,
    ),
]


@pytest.mark.parametrize(("sentence", "kernel", "mains", "percent"), KERNEL)
def test_linux_says(tmp_path, sentence, kernel, mains, percent):
    assert linux_power(supplies(tmp_path, **kernel)) == Power(mains, percent)


def test_a_folder_that_is_not_there_says_nothing(tmp_path):
    assert linux_power(tmp_path / "gone") == Power()


def test_windows_says():
    assert of_windows(0, 55) == Power(False, 55)
    assert of_windows(1, 255) == Power(True, None)
    assert of_windows(255, 255) == Power()


def test_without_inhibit_or_desktop_it_is_not_held(monkeypatch):
    monkeypatch.setattr("ui.workstation.shutil.which", lambda _name: None)
    monkeypatch.setattr("ui.workstation._screen_held", lambda: False)
    awake = LinuxAwake()
    awake.hold()
    assert not awake.held
    awake.release()
