"""An alarm limit in words: its name, its number, and what a change of it says. Pure.

Which limits there are and what they are now, bedside/session_limits.py says.
"""

from collections.abc import Callable

from bedside import events
from bedside.protocol import Protocol
from bedside.protocol_watch import Limit
from bedside.session_limits import looser, number_of, side_of
from bedside.vitals import UNIT
from ui.i18n import Words, mark

PARTS = {"systolic": mark("systolic"), "diastolic": mark("diastolic")}
SIDES = {"low": mark("below"), "high": mark("above")}
AT_SIDES = {"low": mark("{n} or lower"), "high": mark("{n} or higher")}


def limit_name(limit: Limit, bound: str, words: Words) -> str:
    """ "Pulse low", "BP 180/110 or higher, systolic": which of the limits it is."""
    text = limit.text
    if side_of(bound) == "low" and limit.low_text is not None:
        text = limit.low_text
    if side_of(bound) == "high" and limit.high_text is not None:
        text = limit.high_text
    part = PARTS.get(bound.partition("_")[0])
    return f"{words.of(text)}, {words.text(part)}" if part else words.of(text)


def number_text(limit: Limit, bound: str, value: float, words: Words) -> str:
    """ "below 93 %", "160 mmHg or higher"."""
    number = with_unit(limit, value)
    side = side_of(bound)
    if limit.at_limit:
        return words.text(AT_SIDES[side]).format(n=number)
    return f"{words.text(SIDES[side])} {number}"


def with_unit(limit: Limit, value: float) -> str:
    """ "93 %", "45/min"."""
    return f"{value:g} {UNIT[limit.vital]}".replace(" /", "/")


def change_text(event: events.AlarmLimitChanged, protocol: Protocol, words: Words) -> str:
    """ "Alarm limit tightened: SpO₂ low, 90 → 93 %"."""
    _ = words.text
    limit = next((x for x in protocol.limits.limit if x.id == event.limit), None)
    own = None if limit is None else number_of(limit, event.bound)
    if limit is None or own is None:  # of another protocol than this one
        return f"{event.limit} {event.bound}: {event.was:g} → {event.value}"
    template = _("Alarm limit tightened: {which}, {was} → {now}")
    if looser(event.bound, event.value, own):
        template = _("Alarm limit loosened: {which}, {was} → {now}")
    elif event.value == own:
        template = _("Alarm limit as the unit's own again: {which}, {was} → {now}")
    elif looser(event.bound, event.value, event.was):
        template = _("Alarm limit less tight: {which}, {was} → {now}")
    return template.format(
        which=limit_name(limit, event.bound, words),
        was=f"{event.was:g}",
        now=with_unit(limit, event.value),
    )


def changed_by(
    event: events.AlarmLimitChanged, by: str, name_of: Callable[[str], str], words: Words
) -> str:
    """Who did it, and which doctor said so."""
    if not event.doctor:
        return name_of(by)
    said = words.text("said by {doctor} · {who}")
    return said.format(doctor=name_of(event.doctor), who=name_of(by))
