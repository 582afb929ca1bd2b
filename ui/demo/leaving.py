"""The visit after the infusion: the observation, the way home, and the signature."""

from bedside.protocol_base import Level
from ui.demo.cast import DOCTOR, SECOND
from ui.demo.nurse import Nurse
from ui.demo.play import Script
from ui.demo.turns import LOOKS_EVERY_S, MINUTE_S, observe_if_due, see_to_alarms
from ui.screens.home_ledger import METHODS, WASTE
from ui.screens.home_rows import items_to_do
from ui.screens.observation_sets import minutes_since_end, planned_after
from ui.view import Place
from ui.wording import name_of_item

TAKES_S = 45.0  # a cuff, and writing it down
AMPOULE_MG = "5"
PHONE = "900 00 001"


def observation(nurse: Nurse) -> Script:
    """Every reading of the plan, then what the patient says and how she walks."""
    lines = {line.id: nurse.words.of(line.text) for line in nurse.view.protocol.gate_home.line}
    yield 10
    nurse.press_named(lines["G2-01"])
    for minute in [one.at_min for one in planned_after(nurse.view)]:
        yield from until_since_end(nurse, minute)
        yield from measure_and_document(nurse)
        if minute > 0:
            nurse.picture("observation")
    yield from write_effects(nurse)
    yield 30
    for criterion in nurse.view.protocol.discharge.criterion:
        nurse.press_named(nurse.words.of(criterion.text))
        yield 5
    yield from until_in_order(nurse)
    nurse.picture("observed")
    nurse.press_named(nurse.words.of(nurse.view.protocol.gate_home.name))
    yield 5


def until_since_end(nurse: Nurse, minute: float) -> Script:
    while minutes_since_end(nurse.view) < minute:
        left_s = (minute - minutes_since_end(nurse.view)) * MINUTE_S
        yield min(2 * LOOKS_EVERY_S, max(0.1, left_s))
        yield from look_around(nurse)


def until_in_order(nurse: Nurse, most_min: float = 180) -> Script:
    """Sit on, measure every fifteen minutes, and see whether the patient may go."""
    name = nurse.words.of(nurse.view.protocol.gate_home.name)
    while not nurse.hands.can_press(name) and minutes_since_end(nurse.view) < most_min:
        yield from until_since_end(nurse, minutes_since_end(nurse.view) + 5)
        yield from measure_and_document(nurse)


def look_around(nurse: Nurse) -> Script:
    yield from see_to_alarms(nurse)
    yield from observe_if_due(nurse)
    if not nurse.at(Place.OBSERVATION) and nurse.see("Back"):
        nurse.press("Back")


def measure_and_document(nurse: Nurse) -> Script:
    if nurse.see("Measure now"):  # else the plan has started the cuff by itself
        nurse.press("Measure now")
    yield TAKES_S
    yield from look_around(nurse)
    if nurse.see("Document"):
        nurse.press("Document")
    yield 3


def write_effects(nurse: Nurse) -> Script:
    """What came of each dose that was given."""
    while nurse.see("Write the effect"):
        nurse.press("Write the effect")
        nurse.type("What came of it", "Roligere, våken")
        nurse.press("Write the effect")
        yield 5


def leave_early(nurse: Nurse) -> Script:
    """Up and dressed after five minutes: the doctor is told, and it is noted why."""
    _ = nurse.words.text
    lines = {line.id: nurse.words.of(line.text) for line in nurse.view.protocol.gate_home.line}
    yield 10
    nurse.press_named(lines["G2-01"])
    yield from measure_and_document(nurse)
    yield from until_since_end(nurse, 7)
    nurse.press("Change time")
    nurse.press_named(f"{_('Leaves early, against advice')}: {_('time')}")
    nurse.press_named(f"{DOCTOR.name}: {_('Doctor')}")
    nurse.type("What the patient said and was told", "Vil rekke bussen. Følges av søster.")
    nurse.picture("leaves early")
    nurse.press("Leaves against advice")
    yield 5


def home(nurse: Nurse) -> Script:
    """What the patient is told and given, the rest destroyed and countersigned, the signature."""
    view = nurse.view
    for item in items_to_do(view):
        if item.level is Level.INFO or item.id == "U-14" or item.state == "done":
            continue
        text = next(i for i in view.protocol.discharge.item if i.id == item.id)
        yield 8
        nurse.press_named(nurse.words.of(text.text))
        if text.entries:
            yield from write_beside(nurse, item.id)
    yield 10
    if nurse.see("Decide going home"):
        nurse.press("Decide going home")
        yield 5
        nurse.press_named(nurse.words.of(nurse.view.protocol.gate_home.name))
    yield from account(nurse)
    yield from comment_on_deviations(nurse)
    nurse.picture("home")
    nurse.press("Sign and close")
    yield 5
    nurse.picture("report")


def write_beside(nurse: Nurse, id_: str) -> Script:
    """The values of one item, chosen or typed, and saved."""
    if id_ == "U-08":
        nurse.press_at_home("U-08", "follow_up", "accepted")
        nurse.type_at_home("U-08", "follow_up_phone", PHONE)
    if id_ == "U-12":
        nurse.press_at_home("U-12", "pvc_removed", "yes")
    yield 5
    nurse.press("Save")


def account(nurse: Nurse) -> Script:
    """Destroy what is left of each drug; the colleague signs with a PIN of his own."""
    _ = nurse.words.text
    while nurse.see("Does not balance …"):
        if nurse.see("Write the withdrawal"):  # an ampoule opened in a hurry, written down now
            nurse.hands.type(f"{_('Amount')} mg", AMPOULE_MG)
            nurse.type("Batch", "M77")
            nurse.press("Write the withdrawal")
            yield 5
        nurse.press_named(f"{_(METHODS[WASTE])}: {_('How')}")
        nurse.press("Destroyed")
        yield 20
        nurse.press_named(SECOND.name)
        nurse.pin()
        yield 10


def comment_on_deviations(nurse: Nurse) -> Script:
    """Each Avvik gets a sentence."""
    view = nurse.view
    for one in view.session.deviations.uncommented:
        nurse.press_named(one.reason or name_of_item(one.rule, view.protocol, nurse.words))
        nurse.type("Comment", "Avklart med lege.")
        nurse.press("Save the comment")
        yield 10
