"""Values entered by hand: always possible, marked manual, asked again when unlikely."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtWidgets import QGridLayout, QWidget

from bedside import events
from bedside.readings import MANUAL
from bedside.vitals import UNIT, Vital
from ui.i18n import Words
from ui.screens.question import Question
from ui.screens.said import missing
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.field import FieldState, number_field
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.tick import Tick, TickState


@dataclass(frozen=True, slots=True)
class Draft:
    systolic: Decimal | None = None
    diastolic: Decimal | None = None
    pulse: Decimal | None = None
    spo2: Decimal | None = None
    confirmed: bool = False


def measured(draft: Draft) -> tuple[events.Measured, ...]:
    """What was typed, as readings; what was left open is no reading."""
    quality = "confirmed" if draft.confirmed else "good"
    found = []
    if draft.systolic is not None or draft.diastolic is not None:
        found.append(
            events.Measured(
                vital=Vital.NIBP,
                unit=UNIT[Vital.NIBP],
                systolic=None if draft.systolic is None else int(draft.systolic),
                diastolic=None if draft.diastolic is None else int(draft.diastolic),
                source=MANUAL,
                quality=quality,
            )
        )
    for vital, value in ((Vital.PULSE_RATE, draft.pulse), (Vital.SPO2, draft.spo2)):
        if value is not None:
            found.append(
                events.Measured(
                    vital=vital,
                    unit=UNIT[vital],
                    value=float(value),
                    source=MANUAL,
                    quality=quality,
                )
            )
    return tuple(found)


def without(draft: Draft, event: events.Measured) -> Draft:
    """What is left to record, so that nothing is recorded twice when the rest was refused."""
    if event.vital == Vital.NIBP:
        return replace(draft, systolic=None, diastolic=None)
    return (
        replace(draft, pulse=None) if event.vital == Vital.PULSE_RATE else replace(draft, spo2=None)
    )


class ManualScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._save = PrimaryButton(theme, self._record, clock_s)
        super().__init__(theme, words, acts, self._save, (), parent)
        self._draft, self._unlikely = Draft(), False

        def number(name: str) -> Callable[[Decimal | None], None]:
            return lambda n: self._typed(**{name: n})

        names = ("systolic", "diastolic", "pulse", "spo2")
        self._fields = {
            name: number_field(theme, number(name), whole_digits=3, decimals=0, parent=self)
            for name in names
        }
        grid = QGridLayout()
        grid.setSpacing(theme.metrics.pad)
        for place, field in enumerate(self._fields.values()):
            grid.addWidget(field, place // 2, place % 2)
        self._sure = Tick(theme, lambda on: self._typed(confirmed=on), parent=self)
        self._note = Paragraph(theme, parent=self)
        self.body.addSpacing(theme.metrics.pad)
        self.body.addLayout(grid)
        self.body.addWidget(self._sure)
        self.body.addWidget(self._note)
        self.body.addStretch(1)

    def show_view(self, view: View) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        self.show_top(view, HeadState(_("Enter values"), words.time(view.now.wall)))
        labels = {
            "systolic": (_("Systolic"), "mmHg", draft.systolic),
            "diastolic": (_("Diastolic"), "mmHg", draft.diastolic),
            "pulse": (_("Pulse"), "/min", draft.pulse),
            "spo2": ("SpO₂", "%", draft.spo2),
        }
        for name, (label, unit, value) in labels.items():
            text = "" if value is None else words.number(value)
            self._fields[name].show_state(FieldState(label, text, unit=unit))
        entry = view.protocol.vitals.entry
        self._sure.setVisible(self._unlikely)
        self._sure.show_state(TickState(words.of(entry.text), draft.confirmed))
        self._note.show_state(
            ParagraphState(_("Marked as entered by hand; it counts like a reading."), icon="info")
        )
        there = bool(measured(draft))
        reason = "" if there else missing(words, [_("a value")])
        self.show_foot(PrimaryState(_("Record the values"), enabled=there), reason)

    def _typed(self, **changed: object) -> None:
        """What was confirmed is what stood there then, and nothing typed afterwards."""
        fresh = {"confirmed": False} | changed
        self._draft = replace(self._draft, **fresh)  # type: ignore[arg-type]  # fields of Draft
        self.again()

    def _record(self) -> None:
        for event in measured(self._draft):
            refusal = self._acts.do(event)
            if refusal is not None:
                self._unlikely = refusal.code == "unlikely_value"
                self.again()
                return
            self._draft = without(self._draft, event)
        self._draft, self._unlikely = Draft(), False
        self._acts.back()
