"""Small sentences that several screens say alike: what is missing, who and when. Knows no rule."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ui.i18n import Words
from ui.view import View
from ui.widgets.words import Run
from ui.widgets.words import Words as Sentence
from ui.wording import refusal_text

MOST_NAMED = 3


def missing(words: Words, names: Sequence[str], most: int = MOST_NAMED) -> Sentence:
    """ "Mangler: **PVK spylt**, **dobbeltkontroll** og 4 til"; nothing missing: nothing said."""
    if not names:
        return ""
    _ = words.text
    shown = names if len(names) <= most + 1 else names[:most]
    runs = [Run(_("Missing: "))]
    for number, name in enumerate(shown):
        if number:  # the comma stays with its word where the line is broken
            runs[-1] = Run(f"{shown[number - 1]},", bold=True)
            runs.append(Run(" "))
        runs.append(Run(name, bold=True))
    if len(shown) < len(names):
        runs.append(Run(_(" and {n} more").format(n=len(names) - len(shown))))
    return tuple(runs)


def why_not(view: View, words: Words, otherwise: Sentence = "") -> Sentence:
    """The refusal of the last act, as long as it stands; else what is missing."""
    if view.refusal is None:
        return otherwise
    return (Run(refusal_text(view.refusal, view.protocol, words, view.name_of), bold=True),)


def who_when(view: View, words: Words, by: str, at: datetime | None) -> str:
    """ "Ida Lund 09:21"; several ids are several names."""
    names = ", ".join(view.name_of(person) for person in by.split(", ") if person)
    return " ".join(part for part in (names, words.time(at) if at else "") if part)


def said_of(words: Words, table: Mapping[str, str], code: str) -> str:
    """The sentence of a code, or nothing where the table has none."""
    return words.text(table[code]) if code in table else ""
