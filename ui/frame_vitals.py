"""The tiles of the vitals and the next blood pressure, from the view.

Pure. What is old, suspect or missing, the board says; here it gets its words.
"""

from bedside.alarm_display import Shown
from bedside.board_view import BpView, Freshness, VitalView
from bedside.limit_rules import needs_doctor
from bedside.protocol_lookup import plan
from bedside.protocol_watch import Limit
from bedside.protocol_watch import Priority as Urgency
from bedside.session import Phase
from bedside.session_limits import BOUNDS, high_pressures, in_force, named, number_of
from bedside.vitals import Quality, Vital
from ui.alarm_words import condition_text, limit_text, shorter
from ui.codes import FAULTS, LINKS, REASONS, said
from ui.device_words import fresh_status, has_no_alarms, said_of_itself
from ui.figures import ago, pressure, short_time
from ui.flash import Priority
from ui.i18n import Words, minutes_and_seconds
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.next_bp import NextBpState
from ui.widgets.tile import Hue, Reading, TileAlarm, TileState
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked


def bp_tile(view: View, words: Words) -> TileState:
    _, bp = words.text, view.watch.board.bp
    alarm = _alarm_of(view, ("nibp:", "bp_", "link:nibp"))
    shown, latest = bp.shown, bp.latest
    systolic, diastolic = high_pressures(view.protocol.limits, view.session.limits)
    limit = marked(
        _("tightened __{limit}__") if _changed(view, "bp_limit") else _("limit __{limit}__"),
        limit=f"{systolic:.0f}/{diastolic:.0f}",
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
    failed = failed or fresh_status(view, "nibp", words)
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


def spo2_tile(view: View, words: Words) -> TileState:
    alone = has_no_alarms(view, view.watch.board.spo2.source)
    good = words.text("now · no alarms of its own") if alone else words.text("now · signal good")
    return _stream_tile(view, view.watch.board.spo2, words, Hue.SPO2, "SpO₂", "%", good)


def pulse_tile(view: View, words: Words) -> TileState:
    _, pulse = words.text, view.watch.board.pulse_rate
    source = (
        _("now · from the cuff") if pulse.pulse_source == "nibp" else _("now · from the finger")
    )
    return _stream_tile(view, pulse, words, Hue.PULSE, _("Pulse"), "/min", source)


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
    link, until_s = view.watch.board.link(vital.source), view.watch.held_until_s
    if until_s is not None and vital.measured_at and not (link and link.lost):
        left_s = max(0, round(until_s - view.now.mono_s))
        foot, icon = words.text("cuff, {n} s").format(n=left_s), "gauge"
        reading = Reading.HELD if vital.value is not None else reading
    role = vital.source or "oximeter"
    keys = (f"{vital.vital.value}:", f"signal:{role}", f"link:{role}")
    alarm = _alarm_of(view, keys)
    if alarm is None and reading is Reading.NORMAL and _delayed(view, vital.vital):
        foot, icon = words.text("outside the limit …"), "clock"
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


def _delayed(view: View, vital: Vital) -> bool:
    """An alarm that sounds waits for its delay: what is held back is seen to be."""
    return any(
        limit.vital == vital
        and limit.id in view.watch.display.pending
        and limit.priority in (Urgency.HIGH, Urgency.MEDIUM)
        for limit in view.protocol.limits.limit
    )


def _stream_foot(view: View, vital: VitalView, words: Words, source: str) -> tuple[str, str]:
    _ = words.text
    link = next((x for x in view.watch.board.links if x.role == vital.source), None)
    lost = [x for x in view.watch.board.links if x.lost and x.role != "nibp"]
    if vital.freshness is Freshness.WAITING:
        if lost:
            return said(words, LINKS, lost[0].reason), "unlink"
        known = said_of_itself(view.watch.board.link("oximeter"), words)
        return known or _("Waiting for the first reading"), ""
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
    if vital.vital is Vital.SPO2 and (new := fresh_status(view, vital.source, words)):
        return new, "info"
    return source, "bars" if vital.vital is Vital.SPO2 else ""


def _stream_limit(view: View, vital: Vital, words: Words) -> Sentence:
    _ = words.text
    if vital is Vital.SPO2:
        limit = _limit(view, "spo2_low")
        low = limit.low_percent if limit else None
        whose = _of_today(view, "spo2_low", words)
        return marked("{whose} __< {n}__", whose=whose, n=f"{low:.0f}") if low else ""
    limit = _limit(view, "pulse")
    if limit is None or limit.low_per_min is None or limit.high_per_min is None:
        return ""
    both = f"{limit.low_per_min:.0f}–{limit.high_per_min:.0f}"
    return marked("{whose} __{both}__", whose=_of_today(view, "pulse", words), both=both)


def _of_today(view: View, condition: str, words: Words) -> str:
    """Whose limit it is: the unit's own, or one that this session has changed."""
    _, changes = words.text, view.session.limits
    own = next(limit for limit in view.protocol.limits.limit if limit.id == condition)
    changed = [
        (bound, now)
        for bound in BOUNDS
        if (now := number_of(in_force(own, changes), bound)) != number_of(own, bound)
    ]
    if not changed:
        return _("local")
    if any(needs_doctor(own, bound, now) for bound, now in changed if now is not None):
        return _("loosened")
    return _("tightened")


def _changed(view: View, condition: str) -> bool:
    own = next(limit for limit in view.protocol.limits.limit if limit.id == condition)
    return in_force(own, view.session.limits) != own


def _limit(view: View, condition: str) -> Limit | None:
    return named(view.protocol.limits, view.session.limits, condition)


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
        text = shorter(condition_text(view, alarm.condition, words, alarm.limit), words)
        return TileAlarm(Priority(alarm.priority.value), title=text)
    lasted = short_time(view.now.mono_s - alarm.since.mono_s)
    aside = limit_text(alarm.limit, words) if alarm.physiological else lasted
    return TileAlarm(Priority(alarm.priority.value), aside=aside)


def next_bp_state(view: View, words: Words) -> NextBpState:
    _, nibp, cuff = words.text, view.watch.nibp, view.watch.board.cuff
    if cuff.inflating:
        mmhg = "…" if cuff.mmhg is None else f"{cuff.mmhg}"
        stop = ButtonState(_("Stop the cuff"), icon="stop")
        return NextBpState(_("Measuring"), mmhg, stop, _("cuff pressure, mmHg"))
    measure = ButtonState(_("Measure now"), icon="gauge")
    chosen = plan(view.protocol, view.session.prescription.plan)
    aside = words.of(chosen.text) if chosen else _("The doctor chooses the plan")
    if chosen and chosen.every_min and view.session.phase in (Phase.INFUSING, Phase.PAUSED):
        aside += " · " + _("every {n} min").format(n=chosen.every_min)
    lost = next((x for x in view.watch.board.links if x.role == "nibp" and x.lost), None)
    if lost is not None:
        aside = said(words, LINKS, lost.reason)
    elif not nibp.startable:
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
