"""After a crash: nobody watched for a while. What did the pump do meanwhile? (DESIGN 2.10)"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from bedside import events
from bedside.refusal import Refusal
from ui.i18n import Words, minutes_and_seconds
from ui.screens.question import Question
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.field import FieldState, number_field
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState, Size
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.wording import refusal_text


@dataclass(frozen=True, slots=True)
class Draft:
    stood_min: Decimal | None = None


def gap_text(view: View, words: Words) -> str:
    gap = minutes_and_seconds(view.session.infusion.unwatched_s)
    return words.text(
        "The program stood for {gap}. The pump is counted as running since then, not confirmed."
    ).format(gap=gap)


def answer(draft: Draft, unwatched_s: float) -> events.PumpGapAnswered:
    """Nothing typed: it ran all the time. Never more than nobody watched."""
    stood_s = min(unwatched_s, round(float((draft.stood_min or Decimal(0)) * 60), 1))
    return events.PumpGapAnswered(ran_throughout=stood_s <= 0, stood_s=stood_s)


class PumpGapScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._ran = PrimaryButton(theme, self._ran_throughout, clock_s)
        self._stood = Button(theme, self._it_stood)
        super().__init__(theme, words, acts, self._ran, (self._stood,), parent)
        self._draft = Draft()
        self._what = Paragraph(theme, Size.M, parent=self)
        self._look = Paragraph(theme, parent=self)
        self._minutes = number_field(theme, self._typed, whole_digits=3, parent=self)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addWidget(self._what)
        self.body.addWidget(self._look)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addWidget(self._minutes)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        words, _ = self._words, self._words.text
        self.show_top(view, HeadState(_("Nobody was watching"), _("answer from the pump itself")))
        self._what.show_state(ParagraphState(gap_text(view, words), bright=True))
        self._look.show_state(
            ParagraphState(
                _("Look at the pump: volume given, and whether it has stood. It decides."),
                icon="info",
            )
        )
        self._minutes.show_state(FieldState(_("It stood for"), unit="min"))
        self._back.setVisible(False)
        self._stood.show_state(
            ButtonState(_("It stood that long"), enabled=self._draft.stood_min is not None)
        )
        reason = _refused(view.refusal, view, words)
        ran = _("It ran all the time")
        self.show_foot(PrimaryState(ran, enabled=self._draft.stood_min is None), reason)

    def _typed(self, minutes: Decimal | None) -> None:
        self._draft = Draft(minutes)
        self.again()

    def _ran_throughout(self) -> None:
        self._acts.do(events.PumpGapAnswered(ran_throughout=True))

    def _it_stood(self) -> None:
        if self._seen is not None:
            self._acts.do(answer(self._draft, self._seen.session.infusion.unwatched_s))
            self._draft = Draft()


def _refused(refusal: Refusal | None, view: View, words: Words) -> str:
    return "" if refusal is None else refusal_text(refusal, view.protocol, words, view.name_of)
