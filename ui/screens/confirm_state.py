"""What doctors said by word of mouth, as rows, and who of them may sign for it now. Pure.

What waits, and whose word it was, bedside/spoken.py says.
"""

from dataclasses import dataclass

from bedside import events
from bedside.identity import Person, is_doctor
from bedside.spoken import Spoken, is_said_by, to_confirm
from ui.i18n import Words, mark
from ui.limit_words import change_text
from ui.screens.person_pin import PersonPinState
from ui.screens.said import missing, why_not
from ui.view import View
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.words import Words as Sentence
from ui.wording import name_of_item

TITLE = mark("To be confirmed by the doctor")
HOW = {"in_room": mark("in the room"), "phone": mark("by telephone"), "page": mark("on the page")}
ROUTES = {"iv": mark("i.v."), "im": mark("i.m.")}


@dataclass(frozen=True, slots=True)
class ConfirmDraft:
    doctor: str = ""  # who signs; empty: nobody is chosen
    chosen: frozenset[int] = frozenset()  # what the doctor has ticked
    refused: str = ""  # why the PIN was not taken


@dataclass(frozen=True, slots=True)
class ConfirmState:
    rows: tuple[ChecklistState, ...]
    told: str
    pin: PersonPinState | None
    reason: Sentence


def waiting_rows(view: View, words: Words) -> tuple[ChecklistState, ...]:
    """For the pages of going home and of the report: a press leads to where it is signed."""
    return tuple(
        ChecklistState(
            id=str(said.seq),
            words=what_was_said(view, words, said),
            row=Row.TODO,
            second=_whose(view, words, said),
            pressable=True,
            spoken_state=words.text("not confirmed"),
        )
        for said in to_confirm(view.session)
    )


def confirm_state(view: View, words: Words, draft: ConfirmDraft) -> ConfirmState:
    _, waiting = words.text, to_confirm(view.session)
    doctors = doctors_asked(view)
    rows = tuple(_row(view, words, said, draft) for said in waiting)
    if not waiting:
        return ConfirmState((), _("Everything that was said is confirmed."), None, "")
    if not doctors:
        told = _("None of these doctors has a PIN here. Add the doctor under Staff in the set-up.")
        return ConfirmState(rows, told, None, why_not(view, words))
    ticked = bool(ticked_of(view, draft))
    pin = PersonPinState(
        doctors,
        draft.doctor,
        draft.refused,
        _("The doctor signs for what is ticked, with an own PIN."),
        enabled=ticked,
    )
    lacking = () if draft.doctor else (_("doctor"),)
    if draft.doctor and not ticked:
        lacking = (_("what is confirmed"),)
    told = _("Written down for the doctor by somebody else. The doctor ticks what was said so.")
    return ConfirmState(rows, told, pin, why_not(view, words, missing(words, lacking)))


def doctors_asked(view: View) -> tuple[Person, ...]:
    """The doctors of the staff who have something to confirm."""
    waiting = to_confirm(view.session)
    return tuple(
        person
        for person in view.staff
        if is_doctor(person) and any(_is_of(said, person) for said in waiting)
    )


def ticked_of(view: View, draft: ConfirmDraft) -> tuple[int, ...]:
    """What is ticked and still waits for the doctor who is chosen."""
    person = next((p for p in view.staff if p.id == draft.doctor), None)
    return tuple(
        said.seq
        for said in to_confirm(view.session)
        if said.seq in draft.chosen and person is not None and _is_of(said, person)
    )


def _is_of(said: Spoken, person: Person) -> bool:
    return is_said_by(said.doctor, person.id, person.name)


def _row(view: View, words: Words, said: Spoken, draft: ConfirmDraft) -> ChecklistState:
    _ = words.text
    person = next((p for p in view.staff if p.id == draft.doctor), None)
    own = person is not None and _is_of(said, person)
    ticked = own and said.seq in draft.chosen
    return ChecklistState(
        id=str(said.seq),
        words=what_was_said(view, words, said),
        row=Row.DONE if ticked else Row.TODO if own else Row.WAITING,
        second=_whose(view, words, said),
        pressable=own,
        spoken_state=_("ticked") if ticked else _("not confirmed"),
    )


def _whose(view: View, words: Words, said: Spoken) -> str:
    """ "Dr. N. Hansen, på telefon 10:26 · skrevet av Ida Lund"."""
    return words.text("{doctor}, {how} {time} · written by {who}").format(
        doctor=view.name_of(said.doctor),
        how=words.text(HOW[said.event.channel]),
        time=words.time(said.at),
        who=view.name_of(said.by),
    )


def what_was_said(view: View, words: Words, said: Spoken) -> str:
    """In one line, as the log would say it."""
    _, event = words.text, said.event
    match event:
        case events.DoctorDecided():
            item = name_of_item(event.subject, view.protocol, words)
            allowed = _("allowed") if event.allowed else _("not allowed")
            return " · ".join(part for part in (item, allowed, event.note) if part)
        case events.DosePrescribed():
            mg, per_kg = words.number(event.dose_mg), words.number(event.dose_mg_per_kg)
            drug, route = _("Ketamine"), _(ROUTES[event.route])
            return _("Prescribed: {what}").format(what=f"{drug} {mg} mg ({per_kg} mg/kg) {route}")
        case events.PrnPrescribed():
            least, most = words.number(event.dose_min_mg), words.number(event.dose_max_mg)
            dose = most if least == most else f"{least}–{most}"
            drug = _drug(view, event.drug, words)
            return _("Prescribed: {what}").format(what=f"{drug} {dose} mg {_(ROUTES[event.route])}")
        case events.AlarmLimitChanged():
            return change_text(event, view.protocol, words)
        case events.PrnAgreed():
            dose = words.number(event.dose_mg)
            drug = _drug(view, event.drug, words)
            return _("Agreed: {what}").format(what=f"{drug} {dose} mg {_(ROUTES[event.route])}")


def _drug(view: View, drug: str, words: Words) -> str:
    found = (d.text for d in view.protocol.prn.drug if d.id == drug)
    return next((words.of(text) for text in found), drug)
