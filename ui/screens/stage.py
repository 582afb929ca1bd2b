"""What every stage is: a body that is the screen's own, and a foot that is always the same."""

from collections.abc import Sequence
from typing import Protocol as Interface

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import Theme
from ui.view import View
from ui.widgets.button import Button
from ui.widgets.focus import OWN_RING
from ui.widgets.foot import FootState, PageFoot
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.words import Words as Sentence


class Screen(Interface):
    """What the window asks of a screen. `show_view` is called after every beat and every act."""

    def show_view(self, view: View) -> None: ...


class Stage(QWidget):
    """A screen's body over the foot. Put widgets into `body`; its margins are the page's."""

    def __init__(
        self,
        theme: Theme,
        primary: PrimaryButton | None,
        secondaries: Sequence[Button] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty(OWN_RING, True)  # the window gives a new stage the focus: no ring for it
        metrics = theme.metrics
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(metrics.margin, metrics.pad, metrics.margin, 0)
        self.body.setSpacing(metrics.gap)
        whole.addLayout(self.body, 1)
        self._primary = primary
        self.foot = PageFoot(theme, primary, secondaries, self)
        whole.addWidget(self.foot)

    def show_foot(
        self, primary: PrimaryState | None, reason: Sentence = "", now_s: float | None = None
    ) -> None:
        """The primary button and why it cannot be pressed yet; nothing is said twice."""
        if self._primary is not None:
            self._primary.setVisible(primary is not None)
            if primary is not None:
                self._primary.show_state(primary, now_s)
        self.foot.show_state(FootState(reason))
