"""Why the pump is paused or stopped. The pump itself is stopped by hand: believed at once.

Nothing must be answered here: a reason that is missing holds nothing up.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from PySide6.QtWidgets import QGridLayout, QWidget

from bedside import events
from ui.i18n import Words, mark
from ui.screens.question import Question
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.choice import ChoiceButton, ChoiceState
from ui.widgets.field import FieldState, number_field, text_field
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState


class StopKind(StrEnum):
    PAUSE = "pause"
    STOP = "stop"


REASONS = (
    ("wish", mark("The patient wishes it")),
    ("anxiety", mark("Anxiety or unrest")),
    ("nausea", mark("Nausea")),
    ("high_bp", mark("High blood pressure")),
    ("toilet", mark("Toilet")),
    ("technical", mark("Pump or cannula")),
    ("emergency", mark("Emergency")),
)


@dataclass(frozen=True, slots=True)
class Draft:
    reason: str = ""
    other: str = ""
    pump_ml: Decimal | None = None


def reason_text(draft: Draft, words: Words) -> str:
    """What is recorded: the chosen reason, and what was typed."""
    chosen = next((words.text(name) for key, name in REASONS if key == draft.reason), "")
    return ": ".join(part for part in (chosen, draft.other.strip()) if part)


def delivered_mg(view: View, pump_ml: Decimal | None) -> Decimal:
    """From the pump's own reading where there is one, else from pump time."""
    infusion = view.session.infusion
    if pump_ml is None or infusion.volume_ml <= 0:
        return infusion.given_mg(view.now)
    share = min(Decimal(1), pump_ml / infusion.volume_ml)
    return (infusion.dose_mg * share).quantize(Decimal("0.1"))


class StopScreen(Question):
    """The same page for a pause and for a stop; a stop also asks what the pump itself says."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
        kind: StopKind = StopKind.STOP,
    ) -> None:
        self._yes = PrimaryButton(theme, self._give, clock_s)
        super().__init__(theme, words, acts, self._yes, (), parent)
        self._kind, self._draft = kind, Draft()
        metrics = theme.metrics
        grid = QGridLayout()
        grid.setSpacing(metrics.gap)
        self._reasons = {
            key: ChoiceButton(theme, self._chooser(key), parent=self) for key, _name in REASONS
        }
        columns = 3 if metrics.wide else 2
        for place, button in enumerate(self._reasons.values()):
            grid.addWidget(button, place // columns, place % columns)
        self._other = text_field(theme, lambda t: self._typed(other=t), parent=self)
        self._ml = number_field(theme, lambda n: self._typed(pump_ml=n), parent=self)
        written = QGridLayout()
        written.setHorizontalSpacing(metrics.margin)
        written.addWidget(self._other, 0, 0, 1, 1 if kind is StopKind.STOP else 2)
        written.addWidget(self._ml, 0, 1)
        written.setColumnStretch(0, 1)
        written.setColumnStretch(1, 1)
        self._ml.setVisible(kind is StopKind.STOP)
        self._note = Paragraph(theme, parent=self)
        self.body.addLayout(grid)
        self.body.addLayout(written)
        self.body.addWidget(self._note)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        stop = self._kind is StopKind.STOP
        self.show_top(view, HeadState(_("Stop the infusion") if stop else _("Pause the infusion")))
        for key, name in REASONS:
            self._reasons[key].show_state(ChoiceState(_(name), draft.reason == key))
        self._other.show_state(FieldState(_("In other words"), draft.other))
        typed = "" if draft.pump_ml is None else words.number(draft.pump_ml)
        self._ml.show_state(FieldState(_("The pump's own reading"), typed, unit="ml"))
        note = _("Stop the pump by hand: it is not controlled from here.")
        if stop:
            given = words.number(delivered_mg(view, draft.pump_ml), 1)
            note += " " + _("Given so far: {mg} mg.").format(mg=given)
        self._note.show_state(ParagraphState(note, icon="info"))
        yes = _("Stopped") if stop else _("Paused")
        self.show_foot(PrimaryState(yes, icon="stop" if stop else "pause"))

    def _chooser(self, key: str) -> Callable[[], None]:
        return lambda: self._typed(reason="" if key == self._draft.reason else key)

    def _typed(self, **changed: object) -> None:
        self._draft = replace(self._draft, **changed)  # type: ignore[arg-type]  # fields of Draft
        self.again()

    def _give(self) -> None:
        """Towards safety: believed at once, and a missing reason does not hold it up."""
        if self._seen is None:
            return
        draft, self._draft = self._draft, Draft()
        reason = reason_text(draft, self._words)
        if self._kind is StopKind.PAUSE:
            self._acts.note(events.InfusionPaused(reason=reason))
        else:
            self._acts.note(
                events.InfusionEnded(
                    completed=False,
                    reason=reason,
                    delivered_mg=delivered_mg(self._seen, draft.pump_ml),
                    pump_reading_ml=draft.pump_ml,
                )
            )
        self._acts.back()


def pause_screen(
    theme: Theme, words: Words, acts: Acts, clock_s: Callable[[], float]
) -> StopScreen:
    return StopScreen(theme, words, acts, clock_s, kind=StopKind.PAUSE)
