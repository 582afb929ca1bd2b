"""What was typed, read as a number or a time of day. Pure: knows no field.

A comma is the decimal mark of a Norwegian keyboard; a point is taken for one too, so that no
dose becomes ten times as large because of a key.
"""

import re
from decimal import Decimal

_NUMBER = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+")


def parse_number(text: str) -> Decimal | None:
    """`72,4` and `72.4` alike; None for anything that is not one plain number."""
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        return None
    return Decimal(stripped.replace(",", ".").rstrip("."))


def show_number(value: Decimal, mark: str = ",") -> str:
    return f"{value:f}".replace(".", mark)


def typed_number(text: str, mark: str = ",") -> str:
    """The text with the one decimal mark that is shown."""
    return text.replace(".", mark).replace(",", mark)


def typed_time(text: str) -> str:
    """Digits with the colon put in by itself: `0510` becomes `05:10`, `510` stays `51:0`."""
    digits = "".join(letter for letter in text if letter in "0123456789")[:4]
    return digits if len(digits) <= 2 else f"{digits[:2]}:{digits[2:]}"


def parse_time(text: str) -> tuple[int, int] | None:
    """Hours and minutes of a time of day; `9:05` and `0905` too."""
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})|(\d{2})(\d{2})", text.strip())
    if found is None:
        return None
    hours, minutes = (int(part) for part in found.groups() if part is not None)
    return (hours, minutes) if hours < 24 and minutes < 60 else None
