"""The words of one language: sentences from its catalogue, numbers, times and dates.

Clinical wording comes from the protocol's data; everything else goes through `Words`. Knows no
screen. Nothing here is global: whoever shows words is given a `Words`.
"""

import gettext
import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import resources
from bedside.text import Language, Text

DOMAIN = "bedside"
ZONE = ZoneInfo("Europe/Oslo")
MINUS = "\N{MINUS SIGN}"


def mark(sentence: str) -> str:
    """For a table of sentences: found when the catalogue is made, translated when shown."""
    return sentence


class Words:
    """One language. Where there are many sentences: `_ = words.text`, `n_ = words.several`,
    `p_ = words.meant`; those names Babel knows, and `mark("…")` in a table.
    """

    def __init__(self, language: Language, folder: Path | None = None) -> None:
        self.language = language
        folder = folder or resources.path("i18n")
        self._catalogue = catalogue(folder / language / "LC_MESSAGES" / f"{DOMAIN}.po")

    def text(self, sentence: str) -> str:
        """The sentence in this language. Sentences in the code are English."""
        return self._catalogue.gettext(sentence) if sentence else ""

    def several(self, one: str, many: str, count: int) -> str:
        """`n_("{n} reading", "{n} readings", n).format(n=n)`"""
        return self._catalogue.ngettext(one, many, count)

    def meant(self, context: str, sentence: str) -> str:
        """`p_("of a limit", "low")`: where one English word has several Norwegian ones."""
        return self._catalogue.pgettext(context, sentence)

    def of(self, text: Text) -> str:
        """Clinical wording, which has both languages side by side."""
        return text.of(self.language)

    def number(self, value: float | Decimal, decimals: int | None = None) -> str:
        """Decimal comma in Norwegian; no grouping; `decimals` None keeps what there is."""
        if decimals is None:
            plain = f"{Decimal(str(value)):f}"
        else:
            plain = f"{value:z.{decimals}f}"
        plain = plain.replace("-", MINUS)
        return plain.replace(".", ",") if self.language is Language.NB else plain

    def amount(self, mg: Decimal) -> str:
        """ "100,0" and "27,65": one decimal at least, and every one there is. "–": no amount."""
        if not mg.is_finite():
            return "–"
        exponent = mg.normalize().as_tuple().exponent
        return self.number(mg, max(1, -exponent) if isinstance(exponent, int) else 1)

    def time(self, at: datetime) -> str:
        """ "09:41", in Norway."""
        return f"{local(at):%H:%M}"

    def time_s(self, at: datetime) -> str:
        """ "10:37:02"."""
        return f"{local(at):%H:%M:%S}"

    def day(self, at: datetime | date) -> str:
        """ "tir. 24. nov." """
        pattern = "EEE d. MMM" if self.language is Language.NB else "EEE d MMM"
        return self._written(at, pattern)

    def long_day(self, at: datetime | date) -> str:
        """ "24. november 2026"."""
        pattern = "d. MMMM y" if self.language is Language.NB else "d MMMM y"
        return self._written(at, pattern)

    def short_day(self, at: datetime | date) -> str:
        """ "24.11.2026" in Norwegian; "24 Nov 2026" in English, where 03.11. is read two ways."""
        pattern = "dd.MM.y" if self.language is Language.NB else "d MMM y"
        return self._written(at, pattern)

    def _written(self, at: datetime | date, pattern: str) -> str:
        from babel.dates import format_date  # only who shows a date pays for Babel's tables

        day = local(at).date() if isinstance(at, datetime) else at
        return format_date(day, pattern, locale=self.language.value)


def translator(language: Language) -> Callable[[str], str]:
    """For a place that needs sentences and nothing else."""
    return Words(language).text


def local(at: datetime) -> datetime:
    """Norwegian local time. A time without a zone is a fault of ours, never a guess."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    return at.astimezone(ZONE)


def minutes_and_seconds(seconds: float) -> str:
    """ "13:54" of what is left or has passed, whole seconds, "−2:00" when it is overdue."""
    whole = abs(int(seconds))
    minutes, rest = divmod(whole, 60)
    sign = MINUS if seconds <= -1 else ""
    return f"{sign}{minutes:02d}:{rest:02d}"


def catalogue(po: Path) -> gettext.GNUTranslations:
    """The compiled file where it is no older than its source, else the source itself."""
    mo, written_ns = po.with_suffix(".mo"), po.stat().st_mtime_ns
    if mo.exists() and mo.stat().st_mtime_ns >= written_ns:
        return _read(mo, mo.stat().st_mtime_ns)
    return _read(po, written_ns)


@lru_cache(maxsize=8)
def _read(file: Path, written_ns: int) -> gettext.GNUTranslations:
    """Once for each file as it was written then: a source takes ten times as long to read."""
    content = file.read_bytes()
    return gettext.GNUTranslations(
        io.BytesIO(compiled(content) if file.suffix == ".po" else content)
    )


def compiled(po: bytes) -> bytes:
    """What `msgfmt` would make of it."""
    from babel.messages.mofile import write_mo  # not needed where the catalogue is compiled
    from babel.messages.pofile import read_po

    made = io.BytesIO()
    write_mo(made, read_po(io.BytesIO(po), abort_invalid=True))
    return made.getvalue()
