"""What is left of each drug, and the next step until its ledger closes. Pure; judges nothing.

What closes a ledger stands in bedside/ledger_rules.py; here it becomes one step after the other:
a forgotten withdrawal, the destruction of the rest, and somebody else's signature.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bedside import events
from bedside.events import Drug
from bedside.identity import Person
from bedside.ledger_rules import KEPT, ledger_refusals
from bedside.lines import Line, counting
from bedside.refusal import Refusal
from ui.i18n import Words, mark
from ui.screens.person_pin import PersonPinState
from ui.view import View
from ui.widgets.equation import EquationState, Term
from ui.widgets.paragraph import HeadState
from ui.wording import refusal_text

WASTE, OTHER_WAY = "waste", "other"
METHODS = {
    WASTE: mark("Poured into the waste container"),
    OTHER_WAY: mark("Otherwise"),
}
KINDS = {"ketamine": mark("class A"), "midazolam": mark("class B")}


class Step(StrEnum):
    DESTROY = "destroy"
    WITHDRAW = "withdraw"  # more was given than was noted as taken out
    SIGN = "sign"
    EXPLAIN = "explain"  # nothing but an Avvik closes it
    DONE = "done"


@dataclass(frozen=True, slots=True)
class LedgerDraft:
    mg: Decimal | None = None
    typed: bool = False  # the amount is what a person typed, no longer the proposal
    method: str = ""
    other: str = ""
    batch: str = ""
    signer: str = ""
    pin_refused: str = ""
    corrects: int | None = None  # the destruction that was written wrongly
    why: str = ""  # it is corrected


@dataclass(frozen=True, slots=True)
class LedgerState:
    drug: Drug
    step: Step
    head: HeadState
    equation: EquationState
    done_by: str  # who destroyed, when and how
    amount: str  # the text of the mg field
    proposed_mg: Decimal
    missing: tuple[str, ...]
    of: int = 0  # the line that is signed
    may_correct: bool = False  # a destruction that nobody has signed for
    pin: PersonPinState | None = None
    why: str = ""  # the sentence of the rule
    draft: LedgerDraft = LedgerDraft()  # frozen
    closed: tuple[str, ...] = ()  # other drugs whose ledger is in order


def ledger_state(view: View, words: Words, draft: LedgerDraft) -> LedgerState:
    _, ledgers = words.text, view.session.ledgers
    refusal = next((r for r in ledger_refusals(ledgers) if "drug" in r.values), None)
    drug: Drug = "midazolam" if refusal and refusal.values["drug"] == "midazolam" else "ketamine"
    account = ledgers.account(drug)
    step, of = _step(view, drug, refusal)
    rest = account.balance_mg
    wrong = _written(view, drug) if draft.corrects is not None else None
    if wrong is not None:
        step, of, rest = Step.DESTROY, 0, rest + wrong.event.destroyed_mg
    proposed = -rest if step is Step.WITHDRAW else max(rest, Decimal(0))
    amount = words.number(draft.mg) if draft.typed and draft.mg is not None else ""
    if not draft.typed and proposed.is_finite():
        amount = words.number(proposed)
    destroyed = account.destroyed_mg if step in (Step.SIGN, Step.DONE) else proposed
    to_destroy = step is Step.DESTROY
    if to_destroy and wrong is None:
        destroyed = account.destroyed_mg + proposed
    return LedgerState(
        drug=drug,
        step=step,
        head=HeadState(_("Destruction of the rest"), product_words(view, words, drug)),
        equation=EquationState(
            (
                Term(_("Withdrawn"), words.amount(account.withdrawn_mg)),
                Term(_("Given"), words.amount(account.given_mg)),
                Term(
                    _("To be destroyed") if to_destroy else _("Destroyed"),
                    words.amount(destroyed if step is not Step.WITHDRAW else account.destroyed_mg),
                    dim=to_destroy,
                ),
            ),
            "mg",
            holds=account.balances and not to_destroy,
            spoken=_("balances") if account.balances else _("does not balance yet"),
        ),
        done_by=done_by(view, words, drug),
        amount=amount,
        proposed_mg=proposed,
        missing=_missing(words, step, draft, amount),
        of=of,
        may_correct=step is Step.SIGN and bool(view.session.ledgers.unsigned(drug)),
        pin=_pin(view, words, of, draft) if step is Step.SIGN else None,
        why=refusal_text(refusal, view.protocol, words, view.name_of) if refusal else "",
        draft=draft,
        closed=_closed(view, words, drug),
    )


def _step(view: View, drug: Drug, refusal: Refusal | None) -> tuple[Step, int]:
    if refusal is None:
        return Step.DONE, 0
    if refusal.code == "not_countersigned":
        return Step.SIGN, int(refusal.values["of"])
    avvik = view.session.ledgers.explained(drug, KEPT[drug][0])
    if avvik is not None:  # written, and waiting for the second signature
        return Step.SIGN, avvik.seq
    steps = {"rest_left": Step.DESTROY, "more_than_withdrawn": Step.WITHDRAW}
    return steps.get(refusal.code, Step.EXPLAIN), 0


def product_words(view: View, words: Words, drug: Drug) -> str:
    """ "Ketalar · A-preparat"."""
    kind = words.text(KINDS.get(drug, ""))
    prepared = view.session.prescription.prepared
    if drug == "ketamine" and prepared is not None:
        return f"{prepared.event.product} · {kind}"
    name = next((words.of(d.text) for d in view.protocol.prn.drug if d.id == drug), drug)
    return " · ".join(part for part in (name, kind) if part)


def _written(view: View, drug: Drug) -> Line[events.DrugDestroyed] | None:
    """The last destruction that nobody has signed for: the one that can be put right."""
    unsigned = view.session.ledgers.unsigned(drug)
    return unsigned[-1] if unsigned else None


def correcting(view: View, drug: Drug) -> LedgerDraft:
    """The amount is proposed anew, the way and the reason are asked."""
    line = _written(view, drug)
    return LedgerDraft(corrects=line.seq) if line is not None else LedgerDraft()


def done_by(view: View, words: Words, drug: Drug) -> str:
    lines = [line for line in counting(view.session.ledgers.destroyed) if line.event.drug == drug]
    return " · ".join(
        f"{view.name_of(line.by)} {words.time(line.at)} · {line.event.method}" for line in lines
    )


def _missing(words: Words, step: Step, draft: LedgerDraft, amount: str) -> tuple[str, ...]:
    _ = words.text
    wanted: dict[str, object] = {}
    if step in (Step.DESTROY, Step.WITHDRAW):
        wanted[_("the amount")] = amount
    if step is Step.DESTROY:
        wanted[_("how it was destroyed")] = method_words(words, draft)
    if draft.corrects is not None:
        wanted[_("the reason")] = draft.why.strip()
    return tuple(name for name, there in wanted.items() if not there)


def method_words(words: Words, draft: LedgerDraft) -> str:
    """What is recorded as the method, in the words of the screen."""
    if draft.method == OTHER_WAY:
        return draft.other.strip()
    return words.text(METHODS[draft.method]) if draft.method in METHODS else ""


def _pin(view: View, words: Words, of: int, draft: LedgerDraft) -> PersonPinState:
    _, own = words.text, view.session.ledgers.cannot_countersign(of)
    people: tuple[Person, ...] = tuple(p for p in view.staff if p.id not in own)
    did = ", ".join(p.name for p in view.staff if p.id in own)
    hint = _("Not somebody who prepared or destroyed it ({names}).").format(names=did)
    if not people:
        hint = _("Nobody else of the staff is known here: add a colleague in the set-up.")
    return PersonPinState(people, draft.signer, draft.pin_refused, hint)


def _closed(view: View, words: Words, shown: Drug) -> tuple[str, ...]:
    """Every other drug that was withdrawn and balances: "Midazolam: 5,0 = 1,0 + 4,0 mg"."""
    found = []
    drugs: tuple[Drug, ...] = ("ketamine", "midazolam")
    for drug in drugs:
        account = view.session.ledgers.account(drug)
        if drug == shown or not account.lines or not account.balances:
            continue
        if view.session.ledgers.unsigned(drug):
            continue
        name = product_words(view, words, drug).split(" · ", maxsplit=1)[0]
        found.append(f"{name}: {account_words(words, view, drug)}")
    return tuple(found)


def account_words(words: Words, view: View, drug: Drug) -> str:
    account = view.session.ledgers.account(drug)
    taken, given, gone = account.withdrawn_mg, account.given_mg, account.destroyed_mg
    return f"{words.amount(taken)} = {words.amount(given)} + {words.amount(gone)} mg"


def destroyed_event(words: Words, state: LedgerState) -> events.DrugDestroyed | None:
    """The proposed rest to the last decimal, or what was typed instead."""
    mg = state.draft.mg if state.draft.typed else state.proposed_mg
    if mg is None or state.missing:
        return None
    return events.DrugDestroyed(
        drug=state.drug,
        destroyed_mg=mg,
        method=method_words(words, state.draft),
        corrects=state.draft.corrects,
        reason=state.draft.why.strip(),
    )


def withdrawn_event(state: LedgerState) -> events.DrugWithdrawn | None:
    mg = state.draft.mg if state.draft.typed else state.proposed_mg
    if mg is None or state.missing:
        return None
    return events.DrugWithdrawn(drug=state.drug, withdrawn_mg=mg, batch=state.draft.batch.strip())
