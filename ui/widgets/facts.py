"""A few numbers beside each other, each under its label. Knows no meaning of them."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets import paint


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    unit: str = ""
    sub: str = ""
    optional: bool = False  # left out first where there is no room


@dataclass(frozen=True, slots=True)
class FactsState:
    facts: tuple[Fact, ...]


def fact_width(theme: Theme, fact: Fact) -> float:
    metrics = theme.metrics
    value = paint.width(theme, fact.value, metrics.l, 500)
    if fact.unit:
        value += metrics.px(10) + paint.width(theme, fact.unit, metrics.s)
    return max(
        value, paint.width(theme, fact.label, metrics.s), paint.width(theme, fact.sub, metrics.s)
    )


def those_that_fit(
    theme: Theme, facts: tuple[Fact, ...], room: float, gap: float
) -> tuple[Fact, ...]:
    """All, or all but the last optional ones until the rest fits."""
    kept = list(facts)
    while sum(fact_width(theme, fact) + gap for fact in kept) - gap > room:
        optional = [fact for fact in kept if fact.optional]
        if not optional:
            break
        kept.remove(optional[-1])
    return tuple(kept)


class Facts(QWidget):
    """In columns of equal width, or `packed` as close as a gap allows."""

    def __init__(
        self, theme: Theme, *, packed: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._packed = packed
        self._state: FactsState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: FactsState) -> None:
        if state == self._state:
            return
        self._state = state
        self.setAccessibleName(
            ", ".join(
                " ".join(part for part in (fact.label, fact.value, fact.unit, fact.sub) if part)
                for fact in state.facts
            )
        )
        self.updateGeometry()
        self.update()

    def _has_sub(self) -> bool:
        return self._state is not None and any(fact.sub for fact in self._state.facts)

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics
        high = metrics.s_line + metrics.l_line + (metrics.s_line if self._has_sub() else 0)
        return QSize(metrics.px(300), high)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        state, theme, metrics = self._state, self._theme, self._theme.metrics
        if state is None or not state.facts:
            return
        painter = QPainter(self)
        gap = metrics.pick(32, 26)
        facts = those_that_fit(theme, state.facts, self.width(), gap)
        x = 0.0
        for fact in facts:
            draw_fact(painter, theme, x, 0, fact)
            x += fact_width(theme, fact) + gap if self._packed else self.width() / len(facts)
        painter.end()


def draw_fact(painter: QPainter, theme: Theme, x: float, top: float, fact: Fact) -> float:
    """Label, number with its unit, line below; returns where the number ends."""
    metrics, tokens = theme.metrics, theme.tokens
    base = paint.baseline(top, metrics.s_line, metrics.s)
    paint.text(painter, theme, x, base, fact.label, metrics.s, tokens.text2)
    top += metrics.s_line
    base = paint.baseline(top, metrics.l_line, metrics.l)
    end = paint.text(painter, theme, x, base, fact.value, metrics.l, tokens.text, 500)
    if fact.unit:
        px = metrics.s
        end = paint.text(painter, theme, end + metrics.px(10), base, fact.unit, px, tokens.text2)
    top += metrics.l_line
    base = paint.baseline(top, metrics.s_line, metrics.s)
    paint.text(painter, theme, x, base, fact.sub, metrics.s, tokens.text2)
    return end
