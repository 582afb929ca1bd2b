"""Tilberedning: which ampoule, how much was withdrawn, and what the recipe makes of it (N-01).

Volumes and the pump's rate are computed from the recipe, never typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.amounts import plain, read_amount
from bedside.protocol_lookup import products_of
from bedside.recipe import Mix, last_day, mix
from ui.i18n import Words
from ui.screens.entries import read_date
from ui.theme import Theme
from ui.view import View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.facts import Fact, Facts, FactsState
from ui.widgets.field import FieldState, number_field, text_field
from ui.widgets.paragraph import Paragraph, ParagraphState, grows


@dataclass(frozen=True, slots=True)
class MixDraft:
    product: str = ""
    strength: str = ""
    batch: str = ""
    expiry: str = ""
    withdrawn: str = ""
    stored: str = ""
    reason: str = ""
    editing: bool = False


@dataclass(frozen=True, slots=True)
class MixState:
    draft: MixDraft
    products: tuple[Chip, ...]
    strengths: tuple[Chip, ...]
    facts: FactsState | None
    recipe: str
    missing: tuple[str, ...]
    corrects: bool
    order: bool  # there is a prescription to prepare after


def expiry_of(text: str) -> str:
    """ "03.2027", "03/27" or "31.03.2027" as the record writes it; what is neither stays."""
    text = text.strip()
    day = read_date(text)
    if day is not None:
        return day.isoformat()
    month, _dot, year = text.replace("/", ".").partition(".")
    if month.isdecimal() and year.isdecimal() and len(year) in (2, 4) and 1 <= int(month) <= 12:
        whole = int(year) + (2000 if len(year) == 2 else 0)
        return f"{whole:04d}-{int(month):02d}"
    return text


def mix_of(view: View, draft: MixDraft) -> Mix | None:
    order, strength = view.session.prescription.current, read_amount(draft.strength)
    if order is None or strength is None:
        return None
    return mix(order.event, strength, view.protocol.recipe)


def mix_event(view: View, draft: MixDraft) -> events.DrugPrepared | None:
    prescription, made = view.session.prescription, mix_of(view, draft)
    order, withdrawn = prescription.current, read_amount(draft.withdrawn)
    strength = read_amount(draft.strength)
    if order is None or made is None or withdrawn is None or strength is None:
        return None
    before = prescription.prepared
    return events.DrugPrepared(
        drug="ketamine",
        product=draft.product,
        strength_mg_per_ml=strength,
        batch=draft.batch.strip(),
        expiry=expiry_of(draft.expiry),
        withdrawn_mg=withdrawn,
        dose_mg=order.event.dose_mg,
        drug_volume_ml=made.drug_volume_ml,
        total_volume_ml=made.total_volume_ml,
        rate_ml_h=made.rate_ml_h,
        stored=draft.stored.strip(),
        corrects=before.seq if before else None,
        reason=draft.reason.strip() if before else "",
    )


def mix_state(view: View, words: Words, draft: MixDraft) -> MixState:
    _, recipe = words.text, view.protocol.recipe
    products = products_of(recipe, "ketamine")
    chosen = [p for p in products if p.name == draft.product]
    strengths: tuple[Decimal, ...] = tuple(s for p in chosen for s in p.strengths_mg_per_ml)
    order = view.session.prescription.current
    corrects = view.session.prescription.prepared is not None
    wanted = {
        _("product"): bool(draft.product),
        _("strength"): bool(draft.strength),
        _("batch"): bool(draft.batch.strip()),
        _("expiry"): last_day(expiry_of(draft.expiry)) is not None,
        _("withdrawn mg"): read_amount(draft.withdrawn) is not None,
        _("why it is corrected"): bool(draft.reason.strip()) or not corrects,
    }
    told = ""
    if order is not None and order.event.route == "iv":
        told = _("In {what}, to {ml} ml").format(
            what=words.of(recipe.diluent), ml=words.number(recipe.infusion_volume_ml)
        )
    return MixState(
        draft,
        tuple(Chip(p.name, p.name, p.name == draft.product) for p in products),
        tuple(
            Chip(str(s), f"{words.number(s)} mg/ml", str(s) == draft.strength) for s in strengths
        ),
        _facts(view, words, draft),
        told,
        tuple(name for name, there in wanted.items() if not there),
        corrects,
        order is not None,
    )


def _facts(view: View, words: Words, draft: MixDraft) -> FactsState | None:
    _, made = words.text, mix_of(view, draft)
    if made is None:
        return None
    facts = [Fact(_("Drug"), words.number(_plain(made.drug_volume_ml)), "ml")]
    if made.rate_ml_h:
        facts.append(Fact("NaCl", words.number(_plain(made.diluent_volume_ml)), "ml"))
        facts.append(Fact(_("In all"), words.number(_plain(made.total_volume_ml)), "ml"))
        facts.append(Fact(_("Pump"), words.number(_plain(made.rate_ml_h)), _("ml/h")))
    return FactsState(tuple(facts))


def _plain(amount: Decimal) -> Decimal:
    """7.240 and 7.24 read the same."""
    return Decimal(plain(amount))


class MixForm(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[MixDraft], None],
        on_save: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._on_change = words, on_change
        self._state: MixState | None = None
        m = theme.metrics
        mark = "," if words.language.value == "nb" else "."
        page = QVBoxLayout(self)
        page.setContentsMargins(0, m.gap, 0, m.pad)
        page.setSpacing(m.gap)
        self._none = Paragraph(theme, parent=self)
        self._product = Chips(theme, self._product_chosen, self)
        self._strength = Chips(theme, lambda s: self._changed(strength=s), self)
        self._batch = text_field(theme, lambda t: self._changed(batch=t), parent=self)
        self._expiry = text_field(theme, lambda t: self._changed(expiry=t), parent=self)
        self._withdrawn = number_field(
            theme, lambda _n: self._amount(), mark=mark, whole_digits=4, parent=self
        )
        self._stored = text_field(theme, lambda t: self._changed(stored=t), parent=self)
        fields = QGridLayout()
        fields.setSpacing(m.gap)
        fields.addWidget(self._batch, 0, 0)
        fields.addWidget(self._expiry, 0, 1)
        fields.addWidget(self._withdrawn, 1, 0)
        fields.addWidget(self._stored, 1, 1)
        self._facts = Facts(theme, packed=True, parent=self)
        self._recipe = Paragraph(theme, parent=self)
        self._why = text_field(theme, lambda t: self._changed(reason=t), parent=self)
        self._save = Button(theme, on_save, parent=self)
        page.addWidget(self._none)
        page.addWidget(self._product)
        page.addWidget(self._strength)
        page.addLayout(fields)
        page.addWidget(self._facts)
        page.addWidget(self._recipe)
        page.addWidget(self._why)
        row = QHBoxLayout()
        row.addWidget(self._save)
        row.addStretch(1)
        page.addLayout(row)
        grows(self)

    def show_state(self, state: MixState) -> None:
        if state == self._state:
            return
        self._state = state
        _, draft = self._words.text, state.draft
        chosen = _("chosen")
        self._none.setVisible(not state.order)
        self._none.show_state(ParagraphState(_("Prescribe first."), icon="info", bright=True))
        self._product.show_state(ChipsState(state.products, _("Product"), spoken_chosen=chosen))
        self._strength.setVisible(bool(state.strengths))
        self._strength.show_state(ChipsState(state.strengths, _("Strength"), spoken_chosen=chosen))
        self._batch.show_state(FieldState(_("Batch"), draft.batch))
        self._expiry.show_state(FieldState(_("Expiry"), draft.expiry, _("mm.yyyy")))
        self._withdrawn.show_state(FieldState(_("Withdrawn"), draft.withdrawn, unit="mg"))
        self._stored.show_state(FieldState(_("Kept until use"), draft.stored, _("where")))
        self._facts.setVisible(state.facts is not None)
        if state.facts is not None:
            self._facts.show_state(state.facts)
        self._recipe.setVisible(bool(state.recipe) and state.facts is not None)
        self._recipe.show_state(ParagraphState(state.recipe))
        self._why.setVisible(state.corrects)
        self._why.show_state(FieldState(_("Why it is corrected"), draft.reason))
        ready = state.order and not state.missing
        self._save.show_state(ButtonState(_("Save the preparation"), "syringe", enabled=ready))

    def _changed(self, **what: object) -> None:
        if self._state is not None:
            self._on_change(replace(self._state.draft, **what))  # type: ignore[arg-type]

    def _product_chosen(self, product: str) -> None:
        self._changed(product=product, strength="")

    def _amount(self) -> None:
        self._changed(withdrawn=self._withdrawn.text)
