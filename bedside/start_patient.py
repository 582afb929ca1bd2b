"""Gate G1, what concerns the patient: identity, consent, day check, touch (lines 1 to 6)."""

from bedside.answers import Answers
from bedside.day_check import CAPACITY, CheckState, blocking_of, refusal_of
from bedside.gate_line import Asked, Found, Remedy, doctor_decides
from bedside.protocol import Protocol
from bedside.protocol_lookup import entry_id

WILLING = "D-02"


def identity(asked: Asked) -> Found:
    known = asked.session.answers.identified
    if known is None:
        return Found("not_identified", missing=("identity",), remedy=Remedy.IDENTIFY)
    return Found(by=known.by, at=known.at)


def consent(asked: Asked) -> Found:
    """Signed, dated, in a version; not withdrawn; no doubt today (§4, C-05, C-06)."""
    answers = asked.session.answers
    withdrawn = answers.consent_withdrawn
    if withdrawn is not None:
        return Found("consent_withdrawn", withdrawn.by, withdrawn.at, missing=("C-05",))
    signed = _answered(answers, "C-01", "consent_not_signed", asked.protocol)
    if signed.code:
        return signed
    doubt = answers.latest("C-06")
    if doubt is not None and doubt.answer != "no":
        decision = answers.decision("C-06", doubt.seq)
        if decision is None or not decision.allowed:
            return doctor_decides("competence_in_doubt", "C-06")
    for item in asked.items:
        if item.id == WILLING and item.state is CheckState.STOPPED:
            return Found("does_not_want", missing=(WILLING,))
        if item.id in (CAPACITY, WILLING) and item.blocks:
            return Found("day_check_first", missing=(item.id,), remedy=Remedy.DAY_CHECK)
    return signed


def off_label(asked: Asked) -> Found:
    return _answered(asked.session.answers, "C-02", "off_label_not_told", asked.protocol)


def specialist(asked: Asked) -> Found:
    return _answered(asked.session.answers, "G1-04", "specialist_not_met", asked.protocol)


def checked(asked: Asked) -> Found:
    blocked = blocking_of(asked.items, asked.session, asked.now, asked.protocol)
    refusal = refusal_of(blocked)
    if refusal is not None:
        return Found(
            refusal.code,
            values=refusal.values,
            missing=refusal.missing,
            remedy=Remedy.DAY_CHECK,
            lifted_by=refusal.lifted_by,
        )
    decided = [(i.decision.at, i.decision.doctor) for i in asked.items if i.decision]
    answered = [(i.answered.at, i.answered.by) for i in asked.items if i.answered]
    at, by = max(decided or answered, default=(None, ""))
    return Found(by=by, at=at, values={"decided": str(len(decided))})


def touch(asked: Asked) -> Found:
    """A no is an answer; nobody asked is none, and under the influence it is too late to ask."""
    chosen = asked.session.touch
    if chosen.answered:
        sites = ", ".join(site for site in ("hand", "arm", "shoulder") if site in chosen.sites)
        return Found(by=chosen.chosen_by, at=chosen.chosen_at, values={"sites": sites})
    code = "touch_never_settled" if chosen.locked else "touch_not_settled"
    return Found(code, missing=("P-03",), remedy=Remedy.TOUCH)


def _answered(answers: Answers, item: str, code: str, protocol: Protocol) -> Found:
    """Answered with yes, and everything that belongs beside the answer is written down."""
    given = answers.latest(item)
    if given is None or given.answer != "yes":
        return Found(code, missing=(item,), remedy=Remedy.ANSWER)
    entries = (
        entry_id(item, entry.key)
        for line in protocol.consent.treatment
        if line.id == item
        for entry in line.entries
        if entry.required
    )
    lacking = tuple(e for e in entries if not ((w := answers.latest(e)) and w.value.strip()))
    if lacking:
        return Found("consent_details_missing", missing=lacking, remedy=Remedy.ANSWER)
    return Found(by=given.by, at=given.at)
