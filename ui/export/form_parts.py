"""What a form on paper is drawn with: boxes to cross, lines to write on, rows with initials.

Knows no session: all words come in. Lengths are millimetres. A row leaves room for handwriting.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.export.paper import INK, INK2, MARGIN, RULE, SMALL, WIDTH, Column, Paper

BOX, ROW, WRITING = 2.9, 5.6, 6.8
NUMBER, CHOICE, TIME, INITIALS = 11.0, 14.5, 15.0, 17.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One line to answer. `crossed` is the choice that the record holds, by its index."""

    name: str
    words: str
    choices: tuple[str, ...]
    crossed: int | None = None
    time: str = ""
    by: str = ""
    under: str = ""  # what is written beside it, filled in or to be filled in


def asked_rows(paper: Paper, rows: Sequence[Asked], time_word: str, initials_word: str) -> None:
    """Every row with its boxes, and a place for the time and the initials."""
    if not rows:
        return
    _head(paper, rows[0], time_word, initials_word)
    for row in rows:
        high = _high(paper, row)
        if paper.will_page_break(high):
            paper.add_page()
            _head(paper, rows[0], time_word, initials_word)
        _draw(paper, row, high)


def _room(row: Asked) -> float:
    return WIDTH - NUMBER - CHOICE * len(row.choices) - TIME - INITIALS


def _head(paper: Paper, row: Asked, time_word: str, initials_word: str) -> None:
    paper.type(6.5, colour=INK2)
    top, x = paper.get_y(), MARGIN + NUMBER + _room(row)
    for choice in row.choices:
        paper.set_xy(x, top)
        paper.cell(CHOICE, 4, choice)
        x += CHOICE
    for word, wide in ((time_word, TIME), (initials_word, INITIALS)):
        paper.set_xy(x, top)
        paper.cell(wide, 4, word)
        x += wide
    paper.set_xy(MARGIN, top + 4)
    paper.rule()


def _high(paper: Paper, row: Asked) -> float:
    paper.type(8.2)
    lines = _count(paper, row.words, _room(row) - 2, 3.7)
    paper.type(SMALL)
    under = _count(paper, row.under, _room(row) - 2, 4.6) if row.under else 0
    return max(ROW, lines * 3.7 + under * 4.6 + 1.8)


def _count(paper: Paper, words: str, wide: float, high: float) -> int:
    found = paper.multi_cell(wide, high, words or " ", align="L", dry_run=True, output="LINES")
    return len(found) if isinstance(found, list) else 1


def _draw(paper: Paper, row: Asked, high: float) -> None:
    top, room = paper.get_y(), _room(row)
    paper.set_xy(MARGIN, top + 0.9)
    paper.type(6.5, colour=INK2)
    paper.cell(NUMBER, 3.7, row.name)
    paper.type(8.2)
    paper.multi_cell(room - 2, 3.7, row.words, align="L")
    if row.under:
        paper.type(SMALL, colour=INK2)
        paper.set_xy(MARGIN + NUMBER, paper.get_y())
        paper.multi_cell(room - 2, 4.6, row.under, align="L")
    x = MARGIN + NUMBER + room
    for number in range(len(row.choices)):
        box(paper, x, top + 1.2, crossed=number == row.crossed)
        x += CHOICE
    paper.type(SMALL)
    for word, wide in ((row.time, TIME), (row.by, INITIALS)):
        paper.set_xy(x, top + 0.9)
        paper.cell(wide, 3.7, word)
        x += wide
    paper.set_xy(MARGIN, top + high)
    paper.rule()


def box(paper: Paper, x: float, y: float, *, crossed: bool) -> None:
    paper.set_draw_color(*INK)
    paper.set_line_width(0.2)
    paper.rect(x, y, BOX, BOX)
    if crossed:
        paper.set_line_width(0.45)
        paper.line(x + 0.5, y + 0.5, x + BOX - 0.5, y + BOX - 0.5)
        paper.line(x + 0.5, y + BOX - 0.5, x + BOX - 0.5, y + 0.5)


def ticked(paper: Paper, words: Sequence[str], columns: int = 2) -> None:
    """Short lines with a box before each, side by side: what somebody ticks off while doing it."""
    each = WIDTH / columns
    for start in range(0, len(words), columns):
        row = words[start : start + columns]
        paper.type(8.2)
        high = max(_count(paper, one, each - 6, 3.7) for one in row) * 3.7 + 1.4
        if paper.will_page_break(high):
            paper.add_page()
        top = paper.get_y()
        for index, one in enumerate(row):
            x = MARGIN + index * each
            box(paper, x, top + 0.4, crossed=False)
            paper.type(8.2)
            paper.set_xy(x + 4.4, top)
            paper.multi_cell(each - 6, 3.7, one, align="L")
        paper.set_xy(MARGIN, top + high)


def lines_to_write(paper: Paper, pairs: Sequence[tuple[str, str]], columns: int = 3) -> None:
    """A label, and on the line under it what is known, or room to write."""
    each = WIDTH / columns
    for start in range(0, len(pairs), columns):
        if paper.will_page_break(4 + WRITING):
            paper.add_page()
        top = paper.get_y()
        for index, (label, value) in enumerate(pairs[start : start + columns]):
            x = MARGIN + index * each
            paper.set_xy(x, top)
            paper.type(6.5, colour=INK2)
            paper.cell(each - 3, 3.4, label)
            paper.type(8.8)
            paper.set_xy(x, top + 3.2)
            paper.cell(each - 3, WRITING - 1.4, _cut(paper, value, each - 3))
            paper.set_draw_color(*INK2)
            paper.set_line_width(0.15)
            paper.line(x, top + 2 + WRITING, x + each - 3, top + 2 + WRITING)
        paper.set_xy(MARGIN, top + 3.4 + WRITING)


def grid_to_fill(
    paper: Paper, columns: Sequence[Column], rows: Sequence[Sequence[str]], high: float = WRITING
) -> None:
    """A table with every cell drawn; rows that are not recorded are empty, to be written in."""
    _grid_head(paper, columns)
    for row in rows:
        if paper.will_page_break(high):
            paper.add_page()
            _grid_head(paper, columns)
        top, x = paper.get_y(), MARGIN
        paper.set_draw_color(*RULE)
        paper.set_line_width(0.15)
        for column, text in zip(columns, row, strict=True):
            paper.rect(x, top, column.width, high)
            paper.type(8.2)
            paper.set_xy(x + 1, top + (high - 4) / 2)
            paper.cell(column.width - 2, 4, _cut(paper, text, column.width - 2))
            x += column.width
        paper.set_xy(MARGIN, top + high)
    paper.ln(1)


def _cut(paper: Paper, words: str, wide: float) -> str:
    """A cell has one line: what does not fit is in the record, and the form says that it is cut."""
    if paper.get_string_width(words) <= wide:
        return words
    while words and paper.get_string_width(words + "…") > wide:
        words = words[:-1]
    return words + "…"


def _grid_head(paper: Paper, columns: Sequence[Column]) -> None:
    paper.type(6.5, colour=INK2)
    for column in columns:
        paper.cell(column.width, 4, column.title)
    paper.ln(4)
