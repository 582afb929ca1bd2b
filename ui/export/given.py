"""Prescription, preparation, infusion, drugs as needed, and where every milligram went."""

from collections.abc import Iterator

from bedside import events
from bedside.events import Drug
from bedside.infusion import Infusion
from bedside.lines import Line, counting
from bedside.summary import Summary
from ui.export.paper import Column, Paper
from ui.export.told import DRUGS, ROUTES, SEDATION, Told
from ui.i18n import Words, minutes_and_seconds

KEPT: tuple[Drug, ...] = ("ketamine", "midazolam")


def drugs(paper: Paper, summary: Summary, told: Told) -> None:
    facts = [*_prescribed(summary, told), *_prepared(summary, told), *_infused(summary, told)]
    if facts:
        paper.heading(told.words.text("Prescription, preparation and infusion"))
        paper.facts(facts)
    _prn(paper, summary, told)
    _ledger(paper, summary, told)


def _prescribed(summary: Summary, told: Told) -> Iterator[tuple[str, str]]:
    words, order = told.words, summary.session.prescription.order
    if order is None:
        return
    said = words.text("{kg} kg × {dose} mg/kg = {mg} mg {route} · {doctor}").format(
        kg=words.number(order.weight_kg),
        dose=words.number(order.dose_mg_per_kg, 2),
        mg=words.number(order.dose_mg),
        route=told.of(ROUTES, order.route),
        doctor=told.doctor(order.doctor, order.channel, read_back=order.read_back),
    )
    limited = told.item(order.limited_by) if order.limited_by else ""
    yield words.text("Prescribed"), " · ".join(p for p in (said, limited, order.reason) if p)


def _prepared(summary: Summary, told: Told) -> Iterator[tuple[str, str]]:
    words, prescription = told.words, summary.session.prescription
    _ = words.text
    for line in counting(prescription.preparations):
        drug = line.event
        yield (
            _("Prepared"),
            _(
                "{product} {strength} mg/ml, batch {batch}, expires {expiry} · {drug_ml} ml in "
                "{ml} ml · {rate} ml/h · {who} {time}"
            ).format(
                product=drug.product,
                strength=words.number(drug.strength_mg_per_ml),
                batch=drug.batch,
                expiry=drug.expiry,
                drug_ml=words.number(drug.drug_volume_ml),
                ml=words.number(drug.total_volume_ml),
                rate=words.number(drug.rate_ml_h),
                who=told.person(line.by),
                time=told.at(line.at),
            ),
        )
    for check in counting(prescription.checks):
        template = _("{who} computed {mg} mg: agrees · {time}")
        if not check.event.agrees:
            template = _("{who} computed {mg} mg: does NOT agree · {time}")
        yield (
            _("Double check"),
            template.format(
                who=told.person(check.event.checker),
                mg=words.number(check.event.computed_mg),
                time=told.at(check.at),
            ),
        )


def _infused(summary: Summary, told: Told) -> Iterator[tuple[str, str]]:
    words, infusion = told.words, summary.session.infusion
    _ = words.text
    for stretch in summary.stretches:
        what = _("Pump running") if stretch.running else _("Pump paused")
        yield what, f"{told.at(stretch.began_at)} {stretch.reason}".strip()
    if infusion.ended_at:
        template = _("{time} · completed · {mg} mg")
        if not infusion.completed:
            template = _("{time} · stopped: {why} · {mg} mg")
        yield (
            _("Infusion ended"),
            template.format(
                time=told.at(infusion.ended_at),
                why=infusion.end_reason or "–",
                mg=words.number(summary.delivered_mg, 1),
            ),
        )
    if infusion.unwatched_total_s > 0:
        minutes = words.number(round(infusion.unwatched_total_s / 60, 1), 1)
        yield _("Unwatched"), _("{n} min while the program stood").format(n=minutes)
    if infusion.unknown_gaps:
        yield _("Unwatched"), _unknown(infusion, words)


def _unknown(infusion: Infusion, words: Words) -> str:
    """Restarts that found the clock behind: what the nurse read from the pump is all there is."""
    _ = words.text
    how_long = _("{n} times for an unknown time: the computer's clock was wrong").format(
        n=infusion.unknown_gaps
    )
    if infusion.unknown_gaps == 1:
        how_long = _("for an unknown time: the computer's clock was wrong")
    ran = _("the pump ran {time} meanwhile, read from the pump").format(
        time=minutes_and_seconds(infusion.told_ran_s)
    )
    if infusion.unknown_since is not None:
        ran = _("what the pump did meanwhile is not confirmed")
    return f"{how_long} · {ran}"


def _prn(paper: Paper, summary: Summary, told: Told) -> None:
    words, log = told.words, summary.session.prn
    _ = words.text
    if not log.given:
        return
    paper.heading(_("Drugs as needed"))
    paper.table_of(
        [
            Column(_("Time"), 15),
            Column(_("Dose"), 38),
            Column(_("Indication"), 26),
            Column(_("By"), 24),
            Column(_("Observed afterwards, and the effect"), 71),
        ],
        [
            [
                told.at(log.given_at(line)),
                _dose(line, told),
                told.item(line.event.indication),
                told.person(line.by),
                _after(line, summary, told),
            ]
            for line in log.given
        ],
    )
    agreed = [
        _("{time} {drug} {mg} mg: {doctor}").format(
            time=told.at(line.at),
            drug=told.of(DRUGS, line.event.drug),
            mg=words.number(line.event.dose_mg),
            doctor=told.doctor(
                line.event.doctor, line.event.channel, read_back=line.event.read_back
            ),
        )
        for line in log.agreements
    ]
    if agreed:
        before = _("Agreed with a doctor before the dose: {what}").format(what="; ".join(agreed))
        paper.paragraph(before, small=True)


def _dose(line: Line[events.PrnDoseGiven], told: Told) -> str:
    dose = line.event
    said = (
        f"{told.of(DRUGS, dose.drug)} {told.words.number(dose.dose_mg)} mg "
        f"{told.of(ROUTES, dose.route)}"
    )
    return said if line.counts else told.words.text("{dose} (corrected later)").format(dose=said)


def _after(line: Line[events.PrnDoseGiven], summary: Summary, told: Told) -> str:
    _, log = told.words.text, summary.session.prn
    seen = [
        _("{n} min {state}, {breaths}/min").format(
            n=o.event.due_min,
            state=told.of(SEDATION, o.event.sedation),
            breaths=o.event.respiration_per_min,
        )
        for o in log.observed
        if o.event.of == line.seq
    ]
    effects = [e.event.effect for e in log.effects if log.first_of(e.event.of) == line.first]
    seen += [_("effect: {what}").format(what=effect) for effect in effects]
    if line.event.outside_rule:
        why = line.event.deviation_reason
        seen.append(_("deviation: {why}").format(why=why))
    return " · ".join(seen)


def _ledger(paper: Paper, summary: Summary, told: Told) -> None:
    """Withdrawn = given + destroyed, with who destroyed and who signed."""
    words, ledgers = told.words, summary.session.ledgers
    _ = words.text
    rows = []
    for drug in KEPT:
        account = ledgers.account(drug)
        if not account.lines:
            continue
        lines = [line for line in counting(ledgers.destroyed) if line.event.drug == drug]
        rows.append(
            [
                told.of(DRUGS, drug),
                words.amount(account.withdrawn_mg),
                words.amount(account.given_mg),
                words.amount(account.destroyed_mg),
                words.amount(account.balance_mg),
                " · ".join(_destroyed(line, told) for line in lines) or "–",
                " · ".join(_countersigned(line, summary, told) for line in lines) or "–",
            ]
        )
    if rows:
        paper.heading(_("Where every mg went"), _("withdrawn = given + destroyed"))
        paper.table_of(
            [
                Column(_("Drug"), 22),
                Column(_("Withdrawn"), 17),
                Column(_("Given"), 15),
                Column(_("Destroyed"), 19),
                Column(_("Rest"), 13),
                Column(_("Destroyed by"), 52),
                Column(_("Countersigned by"), 36),
            ],
            rows,
        )


def _destroyed(line: Line[events.DrugDestroyed], told: Told) -> str:
    return f"{told.person(line.by)} {told.at(line.at)}, {line.event.method}"


def _countersigned(line: Line[events.DrugDestroyed], summary: Summary, told: Told) -> str:
    signed = [c for c in summary.session.ledgers.countersigned if c.event.of == line.seq]
    return ", ".join(f"{told.person(c.event.person)} {told.at(c.at)}" for c in signed) or "–"
