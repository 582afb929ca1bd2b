"""Why the pump is paused or stopped. The pump itself is stopped by hand: believed at once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from ui.i18n import Words, mark
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.choice import ChoiceButton, ChoiceState
from ui.widgets.field import FieldState, number_field, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState


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
    kind: StopKind = StopKind.PAUSE
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


class StopForm(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        on_answered: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._acts, self._answered = words, acts, on_answered
        self._draft = Draft()
        self._view: View | None = None
        metrics = theme.metrics
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.gap)
        self._head = Head(theme, large=True, parent=self)
        column.addWidget(self._head)
        grid = QGridLayout()
        grid.setSpacing(metrics.gap)
        self._reasons = {
            key: ChoiceButton(theme, self._chooser(key), parent=self) for key, _name in REASONS
        }
        for place, button in enumerate(self._reasons.values()):
            grid.addWidget(button, place // 2, place % 2)
        column.addLayout(grid)
        self._other = text_field(theme, lambda t: self._typed(other=t), parent=self)
        column.addWidget(self._other)
        self._ml = number_field(theme, lambda n: self._typed(pump_ml=n), parent=self)
        column.addWidget(self._ml)
        self._note = Paragraph(theme, parent=self)
        column.addWidget(self._note)
        column.addStretch(1)
        foot = QHBoxLayout()
        self._no = Button(theme, self._answered, parent=self)
        self._yes = Button(theme, self._give, parent=self)
        foot.addWidget(self._no)
        foot.addStretch(1)
        foot.addWidget(self._yes)
        column.addLayout(foot)

    def begin(self, kind: StopKind) -> None:
        self._draft = Draft(kind)
        self._other.inner.clear()
        self._ml.inner.clear()

    def show_view(self, view: View) -> None:
        self._view = view
        words, draft, _ = self._words, self._draft, self._words.text
        stop = draft.kind is StopKind.STOP
        title = _("Stop the infusion") if stop else _("Pause the infusion")
        self._head.show_state(HeadState(title))
        for key, name in REASONS:
            self._reasons[key].show_state(ChoiceState(_(name), draft.reason == key))
        self._other.show_state(FieldState(_("In other words"), draft.other))
        self._ml.setVisible(stop)
        self._ml.show_state(FieldState(_("The pump's own reading"), unit="ml"))
        given = words.number(delivered_mg(view, draft.pump_ml), 1)
        note = _("Stop the pump by hand: it is not controlled from here.")
        if stop:
            note += " " + _("Given so far: {mg} mg.").format(mg=given)
        self._note.show_state(ParagraphState(note, icon="info"))
        self._no.show_state(ButtonState(_("Back"), icon="back"))
        yes = _("Stopped") if stop else _("Paused")
        self._yes.show_state(ButtonState(yes, icon="stop" if stop else "pause", kind=Kind.INVERSE))

    def _chooser(self, key: str) -> Callable[[], None]:
        return lambda: self._typed(reason=key)

    def _typed(self, **changed: object) -> None:
        self._draft = replace(self._draft, **changed)  # type: ignore[arg-type]  # fields of Draft
        if self._view is not None:
            self.show_view(self._view)

    def _give(self) -> None:
        """Towards safety: a missing reason does not hold it up."""
        if self._view is None:
            return
        reason = reason_text(self._draft, self._words)
        if self._draft.kind is StopKind.PAUSE:
            self._acts.note(events.InfusionPaused(reason=reason))
        else:
            self._acts.note(
                events.InfusionEnded(
                    completed=False,
                    reason=reason,
                    delivered_mg=delivered_mg(self._view, self._draft.pump_ml),
                    pump_reading_ml=self._draft.pump_ml,
                )
            )
        self._answered()
