"""One visit from arrival to the signed record, as the scripted nurse lives it.

Every step yields the seconds that pass before the next, so that the whole takes a real visit's time
on the simulated clock. Scenarios differ in what happens in the infusion (ui/demo/turns.py).
"""

from bedside import events
from bedside.answers import PHYSICIAN
from bedside.people import ALS
from bedside.protocol_base import Level
from ui.demo.cast import DOCTOR, NURSE, PATIENT_BORN, PATIENT_ID, PATIENT_NAME, SECOND
from ui.demo.nurse import Nurse
from ui.demo.play import Script

THINKS_S = 4.0  # between two answers
TALKS_S = 40.0  # with the patient


def arrival(nurse: Nurse) -> Script:
    """Sign in, say who the patient is, and open the session."""
    yield 5
    nurse.picture("start")
    nurse.press("New session")
    nurse.press_named(NURSE.name)
    nurse.pin()
    nurse.type("Name", PATIENT_NAME)
    nurse.type("Date of birth", PATIENT_BORN)
    nurse.type("National identity number or local id", PATIENT_ID)
    nurse.press_named("3/6")
    nurse.type("Last dose given", "0,75")
    nurse.press("Name and date of birth, and the identifier, compared with the patient")
    nurse.picture("new session")
    nurse.press("Open session")
    yield 10


def day_check(nurse: Nurse) -> Script:
    """Every question by one press; what stands beside an answer is typed."""
    nurse.press("Measure now")
    yield 45
    tabs = nurse.view.protocol.day_check.tab
    for tab in tabs:
        if any(answer is None for _question, answer in nurse.questions(tab.id)):
            weigh(nurse)
        for question, answer in nurse.questions(tab.id):
            yield THINKS_S
            if answer is not None:
                nurse.answer(question, answer)
            if question == "D-12":
                nurse.type_entry("D-12", "last_food_at", "0430")
                nurse.type_entry("D-12", "last_drink_at", "0650")
                nurse.press("Save")
            if question == "D-33":
                nurse.type_entry("D-33", "contact_name", "Kari Prøve")
                nurse.type_entry("D-33", "contact_phone", "900 00 000")
                nurse.press("Save")
        if tab.id == tabs[2].id:
            nurse.picture("day check")
    yield THINKS_S
    yield from the_room(nurse)
    physician_checks_in(nurse)
    yield THINKS_S
    nurse.press("Continue")


def weigh(nurse: Nurse) -> None:
    _ = nurse.words.text
    nurse.hands.type(f"{_('Weight')} kg", "72,4")
    nurse.press_named(f"{_('Weighed here')}: {_('Weight')}")


def the_room(nurse: Nurse) -> Script:
    """Back-up physician, who is here, and what must stand in the room."""
    if not nurse.hands.sees(DOCTOR.name):  # the last answer has opened it already
        nurse.press("The room")
    nurse.press_named(DOCTOR.name)
    nurse.press("Physically available when needed, through the whole treatment")
    view = nurse.view
    roles = {role.id: nurse.words.of(role.text) for role in view.protocol.roles.role}
    nurse.press_named(f"{NURSE.name}: {nurse.words.text('Present in the room')}")
    nurse.press_named(f"{NURSE.name}: {roles.get(ALS, ALS)}")
    for item in view.protocol.equipment.item:
        if item.level is Level.HARD:
            yield 1.5
            nurse.press_named(nurse.words.of(item.text))
    nurse.picture("room")
    yield THINKS_S


def physician_checks_in(nurse: Nurse) -> None:
    """The other side: the back-up physician accepts the test alert."""
    checked_in = events.PhysicianCheckedIn(physician=DOCTOR.name, test_accepted=True)
    nurse.app.room.note(checked_in, nurse.app.now(), PHYSICIAN)


def preparation(nurse: Nurse) -> Script:
    """The talk, the consents, the dose, the mixture, the blind second calculation."""
    _ = nurse.words.text
    items = {i.id: nurse.words.of(i.text) for i in nurse.view.protocol.preparation.item}
    consents = {i.id: nurse.words.of(i.text) for i in nurse.view.protocol.consent.treatment}
    nurse.press_named(items["P-01"])
    yield TALKS_S
    nurse.press_named(items["P-02"])
    nurse.type_prepared("P-02", "support_wanted", "Ro, hånd ved behov")
    nurse.press("Save")
    yield TALKS_S
    agree_to_touch(nurse)
    nurse.picture("preparation")
    yield 10
    nurse.press_named(consents["C-01"])
    nurse.type_consent("C-01", "consent_signed_on", "03.11.2026")
    nurse.type_consent("C-01", "consent_version", "2.1")
    nurse.press("Save")
    nurse.press_named(consents["C-02"])
    nurse.press_consent("C-02", "followed_in", "register")
    yield 10
    prescribe(nurse)
    yield 15
    prepare_drug(nurse)
    yield 30
    double_check(nurse)
    yield 15
    nurse.press_named(items["P-04"])
    yield 60
    nurse.press("Measure now")
    yield 45
    nurse.press_named(f"{_('Document')}: {items['P-05']}")
    for item in ("P-06", "P-07"):
        yield 30
        nurse.press_named(items[item])
    nurse.press_named(items["P-09"])
    yield 10
    nurse.picture("prepared")
    nurse.press("Continue")


def agree_to_touch(nurse: Nurse) -> None:
    """The hand alone, told that it can be withdrawn at any time."""
    consent = nurse.view.protocol.consent
    _ = nurse.words.text
    nurse.press_named(f"{nurse.words.of(consent.site[0].text)}: {_('not agreed')}")
    told = next(item for item in consent.touch if item.id == "F-06")
    nurse.press_named(nurse.words.of(told.text))


def prescribe(nurse: Nurse) -> None:
    """The doctor, in the room: 1 mg/kg, and the measuring plan of the scenario."""
    _ = nurse.words.text
    nurse.press("Prescription and dose")
    nurse.press_named(f"{DOCTOR.name}: {_('Doctor')}")
    nurse.press_named(f"{_('In the room')}: {_('How')}")
    nurse.press("Read back to the doctor")
    nurse.press_named(nurse.words.number(1, 2))
    plan = next(p for p in nurse.view.protocol.vitals.plan if p.id == nurse.plan)
    nurse.press_named(f"{nurse.words.of(plan.text)}: {_('Measuring plan, chosen by the doctor')}")
    nurse.press("Prescribe")


def prepare_drug(nurse: Nurse) -> None:
    """Two ampoules of 50 mg make 100 mg withdrawn."""
    _ = nurse.words.text
    product = nurse.view.protocol.recipe.product[0]
    nurse.press_named(f"{product.name}: {_('Product')}")
    strength = nurse.words.number(product.strengths_mg_per_ml[0])
    nurse.press_named(f"{strength} mg/ml: {_('Strength')}")
    nurse.hands.type(_("Batch"), "24K117")
    nurse.hands.type(_("Expiry"), "05.2028")
    nurse.hands.type(f"{_('Withdrawn')} mg", "100")
    nurse.press("Save the preparation")


def double_check(nurse: Nurse) -> None:
    """The second nurse computes blind and signs with a PIN of his own."""
    _ = nurse.words.text
    label = _("The dose, computed without looking at the answer")
    nurse.hands.type(f"{label} mg", "72,4")
    nurse.press_named(SECOND.name)
    nurse.pin()


def start(nurse: Nurse) -> Script:
    """Every line of the gate is in order: hold the button for a second."""
    nurse.picture("ready")
    yield THINKS_S
    nurse.hold("Start infusion")
    yield 2
