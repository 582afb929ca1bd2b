"""A question over the stage: the infusion stays in one line on top, Tilbake at the foot.

Every place that lies over an infusion builds on this, so that time left, pump time, end, mg,
Pause and Stopp never leave the screen.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from bedside import events
from bedside.infusion import Pump
from ui.i18n import Words, minutes_and_seconds
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.facts import Fact
from ui.widgets.paragraph import Head, HeadState
from ui.widgets.primary import PrimaryButton
from ui.widgets.ring_header import RingHeader, RingHeaderState


def header_state(view: View, words: Words) -> RingHeaderState | None:
    """The infusion in one line; None while no pump runs or stands paused."""
    _, infusion, now = words.text, view.session.infusion, view.now
    if infusion.pump not in (Pump.RUNNING, Pump.PAUSED):
        return None
    paused = infusion.pump is Pump.PAUSED
    done_s = infusion.pump_time_s(now)
    given = words.number(infusion.given_mg(now), 1)
    return RingHeaderState(
        part=min(1.0, done_s / infusion.duration_s) if infusion.duration_s else 0.0,
        facts=(
            Fact(_("Left"), minutes_and_seconds(infusion.remaining_s(now))),
            Fact(_("Pump time"), minutes_and_seconds(done_s)),
            Fact(_("Done about"), words.time(infusion.expected_end(now)), optional=True),
            Fact(_("Given so far"), given, unit="mg"),
        ),
        pause=ButtonState(_("Resume pump"), icon="play")
        if paused
        else ButtonState(_("Pause"), icon="pause"),
        stop=ButtonState(_("Stop"), icon="stop"),
        paused=paused,
    )


class Question(Stage):
    """Puts its own parts into `body` below the header and the title."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        primary: PrimaryButton | None,
        more: Sequence[Button] = (),
        parent: QWidget | None = None,
        *,
        ruled: bool = True,
    ) -> None:
        self._back = Button(theme, self.back_pressed)
        super().__init__(theme, primary, (self._back, *more), parent)
        self._words, self._acts = words, acts
        margin = theme.metrics.margin
        self.body.setContentsMargins(margin, 0, margin, 0)  # header and title have their own room
        self._header = RingHeader(theme, self._pause, self._stop, self)
        self._title = Head(theme, large=True, ruled=ruled, parent=self)
        self.title_row = QHBoxLayout()  # a few choices may stand beside the title
        self.title_row.setSpacing(theme.metrics.gap)
        self.title_row.addWidget(self._title, 1)
        self.body.addWidget(self._header)
        self.body.addLayout(self.title_row)
        self._seen: View | None = None

    def show_top(self, view: View, title: HeadState) -> None:
        """The header, the title and Tilbake; call it first in `show_view`."""
        self._seen = view
        header = header_state(view, self._words)
        self._header.setVisible(header is not None)
        if header is not None:
            self._header.show_state(header)
        self._title.show_state(title)
        self._back.show_state(ButtonState(self._words.text("Back"), icon="back"))

    def again(self) -> None:
        """Show the last view once more, after a draft was changed."""
        if self._seen is not None:
            self.show_view(self._seen)

    def show_view(self, view: View) -> None:
        raise NotImplementedError

    def back_pressed(self) -> None:
        """To the stage; a page with a form of its own leaves that first."""
        self._acts.back()

    def _pause(self) -> None:
        if self._seen is not None and self._seen.session.infusion.pump is Pump.PAUSED:
            self._acts.do(events.InfusionResumed())
        else:
            self._acts.go(Place.PAUSE)

    def _stop(self) -> None:
        self._acts.go(Place.STOP)
