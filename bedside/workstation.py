"""What the computer's own state means for the watch: technical conditions of limits.toml."""

from dataclasses import dataclass

LOW_PERCENT = 20  # ALARMS D.4, 20


@dataclass(frozen=True, slots=True)
class Power:
    """`mains`: None where the computer does not say; `percent` of its battery, if it has one."""

    mains: bool | None = None
    percent: int | None = None


def conditions(power: Power, *, awake: bool, session_open: bool) -> frozenset[str]:
    """On battery, low on it, or free to sleep while a session is open.

    What is not known is no alarm: most desktop computers have neither battery nor a word of it.
    """
    found = set()
    if power.mains is False:
        low = power.percent is not None and power.percent < LOW_PERCENT
        found.add("battery_low" if low else "on_battery")
    if session_open and not awake:
        found.add("may_sleep")
    return frozenset(found)
