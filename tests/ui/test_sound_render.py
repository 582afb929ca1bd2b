"""What the generator makes, measured from the samples: timing, spectrum, rise, level."""

import itertools
import math
from array import array

import pytest

import resources
from bedside.bursts import BURSTS
from bedside.protocol_watch import Priority
from ui.sound import make
from ui.sound.render import FULL_SCALE, RATE_HZ, from_pcm, pcm, samples

HIGH, MEDIUM = Priority.HIGH, Priority.MEDIUM
MADE = {priority: samples(burst) for priority, burst in BURSTS.items()}
ALL = [pytest.param(p, BURSTS[p], MADE[p], id=p.value) for p in BURSTS]


def pulse_of(burst, sound, number):
    first = round(burst.starts_s[number] * RATE_HZ)
    return sound[first : first + round(burst.pulse_s * RATE_HZ)]


def power_at(part, hz):
    """Goertzel's filter over a Hann window: the power at one frequency."""
    turn = 2 * math.pi * hz / RATE_HZ
    last = before = 0.0
    for n, value in enumerate(part):
        window = 0.5 - 0.5 * math.cos(2 * math.pi * n / (len(part) - 1))
        last, before = window * value + 2 * math.cos(turn) * last - before, last
    return last**2 + before**2 - 2 * math.cos(turn) * last * before


def db(power):
    return 10 * math.log10(power)


def envelope(part, hz):
    """The peak of each period of the fundamental, with when it is, in samples."""
    period = RATE_HZ / hz
    marks = [round(n * period) for n in range(int(len(part) / period) + 1)]
    found = []
    for first, last in itertools.pairwise(marks):
        peak = max(range(first, last), key=lambda n: abs(part[n]))
        found.append((peak, abs(part[peak])))
    return found


def crossing(points, level):
    """When the line through `points` first reaches `level`."""
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if y0 < level <= y1:
            return x0 + (level - y0) / (y1 - y0) * (x1 - x0)
    raise AssertionError("never that loud")


def stretches(sound, shortest_gap_s=0.02):
    """Where there is sound: first and last sample of each stretch, in seconds."""
    found, last = [], None
    for n, value in enumerate(sound):
        if value == 0:
            continue
        if last is None or n - last > shortest_gap_s * RATE_HZ:
            found.append([n, n])
        found[-1][1] = last = n
    return [(first / RATE_HZ, last / RATE_HZ) for first, last in found]


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


@pytest.mark.parametrize(("_priority", "burst", "sound"), ALL)
def test_it_rises_in_15_to_20_percent_of_a_pulse(_priority, burst, sound):
    points = envelope(pulse_of(burst, sound, -1), burst.fundamental_hz)
    loudest = max(level for _n, level in points)
    count = burst.pulse_s * RATE_HZ
    rise = crossing(points, 0.9 * loudest) - crossing(points, 0.1 * loudest)
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
