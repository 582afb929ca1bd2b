"""Rows that stand side by side on the paper: a grid of short words, and a list in two columns.

Knows no session: all words come in. Lengths are millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.export.paper import INK, INK2, MARGIN, SMALL, WIDTH, Paper

GAP = 7.0  # between the two columns
ROW, UNDER, AIR = 3.5, 3.1, 1.0
NAME, ANSWER, TIME = 12.0, 15.0, 8.0
LINE_COLOUR = (226, 222, 215)


@dataclass(frozen=True, slots=True)
class Check:
    """One answered item: what it is called, what was asked, what was said and when."""

    name: str
    words: str
    answer: str
    time: str
    under: str = ""  # what was written beside it


def grid(paper: Paper, cells: Sequence[str], columns: int = 6) -> None:
    """Short texts in rows of `columns`, no head."""
    each = WIDTH / columns
    for start in range(0, len(cells), columns):
        if paper.will_page_break(5):
            paper.add_page()
        top = paper.get_y()
        paper.type(8.2)
        for index, words in enumerate(cells[start : start + columns]):
            paper.set_xy(MARGIN + index * each, top)
            paper.cell(each, 4.8, words)
        paper.set_xy(MARGIN, top + 4.8)
        _line(paper, MARGIN, WIDTH)


@dataclass(frozen=True, slots=True)
class _Set:
    """A row with the lines that its words take."""

    row: Check
    lines: int
    under: int

    @property
    def height(self) -> float:
        return self.lines * ROW + self.under * UNDER + AIR


def two_columns(paper: Paper, rows: Sequence[Check]) -> None:
    """Balanced on the last page, and never over the foot."""
    wide = (WIDTH - GAP) / 2
    left = [_set(paper, row, wide) for row in rows]
    while left:
        if paper.will_page_break(12):
            paper.add_page()
        top, room = paper.get_y(), paper.h - paper.b_margin - paper.get_y()
        heights = [one.height for one in left]
        first = _until(heights, min(room, sum(heights) / 2), room)
        second = _until(heights[first:], room, room)
        for column, part in enumerate((left[:first], left[first : first + second])):
            paper.set_xy(MARGIN, top)
            for one in part:
                _draw(paper, one, MARGIN + column * (wide + GAP), wide)
        deepest = max(sum(heights[:first]), sum(heights[first : first + second]))
        paper.set_xy(MARGIN, top + deepest)
        left = left[first + second :]
        if left:
            paper.add_page()


def _until(heights: Sequence[float], aim: float, room: float) -> int:
    """How many rows until `aim` is reached, without going over `room`; at least one."""
    used = 0.0
    for number, high in enumerate(heights):
        if number and (used >= aim or used + high > room):
            return number
        used += high
    return len(heights)


def _set(paper: Paper, row: Check, wide: float) -> _Set:
    paper.type(SMALL)
    lines = _count(paper, row.words, wide - NAME - ANSWER - TIME - 1, ROW)
    paper.type(6.5)
    return _Set(row, lines, _count(paper, row.under, wide - NAME, UNDER) if row.under else 0)


def _count(paper: Paper, words: str, room: float, high: float) -> int:
    found = paper.multi_cell(room, high, words or " ", align="L", dry_run=True, output="LINES")
    return len(found) if isinstance(found, list) else 1


def _draw(paper: Paper, one: _Set, x: float, wide: float) -> None:
    row, top = one.row, paper.get_y()
    room = wide - NAME - ANSWER - TIME - 1
    paper.type(6.5, colour=INK2)
    paper.set_xy(x, top)
    paper.cell(NAME, ROW, row.name)
    paper.type(SMALL, colour=INK)
    paper.multi_cell(room, ROW, row.words, align="L")
    paper.set_xy(x + NAME + room + 1, top)
    paper.cell(ANSWER, ROW, row.answer)
    paper.type(6.5, colour=INK2)
    paper.cell(TIME, ROW, row.time, align="R")
    if one.under:
        paper.set_xy(x + NAME, top + one.lines * ROW)
        paper.multi_cell(wide - NAME, UNDER, row.under, align="L")
    paper.set_y(top + one.height)
    _line(paper, x, wide)


def _line(paper: Paper, x: float, wide: float) -> None:
    paper.set_draw_color(*LINE_COLOUR)
    paper.set_line_width(0.1)
    at = paper.get_y() - 0.5
    paper.line(x, at, x + wide, at)
