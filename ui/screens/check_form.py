"""Dobbeltkontroll: a second person computes the dose blind, and signs with a PIN (N-02, T-R2)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside import events
from bedside.amounts import plain, read_amount
from ui.i18n import Words
from ui.screens.person_pin import PersonPin, PersonPinState
from ui.theme import Theme
from ui.view import View
from ui.widgets.field import FieldState, number_field
from ui.widgets.paragraph import Paragraph, ParagraphState, grows
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked

CLINICAL = ("nurse", "doctor", "consultant")


@dataclass(frozen=True, slots=True)
class CheckDraft:
    person: str = ""
    mg: str = ""
    refused: str = ""  # a code of the PIN
    differs: str = ""  # the sentence of the refusal


@dataclass(frozen=True, slots=True)
class CheckFormState:
    told: Sentence
    mg: str
    problem: str
    who: PersonPinState
    ready: bool


def check_form_state(view: View, words: Words, draft: CheckDraft) -> CheckFormState:
    """The weight and the mg/kg are shown, and the ampoule; the mg are not."""
    _, prescription = words.text, view.session.prescription
    prepared, order = prescription.prepared, prescription.current
    if prepared is None or order is None:
        told: Sentence = _("Nothing is prepared yet.")
        people: tuple[str, ...] = ()
    else:
        event = prepared.event
        told = marked(
            _(
                "__{kg} kg × {dose} mg/kg__ · {product} {strength} mg/ml, batch {batch}"
                " · {ml} ml in all, {rate} ml/h"
            ),
            kg=words.number(order.event.weight_kg),
            dose=words.number(order.event.dose_mg_per_kg, 2),
            product=event.product,
            strength=words.number(event.strength_mg_per_ml),
            batch=event.batch,
            ml=words.number(event.total_volume_ml),
            rate=words.number(Decimal(plain(event.rate_ml_h))),
        )
        people = tuple(
            p.id for p in view.staff if p.role in CLINICAL and p.id not in prescription.preparers
        )
    typed = read_amount(draft.mg) is not None
    state = PersonPinState(
        tuple(p for p in view.staff if p.id in people),
        draft.person,
        draft.refused,
        hint=_("Another person than {who}, who prepared.").format(
            who=", ".join(view.name_of(p) for p in sorted(prescription.preparers))
        )
        if prescription.preparers
        else "",
        enabled=typed,
    )
    return CheckFormState(told, draft.mg, draft.differs, state, typed and bool(draft.person))


def check_event(draft: CheckDraft) -> events.PreparationDoubleChecked | None:
    mg = read_amount(draft.mg)
    if mg is None or not draft.person:
        return None
    return events.PreparationDoubleChecked(checker=draft.person, computed_mg=mg, agrees=True)


class CheckForm(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_mg: Callable[[str], None],
        on_person: Callable[[str], None],
        on_sign: Callable[[str, str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._state: CheckFormState | None = None
        m = theme.metrics
        mark = "," if words.language.value == "nb" else "."
        page = QVBoxLayout(self)
        page.setContentsMargins(0, m.gap, 0, m.pad)
        page.setSpacing(m.px(12))
        self._told = Paragraph(theme, parent=self)
        self._mg = number_field(theme, lambda _n: on_mg(self._mg.text), mark=mark, parent=self)
        self._who = PersonPin(theme, words, on_person, on_sign, self)
        for widget in (self._told, self._mg, self._who):
            page.addWidget(widget)
        grows(self)

    def show_state(self, state: CheckFormState) -> None:
        if state == self._state:
            return
        self._state = state
        _ = self._words.text
        self._told.show_state(ParagraphState(state.told))
        label = _("The dose, computed without looking at the answer")
        self._mg.show_state(FieldState(label, state.mg, unit="mg", problem=state.problem))
        self._who.show_state(state.who)
