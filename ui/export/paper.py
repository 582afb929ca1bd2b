"""The paper of the report: an A4 page in Plex, with its rules, columns, tables and curves.

Knows no session: all words and numbers come in. Lengths are millimetres, type is points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import DocumentCompliance, XPos, YPos
from fpdf.fonts import TTFFont

INK = (29, 27, 24)
INK2 = (91, 85, 76)
RULE = (190, 184, 175)
FIELD = (238, 235, 230)
RED = (176, 20, 32)
SPO2_BLUE = (28, 92, 150)
PULSE_GREEN = (52, 110, 44)

MARGIN = 18.0
WIDTH = 210.0 - 2 * MARGIN
BODY, SMALL, HEAD, TITLE, BIG = 9.0, 7.5, 11.0, 16.0, 15.0
LINE = 4.4


Fonts = dict[tuple[str, str], Path]  # ("Plex", "B") -> file


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: float  # mm
    right: bool = False


class Paper(FPDF):
    """A4, portrait. `foot` stands on every page beside its number, `marked` in a box on top."""

    def __init__(self, fonts: Fonts, *, foot: str, page_word: str, marked: str) -> None:
        super().__init__(
            orientation="portrait",
            unit="mm",
            format="A4",
            enforce_compliance=DocumentCompliance.PDFA_3B,
        )
        for (family, style), file in fonts.items():
            self.add_font(family, style, file)
        self._foot, self._page_word, self._marked = foot, page_word, marked
        self.c_margin = 0  # words begin where the rules begin
        self.set_margins(MARGIN, 16, MARGIN)
        self.set_auto_page_break(True, 20)
        self.alias_nb_pages("{pages}")

    def close(self) -> None:
        """fpdf keeps the font files open; nothing can be written after this."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    # --- what fpdf calls

    def header(self) -> None:
        if self._marked:
            self.type(SMALL, "B")
            self.set_draw_color(*INK)
            self.set_line_width(0.35)
            self.cell(
                WIDTH, 6.4, f"  {self._marked}", border=1, new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )
            self.ln(3)

    def footer(self) -> None:
        self.set_y(-14)
        self.type(6.5, colour=INK2)
        self.set_draw_color(*RULE)
        self.set_line_width(0.15)
        self.line(MARGIN, self.get_y(), MARGIN + WIDTH, self.get_y())
        self.cell(WIDTH - 24, 6, self._foot)
        number = f"{self._page_word} {self.page_no()} / "
        # fpdf would align the placeholder of the count, which is wider than the count
        self.set_x(MARGIN + WIDTH - self.get_string_width(number + "8"))
        self.cell(24, 6, number + "{pages}")

    # --- words

    def type(
        self, points: float = BODY, style: str = "", colour: tuple[int, int, int] = INK
    ) -> None:
        self.set_font(
            "PlexMedium" if style == "M" else "Plex", "" if style == "M" else style, points
        )
        self.set_text_color(*colour)

    def headline(self, words: str, beside: str = "") -> None:
        self.type(TITLE, "B")
        self.cell(WIDTH - 60, 8, words)
        self.type(SMALL, colour=INK2)
        self.cell(60, 8, beside, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1.5)

    def heading(self, words: str, beside: str = "", *, needs: float = 24.0) -> None:
        """A section's head, kept together with at least `needs` mm of what follows."""
        if self.will_page_break(needs):
            self.add_page()
        self.ln(3.2)
        self.type(HEAD, "B")
        self.cell(WIDTH / 2, 6, words)
        self.type(SMALL, colour=INK2)
        self.cell(WIDTH / 2, 6, beside, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.rule()
        self.ln(1.2)

    def rule(self) -> None:
        self.set_draw_color(*RULE)
        self.set_line_width(0.15)
        self.line(MARGIN, self.get_y(), MARGIN + WIDTH, self.get_y())

    def paragraph(self, words: str, *, small: bool = False) -> None:
        self.type(SMALL if small else BODY, colour=INK2 if small else INK)
        self.multi_cell(WIDTH, LINE, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def facts(self, pairs: Sequence[tuple[str, str]], *, columns: int = 2) -> None:
        """Label over value, side by side."""
        each = WIDTH / columns
        for start in range(0, len(pairs), columns):
            row = pairs[start : start + columns]
            top, deepest = self.get_y(), self.get_y()
            for index, (label, value) in enumerate(row):
                self.set_xy(MARGIN + index * each, top)
                self.type(SMALL, colour=INK2)
                self.cell(each - 4, 3.8, label, new_x=XPos.LEFT, new_y=YPos.NEXT)
                self.type(BODY)
                self.multi_cell(
                    each - 4, LINE, value or "–", align="L", new_x=XPos.LEFT, new_y=YPos.NEXT
                )
                deepest = max(deepest, self.get_y())
            self.set_xy(MARGIN, deepest + 1.4)

    def figures(self, figures: Sequence[tuple[str, str, str]]) -> None:
        """The few numbers somebody looks for first: label, number, unit."""
        each, top = WIDTH / max(1, len(figures)), self.get_y()
        for index, (label, number, unit) in enumerate(figures):
            self.set_xy(MARGIN + index * each, top)
            self.type(SMALL, colour=INK2)
            self.cell(each, 4, label, new_x=XPos.LEFT, new_y=YPos.NEXT)
            self.type(BIG, "M")
            self.cell(self.get_string_width(number) + 1.6, 7.5, number)
            self.type(SMALL, colour=INK2)
            self.cell(20, 8.4, unit)
        self.set_xy(MARGIN, top + 13)

    # --- tables

    def table_of(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Rows that wrap within their columns; the head is repeated on a new page."""
        self._table_head(columns)
        for row in rows:
            self._table_row(columns, row)
        self.ln(1)

    def _table_head(self, columns: Sequence[Column]) -> None:
        self.type(SMALL, colour=INK2)
        for column in columns:
            self.cell(column.width, 4.6, column.title, align="R" if column.right else "L")
        self.ln(4.6)
        self.rule()
        self.ln(0.6)

    def _table_row(self, columns: Sequence[Column], row: Sequence[str]) -> None:
        self.type(8.2)
        height = (
            max(
                self._lines(text, column.width - 1.5)
                for column, text in zip(columns, row, strict=True)
            )
            * (LINE - 0.4)
            + 0.9
        )
        if self.will_page_break(height):
            self.add_page()
            self._table_head(columns)
            self.type(8.2)
        top, x = self.get_y(), MARGIN
        for column, text in zip(columns, row, strict=True):
            self.set_xy(x, top)
            self.multi_cell(
                column.width - 1.5, LINE - 0.4, text, align="R" if column.right else "L"
            )
            x += column.width
        self.set_xy(MARGIN, top + height)
        self.set_draw_color(226, 222, 215)
        self.set_line_width(0.1)
        self.line(MARGIN, self.get_y() - 0.3, MARGIN + WIDTH, self.get_y() - 0.3)

    def _lines(self, words: str, width: float) -> int:
        found = self.multi_cell(width, LINE - 0.4, words or " ", dry_run=True, output="LINES")
        return len(found) if isinstance(found, list) else 1


def paper(
    fonts: Fonts,
    *,
    title: str,
    language: str,
    author: str,
    made_at: datetime,
    foot: str,
    page_word: str,
    marked: str = "",
) -> Paper:
    """A fresh document with what PDF/A-3b asks for: language, title, dates, a colour profile."""
    made = Paper(fonts, foot=foot, page_word=page_word, marked=marked)
    made.set_title(title)
    made.set_lang(language)
    made.set_author(author)
    made.set_creator("bedside")
    made.set_producer("bedside")
    made.set_creation_date(made_at)
    made.add_page()
    return made
