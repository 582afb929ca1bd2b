"""The alarm sound at a ward whose sound device is ours to pull: what is played when, which way."""

from datetime import timedelta

import pytest

from bedside.protocol_watch import Priority
from tests.bedside.course import START
from tests.scenarios.begun import before_the_start
from tests.ui.ward import Ward
from ui.sound import said
from ui.sound.files import load_sounds
from ui.sound.player import CHANGED, REOPEN_S, AlarmSound

HIGH, MEDIUM = Priority.HIGH, Priority.MEDIUM


class FakeSink:
    """A device whose `code` says what is wrong with it; `raises`: it breaks instead."""

    def __init__(self, clock, name="speaker"):
        self.clock, self.name = clock, name
        self.code = self.on_begin = ""
        self.raises = None
        self.did, self.volumes, self.is_open = [], [], False

    def _at(self, what):
        self.did.append((round(self.clock().mono_s, 3), what))

    def _said(self):
        if self.raises is not None:
            raise self.raises
        return self.code

    def open(self):
        code = self._said()
        self.is_open = not code
        return code

    def begin(self, sound, volume_percent):
        self._said()
        if not self.on_begin:
            self._at(Priority(sound.file.stem))
            self.volumes.append(volume_percent)
        return self.on_begin

    def stop(self):
        self._at("stop")

    def trouble(self, now_s):
        return self._said()

    def close(self):
        self.is_open = False

    @property
    def played(self):
        return [what for _at, what in self.did if what != "stop"]


class Mixer:
    code, closed = "", False

    def __call__(self, now_s):
        return self.code

    def close(self):
        self.closed = True


class Heard(Ward):
    """In the first minute of an infusion, with sound."""

    def __init__(self, folder):
        super().__init__(folder, staff=())
        self.speaker, self.spare = FakeSink(self.clock), FakeSink(self.clock, "spare")
        self.sound = AlarmSound(
            load_sounds(None),
            self.speaker,
            self.spare,
            self.clock,
            volume_percent=lambda: self.app.settings.volume_percent,
            mixer=Mixer(),
            changed=self.app.sound_changed,
        )
        self.sound.open()
        self.app.sound = self.sound
        self.room.open_session(self.now)
        before_the_start(self.room, self.now)
        self.tell(START).run(5)

    def sounding(self, spo2=84):
        """Until the first burst of a low saturation."""
        self.spo2 = spo2
        while not self.speaker.played:
            self.run(1)
        return self


@pytest.fixture
def ward(tmp_path, qapp):
    return Heard(tmp_path)


def test_a_new_alarm_is_played_in_the_beat_that_raised_it(ward):
    ward.sounding()
    shown = ward.view.watch.display.alarms[0]
    assert ward.speaker.did == [(shown.since.mono_s, HIGH)]
    assert ward.spare.did == []
    assert not ward.alarms.count("sound_failed")


def test_it_is_handed_over_before_anything_is_painted(ward, monkeypatch):
    seen = []
    monkeypatch.setattr(ward.app, "show", lambda now=None: seen.append(len(ward.speaker.played)))
    ward.sounding()
    assert seen[-1] == 1


def test_a_screen_that_cannot_be_painted_silences_nothing(ward, monkeypatch):
    def broken(now=None):
        raise RuntimeError("paint")

    monkeypatch.setattr(ward.app, "show", broken)
    ward.spo2 = 84
    for _ in range(10):
        with pytest.raises(RuntimeError):
            ward.run(1)
        ward.app._shown_s = -1.0
    assert ward.speaker.played == [HIGH]


def test_a_pause_stops_the_burst_and_is_over_after_120_s(ward):
    ward.sounding()
    ward.clock.advance(0.5)
    ward.app.pause_audio()
    paused_s = ward.now.mono_s
    assert ward.speaker.did[-1] == (paused_s, "stop")
    ward.run(125)
    again_s = next(at for at, what in ward.speaker.did if what is HIGH and at > paused_s)
    assert again_s - paused_s == pytest.approx(120, abs=1), "and only what is new sounds until then"


def test_a_pause_covers_what_was_there_and_a_new_alarm_ends_the_silence(ward):
    ward.sounding(spo2=88)
    ward.app.pause_audio()
    ward.run(10)
    assert ward.speaker.played == [MEDIUM]
    ward.pulse = 150
    ward.run(6)
    assert ward.speaker.played == [MEDIUM, HIGH]


def test_worsening_ends_the_pause(ward):
    ward.sounding(spo2=88)
    ward.app.pause_audio()
    ward.spo2 = 84
    ward.run(6)
    assert ward.speaker.played == [MEDIUM, HIGH]


def test_a_device_that_is_lost_is_an_alarm_and_the_spare_plays(ward):
    ward.speaker.code = "device_lost"
    ward.run(1)
    assert "sound_failed" in ward.alarms
    assert not ward.speaker.is_open
    ward.run(2)
    assert ward.spare.played == [MEDIUM], "no alarm sound is an alarm that sounds"
    ward.speaker.code = ""
    ward.run(3 * REOPEN_S)
    assert "sound_failed" not in ward.alarms
    assert ward.speaker.is_open


def test_a_burst_that_was_cut_short_is_played_by_the_spare(ward):
    ward.sounding()
    ward.speaker.code = "device_lost"
    ward.run(1)
    assert ward.spare.played == [HIGH]


def test_a_device_that_comes_back_plays_what_stands_and_is_to_be_tested_again(ward):
    ward.app.sound_heard(heard=True)
    ward.sounding()
    ward.speaker.code = "device_lost"
    ward.run(2)
    ward.speaker.code = ""
    ward.run(REOPEN_S)
    assert ward.speaker.played == [HIGH, HIGH]
    assert ward.spare.did[-1][1] == "stop"
    assert ward.view.sound_tested_at is None


def test_another_device_is_taken_at_once_without_an_alarm(ward):
    ward.app.sound_heard(heard=True)
    ward.sounding()
    ward.speaker.trouble = lambda now_s, codes=[CHANGED]: codes.pop() if codes else ""
    ward.run(2)
    assert ward.speaker.played == [HIGH, HIGH]
    assert "sound_failed" not in ward.alarms
    assert ward.spare.played == []
    assert ward.view.sound_tested_at is None


def test_a_device_that_takes_no_burst_hands_it_to_the_spare_at_once(ward):
    ward.speaker.on_begin = "device_error"
    ward.spo2 = 84
    ward.run(6)
    assert ward.spare.played == [HIGH]
    ward.beat()
    assert "sound_failed" in ward.alarms


def test_a_fault_of_the_audio_system_does_not_end_the_beat(ward, caplog):
    ward.speaker.raises = RuntimeError("driver")
    ward.spo2 = 84
    ward.run(6)
    assert ward.alarms[0] == "spo2_very_low"
    assert "sound_failed" in ward.alarms
    assert HIGH in ward.spare.played
    assert "alarm sound" in caplog.text


@pytest.mark.parametrize("code", ["muted", "soft"])
def test_a_computer_that_is_muted_is_an_alarm_and_plays_all_the_same(ward, code):
    ward.sound.mixer.code = code
    ward.run(1)
    assert "sound_failed" in ward.alarms
    assert ward.view.sound.trouble == code
    assert ward.speaker.played == [MEDIUM]
    ward.sound.mixer.code = ""
    ward.run(1)
    assert "sound_failed" not in ward.alarms


def test_without_any_device_a_real_room_has_the_alarm_from_its_first_beat(tmp_path, qapp):
    ward = Heard(tmp_path)
    ward.speaker.code = "no_device"
    ward.sound.open()
    ward.beat()
    assert "sound_failed" in ward.alarms


def test_the_test_plays_the_burst_of_high_at_the_volume_that_is_set(ward):
    ward.app.play_sound()
    assert (ward.speaker.played, ward.speaker.volumes) == ([HIGH], [70])
    ward.app.sound_heard(heard=True)
    assert ward.view.sound_tested_at == ward.now.wall
    assert ward.room.session.last_wall - ward.now.wall <= timedelta(0)


def test_the_test_does_not_cut_an_alarm_short_and_an_alarm_breaks_into_the_test(ward):
    ward.spo2 = 84
    ward.run(5).app.play_sound()
    ward.run(1)
    assert [at for at, _what in ward.speaker.did] == [ward.now.mono_s - 1, ward.now.mono_s]
    ward.app.play_sound()
    assert len(ward.speaker.played) == 2, "the alarm's burst goes on"


def test_the_end_of_the_program_closes_everything(ward):
    ward.sound.close()
    assert not ward.speaker.is_open
    assert ward.sound.mixer.closed
    ward.sound.mixer = None
    ward.sound.close()


def test_every_code_has_its_sentence():
    told = {"no_device", "device_lost", "device_error", "device_stuck", "device_format", "muted"}
    assert told | {"soft", "file", "fault"} == set(said.TROUBLE)


def test_rings_of_a_room_without_a_session_are_not_lost_when_monitors_are_chosen_anew(ward):
    ward.sounding()
    rings = ward.room.watch.view.display.rings
    ward.room.resume(ward.room.session_id, ward.now)
    assert ward.room.watch.view.display.rings == rings > 0
