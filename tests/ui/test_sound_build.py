"""What a workstation's sound is made of: a device and a spare, or what a simulation has instead."""

import pytest

from bedside.settings import Settings
from bedside.sounding import MediumSound
from tests.ui.test_sound_player import FakeSink
from tests.ui.ward import Ward
from ui.sound import build
from ui.sound.build import give_no_sound, give_sound, sound_folder


@pytest.fixture
def without_device(monkeypatch):
    """Every device that is asked for says that there is none."""

    def none(files, clock):
        sink = FakeSink(clock)
        sink.code = "no_device"
        assert [file.name for file in files] == ["high.wav", "medium.wav", "low.wav"]
        return sink

    monkeypatch.setattr(build, "Child", none)


@pytest.mark.parametrize("simulated", [True, False])
def test_without_a_device_a_simulation_has_a_file_and_a_real_room_an_alarm(
    tmp_path, qapp, without_device, simulated
):
    ward = Ward(tmp_path, staff=(), simulated=simulated)
    sound = give_sound(ward.app)
    ward.run(1)
    assert ward.view.sound.file is simulated
    assert ("sound_failed" in ward.alarms) is not simulated
    ward.app.play_sound()
    sound.close()
    assert (tmp_path / build.SIMULATED).exists() is simulated
    if simulated:
        assert ward.view.sound.name == str(tmp_path / build.SIMULATED)
        assert (tmp_path / build.SIMULATED).stat().st_size > 300_000


def test_the_clinic_says_where_its_sounds_are_and_how_medium_is_heard(tmp_path, qapp):
    assert sound_folder(Settings(), tmp_path) == tmp_path / "sounds"
    assert sound_folder(Settings(sound_folder=str(tmp_path / "x")), tmp_path) == tmp_path / "x"
    ward = Ward(tmp_path, staff=())
    ward.app.settings = Settings(medium_sound="reminder")
    give_no_sound(ward.app, ward.clock)
    assert ward.app.sound.medium is MediumSound.REMINDER
