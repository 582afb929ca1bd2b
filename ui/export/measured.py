"""What was measured and what alarmed: documented sets, every blood pressure, alarms, alerts."""

from bedside.alarm_log import AlarmLine
from bedside.alerts import Alert
from bedside.summary import Summary, limit_of
from ui.export.layout import grid
from ui.export.paper import Column, Paper
from ui.export.told import CHANNELS, MOMENTS, PRIORITIES, SOURCES, Told


def vitals(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    documented = summary.session.chart.documented
    if documented:
        paper.heading(_("Documented measurements"))
        paper.table_of(
            [
                Column(_("Time"), 18),
                Column(_("Minute"), 20),
                Column(_("When"), 34),
                Column(_("BP mmHg"), 30),
                Column(_("Pulse"), 20),
                Column("SpO₂ %", 20),
                Column(_("Source"), 32),
            ],
            [
                [
                    told.at(set_.at.wall),
                    f"{summary.minute(set_.at.wall):.0f}".replace("-", "−"),
                    told.of(MOMENTS, set_.moment),
                    told.pressure(set_.systolic, set_.diastolic),
                    told.whole(set_.pulse_rate),
                    told.whole(set_.spo2),
                    told.of(SOURCES, set_.source),
                ]
                for set_ in documented
            ],
        )
    if summary.cuffs:
        paper.heading(_("All blood pressures"), _("“!” is at or over the limit"), needs=18)
        grid(
            paper,
            [
                f"{told.at(cuff.at)}  {told.pressure(cuff.systolic, cuff.diastolic)}"
                + (" !" if cuff.alarmed else "")
                for cuff in summary.cuffs
            ],
        )


def alarms(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    paper.heading(_("Alarms"), _("{n} in all").format(n=len(summary.alarms)))
    if not summary.alarms:
        paper.paragraph(_("No alarms."))
        return
    paper.table_of(
        [
            Column(_("From"), 17),
            Column(_("To"), 17),
            Column(_("Condition"), 68),
            Column(_("Values"), 24),
            Column(_("Priority"), 18),
            Column(_("Seen by"), 30),
        ],
        [
            [
                told.words.time_s(alarm.raised_at),
                told.words.time_s(alarm.ended_at) if alarm.ended_at else "–",
                _condition(alarm, told),
                _values(alarm, told),
                told.of(PRIORITIES, alarm.priority),
                _seen(alarm, told),
            ]
            for alarm in summary.alarms
        ],
    )


def _condition(alarm: AlarmLine, told: Told) -> str:
    name = told.condition(alarm.condition, alarm.limit)
    return f"{name} ({alarm.limit})" if alarm.limit else name


def _values(alarm: AlarmLine, told: Told) -> str:
    """A pressure as it is said, "189/114"; other values one after the other."""
    values = dict(alarm.values)
    systolic, diastolic = values.pop("systolic", None), values.pop("diastolic", None)
    if systolic is None and diastolic is None:
        return " / ".join(f"{value:.0f}" for value in values.values())
    return told.pressure(systolic, diastolic)


def _seen(alarm: AlarmLine, told: Told) -> str:
    return f"{told.person(alarm.seen_by)} {told.at(alarm.seen_at)}" if alarm.seen_by else "–"


def physician(paper: Paper, summary: Summary, told: Told) -> None:
    _ = told.words.text
    alerts = summary.session.alerts.all
    if not alerts:
        return
    paper.heading(_("Alerts to the back-up physician"))
    paper.table_of(
        [
            Column(_("Sent"), 18),
            Column(_("Why"), 54),
            Column(_("To"), 38),
            Column(_("Answer"), 48),
            Column(_("Arrived"), 16),
        ],
        [
            [
                told.words.time_s(alert.first_at),
                told.condition(alert.condition, limit_of(summary.session, alert)),
                f"{told.person(alert.to)} {alert.phone}",
                " · ".join(part for part in (_answer(alert, told), _closed(alert, told)) if part),
                told.at(alert.arrived_at),
            ]
            for alert in alerts
        ],
    )


def _closed(alert: Alert, told: Told) -> str:
    """Why somebody closed it; an alert that ended with its alarm needs no reason."""
    if not alert.closed_because:
        return ""
    template = told.words.text("closed {time}: {why}")
    return template.format(time=told.at(alert.closed_at), why=alert.closed_because)


def _answer(alert: Alert, told: Told) -> str:
    _, reply = told.words.text, alert.reply
    if reply is None:
        return _("none")
    template = _("{who}: coming, {time} ({how})")
    if not reply.coming:
        template = _("{who}: cannot come, {time} ({how})")
    return template.format(
        who=told.person(reply.physician),
        time=told.at(reply.at),
        how=told.of(CHANNELS, reply.channel),
    )
