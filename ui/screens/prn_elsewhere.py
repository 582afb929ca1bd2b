"""What the patient had of a drug outside this room: asked once, before the first dose of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.clock import Instant
from bedside.protocol_drugs import PrnDrug
from ui.i18n import ZONE, Words
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, number_field, time_field

NO, YES = "no", "yes"


@dataclass(frozen=True, slots=True)
class Draft:
    had: bool = False
    mg: Decimal | None = None
    at: tuple[int, int] | None = None


def last_at(clock_time: tuple[int, int] | None, now: Instant) -> datetime | None:
    """The latest such time of day that has been: the patient speaks of the last 24 hours."""
    if clock_time is None:
        return None
    here = now.wall.astimezone(ZONE)
    today = here.replace(hour=clock_time[0], minute=clock_time[1], second=0, microsecond=0)
    return today if today <= here else today - timedelta(days=1)


def told_text(view: View, rules: PrnDrug, words: Words) -> str:
    """ "Fått ondansetron i dag? 4 mg 07:30", or "" while it was not asked."""
    log = view.session.prn
    if rules.asked_elsewhere is None or not log.asked_elsewhere(rules.id.value):
        return ""
    doses = [dose for dose in log.told_of(rules.id.value) if dose.mg]
    had = ", ".join(f"{words.number(dose.mg)} mg {words.time(dose.at)}" for dose in doses)
    return f"{words.of(rules.asked_elsewhere)} {had or words.text('No')}"


class ElsewhereRows(QWidget):
    """Hidden where the protocol does not ask, and once it was answered."""

    def __init__(
        self, theme: Theme, words: Words, acts: Acts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._acts, self._draft = words, acts, Draft()
        self._view: View | None = None
        self._rules: PrnDrug | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.gap)
        self._answer = Chips(theme, self._answered, self)
        column.addWidget(self._answer)
        self._what = QWidget(self)
        row = QHBoxLayout(self._what)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.metrics.gap)
        self._mg = number_field(theme, lambda n: self._typed(mg=n), parent=self)
        self._at = time_field(theme, lambda at: self._typed(at=at), self)
        self._save = Button(theme, self._save_it, parent=self)
        row.addWidget(self._mg, 1)
        row.addWidget(self._at, 1)
        row.addWidget(self._save)
        column.addWidget(self._what)

    def show_view(self, view: View, rules: PrnDrug) -> None:
        if self._rules is not None and rules.id is not self._rules.id:
            self._draft = Draft()
        self._view, self._rules, _ = view, rules, self._words.text
        asked, draft = rules.asked_elsewhere, self._draft
        open_ = asked is not None and not view.session.prn.asked_elsewhere(rules.id.value)
        self.setVisible(open_)
        if asked is None or not open_:
            return
        chips = (Chip(NO, _("No")), Chip(YES, _("Yes"), draft.had))
        self._answer.show_state(ChipsState(chips, self._words.of(asked), spoken_chosen=_("chosen")))
        self._what.setVisible(draft.had)
        mg = "" if draft.mg is None else self._words.number(draft.mg)
        at = "" if draft.at is None else f"{draft.at[0]:02d}:{draft.at[1]:02d}"
        self._mg.show_state(FieldState(_("How much"), mg, unit="mg"))
        self._at.show_state(FieldState(_("When, if known"), at))
        self._save.show_state(ButtonState(_("Save"), enabled=bool(draft.mg)))

    def _answered(self, answer: str) -> None:
        if answer == NO:
            self._record(Decimal(0), None)
        else:
            self._typed(had=True)

    def _typed(self, **changed: object) -> None:
        self._draft = replace(self._draft, **changed)  # type: ignore[arg-type]  # fields of Draft
        if self._view is not None and self._rules is not None:
            self.show_view(self._view, self._rules)

    def _save_it(self) -> None:
        if self._view is not None and self._draft.mg:
            self._record(self._draft.mg, last_at(self._draft.at, self._view.now))

    def _record(self, mg: Decimal, at: datetime | None) -> None:
        if self._rules is None:
            return
        told = events.PrnElsewhereAsked(drug=self._rules.id.value, dose_mg=mg, given_at=at)
        if self._acts.do(told) is None:
            self._draft = Draft()
