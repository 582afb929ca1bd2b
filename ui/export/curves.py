"""The course as a picture: SpO2, blood pressure, pulse, infusion, drugs and alarms on one clock.

Knows no record: minutes and values come in. Drawn as lines, so that it stays sharp in print.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from ui.export.paper import FIELD, INK, INK2, PULSE_GREEN, RED, RULE, SMALL, SPO2_BLUE, Paper

Point = tuple[float, float]  # minutes since the infusion began, value

SPO2_RANGE = (84.0, 100.0)
PRESSURE_RANGE = (40.0, 220.0)
GUTTER = 34.0  # left of both pictures, so that their clocks stand under one another


@dataclass(frozen=True, slots=True)
class Bar:
    """One blood pressure; `flag`: it stood at or over the limit."""

    minute: float
    systolic: float | None
    diastolic: float | None
    flag: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    minute: float
    words: str
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """Something that lasted: a symptom, the pump, an alarm; `until` None: to the end."""

    label: str
    begin: float
    until: float | None
    note: str = ""
    red: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    from_min: float
    to_min: float
    spo2: Sequence[Sequence[Point]]
    pulse: Sequence[Sequence[Point]]
    bars: Sequence[Bar]
    infusion: Sequence[tuple[float, float]]  # while the pump ran
    limit_systolic: float = 180
    limit_diastolic: float = 110
    limit_spo2: float = 90
    minute_word: str = "min"
    spo2_words: str = "SpO₂ %"
    pulse_words: str = ""
    pressure_words: str = ""


def thinned(line: Sequence[Point], per_minute: float) -> list[Point]:
    """At most `per_minute` points a minute, and never without the lowest and highest of each."""
    if per_minute <= 0:
        return list(line)
    buckets: dict[int, list[Point]] = {}
    for point in line:
        buckets.setdefault(floor(point[0] * per_minute), []).append(point)
    kept = []
    for points in buckets.values():
        low = min(points, key=lambda p: p[1])
        high = max(points, key=lambda p: p[1])
        kept += sorted({low, high})
    return kept


def draw_course(paper: Paper, course: Course, *, height: float = 72.0) -> None:
    """At the present place, over the full width; SpO2 on top, the rest on one scale below."""
    left, right = paper.l_margin + GUTTER, paper.w - paper.r_margin - 2
    top = paper.get_y() + 2
    strip, gap = height * 0.2, 3.0
    span = max(1.0, course.to_min - course.from_min)

    def x(minute: float) -> float:
        return left + (right - left) * (minute - course.from_min) / span

    def y(value: float, low_high: tuple[float, float], begin: float, tall: float) -> float:
        low, high = low_high
        inside = min(high, max(low, value))
        return begin + tall * (1 - (inside - low) / (high - low))

    below, tall = top + strip + gap, height - strip - gap
    bottom = below + tall
    paper.set_fill_color(*FIELD)
    for begin, end in course.infusion:
        paper.rect(x(begin), top, max(0.2, x(end) - x(begin)), bottom - top, style="F")

    paper.set_line_width(0.12)
    for value, words in ((100, "100"), (course.limit_spo2, f"{course.limit_spo2:.0f}")):
        _level(paper, left, right, y(value, SPO2_RANGE, top, strip), words, SPO2_BLUE)
    levels = (course.limit_systolic, course.limit_diastolic, 60.0)
    for value in levels:
        _level(paper, left, right, y(value, PRESSURE_RANGE, below, tall), f"{value:.0f}", INK2)

    for words, colour, at in (
        (course.spo2_words, SPO2_BLUE, top + strip / 2 - 2),
        (course.pressure_words, INK, below + tall / 2 - 4),
        (course.pulse_words, PULSE_GREEN, below + tall / 2),
    ):
        paper.type(SMALL, "B", colour)
        paper.set_xy(paper.l_margin, at)
        paper.cell(20, 4, words)
    paper.set_line_width(0.3)
    per_minute = 300 / span
    for colour, lines, scale, begin, high in (
        (SPO2_BLUE, course.spo2, SPO2_RANGE, top, strip),
        (PULSE_GREEN, course.pulse, PRESSURE_RANGE, below, tall),
    ):
        paper.set_draw_color(*colour)
        for line in lines:
            points = [(x(m), y(v, scale, begin, high)) for m, v in thinned(line, per_minute)]
            if len(points) > 1:
                paper.polyline(points)
    for bar in course.bars:
        _bar(paper, bar, x(bar.minute), lambda v: y(v, PRESSURE_RANGE, below, tall))

    paper.set_draw_color(*INK2)
    paper.set_line_width(0.2)
    paper.line(left, bottom, right, bottom)
    paper.type(SMALL, colour=INK2)
    step = 10 if span <= 110 else 20
    tick = ceil(course.from_min / step) * step
    while tick <= course.to_min:
        paper.line(x(tick), bottom, x(tick), bottom + 1)
        last = tick + step > course.to_min
        words = f"{tick:.0f} {course.minute_word}" if last else f"{tick:.0f}".replace("-", "−")
        paper.set_xy(x(tick) - 8, bottom + 1)
        paper.cell(16, 3.6, words, align="C")
        tick += step
    paper.set_xy(paper.l_margin, bottom + 5.5)


def _level(
    paper: Paper, left: float, right: float, at: float, words: str, colour: tuple[int, int, int]
) -> None:
    paper.set_draw_color(*RULE)
    paper.set_dash_pattern(dash=1, gap=1)
    paper.line(left, at, right, at)
    paper.set_dash_pattern()
    paper.type(6.5, colour=colour)
    paper.set_xy(left - 9, at - 1.8)
    paper.cell(7.5, 3.6, words, align="R")


def _bar(paper: Paper, bar: Bar, x: float, y: object) -> None:
    assert callable(y)
    tops = [y(v) for v in (bar.systolic, bar.diastolic) if v is not None]
    colour = RED if bar.flag else INK
    paper.set_draw_color(*colour)
    paper.set_line_width(0.45 if bar.flag else 0.3)
    arm = 1.1
    if bar.systolic is not None:
        paper.polyline([(x - arm, tops[0] - arm), (x, tops[0]), (x + arm, tops[0] - arm)])
    if bar.diastolic is not None:
        low = tops[-1]
        paper.polyline([(x - arm, low + arm), (x, low), (x + arm, low + arm)])
    if len(tops) == 2:
        paper.line(x, tops[0], x, tops[1])
    if bar.flag:
        paper.type(7, "B", RED)
        paper.set_xy(x - 2, tops[0] - 5)
        paper.cell(4, 3.4, "!", align="C")


def draw_stays(
    paper: Paper, course: Course, stays: Sequence[Stay], marks: Sequence[Mark], mark_label: str
) -> None:
    """One row for each thing that lasted, on the same clock as the curves above."""
    left, right = paper.l_margin + GUTTER, paper.w - paper.r_margin - 2
    span = max(1.0, course.to_min - course.from_min)
    row = 4.6

    def x(minute: float) -> float:
        inside = min(course.to_min, max(course.from_min, minute))
        return left + (right - left) * (inside - course.from_min) / span

    top = paper.get_y()
    rows = len(stays) + (1 if marks else 0)
    paper.set_fill_color(*FIELD)
    for begin, end in course.infusion:
        paper.rect(x(begin), top, max(0.2, x(end) - x(begin)), rows * row, style="F")
    for index, stay in enumerate(stays):
        at = top + index * row
        paper.type(SMALL)
        paper.set_xy(paper.l_margin, at)
        paper.cell(GUTTER - 2, row, shortened(paper, stay.label, GUTTER - 2))
        paper.set_fill_color(*(RED if stay.red else INK2))
        end = course.to_min if stay.until is None else stay.until
        paper.rect(x(stay.begin), at + 1.1, max(0.8, x(end) - x(stay.begin)), row - 2.2, style="F")
        if stay.note:
            paper.type(6.5, colour=INK2)
            wide = paper.get_string_width(stay.note)
            fits = x(end) + 1 + wide <= paper.w - paper.r_margin
            paper.set_xy(x(end) + 1 if fits else x(stay.begin) - 1 - wide, at)
            paper.cell(wide + 1, row, stay.note)
    if marks:
        at = top + len(stays) * row
        paper.type(SMALL)
        paper.set_xy(paper.l_margin, at)
        paper.cell(GUTTER - 2, row, mark_label)
        for mark in marks:
            paper.set_fill_color(*(RED if mark.alarm else INK))
            middle = x(mark.minute)
            paper.polygon(
                [(middle, at + 1), (middle - 1.2, at + row - 1), (middle + 1.2, at + row - 1)],
                style="F",
            )
            paper.type(6.5, colour=INK)
            paper.set_xy(middle + 1.5, at)
            paper.cell(50, row, mark.words)
    paper.set_xy(paper.l_margin, top + rows * row + 1.5)


def shortened(paper: Paper, words: str, room: float) -> str:
    """As much of the words as there is room for; the whole stands in the table of alarms."""
    if paper.get_string_width(words) <= room:
        return words
    while words and paper.get_string_width(words + "…") > room:
        words = words[:-1]
    return words.rstrip() + "…"
