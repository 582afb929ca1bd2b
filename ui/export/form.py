"""The paper form of the whole course: blank, or filled in with what is recorded so far.

For when the computer is gone, and to take with the patient when it goes. Its lists are those of the
protocol, in its order; what is written on it by hand is entered afterwards, marked as from paper.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from bedside import events
from bedside.lines import counting
from bedside.protocol import Protocol
from bedside.session import Session
from ui.export.form_course import course
from ui.export.form_lists import asked, day_check, initials, plain, preparation, row, rows_of
from ui.export.form_parts import grid_to_fill, lines_to_write, ticked
from ui.export.paper import Column, Paper, paper
from ui.export.report import FONTS
from ui.export.told import DRUGS, Told
from ui.i18n import Words, local

BLANK_LINES = 6


@dataclass(frozen=True, slots=True)
class Form:
    """What the form is made from. `session` None: blank."""

    protocol: Protocol
    words: Words
    names: Mapping[str, str]  # person's id -> name
    made_at: datetime
    version: str
    session: Session | None = None


def form_name(at: datetime) -> str:
    """The file is called so in every folder: it names no patient."""
    return f"bedside-form-{local(at):%Y%m%d-%H%M%S}.pdf"


def form_bytes(what: Form) -> bytes:
    """The PDF, A4. Nothing in it names a person where there is no session."""
    _ = what.words.text
    told = Told(what.protocol, what.words, what.names)
    session = what.session or Session()
    simulated = session.opened is not None and session.opened.simulated
    printed = what.words.short_day(what.made_at) + " " + what.words.time(what.made_at)
    state = _("blank") if what.session is None else _("filled in to {time}").format(time=printed)
    made = paper(
        FONTS,
        title=_("Ketamine infusion – paper form"),
        language=what.words.language,
        author="bedside",
        made_at=what.made_at,
        foot=_("Paper form, {state} · protocol {protocol} · bedside {version}").format(
            state=state, protocol=what.protocol.version, version=what.version
        ),
        page_word=_("page"),
        marked=_("SIMULATION – not patient data") if simulated else "",
    )
    with closing(made):
        _front(made, session, told)
        day_check(made, session, told)
        preparation(made, session, told)
        course(made, session, told)
        _home(made, session, told)
        _ledger(made, session, told)
        _end(made, session, told)
        return bytes(made.output())


def _front(made: Paper, session: Session, told: Told) -> None:
    _, protocol, patient = told.words.text, told.protocol, session.patient
    made.headline(_("Ketamine infusion – paper form"), told.words.of(protocol.about.title))
    made.paragraph(
        _(
            "For when the computer is gone. Write the time and your initials at each line. What is "
            "written here is entered afterwards, marked as from paper; keep the form."
        ),
        small=True,
    )
    made.ln(1.5)
    backup, opened = session.people.backup, session.opened
    present = ", ".join(told.person(stay.person) for stay in session.people.present)
    lines_to_write(
        made,
        [
            (_("Patient"), patient.name if patient else ""),
            (_("Born"), told.value(patient.birth_date) if patient else ""),
            (_("Identity number"), patient.identifier if patient else ""),
            (_("Phase and number"), _number(session, told)),
            (_("Allergies (CAVE)"), patient.allergies if patient else ""),
            (_("Date"), told.words.short_day(session.last_wall) if session.last_wall else ""),
            (_("Clinician"), told.person(session.people.nurse) if session.people.nurse else ""),
            (
                _("Back-up physician"),
                f"{told.person(backup.name)} {backup.phone}" if backup else "",
            ),
            (_("Room"), opened.room if opened else ""),
            (_("Present"), present),
        ],
    )
    contacts = [f"{told.words.of(c.text)} {c.number}" for c in protocol.site.contact if c.number]
    made.paragraph(" · ".join(contacts))


def _number(session: Session, told: Told) -> str:
    patient = session.patient
    if patient is None:
        return ""
    phases = (p.text for p in told.protocol.series.phase if p.key == patient.phase)
    name = next((told.words.of(text) for text in phases), patient.phase)
    return f"{name} {patient.number}"


def _home(made: Paper, session: Session, told: Told) -> None:
    _, going = told.words.text, told.protocol.discharge
    items, offered = session.departure.items, plain(told)
    made.heading(_("Going home"), needs=40)
    rows_of(made, [row(i.id, told, items, offered, i.entries) for i in asked(going.item)], told)
    ticked(made, [told.words.of(one.text) for one in going.criterion])
    ready = session.departure.readiness
    lines_to_write(
        made,
        [
            (_("Ready to go home, time"), told.at(ready.at) if ready else ""),
            (_("Decided by, signature"), told.person(ready.decided_by) if ready else ""),
            (
                _("Doctor informed (left early)"),
                told.person(ready.doctor_informed) if ready else "",
            ),
        ],
    )


def _ledger(made: Paper, session: Session, told: Told) -> None:
    """Every milligram: taken out, given, destroyed, and who saw it destroyed."""
    _, words = told.words.text, told.words
    drugs = ("ketamine", *(str(d.id) for d in told.protocol.prn.drug if d.ledger))
    rows = []
    for drug in drugs:
        destroyed = [
            line for line in counting(session.ledgers.destroyed) if line.event.drug == drug
        ]
        taken = [line for line in counting(session.ledgers.prepared) if line.event.drug == drug]
        taken_mg = (
            sum((line.event.withdrawn_mg for line in taken), start=taken[0].event.withdrawn_mg * 0)
            if taken
            else None
        )
        gone = destroyed[-1].event if destroyed else None
        rows.append(
            [
                told.of(DRUGS, drug),
                words.number(taken_mg, 1) if taken_mg is not None else "",
                "",
                words.number(gone.destroyed_mg, 1) if gone else "",
                gone.method if gone else "",
                "",
                "",
            ]
        )
    made.heading(_("Drugs: taken out, given, destroyed"), needs=30)
    grid_to_fill(
        made,
        [
            Column(_("Drug"), 28),
            Column(_("Taken out, mg"), 23),
            Column(_("Given, mg"), 20),
            Column(_("Destroyed, mg"), 23),
            Column(_("How"), 26),
            Column(_("Destroyed by"), 27),
            Column(_("Countersigned"), 27),
        ],
        [*rows, [""] * 7],
    )


def _end(made: Paper, session: Session, told: Told) -> None:
    _ = told.words.text
    noted = [
        [told.at(entry.at.wall), entry.event.text[:90], initials(entry.by, told)]
        for entry in session.log
        if isinstance(entry.event, events.NoteWritten)
    ]
    deviations = [
        [told.at(one.at), f"{one.rule}: {one.reason}"[:90], initials(one.by, told)]
        for one in session.deviations.all
    ]
    made.heading(_("Deviations and notes"), needs=40)
    columns = [Column(_("Time"), 18), Column(_("What, and why"), 134), Column(_("Initials"), 22)]
    grid_to_fill(made, columns, [*deviations, *noted, *([""] * 3 for _n in range(BLANK_LINES))])
    lines_to_write(
        made,
        [
            (_("Clinician, signature and time"), ""),
            (_("Doctor, signature and time"), ""),
            (_("Entered afterwards by, date"), ""),
        ],
    )
