"""What is chosen in the set-up and not used yet, and what the monitors' lines say of it. Pure.

Who may be added, and which monitors may be used, is for the acts to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from msgspec.structs import replace as replace_fields

from bedside.board_view import LinkState
from bedside.identity import Person, is_trained, may_be_hpr, may_be_trained
from bedside.settings import MonitorChoice
from ui.codes import LINKS, said
from ui.device_words import NO_ALARMS, device_text, said_of_itself
from ui.i18n import Words, mark
from ui.screens.entries import read_date
from ui.screens.report_aside import NOT_WRITTEN, WHY_NOT
from ui.screens.said import said_of
from ui.view import Desk, StaffImported, View
from ui.widgets.select import Option
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked

TABS = (
    ("order", mark("Beginning")),
    ("monitors", mark("Monitors")),
    ("staff", mark("Staff")),
    ("physician", mark("Back-up")),
    ("ringers", mark("Ringers")),
    ("language", mark("Other")),
    ("sound", mark("Sound test")),
    ("record", mark("Record")),
)
MONITOR_ROLES = (("nibp", mark("Blood pressure")), ("oximeter", mark("SpO₂ and pulse")))
REFUSED = {
    "session_open": mark("A session is open: its monitors stay until it is closed."),
    "simulated_port": mark("This port is simulated: a real room takes real monitors only."),
    "no_desk": mark("A demonstration has its own monitors."),
    "pin_digits_only": mark("A PIN has digits only."),
    "pin_length": mark("A PIN has four to eight digits."),
    "pin_too_simple": mark("This PIN is too simple: no row, not all the same."),
    "owner_first": mark("First the clinical owner or the system owner, then the others."),
    "owner_signs_in": mark("The clinical owner or the system owner signs in first."),
    "last_owner": mark("Somebody must answer for this workstation: add another owner first."),
    "hpr_unreadable": mark("An HPR number has digits only, four to nine."),
    "training_unreadable": mark("Write the date of the training as day.month.year."),
    "training_ahead": mark("The date of the training lies ahead."),
    "searching": mark("Wait until it is found out which monitor it is."),
    "nobody_speaks": mark("No monitor speaks there. Is it switched on, and its cable in?"),
    "other_values": mark("The monitor that speaks there does not give these values."),
    "disk_full": mark("The disk is full: nothing was changed. Make room and try again."),
}


@dataclass(frozen=True, slots=True)
class SetupDraft:
    tab: str = "monitors"
    drivers: tuple[tuple[str, str], ...] = ()  # role, driver id
    ports: tuple[tuple[str, str], ...] = ()  # role, url
    name: str = ""
    role: str = "nurse"
    phone: str = ""
    hpr: str = ""
    pin: str = ""
    trained: str = ""  # the date of the local emergency training, as it is typed (T-R5)
    person: str = ""  # whose line is changed; empty: somebody new
    said: str = ""  # a code of REFUSED, or ""
    support: str = ""  # the support bundle that was asked for last
    imported: StaffImported | None = None  # what came of the last staff list
    support_refused: str = ""  # a code of NOT_WRITTEN


def chosen(pairs: tuple[tuple[str, str], ...], role: str) -> str:
    return next((value for key, value in pairs if key == role), "")


def put(pairs: tuple[tuple[str, str], ...], role: str, value: str) -> tuple[tuple[str, str], ...]:
    return (*(pair for pair in pairs if pair[0] != role), (role, value))


def choices(draft: SetupDraft) -> tuple[MonitorChoice, ...]:
    """Every role for which both a monitor and a port are chosen."""
    found = []
    for role, _name in MONITOR_ROLES:
        driver, port = chosen(draft.drivers, role), chosen(draft.ports, role).strip()
        if driver and port:
            found.append(MonitorChoice(role=role, driver=driver, port=port))  # type: ignore[arg-type]
    return tuple(found)


def driver_options(desk: Desk, role: str) -> tuple[Option, ...]:
    return tuple(
        Option(d.id, d.name, d.line)
        for d in desk.drivers()
        if (d.gives_bp if role == "nibp" else d.gives_spo2)
    )


def link_text(view: View, role: str, words: Words) -> str:
    """What is heard on the line of `role`, in words."""
    _ = words.text
    link = view.watch.board.link(role)
    if link is None:
        return _("not chosen")
    if link.state is LinkState.LIVE:
        alarms = "" if link.own_alarms else _(NO_ALARMS)
        device = device_text(link.device, words)
        parts = (_("answers: see the values beside"), device, said_of_itself(link, words), alarms)
        return " · ".join(part for part in parts if part)
    if link.state is LinkState.LOST:
        return said(words, LINKS, link.reason)
    return said_of_itself(link, words) or _("waiting for the first word")


def support_text(draft: SetupDraft, words: Words) -> Sentence:
    """What the support bundle is; where it lies, or why it does not."""
    if not draft.support:
        return words.text(
            "One file for whoever helps from afar: versions, configuration, timings and logs, "
            "nothing of any patient."
        )
    if draft.support_refused:
        return said_of(words, NOT_WRITTEN, draft.support_refused) or words.text(WHY_NOT)
    told = words.text("Saved: **{file}**. Nothing of any patient is in it.")
    return marked(told, file=draft.support)


def person_of(draft: SetupDraft, staff: Sequence[Person]) -> Person:
    """Who is to be added, or changed; a new one's id is the name as one word.

    Whoever is known keeps name, role and PIN: only the numbers and the training are changed here.
    """
    day, phone, hpr = read_date(draft.trained), draft.phone.strip(), draft.hpr.strip()
    trained = day.isoformat() if day else ""
    known = next((p for p in staff if p.id == draft.person), None)
    if known is not None:
        return replace_fields(known, phone=phone, hpr=hpr, trained=trained)
    name = draft.name.strip()
    return Person(
        id="".join(c if c.isalnum() else "." for c in name.lower()),
        name=name,
        role=draft.role,  # type: ignore[arg-type]  # one of ROLES
        phone=phone,
        hpr=hpr,
        trained=trained,
    )


def fields_refused(draft: SetupDraft, today: date) -> str:
    """Why the number or the date of the training cannot be so: a code of REFUSED, or ""."""
    return may_be_hpr(draft.hpr.strip()) or training_refused(draft, today)


def training_refused(draft: SetupDraft, today: date) -> str:
    """A code of REFUSED, or ""."""
    typed = draft.trained.strip()
    day = read_date(typed)
    if typed and day is None:
        return "training_unreadable"
    return may_be_trained(day.isoformat() if day else "", today) or ""


def changing(draft: SetupDraft, person: Person) -> SetupDraft:
    """The line of somebody who is known, to be changed; pressed again: somebody new."""
    if draft.person == person.id:
        return replace(draft, person="", name="", phone="", hpr="", trained="", pin="", said="")
    trained = date.fromisoformat(person.trained).strftime("%d.%m.%Y") if is_trained(person) else ""
    return replace(
        draft,
        person=person.id,
        name=person.name,
        role=person.role,
        phone=person.phone,
        hpr=person.hpr,
        trained=trained,
        pin="",
        said="",
    )
