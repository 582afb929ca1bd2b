"""How everything looks: the tokens, the sizes and the font, built once and passed by constructor.

Knows no widget and no screen. `Theme.tokens` may change while the program runs (brightness);
`Theme.metrics` may not: another window size is another theme, and the tree is built anew.
"""

from functools import cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QToolTip

import resources
from ui.metrics import Metrics, metrics_for
from ui.tokens import DAY, NIGHT, Tokens, contrast, faded

__all__ = [
    "DAY",
    "NIGHT",
    "Metrics",
    "Theme",
    "Tokens",
    "colour",
    "contrast",
    "faded",
    "load_fonts",
    "metrics_for",
    "screen_px_per_mm",
]

FAMILY = "IBM Plex Sans"
FONT_FILES = (
    "fonts/IBMPlexSans_400Regular.ttf",
    "fonts/IBMPlexSans_500Medium.ttf",
    "fonts/IBMPlexSans_600SemiBold.ttf",
)


class FontMissingError(Exception):
    """A font file of ours could not be read: the sizes of everything would be wrong."""


def load_fonts() -> None:
    """Make the three weights known to Qt. Once, after the application object exists."""
    for name in FONT_FILES:
        if QFontDatabase.addApplicationFont(str(resources.path(name))) < 0:
            raise FontMissingError(f"cannot read the font {name}")


@cache
def colour(token: str) -> QColor:
    """The Qt colour of a token's `#rrggbb`. Never change the object that comes back."""
    return QColor(token)


def screen_px_per_mm() -> float:
    """Device-independent pixels per millimetre of the first screen; 0 when it does not tell."""
    screen = QGuiApplication.primaryScreen()
    if screen is None or screen.physicalSize().width() < 100:
        return 0.0  # no screen is 10 cm wide: projectors and virtual machines say 0 or nonsense
    return screen.physicalDotsPerInch() / 25.4


class Theme:
    """The tokens and sizes in force, and fonts made from them."""

    def __init__(self, tokens: Tokens, metrics: Metrics) -> None:
        self.tokens = tokens
        self.metrics = metrics
        self._fonts: dict[tuple[int, int], QFont] = {}
        self._measures: dict[tuple[int, int], QFontMetricsF] = {}

    def font(self, px: int, weight: int = 400) -> QFont:
        """Plex at `px`, weight 400, 500 or 600. Never change the object that comes back."""
        key = (px, weight)
        found = self._fonts.get(key)
        if found is None:
            found = QFont(FAMILY)
            found.setPixelSize(px)
            found.setWeight(QFont.Weight(weight))
            found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[key] = found
        return found

    def measure(self, px: int, weight: int = 400) -> QFontMetricsF:
        key = (px, weight)
        found = self._measures.get(key)
        if found is None:
            found = self._measures[key] = QFontMetricsF(self.font(px, weight))
        return found

    def apply(self, application: QApplication) -> None:
        """Give Qt's own parts (text fields, tool tips) our font and colours."""
        style = QStyleFactory.create("Fusion")
        if style is not None:
            application.setStyle(style)
        application.setFont(self.font(self.metrics.m))
        self._colour(application)

    def dim(self, application: QApplication, brightness: float) -> None:
        """Fade every token towards night (0) or day (1); every widget repaints itself."""
        tokens = faded(brightness)
        if tokens != self.tokens:
            self.tokens = tokens
            self._colour(application)

    def _colour(self, application: QApplication) -> None:
        made = palette(self.tokens)
        application.setPalette(made)
        QToolTip.setPalette(made)
        QToolTip.setFont(self.font(self.metrics.s))


def palette(tokens: Tokens) -> QPalette:
    """What Qt paints by itself inside our fields: text, caret, selection, placeholder."""
    made = QPalette()
    role = QPalette.ColorRole
    for what, token in (
        (role.Window, tokens.window),
        (role.WindowText, tokens.text),
        (role.Base, tokens.window),
        (role.AlternateBase, tokens.panel),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.text2),
        (role.Button, tokens.raised),
        (role.ButtonText, tokens.text),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Accent, tokens.accent),
        (role.ToolTipBase, tokens.raised),
        (role.ToolTipText, tokens.text),
        (role.Link, tokens.accent),
    ):
        made.setColor(what, colour(token))
    for what in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, what, colour(tokens.text2))
    return made
