"""The band at the top, from the view: the alarms, the sound, and who is signed in.

Pure. Which alarms there are, and in which order, the watch says; their words are in alarm_words.
"""

from dataclasses import replace

from bedside.alarm_display import Shown
from bedside.board_view import Freshness
from bedside.identity import Person
from bedside.ladders import URGENCY
from bedside.protocol_watch import Priority as Urgency
from bedside.vitals import Quality
from ui.alarm_words import NUMBERED, alarm_name, condition_text, shorter
from ui.codes import ROLES, said
from ui.figures import pressure, short_time
from ui.flash import Priority
from ui.i18n import Words
from ui.view import View
from ui.widgets.alarm_band import BandState
from ui.widgets.band_segment import Segment
from ui.widgets.band_side import SideState

TITLES = frozenset({"Dr.", "Prof."})
SOUNDING = Urgency.MEDIUM  # and what is more urgent
SAME_BEAT_S = 1.0


def band_state(view: View, words: Words) -> BandState:
    _ = words.text
    display = view.watch.display
    unseen = [alarm for alarm in display.alarms if not alarm.latched and not alarm.seen_by]
    audio = ""
    if display.sound is not None:
        pause_s = view.protocol.limits.chatter.audio_pause_s
        audio = _("Pause sound {time}").format(time=short_time(pause_s))
    elif display.paused:
        until = [a.silent_until_s for a in display.alarms if a.silent_until_s is not None]
        left_s = min(until) - view.now.mono_s if until else 0.0
        audio = _("Sound paused {time}").format(time=short_time(left_s))
    if view.session.over:
        quiet = _("Monitoring ended")
    else:
        quiet = _("No alarms")
    tested = view.sound_tested_at
    aside = (
        _("sound tested {time}").format(time=words.time(tested))
        if tested
        else _("sound not tested today")
    )
    return BandState(
        quiet=quiet,
        quiet_aside=aside,
        watched=_watched(view),
        segments=tuple(
            replace(_segment(view, alarm, words), paused=_paused(view, alarm))
            for alarm in display.alarms
        ),
        see_all=_("Seen, all") if len(unseen) > 1 else "",
        audio=audio,
        side=side_state(view, words),
    )


def _segment(view: View, alarm: Shown, words: Words) -> Segment:
    _ = words.text
    name, since = alarm_name(view, alarm, words), words.time(alarm.version_at.wall)
    text = condition_text(view, alarm.condition, words, alarm.limit)
    if text != name:
        text = shorter(text, words)
    if alarm.latched:
        name, label = _("was: {what}").format(what=name), _("Reset")
        until = words.time(alarm.ended_at.wall) if alarm.ended_at else ""
        parts = [f"{words.time(alarm.since.wall)}–{until}", _corrected(view, alarm, words)]
    elif alarm.seen_by:
        label = _("Reset") if alarm.resettable else ""
        parts = [_("seen by {who}").format(who=_who(view, alarm.seen_by, words))]
    else:
        label = _("Seen")
        told = alarm.condition in NUMBERED or text == name
        parts = ["" if told else text, since, _confirming(view, alarm, words)]
    return Segment(
        id=str(alarm.number),
        priority=Priority(alarm.priority.value),
        name=f"{name}?" if alarm.suspect else name,
        detail=" · ".join(part for part in parts if part),
        seen=bool(alarm.seen_by),
        latched=alarm.latched,
        press_label=label,
        spoken=f"{label}: {name}" if label else name,
    )


def _watched(view: View) -> bool:
    """Only then may the quiet band be ticked: no alarm is not yet all well (ALARMS C.6).

    Everything is fresh and likely, and no alarm waits for its delay.
    """
    board, bp = view.watch.board, view.watch.board.bp.latest
    fresh = {vital.freshness for vital in (board.spo2, board.pulse_rate, board.bp)}
    valid = all(
        vital.value is not None and vital.quality is not Quality.SUSPECT
        for vital in (board.spo2, board.pulse_rate)
    )
    pressure_valid = bp is not None and bp.quality is not Quality.SUSPECT
    return (
        fresh == {Freshness.CURRENT}
        and valid
        and pressure_valid
        and view.watch.held_until_s is None
        and not view.watch.display.pending
        and not view.session.over
    )


def _paused(view: View, alarm: Shown) -> str:
    """How long it is silent still; a lone one says it on the button that pauses."""
    lone = len(view.watch.display.alarms) == 1
    if lone or alarm.silent_until_s is None or URGENCY[alarm.priority] < URGENCY[SOUNDING]:
        return ""
    return short_time(alarm.silent_until_s - view.now.mono_s)


def _confirming(view: View, alarm: Shown, words: Words) -> str:
    """What the repeat reading said, or when it comes."""
    _ = words.text
    if alarm.confirmation == "confirmed":
        return _("confirmed")
    if alarm.confirmation != "confirming":
        return ""
    due_s = view.watch.nibp.next_at_s
    if view.watch.board.cuff.inflating:
        return _("repeat reading under way")
    if due_s is None:
        return ""
    left_s = max(0.0, due_s - view.now.mono_s)
    return _("repeat reading in {time}").format(time=short_time(left_s))


def _corrected(view: View, alarm: Shown, words: Words) -> str:
    """A first reading that the repeat did not find again, and what it found instead."""
    _, bp, ended = words.text, view.watch.board.bp, alarm.ended_at
    if alarm.confirmation != "not_confirmed" or ended is None:
        return ""
    for reading in (bp.latest, bp.previous):
        if reading is not None and abs(reading.received_at.mono_s - ended.mono_s) < SAME_BEAT_S:
            digits = pressure(reading.systolic, reading.diastolic)
            return _("not confirmed: {digits}").format(digits=digits)
    return _("not confirmed")


def _who(view: View, person: str, words: Words) -> str:
    return words.text("not signed in") if person == "-" else view.name_of(person)


def side_state(view: View, words: Words) -> SideState:
    _ = words.text
    return SideState(
        volume=f"{view.settings.volume_percent} %",
        user=person_text(view.person, words) if view.person else _("Sign in"),
        volume_spoken=_("Volume"),
        log=_("Alarm log"),
        brightness_spoken=_("Brightness"),
        help_spoken=_("Help"),
        user_spoken=_("User"),
        user_short=initials(view.person.name) if view.person else _("Sign in"),
    )


def initials(name: str) -> str:
    """ "Ida Lund": "IL", "Dr. N. Hansen": "NH". Titles do not count."""
    parts = [part for part in name.split() if part[0].isalpha() and part not in TITLES]
    return "".join(part[0].upper() for part in (*parts[:1], *parts[1:][-1:]))


def person_text(person: Person, words: Words) -> str:
    return f"{person.name}, {said(words, ROLES, person.role)}"
