"""Gate G1, what surrounds the patient: drug, back-up, equipment, cannula, staff (lines 9 to 14)."""

from bedside import dose
from bedside.applies import route
from bedside.drug_rules import dose_rules
from bedside.gate_line import Asked, Found, Remedy
from bedside.people import ALS, CLINICIAN
from bedside.preparation import CANNULA, FLUSHED, flushed
from bedside.situation import dose_situation

IV_ONLY = ("EQ-03", "EQ-04")  # pump and cannula kit (SPEC part 3)
NO_PAGE = "R-02"  # rule of the Avvik that lets a start pass without a checked-in page


def prescribed(asked: Asked) -> Found:
    """By a doctor, for today's weight, within part 7."""
    prescription = asked.session.prescription
    line = prescription.current
    if line is None:
        code = "weight_changed_since" if prescription.order else "not_prescribed"
        return Found(code, missing=("K-01",), remedy=Remedy.PRESCRIBE)
    rules = dose_rules(asked.protocol.constants, asked.protocol.dose)
    situation = dose_situation(asked.session, line.by, asked.protocol.recipe)
    refusal = dose.may_prescribe(line.event, situation, rules)
    if refusal is not None:
        return Found(
            refusal.code,
            values=refusal.values,
            missing=(refusal.rule,),
            remedy=Remedy.PRESCRIBE,
            lifted_by=refusal.lifted_by,
        )
    values = {
        "mg": str(line.event.dose_mg),
        "mg_per_kg": str(line.event.dose_mg_per_kg),
        "route": line.event.route,
    }
    return Found(by=line.event.doctor, at=line.at, values=values)


def double_checked(asked: Asked) -> Found:
    prescription = asked.session.prescription
    if prescription.prepared is None:
        return Found("not_prepared", missing=("N-01",), remedy=Remedy.PREPARE)
    signed = prescription.checked
    if signed is None:
        values = {"preparer": prescription.prepared.by}
        return Found(
            "not_double_checked", values=values, missing=("N-02",), remedy=Remedy.DOUBLE_CHECK
        )
    return Found(by=signed.event.checker, at=signed.at)


def backup(asked: Asked) -> Found:
    """Named, a specialist, physically available; the page tested, or a reason why not."""
    named = asked.session.people.backup
    if named is None:
        return Found("no_backup", missing=("R-02",), remedy=Remedy.NAME_BACKUP)
    if not named.confirmed:
        code = "backup_needs_name_and_phone"
        if not named.physically_available:
            code = "backup_not_available"
        elif not named.specialist:
            code = "backup_not_specialist"
        values = {"doctor": named.name}
        return Found(code, values=values, missing=("R-02",), remedy=Remedy.NAME_BACKUP)
    values = {"doctor": named.name, "phone": named.phone}
    reasons = [
        avvik
        for avvik in asked.session.deviations.of_rule(NO_PAGE)
        if avvik.seq > named.seq and avvik.reason.strip()
    ]
    if not named.test_accepted and not reasons:
        return Found(
            "page_not_tested",
            values=values,
            missing=("page",),
            remedy=Remedy.CHECK_IN,
            lifted_by="reason",
        )
    if named.test_accepted:
        return Found(by=named.name, at=named.checked_in_at, values=values)
    return Found(by=named.name, at=named.named_at, values={**values, "reason": reasons[-1].reason})


def equipment(asked: Asked) -> Found:
    """Somebody who can do advanced life support, and what is needed for it (§3.11)."""
    answers, session = asked.session.answers, asked.session
    line = next(line for line in asked.protocol.gate_start.line if line.id == "G1-12")
    wanted = [
        item
        for item in line.items
        if item.startswith("EQ-") and not (route(session) == "im" and item in IV_ONLY)
    ]
    qualified = session.people.with_role(ALS)
    told = answers.latest(ALS)
    missing = [item for item in wanted if not answers.yes(item)]
    if not qualified and not answers.yes(ALS):
        return Found("no_als", missing=(ALS, *missing), remedy=Remedy.PRESENT)
    if missing:
        return Found("equipment_missing", missing=tuple(missing), remedy=Remedy.EQUIPMENT)
    if qualified:
        return Found(by=qualified[-1].person, at=qualified[-1].since)
    return Found(by=told.by if told else "", at=told.at if told else None)


def cannula(asked: Asked) -> Found:
    """In place and flushed before the pump is connected, or the i.m. exception approved."""
    session = asked.session
    if route(session) == "im":
        line = session.prescription.current
        if line is None or not line.event.approved_by.strip():
            return Found("im_not_approved", missing=("K-09",), remedy=Remedy.PRESCRIBE)
        return Found(by=line.event.approved_by, at=line.at)
    if not session.answers.yes(CANNULA):
        return Found("no_cannula", missing=(CANNULA, FLUSHED), remedy=Remedy.ANSWER)
    flush = session.answers.latest(FLUSHED)
    if flush is None or not flushed(session):
        placed = session.answers.latest(CANNULA)
        return Found(
            "not_flushed",
            by=placed.by if placed else "",
            at=placed.at if placed else None,
            missing=(FLUSHED,),
            remedy=Remedy.ANSWER,
        )
    return Found(by=flush.by, at=flush.at)


def staff(asked: Asked) -> Found:
    here = asked.session.people.with_role(CLINICIAN)
    if not here:
        return Found("nobody_present", missing=(CLINICIAN,), remedy=Remedy.PRESENT)
    return Found(by=", ".join(stay.person for stay in here), at=here[0].since)
