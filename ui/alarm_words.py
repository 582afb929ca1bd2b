"""An alarm in words: what is wrong, in as few as are read from the door, and its limit.

Which alarms there are, and how urgent, the watch says.
"""

from bedside.alarm_display import Shown
from bedside.escalation import Case
from bedside.protocol import Protocol
from bedside.session_limits import worded
from ui.figures import pressure
from ui.i18n import Words, mark
from ui.phones import physician_phone
from ui.view import View

NUMBERED = frozenset({"alert_not_delivered", "alert_not_answered"})  # "… – ring" and a number
NAMES = (mark("BP"), mark("Pulse"), "SpO₂")


def alarm_name(view: View, alarm: Shown, words: Words) -> str:
    """What is wrong, in the few words that are read from the door."""
    _, values = words.text, alarm.values
    if "systolic" in values or "diastolic" in values:
        digits = pressure(values.get("systolic"), values.get("diastolic"))
        return _("BP {digits}").format(digits=digits)
    if "spo2" in values:
        return f"SpO₂ {values['spo2']:.0f} %"
    if "pulse_rate" in values:
        return _("Pulse {n}").format(n=f"{values['pulse_rate']:.0f}")
    text = condition_text(view, alarm.condition, words, alarm.limit)
    if alarm.condition in NUMBERED:
        return f"{text} {next((c.phone for c in view.cases if c.telephone), physician_phone(view))}"
    return text


def condition_text(view: View, condition: str, words: Words, limit: str = "") -> str:
    """`limit`: the one it was judged by, where the session has changed the site's."""
    return condition_of(view.protocol, condition, words, limit)


def condition_of(protocol: Protocol, condition: str, words: Words, limit: str = "") -> str:
    limits = protocol.limits
    for one in limits.limit:
        if one.id == condition:
            return worded(words.of(one.text), limits.limit, condition, limit)
    for technical in limits.technical:
        if technical.id == condition:
            return words.of(technical.text)
    for declared in limits.declared:
        if declared.id == condition:
            return words.of(declared.text)
    return condition


def case_text(view: View, case: Case, words: Words) -> str:
    """What an alert to the physician is about."""
    alarm = None if case.alarm is None else view.session.alarms.numbered(case.alarm)
    limit = "" if alarm is None or alarm.condition != case.condition else alarm.limit
    return condition_text(view, case.condition, words, limit)


def shorter(text: str, words: Words) -> str:
    """ "180/110 eller høyere": without the vital's name, where that stands before it already; of a
    longer word, such as "BT-måleren", nothing is taken."""
    for name in NAMES:
        text = text.removeprefix(f"{words.text(name) if name != 'SpO₂' else name} ")
    return text


def limit_text(limit: str, words: Words) -> str:
    """ "under 85": as people say what the record writes as "<85"."""
    _ = words.text
    if limit.startswith("<"):
        return _("under {n}").format(n=limit[1:])
    if limit.startswith(">"):
        return _("over {n}").format(n=limit[1:])
    return limit
