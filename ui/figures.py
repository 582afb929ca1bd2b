"""Figures as people read them: a blood pressure, a duration, an age, a date. Knows no view."""

from datetime import date

from bedside.clock import UNKNOWN_S, Instant
from ui.i18n import Words, minutes_and_seconds


def ago(words: Words, then: Instant, now: Instant) -> str:
    """ "for 2 min siden"; under ninety seconds in seconds. Not where nobody can know."""
    seconds = max(0, round(now.mono_s - then.mono_s))
    if seconds >= UNKNOWN_S:
        return words.text("how long ago is not known")
    if seconds < 90:
        return words.text("{n} s ago").format(n=seconds)
    return words.text("{n} min ago").format(n=seconds // 60)


def short_time(seconds: float) -> str:
    """ "1:42": minutes and seconds without a leading zero."""
    text = minutes_and_seconds(seconds)
    return text[1:] if text.startswith("0") else text


def written_date(iso: str, words: Words) -> str:
    """ "1984-03-12" as the language writes it; what is no date stays as it was typed."""
    try:
        return words.short_day(date.fromisoformat(iso))
    except ValueError:
        return iso


def pressure(systolic: float | None, diastolic: float | None) -> str:
    def one(value: float | None) -> str:
        return "–" if value is None else f"{value:.0f}"

    return f"{one(systolic)}/{one(diastolic)}"
