"""A sum that must come out: withdrawn = given + destroyed, with a tick once it does."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import Theme
from ui.widgets import paint

SIGNS = ("=", "+")


@dataclass(frozen=True, slots=True)
class Term:
    label: str
    value: str
    dim: bool = False  # proposed, not done yet


@dataclass(frozen=True, slots=True)
class EquationState:
    terms: tuple[Term, Term, Term]
    unit: str
    holds: bool = False
    spoken: str = ""  # "stemmer", or what is missing


class Equation(QWidget):
    """One line of numbers in size L under their labels; smaller where it would not fit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: EquationState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: EquationState) -> None:
        if state == self._state:
            return
        self._state = state
        terms = [f"{term.label} {term.value} {state.unit}" for term in state.terms]
        said = f"{terms[0]} = {terms[1]} + {terms[2]}"
        self.setAccessibleName(", ".join(part for part in (said, state.spoken) if part))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        return QSize(metrics.px(300), metrics.s_line + metrics.l_line)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _wide(self, state: EquationState, term: Term, px: int) -> float:
        """A term with its unit, or its label where that is wider."""
        theme, metrics = self._theme, self._theme.metrics
        number = paint.width(theme, term.value, px, 500) + metrics.px(6)
        number += paint.width(theme, state.unit, metrics.s)
        return max(number, paint.width(theme, term.label, metrics.s))

    def _sign_w(self, px: int) -> float:
        return paint.width(self._theme, "=", px) + 2 * self._theme.metrics.pick(14, 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        state, theme, metrics, tokens = (
            self._state,
            self._theme,
            self._theme.metrics,
            self._theme.tokens,
        )
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tick = metrics.icon_l + metrics.gap
        px = metrics.l
        needed = sum(self._wide(state, term, px) for term in state.terms) + 2 * self._sign_w(px)
        if needed + tick > self.width():
            px = metrics.m
        x, top = 0.0, metrics.s_line
        label_base = paint.baseline(0, metrics.s_line, metrics.s)
        base = paint.baseline(top, metrics.l_line, metrics.l)
        for number, term in enumerate(state.terms):
            token = tokens.text2 if term.dim else tokens.text
            paint.text(painter, theme, x, label_base, term.label, metrics.s, tokens.text2)
            end = paint.text(painter, theme, x, base, term.value, px, token, 500)
            unit_x = end + metrics.px(6)
            paint.text(painter, theme, unit_x, base, state.unit, metrics.s, tokens.text2)
            x += self._wide(state, term, px)
            if number < len(SIGNS):
                gap = (self._sign_w(px) - paint.width(theme, SIGNS[number], px)) / 2
                paint.text(painter, theme, x + gap, base, SIGNS[number], px, tokens.text2)
                x += self._sign_w(px)
        if state.holds:
            y = top + (metrics.l_line - metrics.icon_l) / 2
            at = self.width() - metrics.icon_l
            draw_icon(painter, "check", at, y, metrics.icon_l, tokens.accent)
        painter.end()
