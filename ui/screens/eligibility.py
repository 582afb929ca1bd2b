"""Who may be treated at all, and who needs extra care: decided at referral, shown to be read.

Asks nothing and records nothing: what may change from day to day is asked in the day check.
"""

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.protocol_types import Protocol
from ui.i18n import Words
from ui.theme import Theme
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, grows
from ui.widgets.words import Run
from ui.widgets.words import Words as Sentence


@dataclass(frozen=True, slots=True)
class Criteria:
    title: str
    lines: tuple[Sentence, ...]  # each with its § of the protocol


@dataclass(frozen=True, slots=True)
class EligibilityState:
    title: str
    note: str
    lists: tuple[Criteria, ...]


def eligibility_state(protocol: Protocol, words: Words) -> EligibilityState:
    """The criteria of §1 and §6.1, word for word, in the protocol's order."""
    _, known = words.text, protocol.eligibility
    lists = (
        (_("Included"), known.inclusion),
        (_("Not included"), known.exclusion),
        (_("Extra care"), known.extra_care),
    )
    return EligibilityState(
        _("Suitability"),
        words.of(known.note),
        tuple(
            Criteria(
                title,
                tuple(
                    (Run(words.of(item.text), bright=True), Run(f"  §\u00a0{item.section}"))
                    for item in items
                ),
            )
            for title, items in lists
        ),
    )


class EligibilityList(QWidget):
    """Built at the first showing: the criteria do not change while the program runs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: EligibilityState | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.metrics.pad, 0, theme.metrics.pad)
        self._column.setSpacing(theme.metrics.px(4))
        grows(self)

    def show_state(self, state: EligibilityState) -> None:
        if self._state is not None:
            return
        self._state = state
        head = Head(self._theme, parent=self)
        head.show_state(HeadState(state.title, aside=state.note))
        self._column.addWidget(head)
        for criteria in state.lists:
            self._column.addSpacing(self._theme.metrics.gap)
            self._say(criteria.title, weight=600)
            for line in criteria.lines:
                self._say(line)

    def _say(self, words: Sentence, weight: int = 400) -> None:
        said = Paragraph(self._theme, weight=weight, parent=self)
        said.show_state(ParagraphState(words))
        self._column.addWidget(said)
