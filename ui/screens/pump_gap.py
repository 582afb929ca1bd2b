"""After a crash: nobody watched for a while. What did the pump do meanwhile? (DESIGN 2.10)"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from bedside import events
from bedside.clock import Instant
from bedside.infusion import Infusion
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
    ran_min: Decimal | None = None  # in a gap of which nobody knows how long it was


def gap_text(view: View, words: Words) -> str:
    infusion = view.session.infusion
    if infusion.unknown_since is not None:
        return words.text(
            "The computer's clock is wrong: how long the program was away is not known. "
            "The pump time is not confirmed. How many minutes did the pump run from {time} until "
            "the program was back?"
        ).format(time=words.time(infusion.unknown_since))
    gap = minutes_and_seconds(infusion.unwatched_s)
    return words.text(
        "The program stood for {gap}. The pump is counted as running since then, not confirmed."
    ).format(gap=gap)


def ran_text(infusion: Infusion, since: datetime, now: Instant, words: Words) -> str:
    """What the pump's own time is held against, where nobody knows how long it was."""
    counted_s = infusion.pump_time_s(now) - infusion.unknown_at_s
    return words.text(
        "Read it from the pump: at {time} it had run {ran}, and {counted} since then is counted "
        "already. 0 if it stood."
    ).format(
        time=words.time(since),
        ran=minutes_and_seconds(infusion.unknown_at_s),
        counted=minutes_and_seconds(counted_s),
    )


def ran_answer(draft: Draft) -> events.PumpGapAnswered | None:
    """How long it ran in a gap of unknown length; None until it was typed."""
    if draft.ran_min is None:
        return None
    return events.PumpGapAnswered(ran_throughout=False, ran_s=round(float(draft.ran_min * 60), 1))


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
        self._ran = PrimaryButton(theme, self._it_ran, clock_s)
        self._stood = Button(theme, self._it_stood)
        super().__init__(theme, words, acts, self._ran, (self._stood,), parent)
        self._draft = Draft()
        self._what = Paragraph(theme, Size.M, parent=self)
        self._look = Paragraph(theme, parent=self)
        self._minutes = number_field(theme, self._typed, whole_digits=3, parent=self)
        self._ran_for = number_field(theme, self._typed_ran, whole_digits=3, parent=self)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addWidget(self._what)
        self.body.addWidget(self._look)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addWidget(self._minutes)
        self.body.addWidget(self._ran_for)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        words, _ = self._words, self._words.text
        infusion, draft = view.session.infusion, self._draft
        since = infusion.unknown_since
        self.show_top(view, HeadState(_("Nobody was watching"), _("answer from the pump itself")))
        self._what.show_state(ParagraphState(gap_text(view, words), bright=True))
        look = _("Look at the pump: volume given, and whether it has stood. It decides.")
        if since is not None:
            look = ran_text(infusion, since, view.now, words)
        self._look.show_state(ParagraphState(look, icon="info"))
        self._minutes.show_state(FieldState(_("It stood for"), unit="min"))
        self._minutes.setVisible(since is None)
        self._ran_for.show_state(FieldState(_("It ran for"), unit="min"))
        self._ran_for.setVisible(since is not None)
        self._back.setVisible(False)
        self._stood.show_state(
            ButtonState(_("It stood that long"), enabled=draft.stood_min is not None)
        )
        self._stood.setVisible(since is None)
        primary = PrimaryState(_("It ran all the time"), enabled=draft.stood_min is None)
        if since is not None:
            primary = PrimaryState(_("It ran that long"), enabled=draft.ran_min is not None)
        self.show_foot(primary, _refused(view.refusal, view, words))

    def _typed(self, minutes: Decimal | None) -> None:
        self._draft = replace(self._draft, stood_min=minutes)
        self.again()

    def _typed_ran(self, minutes: Decimal | None) -> None:
        self._draft = replace(self._draft, ran_min=minutes)
        self.again()

    def _it_ran(self) -> None:
        """All the time; or, where nobody knows how long it was, as long as was typed."""
        if self._seen is None:
            return
        ran: events.PumpGapAnswered | None = events.PumpGapAnswered(ran_throughout=True)
        if self._seen.session.infusion.unknown_since is not None:
            ran = ran_answer(self._draft)
        if ran is not None:
            self._acts.do(ran)

    def _it_stood(self) -> None:
        if self._seen is not None:
            self._acts.do(answer(self._draft, self._seen.session.infusion.unwatched_s))
            self._draft = Draft()


def _refused(refusal: Refusal | None, view: View, words: Words) -> str:
    return "" if refusal is None else refusal_text(refusal, view.protocol, words, view.name_of)
