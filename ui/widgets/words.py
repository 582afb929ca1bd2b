"""Sentences with a few words set apart: bold, dim or struck through; wrapped to a width.

Knows how wide words are, not where they stand.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence in one manner."""

    text: str
    bold: bool = False
    struck: bool = False
    bright: bool = False  # in the text colour where the sentence is in the dim one

    def of(self, text: str) -> "Run":
        """Another text in this manner: thousands are made for a page, and `replace` is slow."""
        return Run(text, self.bold, self.struck, self.bright)


Words: TypeAlias = str | tuple[Run, ...]
Width: TypeAlias = Callable[[Run], float]
Line: TypeAlias = tuple[Run, ...]

_MANNERS: tuple[tuple[str, Callable[[Run], Run]], ...] = (
    ("**", lambda run: replace(run, bold=True)),
    ("~~", lambda run: replace(run, struck=True)),
    ("__", lambda run: replace(run, bright=True)),
)


def marked(template: str, **values: object) -> tuple[Run, ...]:
    """`**bold**`, `~~struck~~` and `__bright__` of a translated sentence as runs.

    The values are put in after the marks were read: what a person typed can hold no mark.
    """
    pieces = [Run(template)]
    for mark, manner in _MANNERS:
        split: list[Run] = []
        for piece in pieces:
            for place, text in enumerate(piece.text.split(mark)):
                changed = replace(piece, text=text)
                split.append(manner(changed) if place % 2 else changed)
        pieces = split
    return tuple(
        replace(piece, text=piece.text.format(**values) if values else piece.text)
        for piece in pieces
        if piece.text
    )


def runs(words: Words) -> tuple[Run, ...]:
    return (Run(words),) if isinstance(words, str) else words


def plain(words: Words) -> str:
    """The sentence as a screen reader says it."""
    return words if isinstance(words, str) else "".join(run.text for run in words)


def wrapped(words: Words, width: Width, room: float) -> tuple[Line, ...]:
    """Lines no wider than `room`, broken at spaces; a word wider than the room stands alone."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for run in runs(words):
        for number, row in enumerate(run.text.split("\n")):
            if number:
                lines.append([])
                used = 0.0
            for piece in _pieces(row):
                part = run.of(piece)
                need = width(run.of(piece.rstrip(" ")))
                if used + need > room and lines[-1]:
                    lines.append([])
                    used = 0.0
                    part = run.of(piece.lstrip(" "))
                    if not part.text:
                        continue
                lines[-1].append(part)
                used += width(part)
    return tuple(_joined(line) for line in lines)


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[str, ...]:
    """Words with the space behind them."""
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = text.find(" ", start)
        if end < 0:
            end = len(text)
        while end < len(text) and text[end] == " ":
            end += 1
        pieces.append(text[start:end])
        start = end
    return tuple(pieces)


def _joined(line: list[Run]) -> Line:
    """Neighbours in one manner become one run, so that kerning and shaping see whole words."""
    made: list[Run] = []
    for run in line:
        if made and made[-1].of("") == run.of(""):
            made[-1] = run.of(made[-1].text + run.text)
        else:
            made.append(run)
    if made:
        made[-1] = made[-1].of(made[-1].text.rstrip(" "))
    return tuple(made)
