"""What the generator makes, measured from the samples: timing, spectrum, rise, level."""

import wave
from array import array

import numpy as np
import pytest

import resources
from bedside.bursts import BURSTS
from bedside.protocol_watch import Priority
from tests.ui.sound_measure import (
    crossing,
    db,
    envelope,
    power_at,
    pulse_of,
    rise_share,
    stretches,
)
from ui.sound import make
from ui.sound.render import FULL_SCALE, RATE_HZ, from_pcm, pcm, samples

HIGH, MEDIUM = Priority.HIGH, Priority.MEDIUM
MADE = {priority: samples(burst) for priority, burst in BURSTS.items()}
ALL = [pytest.param(p, BURSTS[p], MADE[p], id=p.value) for p in BURSTS]


@pytest.mark.parametrize(("_priority", "burst", "sound"), ALL)
def test_the_pulses_stand_where_the_table_has_them(_priority, burst, sound):
    heard = stretches(sound)
    assert len(heard) == len(burst.starts_s)
    for (first_s, last_s), start_s in zip(heard, burst.starts_s, strict=True):
        assert first_s == pytest.approx(start_s, abs=0.005)
        assert last_s == pytest.approx(start_s + burst.pulse_s, abs=0.005)
    assert len(sound) == round(burst.length_s * RATE_HZ)


@pytest.mark.parametrize(("_priority", "burst", "sound"), ALL)
def test_fundamental_and_four_harmonics_within_15_db(_priority, burst, sound):
    part = pulse_of(burst, sound, -1)
    levels = [db(power_at(part, burst.fundamental_hz * k)) for k in range(1, 6)]
    assert all(abs(level - levels[0]) <= 15 for level in levels)
    for level, expected_db in zip(levels, burst.harmonics_db, strict=True):
        assert level - levels[0] == pytest.approx(expected_db, abs=1.0)
    between = db(power_at(part, burst.fundamental_hz * 1.5))
    above = db(power_at(part, burst.fundamental_hz * 6))
    assert max(between, above) < levels[0] - 30, "nothing else is as loud"


@pytest.mark.parametrize(("priority", "burst", "_sound"), ALL)
def test_the_spectrum_of_the_shipped_file_has_its_largest_peaks_close_together(
    priority, burst, _sound
):
    """The newer wording: of 150 to 4000 Hz the four largest within 15 dB of one another."""
    with wave.open(str(resources.path("sounds") / f"{priority.value}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE_HZ, 1, 2)
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    part = pulse_of(burst, heard, -1)
    power = np.abs(np.fft.rfft(part * np.hanning(len(part)), 65_536)) ** 2
    hz = np.fft.rfftfreq(65_536, 1 / RATE_HZ)
    tops = np.flatnonzero((power[1:-1] > power[:-2]) & (power[1:-1] >= power[2:])) + 1
    largest = sorted((t for t in tops if 150 <= hz[t] <= 4000), key=lambda t: -power[t])[:4]
    levels = [db(power[top]) for top in largest]
    assert max(levels) - min(levels) <= 15
    wanted = [burst.fundamental_hz * k for k in range(1, 5)]
    assert sorted(hz[top] for top in largest) == pytest.approx(wanted, abs=8)
    outside = power[(hz < 150) | (hz > 4000)].max()
    assert db(outside) < max(levels) - 30


@pytest.mark.parametrize(("_priority", "burst", "sound"), ALL)
def test_it_rises_in_15_to_20_percent_of_a_pulse(_priority, burst, sound):
    part = pulse_of(burst, sound, -1)
    points = envelope(part, burst.fundamental_hz)
    loudest = max(level for _n, level in points)
    count = burst.pulse_s * RATE_HZ
    rise = rise_share(burst, part) * count
    back = [(count - n, level) for n, level in reversed(points)]
    fall = crossing(back, 0.9 * loudest) - crossing(back, 0.1 * loudest)
    assert 0.15 <= rise / count <= 0.20
    assert 0.10 <= fall / count <= 0.40
    gap_s = burst.starts_s[1] - burst.pulse_s
    assert fall + rise <= gap_s * RATE_HZ, "pulses do not run into one another"


@pytest.mark.parametrize(("_priority", "burst", "sound"), ALL)
def test_no_pulse_is_clipped_and_they_differ_by_less_than_10_db(_priority, burst, sound):
    peaks = [max(map(abs, pulse_of(burst, sound, n))) for n in range(len(burst.starts_s))]
    assert max(peaks) <= 0.8 * FULL_SCALE
    assert db(max(peaks) ** 2 / min(peaks) ** 2) <= 10
    assert db(max(peaks) ** 2 / FULL_SCALE**2) == pytest.approx(burst.peak_dbfs, abs=0.01)
    assert peaks[0] == min(peaks), "it begins softly"


def test_no_sample_jumps_at_the_edges_of_a_pulse():
    for priority, burst in BURSTS.items():
        part = pulse_of(burst, MADE[priority], -1)
        assert max(map(abs, part[:10])) < 50
        assert max(map(abs, part[-10:])) < 50


def test_high_is_louder_than_medium_and_medium_than_low():
    loudest = [max(map(abs, sound)) for sound in MADE.values()]
    assert loudest == sorted(loudest, reverse=True)


def test_what_is_shipped_is_what_the_code_makes_byte_for_byte(tmp_path):
    assert make.main([str(tmp_path)]) == 0
    shipped = {file.name: file.read_bytes() for file in resources.path("sounds").glob("*.wav")}
    assert shipped == {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert sorted(shipped) == ["high.wav", "low.wav", "medium.wav"]


@pytest.mark.parametrize("words", [["a", "b"], ["--help"]])
def test_the_command_says_how_it_is_used(words, capsys):
    assert make.main(words) == 2
    assert "usage" in capsys.readouterr().err


def test_samples_are_little_endian_in_files():
    assert pcm(array("h", [1, -2])) == b"\x01\x00\xfe\xff"
    assert from_pcm(b"\x01\x00\xfe\xff") == array("h", [1, -2])
