"""What a person may do with an alarm: see it, silence it for a while, reset it. Never end it.

Each act names a version, so that what got worse in the same instant is not silenced unseen.
"""

from bedside import events
from bedside.alarm_engine import can_take_back
from bedside.alarms import Alarm, Alarms, AlarmState
from bedside.present import Rules
from bedside.refusal import Refusal

RULE = "ALARM"


def acknowledge(alarms: Alarms, number: int, version: int) -> events.AlarmAcknowledged | Refusal:
    """ "Sett": this version has been seen; its sound pauses, and nothing else changes."""
    alarm = _there(alarms, number)
    if isinstance(alarm, Refusal):
        return alarm
    if version != alarm.version:
        return Refusal(RULE, "alarm_got_worse", values={"version": str(alarm.version)})
    return events.AlarmAcknowledged(alarm=number, version=version)


def pause_audio(alarms: Alarms, number: int, version: int) -> events.AlarmAudioPaused | Refusal:
    """No sound of this version for a while; it is cancelled when it gets worse."""
    alarm = _there(alarms, number)
    if isinstance(alarm, Refusal):
        return alarm
    if version != alarm.version:
        return Refusal(RULE, "alarm_got_worse", values={"version": str(alarm.version)})
    return events.AlarmAudioPaused(alarm=number, for_s=alarms.audio_pause_s)


def end_pause(alarms: Alarms, number: int) -> events.AlarmAudioPaused | Refusal:
    alarm = _there(alarms, number)
    if isinstance(alarm, Refusal):
        return alarm
    return events.AlarmAudioPaused(alarm=number, for_s=0.0)


def reset(alarms: Alarms, rules: Rules, number: int) -> events.AlarmResolved | Refusal:
    """Take a latched alarm off the screen, or take back what a person has declared."""
    alarm = _there(alarms, number)
    if isinstance(alarm, Refusal):
        return alarm
    if alarm.active and not can_take_back(rules, alarm.key):
        return Refusal(RULE, "alarm_still_there", values={"condition": alarm.condition})
    return events.AlarmResolved(alarm=number)


def _there(alarms: Alarms, number: int) -> Alarm | Refusal:
    alarm = alarms.numbered(number)
    if alarm is None or alarm.state is AlarmState.RESOLVED:
        return Refusal(RULE, "no_such_alarm", values={"alarm": str(number)})
    return alarm
