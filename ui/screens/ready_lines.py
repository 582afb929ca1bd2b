"""The lines of gate G1 as rows: in order with who and when, or what is missing and its button.

Decides nothing: what is in order comes from bedside/gates.py.
"""

from bedside.gate_line import GateLine, Remedy
from bedside.preparation import CANNULA, FLUSHED
from ui.i18n import Words, mark
from ui.screens.said import MOST_NAMED, who_when
from ui.screens.vitals_set import lacking_now
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.wording import why_text

BUTTONS: dict[Remedy, tuple[str, str]] = {
    Remedy.IDENTIFY: (mark("Identify"), "user"),
    Remedy.ANSWER: (mark("Answer"), "check"),
    Remedy.DAY_CHECK: (mark("Day check"), "back"),
    Remedy.DOCTOR_DECIDES: (mark("Write decision"), "stethoscope"),
    Remedy.TOUCH: (mark("Settle"), "hand"),
    Remedy.MEASURE: (mark("Measure now"), "gauge"),
    Remedy.DOCUMENT: (mark("Document"), "check"),
    Remedy.PRESCRIBE: (mark("Prescribe"), "pen"),
    Remedy.PREPARE: (mark("Prepare"), "syringe"),
    Remedy.DOUBLE_CHECK: (mark("Sign"), "pen"),
    Remedy.NAME_BACKUP: (mark("Name the back-up"), "phone"),
    Remedy.CHECK_IN: (mark("Go on without"), "note"),
    Remedy.EQUIPMENT: (mark("Confirm"), "check"),
    Remedy.PRESENT: (mark("Confirm"), "users"),
}
AT_ONCE = {FLUSHED: mark("Flushed now"), CANNULA: mark("Placed now")}
WAITING = {"waits_for_bp": mark("waits for a new reading")}
PLACES = {"hand": 0, "arm": 1, "shoulder": 2}
ROUTES = {"iv": mark("i.v."), "im": mark("i.m.")}
STREAMS = {"pulse": mark("pulse"), "spo2": mark("SpO₂"), "bp": mark("blood pressure")}


def remedy_of(line: GateLine, view: View) -> Remedy:
    """What the button does now: after a fresh reading it is documented, not measured again."""
    found = line.found
    if line.id == "G1-07" and found.remedy in (Remedy.MEASURE, Remedy.DOCUMENT):
        return Remedy.MEASURE if "bp" in lacking_now(view) else Remedy.DOCUMENT
    return found.remedy


def row_of(line: GateLine, view: View, words: Words) -> ChecklistState:
    _ = words.text
    if line.ok:
        return ChecklistState(
            line.id,
            line_words(line, view, words),
            Row.DONE,
            aside=(_aside(line, view, words),),
            spoken_state=_("in order"),
        )
    if line.state == "waiting":
        said = WAITING.get(line.found.code, "")
        aside = _(said) if said else _("waits")
        return ChecklistState(
            line.id,
            _plain(line, view, words),
            Row.WAITING,
            aside=(aside,),
            spoken_state=_("waits"),
        )
    return ChecklistState(
        line.id,
        _plain(line, view, words),
        Row.MISSING,
        second=_why(line, view, words),
        button=button_of(line, view, words),
        spoken_state=_("missing"),
    )


def button_of(line: GateLine, view: View, words: Words) -> ButtonState | None:
    _, remedy = words.text, remedy_of(line, view)
    if remedy not in BUTTONS:
        return None
    name, icon = BUTTONS[remedy]
    at_once = AT_ONCE.get(line.found.missing[0], "") if line.found.missing else ""
    if remedy is Remedy.ANSWER and at_once:
        return ButtonState(_(at_once), "check")
    if remedy is Remedy.MEASURE:
        if view.watch.board.cuff.inflating:
            return ButtonState(_("Measuring …"), icon, enabled=False)
        if not view.watch.nibp.startable:
            return ButtonState(_("Type in"), "pen")
    if remedy is Remedy.DOCUMENT and lacking_now(view):
        return ButtonState(_("Type in"), "pen")
    return ButtonState(_(name), icon)


def missing_name(line: GateLine, view: View, words: Words) -> str:
    """One or two words for "Mangler:"."""
    text = next(t for t in view.protocol.gate_start.line if t.id == line.id)
    return words.of(text.missing)


def _plain(line: GateLine, view: View, words: Words) -> str:
    return words.of(next(t for t in view.protocol.gate_start.line if t.id == line.id).text)


def line_words(line: GateLine, view: View, words: Words) -> str:
    """The line with what makes it true: "Forordning: 72,4 mg, 1,00 mg/kg, i.v."."""
    _, said, values = words.text, _plain(line, view, words), line.found.values
    match line.id:
        case "G1-05" if values.get("decided", "0") != "0":
            return _("{line}, {n} decided by a doctor").format(line=said, n=values["decided"])
        case "G1-06":
            return _("{line}: {what}").format(line=said, what=touch_words(view, words))
        case "G1-09":
            order = view.session.prescription.order
            if order is None:
                return said
            return _("{line}: {mg} mg, {dose} mg/kg, {route}").format(
                line=said,
                mg=words.number(order.dose_mg),
                dose=words.number(order.dose_mg_per_kg, 2),
                route=_(ROUTES[order.route]),
            )
        case _:
            return said


def touch_words(view: View, words: Words) -> str:
    """ "Hånd, Arm", or that there is none."""
    consent, chosen = view.protocol.consent, view.session.touch.sites
    sites = [words.of(consent.site[PLACES[site]].text) for site in PLACES if site in chosen]
    return ", ".join(sites) or words.of(consent.no_touch)


def _aside(line: GateLine, view: View, words: Words) -> str:
    _, found = words.text, line.found
    who = who_when(view, words, found.by, found.at)
    if line.id == "G1-11":
        name = view.name_of(found.values.get("doctor", ""))
        if "reason" in found.values:
            return _("{name} · by telephone only").format(name=name)
        at = words.time(found.at) if found.at else ""
        return _("{name} · tested {time}").format(name=name, time=at)
    if line.id == "G1-08" and "bp" in found.values:
        return f"{found.values['bp']} · {who}"
    return who


def _why(line: GateLine, view: View, words: Words) -> str:
    """The sentence of the rule; for a set that cannot be made now, what is not there."""
    _, found = words.text, line.found
    said = why_text(found.code, found.values, view.protocol, words, view.name_of)
    if remedy_of(line, view) is Remedy.DOCUMENT and found.code.startswith("vitals_"):
        lacking = lacking_now(view)
        if lacking:
            streams = ", ".join(_(STREAMS[name]) for name in lacking)
            return _("No current value: {names}.").format(names=streams)
        if found.code == "vitals_too_old":
            return _("A new reading is there: document it.")
    if line.id == "G1-13" and found.code == "not_flushed" and found.at is not None:
        return _("The cannula was placed {when} by {who}. Flushing is not noted.").format(
            when=words.time(found.at), who=view.name_of(found.by)
        )
    if line.id == "G1-12" and found.code == "equipment_missing":
        names = [_equipment(view, words, item) for item in found.missing]
        shown = ", ".join(names[:MOST_NAMED])
        if len(names) > MOST_NAMED:
            shown += _(" and {n} more").format(n=len(names) - MOST_NAMED)
        return _("Not confirmed: {names}.").format(names=shown)
    return said


def _equipment(view: View, words: Words, item: str) -> str:
    return next((words.of(i.text) for i in view.protocol.equipment.item if i.id == item), item)
