"""The hospital's own sounds: used where they can be, named where they cannot, never silence."""

import io
import math
import os
import wave
from array import array

import pytest

from bedside.protocol_watch import Priority
from ui.sound import files
from ui.sound.files import WrongSoundError, load_sounds, read_sound
from ui.sound.render import RATE_HZ, pcm

HIGH, MEDIUM, LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW


def tone(seconds=1.0, peak=20_000, rate_hz=RATE_HZ):
    count = round(seconds * rate_hz)
    return array("h", [round(peak * math.sin(n / 15)) for n in range(count)])


def wav_of(data, channels=1, width=2, rate_hz=RATE_HZ):
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate_hz)
        file.writeframes(data)
    return written.getvalue()


def test_without_a_folder_all_are_ours():
    ours = load_sounds(None)
    assert ours.not_used == ()
    assert {p: round(s, 3) for p, s in ours.length_s.items()} == {HIGH: 3.4, MEDIUM: 1.0, LOW: 0.6}


def test_a_folder_that_is_not_there_or_empty_changes_nothing(tmp_path):
    assert load_sounds(tmp_path / "none") == load_sounds(tmp_path) == load_sounds(None)


def test_a_file_of_the_hospital_is_used_and_the_others_stay_ours(tmp_path):
    (tmp_path / "medium.wav").write_bytes(wav_of(pcm(tone(1.5))))
    mixed = load_sounds(tmp_path)
    assert mixed.not_used == ()
    assert mixed.length_s[MEDIUM] == 1.5
    assert mixed.sounds[MEDIUM].file == tmp_path / "medium.wav"
    assert mixed.sounds[HIGH] == load_sounds(None).sounds[HIGH]


def test_two_channels_become_one():
    left = tone()
    both = array("h", [0]) * (2 * len(left))
    both[0::2] = left
    assert read_sound(wav_of(pcm(both), channels=2)) == pcm(array("h", [v // 2 for v in left]))


@pytest.mark.parametrize(
    ("story", "data", "why", "found"),
    [
        ("no sound file at all", b"hello", "not_wav", ""),
        ("an empty file", b"", "not_wav", ""),
        ("compressed", wav_of(pcm(tone())).replace(b"\x01\x00\x01\x00", b"\x55\x00\x01\x00", 1),
         "not_wav", ""),
        ("eight bits", wav_of(bytes(RATE_HZ), width=1), "bits", "8"),
        ("twenty-four bits", wav_of(bytes(3 * RATE_HZ), width=3), "bits", "24"),
        ("as on a music disc", wav_of(pcm(tone()), rate_hz=44_100), "rate", "44100"),
        ("six loudspeakers", wav_of(bytes(12 * RATE_HZ), channels=6), "channels", "6"),
        ("a click", wav_of(pcm(tone(0.1))), "length", "0.1"),
        ("a melody", wav_of(pcm(tone(7))), "length", "7.0"),
        ("no samples", wav_of(b""), "length", "0.0"),
        ("silence", wav_of(bytes(2 * RATE_HZ)), "soft", ""),
        ("a whisper", wav_of(pcm(tone(peak=3_000))), "soft", ""),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_named_and_ours_is_used(tmp_path, story, data, why, found):
    (tmp_path / "high.wav").write_bytes(data)
    kept = load_sounds(tmp_path)
    (refused,) = kept.not_used
    assert (refused.name, refused.why, refused.found) == (str(tmp_path / "high.wav"), why, found)
    assert kept.sounds == load_sounds(None).sounds


def test_a_file_cut_short_is_used_as_far_as_it_goes():
    whole = wav_of(pcm(tone()))
    assert len(read_sound(whole[:-20_001])) == 2 * RATE_HZ - 20_002


def test_a_huge_file_is_not_read_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_BYTES", 1_000)
    (tmp_path / "high.wav").write_bytes(wav_of(pcm(tone())))
    assert load_sounds(tmp_path).not_used[0].why == "length"


def test_a_file_that_may_not_be_read_says_what_the_system_says(tmp_path):
    os.mkdir(tmp_path / "high.wav")
    (refused,) = load_sounds(tmp_path).not_used
    assert refused.why == "unreadable"
    assert refused.found


def test_a_wrong_sound_says_its_code():
    with pytest.raises(WrongSoundError) as raised:
        read_sound(b"")
    assert raised.value.why == "not_wav"
