"""What happens in the forty minutes, scenario by scenario: the nurse reacts to what she sees.

Each turn runs from the start of the pump to its end. The physician is played too: the answer comes
from the other side, as it would from the physician's page.
"""

from collections.abc import Callable, Mapping

from bedside import events
from bedside.answers import PHYSICIAN
from bedside.infusion import Pump
from ui.demo.cast import DOCTOR
from ui.demo.nurse import Nurse
from ui.demo.play import Script
from ui.view import Place

MINUTE_S = 60.0
LOOKS_EVERY_S = 5.0  # how often she looks at the screen

Turn = Callable[[Nurse], Script]


def until_minute(nurse: Nurse, minute: float) -> Script:
    """Sit by the patient until this minute of pump time, and see to whatever is asked."""
    while _pump_min(nurse) < minute and _running(nurse):
        left_s = (minute - _pump_min(nurse)) * MINUTE_S
        yield min(LOOKS_EVERY_S, max(0.1, left_s))
        yield from see_to_alarms(nurse)


def _pump_min(nurse: Nurse) -> float:
    return nurse.view.session.infusion.pump_time_s(nurse.app.now()) / MINUTE_S


def _running(nurse: Nurse) -> bool:
    return nurse.view.session.infusion.pump is Pump.RUNNING


def see_to_alarms(nurse: Nurse) -> Script:
    """Answer the question about symptoms, see what is new, reset what is over."""
    if nurse.at(Place.HIGH_BP):
        nurse.picture("high blood pressure")
        yield 12
        yield from physician_answers(nurse)
        nurse.press("None of these")
    presses = tuple(
        f"{nurse.words.text(press)}{mark}" for press in ("Seen", "Reset") for mark in (": ", " ")
    )  # among others a segment is pressed as a whole, alone it has a button
    for shown in nurse.view.watch.display.alarms:
        segment = next((n for n in nurse.hands.names() if n.startswith(presses)), "")
        if segment and (shown.latched or not shown.seen_by):
            yield 3
            if nurse.hands.sees(segment):
                nurse.press_named(segment)


def physician_answers(nurse: Nurse) -> Script:
    """The alert is delivered, the physician says "I am coming", and comes."""
    room = nurse.app.room
    for case in nurse.view.cases:
        if case.by:
            continue
        room.note(
            events.AlertDelivered(alert=case.alert, version=case.version),
            nurse.app.now(),
            PHYSICIAN,
        )
        yield 10
        answer = events.PhysicianAnswered(
            alert=case.alert, version=case.version, answer="coming", physician=DOCTOR.name
        )
        room.note(answer, nurse.app.now(), PHYSICIAN)
        yield 90
        nurse.picture("physician is coming")
        room.note(
            events.PhysicianArrived(alert=case.alert, physician=DOCTOR.name),
            nurse.app.now(),
            PHYSICIAN,
        )


def log_symptom(nurse: Nurse, symptom: str, severity: str = "Mild") -> None:
    """Symptom, which, how strong where it is more than mild, log."""
    nurse.press("Symptom")
    name = next(s.text for s in nurse.view.protocol.symptoms.symptom if s.id == symptom)
    nurse.press_named(nurse.words.of(name))
    if severity != "Mild":
        nurse.press(severity)
    nurse.press("Log")


def effect(nurse: Nurse) -> Script:
    """The patient feels the effect: logged, no alarm."""
    yield from until_minute(nurse, 8)
    log_symptom(nurse, "dissociation")


def finish(nurse: Nurse) -> Script:
    """Forty minutes are reached: the program asks, the nurse confirms."""
    yield from until_minute(nurse, 40.02)
    nurse.picture("forty minutes")
    nurse.press("Confirm finished")


def calm(nurse: Nurse) -> Script:
    yield from effect(nurse)
    yield from until_minute(nurse, 14)
    yield from hold_a_hand(nurse)
    yield from until_minute(nurse, 23.3)
    nurse.picture("infusion")
    yield from finish(nurse)


def hold_a_hand(nurse: Nurse) -> Script:
    """At the patient's request, two minutes."""
    nurse.press_named(nurse.words.of(nurse.view.protocol.consent.heading))
    site = nurse.view.protocol.consent.site[0]
    nurse.press_named(nurse.words.of(site.text))
    yield 120
    nurse.picture("touch")
    ended = nurse.words.text("Contact ended: {site}").format(site=nurse.words.of(site.text))
    nurse.press_named(ended)


def watching(nurse: Nurse) -> Script:
    """Nothing of the nurse's own: the monitors and the patient give her enough to do."""
    yield from effect(nurse)
    yield from until_minute(nurse, 23.3)
    nurse.picture("infusion")
    yield from finish(nurse)


def anxiety(nurse: Nurse) -> Script:
    yield from effect(nurse)
    yield from until_minute(nurse, 16)
    log_symptom(nurse, "anxiety", "Severe")
    yield 20
    yield from give(nurse, "midazolam", "severe_anxiety", most="2")
    yield from observe_until(nurse, 40.02)
    nurse.press("Confirm finished")


def observe_until(nurse: Nurse, minute: float) -> Script:
    """Watch sedation and breathing when it is due, and the rest as ever."""
    while _pump_min(nurse) < minute and _running(nurse):
        yield LOOKS_EVERY_S
        yield from see_to_alarms(nurse)
        yield from observe_if_due(nurse)


def observe_if_due(nurse: Nurse) -> Script:
    """One observation after midazolam, where one is due."""
    from ui.screens.prn_observe import due_now

    if due_now(nurse.view) is None:
        return
    _ = nurse.words.text
    if not nurse.at(Place.PRN):
        nurse.press("As needed")
    nurse.press_named(f"{_('Drowsy')}: {_('Sedation')}")
    nurse.hands.type(f"{_('Breaths')} /min", "14")
    nurse.press("Observed")
    yield 2
    nurse.press("Back")


def nausea(nurse: Nurse) -> Script:
    yield from effect(nurse)
    yield from until_minute(nurse, 18)
    log_symptom(nurse, "nausea", "Moderate")
    yield 15
    yield from give(nurse, "ondansetron", "nausea")
    yield from until_minute(nurse, 23.3)
    nurse.picture("infusion")
    yield from finish(nurse)


def give(nurse: Nurse, drug: str, indication: str, most: str = "") -> Script:
    """Prescription, agreement where it is asked for, and the dose."""
    _ = nurse.words.text
    nurse.press("As needed")
    rules = next(d for d in nurse.view.protocol.prn.drug if d.id == drug)
    nurse.press_named(f"{nurse.words.of(rules.text)}: {_('drug')}")
    why = next(i.text for i in rules.indications if i.key == indication)
    if nurse.hands.can_press(_("Write the prescription")) or nurse.see("Write the prescription"):
        nurse.press_named(f"{DOCTOR.name}: {_('Doctor')}")
        nurse.press_named(f"{_('By telephone')}: {_('How')}")
        nurse.press("The dose is read back")
        if most:
            nurse.hands.type(f"{_('At most a day (doctor)')} mg", most)
        nurse.press("Write the prescription")
        yield 4
    if rules.agreement_before_dose and nurse.see("Write the agreement"):
        nurse.press("Write the agreement")
        yield 20
    nurse.press_named(f"{nurse.words.of(why)}: {_('Indication')}")
    if rules.asked_elsewhere is not None:
        nurse.press_named(f"{_('No')}: {nurse.words.of(rules.asked_elsewhere)}")
        yield 4
    nurse.picture(f"prn {drug}")
    dose = nurse.words.number(rules.default_dose_mg)
    nurse.press_named(_("Record {mg} mg given").format(mg=dose))
    yield 3
    nurse.press("Back")


def stopped_early(nurse: Nurse) -> Script:
    """The patient wants to stop after twenty-two minutes."""
    yield from effect(nurse)
    yield from until_minute(nurse, 22)
    nurse.press("Stop")
    nurse.press("The patient wishes it")
    nurse.picture("stop")
    nurse.press("Stopped")


def contact_withdrawn(nurse: Nurse) -> Script:
    yield from effect(nurse)
    yield from until_minute(nurse, 12)
    nurse.press_named(nurse.words.of(nurse.view.protocol.consent.heading))
    nurse.press("Withdraw consent to physical contact")
    nurse.picture("contact withdrawn")
    yield from finish(nurse)


def emergency_anaphylaxis(nurse: Nurse) -> Script:
    """NØD, the card, stop, call, ticks, and the summary when it is over."""
    yield from effect(nurse)
    yield from until_minute(nurse, 20)
    nurse.press("EMERGENCY")
    card = nurse.view.protocol.emergency.card[0]
    nurse.press_named(nurse.words.of(card.text))
    names = {s.id: s.text for s in nurse.view.protocol.symptoms.symptom}
    for symptom in card.symptoms[:3]:
        nurse.press_named(nurse.words.of(names[symptom]))
        yield 2
    first = nurse.view.protocol.emergency.first
    nurse.press_named(nurse.words.of(first[0].text))
    nurse.press("Emergency")
    nurse.press("Stopped")
    yield 3
    nurse.press_named(f"1, {nurse.words.of(card.actions[0].text)}")
    nurse.picture("emergency")
    yield from physician_answers(nurse)
    for action in card.actions[1:2]:
        nurse.press_named(f"2, {nurse.words.of(action.text)}")
    yield 240
    nurse.press("End the emergency")
    nurse.type("Summary when it is over", "Utslett og hvesing. Bedring etter tiltak.")
    nurse.press("End the emergency")


TURNS: Mapping[str, Turn] = {
    "calm": calm,
    "hypertension": watching,
    "desaturation": watching,
    "probe_off": watching,
    "unplugged": watching,
    "anxiety": anxiety,
    "nausea": nausea,
    "stopped_early": stopped_early,
    "contact_withdrawn": contact_withdrawn,
    "emergency_anaphylaxis": emergency_anaphylaxis,
    "early_leave": calm,
}
