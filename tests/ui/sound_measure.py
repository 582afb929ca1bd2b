"""What is heard of a burst, measured from its samples: where there is sound, and of what it is."""

import itertools
import math

from ui.sound.render import RATE_HZ


def pulse_of(burst, sound, number, begins_s=0.0):
    first = round((begins_s + burst.starts_s[number]) * RATE_HZ)
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


def peak_db(part):
    """The loudest sample, below full scale."""
    return db((max(map(abs, part)) / 32_767) ** 2)


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


def rise_share(burst, part):
    """From 10 to 90 % of the amplitude, as a share of the pulse."""
    points = envelope(part, burst.fundamental_hz)
    loudest = max(level for _n, level in points)
    rise = crossing(points, 0.9 * loudest) - crossing(points, 0.1 * loudest)
    return rise / (burst.pulse_s * RATE_HZ)


def stretches(sound, shortest_gap_s=0.02):
    """Where there is sound: first and last instant of each stretch, in seconds."""
    found, last = [], None
    for n, value in enumerate(sound):
        if value == 0:
            continue
        if last is None or n - last > shortest_gap_s * RATE_HZ:
            found.append([n, n])
        found[-1][1] = last = n
    return [(first / RATE_HZ, last / RATE_HZ) for first, last in found]


def bursts_in(sound, apart_s=1.5):
    """The stretches of sound, a list of them for each burst: no burst pauses so long."""
    found = []
    for one in stretches(sound):
        if not found or one[0] - found[-1][-1][1] > apart_s:
            found.append([])
        found[-1].append(one)
    return found
