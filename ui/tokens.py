"""The colours by the name of their use, by day and by night. Knows no widget."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour for one use, as `#rrggbb`. Red, yellow and cyan belong to alarms alone."""

    window: str = "#151412"
    panel: str = "#1D1C19"
    raised: str = "#282522"
    pressed: str = "#3A3631"
    hairline: str = "#36332E"
    edge: str = "#6B655C"
    text: str = "#EDE9E4"
    text2: str = "#B5AEA5"
    accent: str = "#62B8A8"
    accent_pressed: str = "#4E9C8E"
    on_accent: str = "#0E1C19"
    accent_surface: str = "#20312D"
    inverse: str = "#DAD4CA"
    on_inverse: str = "#151412"
    bp: str = "#F3F0EB"
    spo2: str = "#9ECBF4"
    pulse: str = "#96D18A"
    stale: str = "#8F8A82"
    high: str = "#DA1E28"
    high_off: str = "#8C141B"
    on_high: str = "#FFFFFF"
    medium: str = "#FFD400"
    medium_off: str = "#B39500"
    low: str = "#33C7E0"
    on_bright: str = "#151412"
    band_button: str = "#151412"
    on_band_button: str = "#EDE9E4"
    paper: str = "#DAD4CA"
    ink: str = "#1D1B18"
    ink2: str = "#5B554C"


DAY = Tokens()

NIGHT = replace(
    DAY,
    window="#0B0A09",
    panel="#100F0D",
    raised="#181613",
    pressed="#26231F",
    hairline="#26231F",
    edge="#5C564E",
    text="#B9B3AA",
    text2="#8E877E",
    accent="#4E9588",
    accent_pressed="#407A6F",
    on_accent="#08110F",
    accent_surface="#142420",
    inverse="#A39D94",
    on_inverse="#0B0A09",
    bp="#C2BDB5",
    spo2="#7BA0C2",
    pulse="#75A46C",
    stale="#857F75",
    paper="#A39D94",
    ink="#0F0E0C",
    ink2="#37332D",
)

# What an alarm shows is the same at every brightness: its fills, its words, its buttons.
NEVER_DIMMED = frozenset(
    {
        "high",
        "high_off",
        "on_high",
        "medium",
        "medium_off",
        "low",
        "on_bright",
        "band_button",
        "on_band_button",
    }
)


def faded(brightness: float, day: Tokens = DAY, night: Tokens = NIGHT) -> Tokens:
    """The tokens between night (0) and day (1): each fades by itself, no layer lies over them."""
    part = min(1.0, max(0.0, brightness))
    return Tokens(
        **{
            name: getattr(day, name)
            if name in NEVER_DIMMED
            else _between(getattr(night, name), getattr(day, name), part)
            for name in (f.name for f in fields(Tokens))
        }
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours after WCAG 2.2, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _between(dark: str, light: str, part: float) -> str:
    mixed = (
        round(a + (b - a) * part) for a, b in zip(_channels(dark), _channels(light), strict=True)
    )
    return "#" + "".join(f"{value:02X}" for value in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
