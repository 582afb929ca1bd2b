"""What always stands around the stage: band, course, vitals and strip, as pure states of the view.

Nothing here is a widget, and nothing decides: words for what the watch and the record say.
"""

from datetime import datetime

from bedside.alarm_display import Shown
from bedside.alert_stage import Stage
from bedside.board_view import BpView, Freshness, VitalView
from bedside.clock import UNKNOWN_S, Instant
from bedside.escalation import Case
from bedside.identity import Person
from bedside.protocol_watch import Limit
from bedside.session import Phase
from bedside.touch import SITES
from bedside.vitals import Quality, Vital
from ui.flash import Priority
from ui.i18n import Words, mark, minutes_and_seconds
from ui.view import Place, View
from ui.widgets.alarm_band import BandState
from ui.widgets.band_segment import Segment
from ui.widgets.band_side import SideState
from ui.widgets.button import ButtonState
from ui.widgets.contact import Touch
from ui.widgets.course import CourseState, Step, StepState
from ui.widgets.next_bp import NextBpState
from ui.widgets.physician import PhysicianState
from ui.widgets.series import Series
from ui.widgets.strip import QuickWords, StripState
from ui.widgets.tile import Hue, Reading, TileAlarm, TileState
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked

ROLES = {
    "nurse": mark("nurse"),
    "doctor": mark("doctor"),
    "consultant": mark("consultant"),
    "clinical_owner": mark("clinical owner"),
    "system_owner": mark("system owner"),
}
REASONS = {
    "sensor_off": mark("Finger off the sensor"),
    "sensor_unplugged": mark("The sensor is unplugged"),
    "sensor_fault": mark("Fault in the sensor"),
    "searching": mark("Searching for the pulse"),
    "search_too_long": mark("Searching too long for the pulse"),
    "out_of_track": mark("Lost the pulse"),
    "low_perfusion": mark("Weak pulse in the finger"),
    "artefact": mark("Movement disturbs"),
    "no_value": mark("The monitor has no value"),
    "out_of_range": mark("Outside the monitor's range"),
    "calibrating": mark("The monitor calibrates"),
    "demo": mark("The monitor is in demo mode"),
    "not_updated": mark("Not updated"),
}
LINKS = {
    "port_missing": mark("The port is not there"),
    "port_busy": mark("Another program has the port"),
    "no_permission": mark("No right to open the port"),
    "unplugged": mark("The cable is unplugged"),
    "silent": mark("The monitor is silent"),
    "wrong_device": mark("Another device is on the port"),
    "fault": mark("Fault in the driver"),
}
FAULTS = {
    "weak_signal": mark("weak signal"),
    "artefact": mark("movement"),
    "out_of_range": mark("out of range"),
    "time_limit": mark("took too long"),
    "blockage": mark("hose blocked"),
    "stopped": mark("stopped"),
    "leak": mark("leak or loose cuff"),
    "safety_timeout": mark("safety time-out"),
    "overpressure": mark("overpressure"),
    "hardware": mark("fault in the module"),
    "transducer": mark("fault in the sensor"),
    "calibration": mark("calibration lost"),
    "busy": mark("busy"),
    "refused": mark("start refused"),
    "no_answer": mark("no answer"),
    "unknown": mark("unknown fault"),
}


def said(words: Words, table: dict[str, str], key: str) -> str:
    """The word of a code, or the code itself where it is unknown: never nothing."""
    return words.text(table[key]) if key in table else key


def ago(words: Words, then: Instant, now: Instant) -> str:
    """ "for 2 min siden"; under ninety seconds in seconds. Not where nobody can know."""
    seconds = max(0, round(now.mono_s - then.mono_s))
    if seconds >= UNKNOWN_S:
        return words.text("how long ago is not known")
    if seconds < 90:
        return words.text("{n} s ago").format(n=seconds)
    return words.text("{n} min ago").format(n=seconds // 60)


def pressure(systolic: float | None, diastolic: float | None) -> str:
    def one(value: float | None) -> str:
        return "–" if value is None else f"{value:.0f}"

    return f"{one(systolic)}/{one(diastolic)}"


# --- the band --------------------------------------------------------------------------------


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
    text = condition_text(view, alarm.condition, words)
    if alarm.condition in NUMBERED:
        return f"{text} {next((c.phone for c in view.cases if c.telephone), physician_phone(view))}"
    return text


def condition_text(view: View, condition: str, words: Words) -> str:
    limits = view.protocol.limits
    for limit in limits.limit:
        if limit.id == condition:
            return words.of(limit.text)
    for technical in limits.technical:
        if technical.id == condition:
            return words.of(technical.text)
    for declared in limits.declared:
        if declared.id == condition:
            return words.of(declared.text)
    return condition


NUMBERED = frozenset({"alert_not_delivered", "alert_not_answered"})  # "… – ring" and a number
NAMES = (mark("BP"), mark("Pulse"), "SpO₂")


def shorter(text: str, words: Words) -> str:
    """ "180/110 eller høyere": without the vital's name, where that stands before it already."""
    for name in NAMES:
        text = text.removeprefix(words.text(name) if name != "SpO₂" else name).strip()
    return text


def limit_text(limit: str, words: Words) -> str:
    """ "under 85": as people say what the record writes as "<85"."""
    _ = words.text
    if limit.startswith("<"):
        return _("under {n}").format(n=limit[1:])
    if limit.startswith(">"):
        return _("over {n}").format(n=limit[1:])
    return limit


def _segment(view: View, alarm: Shown, words: Words) -> Segment:
    _ = words.text
    name, since = alarm_name(view, alarm, words), words.time(alarm.version_at.wall)
    text = condition_text(view, alarm.condition, words)
    if text != name:
        text = shorter(text, words)
    if alarm.latched:
        name, label = _("was: {what}").format(what=name), _("Reset")
        until = words.time(alarm.ended_at.wall) if alarm.ended_at else ""
        parts = [f"{words.time(alarm.since.wall)}–{until}"]
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


def _who(view: View, person: str, words: Words) -> str:
    return words.text("not signed in") if person == "-" else view.name_of(person)


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
        segments=tuple(_segment(view, alarm, words) for alarm in display.alarms),
        see_all=_("Seen, all") if len(unseen) > 1 else "",
        audio=audio,
        side=side_state(view, words),
    )


def short_time(seconds: float) -> str:
    """ "1:42": minutes and seconds without a leading zero."""
    text = minutes_and_seconds(seconds)
    return text[1:] if text.startswith("0") else text


def side_state(view: View, words: Words) -> SideState:
    _ = words.text
    return SideState(
        volume=f"{view.settings.volume_percent} %",
        user=person_text(view.person, words) if view.person else _("Sign in"),
        volume_spoken=_("Volume"),
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


# --- the course ------------------------------------------------------------------------------

STEPS: tuple[tuple[str, str, frozenset[Phase]], ...] = (
    ("arrival", mark("Arrival"), frozenset({Phase.ARRIVAL})),
    ("preparation", mark("Preparation"), frozenset({Phase.PREPARATION})),
    ("infusion", mark("Infusion"), frozenset({Phase.READY, Phase.INFUSING, Phase.PAUSED})),
    ("observation", mark("Observation"), frozenset({Phase.OBSERVATION})),
    ("home", mark("Going home"), frozenset({Phase.HOME})),
    ("signing", mark("Signing"), frozenset({Phase.CLOSED, Phase.ABORTED})),
)
OUTSIDE: tuple[tuple[Place, str, str], ...] = (
    (Place.START, mark("Start"), "home"),
    (Place.RECORDS, mark("Records"), "doc"),
    (Place.SETUP, mark("Set-up"), "gear"),
    (Place.HELP, mark("Help"), "help"),
)
TITLES = frozenset({"Dr.", "Prof."})
NOTICE = mark("Support tool.\nNot CE marked.\nThe monitors' own alarms count.")


def course_state(view: View, words: Words) -> CourseState:
    _ = words.text
    at = view.now.wall
    patient = view.session.patient
    series = None
    if patient is not None and view.session.opened is not None:
        name = _("Start") if patient.phase == "start" else _("Maintenance")
        infusions = next(
            (p.infusions for p in view.protocol.series.phase if p.key == patient.phase), 6
        )
        series = Series(
            f"{_series(view, patient.phase, words) or name} {patient.number}/{infusions}",
            max(0, patient.number - 1),
            infusions,
        )
    return CourseState(
        clock=words.time(at),
        date=words.day(at),
        steps=_steps(view, words) if view.session.opened else _places(view, words),
        simulated=_("SIMULATION") if view.simulated else "",
        series=series,
        notice=_(NOTICE),
    )


def _series(view: View, phase: str, words: Words) -> str:
    return next((words.of(p.text) for p in view.protocol.series.phase if p.key == phase), "")


def _places(view: View, words: Words) -> tuple[Step, ...]:
    return tuple(
        Step(
            place,
            words.text(name),
            state=StepState.NOW if view.place is place else StepState.TODO,
            icon=icon,
            pressable=True,
        )
        for place, name, icon in OUTSIDE
    )


def _steps(view: View, words: Words) -> tuple[Step, ...]:
    session = view.session
    current = next(
        (n for n, (_id, _name, phases) in enumerate(STEPS) if session.phase in phases), 0
    )
    if session.over:
        current = len(STEPS)
    begun = [_first(session.reached_at, phases) for _id, _name, phases in STEPS]
    steps = []
    for number, (key, name, _phases) in enumerate(STEPS):
        since, until = begun[number], next((b for b in begun[number + 1 :] if b), None)
        sub = ""
        if number < current and since:
            sub = f"{words.time(since)}–{words.time(until)}" if until else words.time(since)
        elif number == current:
            sub = _now_sub(view, key, since, words)
        state = (
            StepState.DONE
            if number < current and since
            else StepState.NOW
            if number == current
            else StepState.TODO
        )
        steps.append(Step(key, words.text(name), sub, state, pressable=number < current))
    return tuple(steps)


def _now_sub(view: View, key: str, since: datetime | None, words: Words) -> str:
    _ = words.text
    if key == "infusion" and view.session.phase is Phase.READY:
        return _("not started")
    if key == "infusion" and view.session.phase is Phase.PAUSED:
        return _("paused")
    began = view.session.infusion.started_at if key == "infusion" else since
    return _("since {time}").format(time=words.time(began)) if began else ""


def _first(reached: dict[Phase, datetime], phases: frozenset[Phase]) -> datetime | None:
    return min((at for phase, at in reached.items() if phase in phases), default=None)


# --- the vitals ------------------------------------------------------------------------------


def _limit(view: View, condition: str) -> Limit | None:
    return next((limit for limit in view.protocol.limits.limit if limit.id == condition), None)


def _alarm_of(view: View, prefixes: tuple[str, ...]) -> Shown | None:
    """The most urgent open alarm about this vital (alarms come most urgent first)."""
    return next((a for a in view.watch.display.alarms if a.key.startswith(prefixes)), None)


def _tile_alarm(
    view: View, alarm: Shown | None, words: Words, *, wide: bool = False
) -> TileAlarm | None:
    if alarm is None:
        return None
    if alarm.latched:
        return TileAlarm(
            Priority(alarm.priority.value), aside=words.text("not reset"), latched=True
        )
    if wide:
        text = shorter(condition_text(view, alarm.condition, words), words)
        return TileAlarm(Priority(alarm.priority.value), title=text)
    lasted = short_time(view.now.mono_s - alarm.since.mono_s)
    aside = limit_text(alarm.limit, words) if alarm.physiological else lasted
    return TileAlarm(Priority(alarm.priority.value), aside=aside)


def bp_tile(view: View, words: Words) -> TileState:
    _, bp = words.text, view.watch.board.bp
    alarm = _alarm_of(view, ("nibp:", "bp_", "link:nibp"))
    shown, latest = bp.shown, bp.latest
    table = view.protocol.limits.bp
    limit = marked(
        _("limit __{limit}__"),
        limit=f"{table.high_systolic_mmhg:.0f}/{table.high_diastolic_mmhg:.0f}",
    )
    foot, icon, aside = _bp_foot(view, bp, words)
    reading = {
        Freshness.WAITING: Reading.WAITING,
        Freshness.CURRENT: Reading.NORMAL,
        Freshness.OLD: Reading.STALE,
        Freshness.GONE: Reading.MISSING,
    }[bp.freshness]
    return TileState(
        name=_("BP"),
        unit="mmHg",
        hue=Hue.BP,
        digits=pressure(shown.systolic, shown.diastolic) if shown else "",
        reading=reading,
        suspect=bool(shown and shown.quality is Quality.SUSPECT),
        limit=limit,
        foot=foot,
        foot_icon=icon,
        foot_aside=aside,
        alarm=_tile_alarm(view, alarm, words, wide=True),
        first_at_s=latest.received_at.mono_s if latest and not bp.previous else None,
    )


def _bp_foot(view: View, bp: BpView, words: Words) -> tuple[Sentence, str, Sentence]:
    _, latest = words.text, bp.latest
    cuff = view.watch.board.cuff
    failed = ""
    if bp.fault is not None and bp.fault_at is not None:
        failed = f"{words.time(bp.fault_at.wall)}: {said(words, FAULTS, bp.fault)}"
    if cuff.inflating:
        mmhg = "" if cuff.mmhg is None else f" {cuff.mmhg} mmHg"
        return _("Measuring …") + mmhg, "gauge", ""
    lost = next((x for x in view.watch.board.links if x.role == "nibp" and x.lost), None)
    if lost is not None:  # what can be mended comes before how the last attempt ended
        failed = said(words, LINKS, lost.reason)
    if latest is None:
        return failed or _("Waiting for the first reading"), "unlink" if lost else "", ""
    time = words.time(latest.measured_at.wall)
    age = ago(words, latest.measured_at, view.now)
    mean = marked(_("mean __{n}__"), n=latest.mean) if latest.mean is not None else ""
    if bp.freshness is Freshness.GONE:
        old = pressure(latest.systolic, latest.diastolic)
        return (
            marked(_("**too old** · {old} at {time}, {age}"), old=old, time=time, age=age),
            "clock",
            failed if lost else "",
        )
    if bp.freshness is Freshness.OLD:
        return marked("**{age}** · {time}", age=age, time=time), "clock", failed or mean
    return marked("__{time}__ · {age}", time=time, age=age), "", failed or mean


def _stream_foot(view: View, vital: VitalView, words: Words, source: str) -> tuple[str, str]:
    _ = words.text
    link = next((x for x in view.watch.board.links if x.role == vital.source), None)
    lost = [x for x in view.watch.board.links if x.lost and x.role != "nibp"]
    if vital.freshness is Freshness.WAITING:
        if lost:
            return said(words, LINKS, lost[0].reason), "unlink"
        return _("Waiting for the first reading"), ""
    if vital.value is None:
        if link is not None and link.lost:  # the monitor's last word is no reason any more
            return said(words, LINKS, link.reason), "unlink"
        if vital.reason is not None:
            return said(words, REASONS, vital.reason), ""
        return _("No signal"), ""
    if vital.freshness is Freshness.OLD and vital.measured_at is not None:
        return ago(words, vital.measured_at, view.now), "clock"
    if vital.quality is Quality.SUSPECT:
        return _("Not confirmed – measure again"), ""
    if vital.quality in (Quality.MARGINAL, Quality.POOR):
        return _("now · weak signal"), "bars"
    return source, "bars" if vital.vital is Vital.SPO2 else ""


def _stream_tile(
    view: View, vital: VitalView, words: Words, hue: Hue, name: str, unit: str, source: str
) -> TileState:
    foot, icon = _stream_foot(view, vital, words, source)
    reading = (
        Reading.WAITING
        if vital.freshness is Freshness.WAITING
        else Reading.MISSING
        if vital.value is None
        else Reading.STALE
        if vital.freshness is Freshness.OLD
        else Reading.NORMAL
    )
    role = vital.source or "oximeter"
    keys = (f"{vital.vital.value}:", f"signal:{role}", f"link:{role}")
    alarm = _alarm_of(view, keys)
    return TileState(
        name=name,
        unit=unit,
        hue=hue,
        digits="" if vital.value is None else f"{vital.value:.0f}",
        reading=reading,
        suspect=vital.value is not None and vital.quality is Quality.SUSPECT,
        limit=_stream_limit(view, vital.vital, words),
        foot=foot,
        foot_icon=icon,
        alarm=_tile_alarm(view, alarm, words),
        first_at_s=vital.first_at.mono_s if vital.first_at else None,
    )


def _stream_limit(view: View, vital: Vital, words: Words) -> Sentence:
    _ = words.text
    if vital is Vital.SPO2:
        limit = _limit(view, "spo2_low")
        low = limit.low_percent if limit else None
        return marked(_("local __< {n}__"), n=f"{low:.0f}") if low else ""
    limit = _limit(view, "pulse")
    if limit is None or limit.low_per_min is None or limit.high_per_min is None:
        return ""
    both = f"{limit.low_per_min:.0f}–{limit.high_per_min:.0f}"
    return marked(_("local __{both}__"), both=both)


def spo2_tile(view: View, words: Words) -> TileState:
    good = words.text("now · signal good")
    return _stream_tile(view, view.watch.board.spo2, words, Hue.SPO2, "SpO₂", "%", good)


def pulse_tile(view: View, words: Words) -> TileState:
    _, pulse = words.text, view.watch.board.pulse_rate
    source = (
        _("now · from the cuff") if pulse.pulse_source == "nibp" else _("now · from the finger")
    )
    return _stream_tile(view, pulse, words, Hue.PULSE, _("Pulse"), "/min", source)


# --- trend, next blood pressure, strip -------------------------------------------------------


def next_bp_state(view: View, words: Words) -> NextBpState:
    _, nibp, cuff = words.text, view.watch.nibp, view.watch.board.cuff
    if cuff.inflating:
        mmhg = "…" if cuff.mmhg is None else f"{cuff.mmhg}"
        stop = ButtonState(_("Stop the cuff"), icon="stop")
        return NextBpState(_("Measuring"), mmhg, stop, _("cuff pressure, mmHg"))
    measure = ButtonState(_("Measure now"), icon="gauge")
    plan = next(
        (p for p in view.protocol.vitals.plan if p.id == view.session.prescription.plan), None
    )
    aside = words.of(plan.text) if plan else _("The doctor chooses the plan")
    if plan and plan.every_min and view.session.phase in (Phase.INFUSING, Phase.PAUSED):
        aside += " · " + _("every {n} min").format(n=plan.every_min)
    if not nibp.startable:
        aside = _("Press start on the monitor")
    latest = view.watch.board.bp.latest
    if nibp.next_at_s is None:
        value = words.time(latest.measured_at.wall) if latest else "--:--"
        return NextBpState(_("Last measured"), value, measure, aside)
    left_s = nibp.next_at_s - view.now.mono_s
    label = _("Repeat in") if nibp.next_why in ("repeat", "retry") else _("Next BP")
    if left_s < 0:
        label = _("BP overdue")
    return NextBpState(label, minutes_and_seconds(left_s), measure, aside)


def strip_state(view: View, words: Words) -> StripState:
    _, session = words.text, view.session
    patient, weight = session.patient, session.prescription.weight_kg
    name, line, short = "", _("No session open"), _("No session open")
    if patient is not None:
        name = patient.name
        parts = [_("b. {date}").format(date=written_date(patient.birth_date, words))]
        if weight is not None:
            parts.append(f"{words.number(weight)} kg")
        short = " · ".join(parts)
        allergies = patient.allergies or _("none")
        line = " · ".join([*parts, _("CAVE: {what}").format(what=allergies)])
    elif session.opened is not None:
        name = _("Unknown patient")
    touch = session.touch
    places = tuple(
        Touch(words.of(site.text), touch.permits(SITES[number]))
        for number, site in enumerate(view.protocol.consent.site[: len(SITES)])
    )
    answered = touch.answered and bool(touch.granted)
    none = view.protocol.consent.no_touch if touch.answered else view.protocol.consent.not_settled
    locked = ""
    if touch.locked_at is not None:
        locked = _("locked {time}").format(time=words.time(touch.locked_at))
    return StripState(
        patient=name,
        patient_line=line,
        patient_short=short,
        touch_title=words.of(view.protocol.consent.heading),
        quick=QuickWords(_("Call doctor"), _("As needed"), _("Note"), _("EMERGENCY")),
        physician=physician_state(view, words),
        touch=places if answered else (),
        touch_none="" if answered else words.of(none),
        touch_locked=locked,
        emergency=session.emergency.open,
        touch_spoken=", ".join(
            f"{place.place}: {_('yes') if place.allowed else _('no')}" for place in places
        ),
    )


def written_date(iso: str, words: Words) -> str:
    """ "1984-03-12" as the language writes it; what is no date stays as it was typed."""
    try:
        return words.short_day(datetime.fromisoformat(iso).date())
    except ValueError:
        return iso


def physician_state(view: View, words: Words) -> PhysicianState:
    """Who is asked, what became of it, and the number to ring. Never a tick without a word."""
    _, session = words.text, view.session
    backup, phone = session.people.backup, physician_phone(view)
    if view.cases and not session.over:
        return _case_state(view, view.cases[0], words)
    if backup is None:
        return PhysicianState(_("Back-up physician"), _("Not named yet"), dim=True, right=phone)
    title = _("Back-up {name}").format(name=backup.name)
    if backup.physically_available:
        line = _("physically available · is reached by telephone")
        return PhysicianState(title, line, ok=True, right=backup.phone or phone)
    return PhysicianState(title, _("not confirmed to be near"), dim=True, right=phone)


def physician_phone(view: View) -> str:
    backup = view.session.people.backup
    if backup is not None and backup.phone:
        return backup.phone
    return contact_number(view, "physician")


def contact_number(view: View, whom: str) -> str:
    return next((c.number for c in view.protocol.site.contact if c.whom == whom), "")


def _case_state(view: View, case: Case, words: Words) -> PhysicianState:
    _ = words.text
    number = case.phone or physician_phone(view)
    if case.stage is Stage.ARRIVED:
        here = _("{name} is here").format(name=case.by or case.to)
        return PhysicianState(here, _("back-up physician"), ok=True, right=number)
    if case.telephone:
        title = _("Alert NOT answered – ring {number}").format(number=number)
        if case.stage is Stage.FAILED:
            title = _("Alert NOT delivered – ring {number}").format(number=number)
        if case.emergency:
            emergency = contact_number(view, "113")
            title = _("RING {number} – nobody has answered").format(number=emergency)
        return PhysicianState(title, _next_line(case, words), priority=Priority.HIGH)
    if case.stage in (Stage.COMING, Stage.ASK_ARRIVED):
        alert = view.session.alerts.by_number.get(case.alert)
        reply = alert.reply if alert else None
        at = words.time_s(reply.at) if reply else ""
        line = _("ACCEPTED {time} · “I am coming”").format(time=at)
        name = _("Back-up {name}").format(name=case.by or case.to)
        return PhysicianState(name, line, ok=True, strong=True, right=number)
    alert = view.session.alerts.by_number.get(case.alert)
    sent = words.time_s(alert.at) if alert else ""
    left = "" if case.next_in_s is None else short_time(max(0.0, case.next_in_s))
    title = _("Alert sent {time}").format(time=sent)
    if case.stage is Stage.DELIVERED:
        title = _("Alert delivered {time}").format(time=sent)
    line = _("{name} · waiting for an answer · ring {number}").format(name=case.to, number=number)
    return PhysicianState(title, line, dim=True, right=left)


def _next_line(case: Case, words: Words) -> str:
    _ = words.text
    if case.next_to is None:
        return case.to
    following = f"{case.next_to.name} {case.next_to.phone}".strip()
    return _("next: {following}").format(following=following)
