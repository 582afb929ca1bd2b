"""Every sentence of the physician's page that is not clinical wording, by the name it has there.

The page is plain HTML and knows names only; which language it speaks is decided here.
"""

from bedside.alert_stage import Stage
from bedside.protocol import Protocol
from bedside.ringing import Ring
from bedside.session_limits import worded
from ui.i18n import Words, mark

PAGE = {
    "title": mark("Back-up physician"),
    "updated": mark("Updated {n} s ago"),
    "silent": mark("No news for {n} s"),
    "lost": mark("CONNECTION LOST"),
    "lost_do": mark("Go to the room or telephone. This page no longer knows how the patient is."),
    "stopped": mark("THE BEDSIDE PROGRAM HAS STOPPED"),
    "simulated": mark("SIMULATION"),
    "code": mark("Code from the room's screen"),
    "code_help": mark("The code is shown under Set-up in the room, and holds for five minutes."),
    "pair": mark("Pair this device"),
    "name": mark("Name or user"),
    "pin": mark("PIN"),
    "sign_in": mark("Sign in"),
    "sign_out": mark("Sign out"),
    "arm": mark("Arm the sound"),
    "arm_help": mark("Press once a day: the alarm sounds, and you say whether you heard it."),
    "heard": mark("I heard it"),
    "not_heard": mark("I heard nothing"),
    "sound_on": mark("sound on"),
    "sound_off": mark("NO SOUND"),
    "awake": mark("screen stays on"),
    "asleep": mark("the screen may switch off"),
    "check_in": mark("Check in"),
    "checked_in": mark("Checked in"),
    "coming": mark("Accept – I am coming"),
    "cannot_come": mark("Cannot come"),
    "after_all": mark("Cannot come after all"),
    "arrived": mark("I am here"),
    "not_silenced": mark("To accept here does not end the alarm at the bedside."),
    "answer_within": mark("Answer within"),
    "bp": mark("BP"),
    "pulse": mark("Pulse"),
    "trend": mark("Trend"),
    "events": mark("Events"),
    "infusion": mark("Infusion"),
    "given": mark("Given so far"),
    "nurse": mark("Nurse"),
    "left": mark("Left"),
    "pump_time": mark("Pump time"),
    "sessions": mark("Sessions"),
    "no_sessions": mark("No session is open."),
    "no_script": mark("This page needs JavaScript."),
    "ago_s": mark("{n} s ago"),
    "ago_min": mark("{n} min ago"),
    "language": mark("Norsk"),
    "telephone": mark("Telephone"),
    "worse": mark("The patient is worse. Look again."),
}

STAGES = {
    Stage.SENT: mark("Sent, not seen yet"),
    Stage.UNDELIVERED: mark("Not delivered yet"),
    Stage.FAILED: mark("NOT delivered: the nurse telephones"),
    Stage.DELIVERED: mark("Waiting for an answer"),
    Stage.UNANSWERED: mark("Nobody has answered: the nurse telephones"),
    Stage.REJECTED: mark("{who} cannot come"),
    Stage.COMING: mark("Accepted {time} by {who}"),
    Stage.ASK_ARRIVED: mark("Accepted {time} by {who}: arrived?"),
    Stage.NOT_ARRIVED: mark("{who} accepted and has not come"),
    Stage.ARRIVED: mark("{who} is there"),
}

REFUSALS = {
    "worse": mark("The patient is worse. Look again."),
    "no_such_alert": mark("This alert is not open any more."),
    "no_such_session": mark("This session is over."),
    "not_recorded": mark("Your answer could NOT be recorded. Telephone {phone}."),
    "pin_wrong": mark("Name and PIN do not fit."),
    "person_locked": mark("Locked for five minutes after too many wrong PINs."),
    "too_often": mark("Too many attempts. Wait a while."),
    "not_a_doctor": mark("Only doctors sign in here."),
    "person_ended": mark("This person does not sign any more."),
    "code_wrong": mark("The code does not fit, or is no longer valid. Ask for a new one."),
    "not_paired": mark("This device is not paired. Ask for a code in the room."),
    "not_signed_in": mark("You are signed out. Sign in again."),
    "not_from_here": mark("This request did not come from the page."),
    "not_understood": mark("The page and the program do not understand each other. Reload it."),
}


def page_words(words: Words) -> dict[str, str]:
    return {name: words.text(sentence) for name, sentence in PAGE.items()}


def take_over_words(count: int, who: str, words: Words) -> str:
    n_ = words.several
    sentence = n_("Take over {n} alert from {who}", "Take over {n} alerts from {who}", count)
    return sentence.format(n=count, who=who)


def ring_words(ring: Ring, room: str, words: Words, *, simulated: bool) -> tuple[str, str]:
    """Title and text of a ringer's message: no name, no number, no value (ALARMS B.7)."""
    _ = words.text
    needed = _("{room}: doctor needed, open the page")
    if ring.test:
        needed = _("{room}: test of the alerts. Nobody need come.")
    title = needed.format(room=room)
    if simulated:
        title = f"{_('SIMULATION')} – {title}"
    told = _("Mark {mark}. The same mark is the same message.")
    return title, told.format(mark=ring.mark)


def refusal_words(code: str, words: Words, phone: str = "") -> str:
    sentence = REFUSALS.get(code, REFUSALS["not_understood"])
    return words.text(sentence).format(phone=phone)


def condition_words(protocol: Protocol, condition: str, words: Words, limit: str = "") -> str:
    """The protocol's own words of a condition, or the condition itself: never nothing.

    `limit`: the one it was judged by, where the session has changed the site's.
    """
    limits = protocol.limits
    known = {
        **{limit.id: limit.text for limit in limits.limit},
        **{technical.id: technical.text for technical in limits.technical},
        **{declared.id: declared.text for declared in limits.declared},
    }
    if condition not in known:
        return condition
    return worded(words.of(known[condition]), limits.limit, condition, limit)
