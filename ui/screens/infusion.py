"""The infusion: time left as the largest thing on the screen, and what happened beside it.

At 40 minutes of pump time it asks, and never ends by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.infusion import ONSET_S, Pump
from ui.i18n import Words, minutes_and_seconds
from ui.log_rows import log_rows
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.facts import Fact, Facts, FactsState
from ui.widgets.log import LogList, LogState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.ring import InfusionRing, RingState
from ui.widgets.scroll import ScrollArea
from ui.widgets.words import Words as Sentence
from ui.wording import refusal_text


@dataclass(frozen=True, slots=True)
class InfusionState:
    ring: RingState
    facts: FactsState
    recipe: str
    paused: bool
    due: bool  # 40 minutes of pump time are reached: ask
    reason: Sentence = ""
    short_reason: Sentence = ""  # the same where there is little room


def infusion_state(view: View, words: Words) -> InfusionState:
    _, infusion, now = words.text, view.session.infusion, view.now
    whole_min = infusion.duration_s // 60
    left_s, done_s = infusion.remaining_s(now), infusion.pump_time_s(now)
    paused, due = infusion.pump is Pump.PAUSED, infusion.due(now)
    under = _("minute {n} of {all}").format(n=infusion.minute(now), all=whole_min)
    if paused:
        under = _("paused")
    elif due:
        under = _("{all} minutes are reached").format(all=whole_min)
    elif infusion.unconfirmed:
        under = _("not confirmed")
    at = minutes_and_seconds(infusion.duration_s)
    onset = (int(ONSET_S[0] // 60), int(ONSET_S[1] // 60))
    return InfusionState(
        ring=RingState(
            part=min(1.0, done_s / infusion.duration_s) if infusion.duration_s else 0.0,
            digits=minutes_and_seconds(left_s),
            over=_("Left"),
            under=under,
            whole_min=whole_min,
            onset_min=onset,
            onset_label=(
                _("{a}–{b} min:").format(a=onset[0], b=onset[1]),
                _("feels the"),
                _("effect"),
            ),
            paused=paused,
            spoken=_("{time} left").format(time=minutes_and_seconds(left_s)),
        ),
        facts=infusion_facts(view, words),
        recipe=recipe_text(view, words),
        paused=paused,
        due=due,
        reason="" if due else _("Can be confirmed at {time} pump time").format(time=at),
        short_reason="" if due else _("at {time} pump time").format(time=at),
    )


def infusion_facts(view: View, words: Words) -> FactsState:
    """Pump time, expected end, mg given so far; also in the header of every question."""
    _, infusion, now = words.text, view.session.infusion, view.now
    started = words.time(infusion.started_at) if infusion.started_at else "–"
    return FactsState(
        (
            Fact(
                _("Pump time"),
                minutes_and_seconds(infusion.pump_time_s(now)),
                sub=_("started {time}").format(time=started),
            ),
            Fact(
                _("Done about"),
                words.time(infusion.expected_end(now)),
                sub=_("{n} min in all").format(n=infusion.duration_s // 60),
                optional=True,
            ),
            Fact(
                _("Given so far"),
                words.number(infusion.given_mg(now), 1),
                unit="mg",
                sub=_("of {mg} mg").format(mg=words.number(infusion.dose_mg)),
            ),
        )
    )


def recipe_text(view: View, words: Words) -> str:
    """ "1,00 mg/kg · Ketalar i NaCl 9 mg/ml · 50 ml, 75 ml/t"."""
    _, order = words.text, view.session.prescription.order
    prepared, infusion = view.session.prescription.prepared, view.session.infusion
    parts = []
    if order is not None:
        parts.append(f"{words.number(order.dose_mg_per_kg, 2)} mg/kg")
    if prepared is not None:
        diluent = words.of(view.protocol.recipe.diluent)
        parts.append(
            _("{product} in {diluent}").format(product=prepared.event.product, diluent=diluent)
        )
    volume, rate = words.number(infusion.volume_ml), words.number(infusion.rate_ml_h)
    parts.append(_("{volume} ml, {rate} ml/h").format(volume=volume, rate=rate))
    return " · ".join(parts)


class InfusionScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._done = PrimaryButton(theme, self._complete, clock_s)
        self._pause = Button(theme, self._pause_or_go)
        self._stop = Button(theme, lambda: acts.go(Place.STOP))
        self._symptom = Button(theme, lambda: acts.go(Place.SYMPTOM))
        super().__init__(theme, self._done, (self._pause, self._stop, self._symptom), parent)
        self._words, self._acts, self._wide = words, acts, theme.metrics.wide
        self._view: View | None = None
        self._ring = InfusionRing(theme, self)
        self._facts = Facts(theme, parent=self)
        self._recipe = Paragraph(theme, parent=self)
        self._head = Head(theme, parent=self)
        self._log = LogList(theme)
        scroll = ScrollArea(theme, self._log, self)
        columns = QHBoxLayout()
        columns.setSpacing(theme.metrics.margin)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._ring)
        left.addWidget(self._facts)
        left.addSpacing(theme.metrics.gap)
        left.addWidget(self._recipe)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._head)
        right.addWidget(scroll, 1)
        columns.addLayout(left)
        columns.addLayout(right, 1)
        self.body.addLayout(columns, 1)

    def show_view(self, view: View) -> None:
        self._view = view
        words, _ = self._words, self._words.text
        state = infusion_state(view, words)
        self._ring.show_state(state.ring)
        self._facts.show_state(state.facts)
        self._recipe.show_state(ParagraphState(state.recipe))
        self._head.show_state(HeadState(_("Log"), _("newest on top")))
        self._log.show_state(
            LogState(log_rows(view, words), _("Log"), _("Nothing has happened yet"))
        )
        self._pause.show_state(
            ButtonState(_("Resume pump"), icon="play")
            if state.paused
            else ButtonState(_("Pause"), icon="pause")
        )
        self._stop.show_state(ButtonState(_("Stop"), icon="stop"))
        self._symptom.show_state(ButtonState(_("Symptom"), icon="activity"))
        reason = state.reason if self._wide else state.short_reason
        if view.refusal is not None:
            reason = refusal_text(view.refusal, view.protocol, words, view.name_of)
        self.show_foot(PrimaryState(_("Confirm finished"), enabled=state.due), reason)

    def _pause_or_go(self) -> None:
        if self._view is None:
            return
        if self._view.session.infusion.pump is Pump.PAUSED:
            self._acts.do(events.InfusionResumed())
        else:
            self._acts.go(Place.PAUSE)

    def _complete(self) -> None:
        if self._view is not None:
            infusion = self._view.session.infusion
            self._acts.do(events.InfusionEnded(completed=True, delivered_mg=infusion.dose_mg))
