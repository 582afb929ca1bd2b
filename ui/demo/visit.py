"""One visit from arrival to the signed record, as the scripted nurse lives it.

Every step yields the seconds that pass before the next, so that the whole takes a real visit's time
on the simulated clock. Scenarios differ in what happens in the infusion (ui/demo/turns.py).
"""

from bedside.people import ALS
from bedside.protocol_base import Level
from ui.demo.cast import DOCTOR, NURSE, PATIENT_BORN, PATIENT_ID, PATIENT_NAME
from ui.demo.nurse import Nurse
from ui.demo.play import Script

THINKS_S = 4.0  # between two answers
TALKS_S = 40.0  # with the patient


def arrival(nurse: Nurse) -> Script:
    """Sign in, say who the patient is, and open the session."""
    yield 5
    nurse.picture("start")
    nurse.press("Sign in")
    nurse.press_named(NURSE.name)
    nurse.pin()
    nurse.press("New session")
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
    nurse.type("Weight kg", "72,4")
    nurse.press_named(f"{nurse.words.text('Weighed here')}: {nurse.words.text('Weight')}")
    nurse.press("Save the weight")
    yield THINKS_S
    yield from the_room(nurse)
    nurse.press("Continue")


def the_room(nurse: Nurse) -> Script:
    """Back-up physician, who is here, and what must stand in the room."""
    nurse.press("The room")
    nurse.press_named(DOCTOR.name)
    nurse.press("Physically available when needed, through the whole treatment")
    nurse.press("Save back-up")
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


