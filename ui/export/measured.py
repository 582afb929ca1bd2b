"""What was measured and what alarmed: documented sets, every blood pressure, alarms, alerts."""

from bedside.alarm_log import AlarmLine
from bedside.alerts import Alert
from bedside.summary import Summary, limit_of
from ui.alarm_log_words import LogWords
from ui.export.layout import grid
from ui.export.paper import Column, Paper
from ui.export.told import CHANNELS, MOMENTS, PRIORITIES, SOURCES, Told
from ui.limit_words import change_text


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
    """The alarm log: what, by which limit, which readings, what was done, and how late it was."""
    _ = told.words.text
    paper.heading(_("Alarms"), _("{n} in all").format(n=len(summary.alarms)))
    if not summary.alarms:
        paper.paragraph(_("No alarms."))
    else:
        said = LogWords(told.protocol, told.words, told.person)
        paper.table_of(
            [
                Column(_("From – to"), 17),
                Column(_("Condition and limit"), 38),
                Column(_("Priority"), 15),
                Column(_("Readings"), 38),
                Column(_("Done"), 41),
                Column(_("Delay"), 25),
            ],
            [_alarm_row(alarm, said, told) for alarm in summary.alarms],
        )
        paper.paragraph(
            _(
                "Delay: the condition's, from the first reading that broke the limit until the "
                "alarm; then until it was shown, and until its sound was begun."
            ),
            small=True,
        )
    _limits_changed(paper, summary, told)


def _alarm_row(alarm: AlarmLine, said: LogWords, told: Told) -> list[str]:
    words = told.words
    until = words.time_s(alarm.ended_at) if alarm.ended_at else "–"
    name, limit = said.name(alarm), said.limit(alarm)
    return [
        f"{words.time_s(alarm.raised_at)}\n{until}",
        name if not limit or limit in name else f"{name} ({limit})",  # it may say it already
        told.of(PRIORITIES, alarm.priority),
        said.readings(alarm).replace(" · ", "\n") or "–",
        said.acts(alarm).replace(" · ", "\n") or "–",
        said.delays(alarm).replace(" · ", "\n"),
    ]


def _limits_changed(paper: Paper, summary: Summary, told: Told) -> None:
    """Limits that were this session's alone: who, and which doctor where one was needed."""
    _ = told.words.text
    lines = summary.session.limits.lines
    if not lines:
        return
    paper.heading(_("Alarm limits changed in this session"), needs=16)
    for line in lines:
        event, doctor = line.event, ""
        if event.doctor.strip():
            doctor = told.doctor(event.doctor, event.channel, read_back=event.read_back) + " · "
        what = change_text(event, told.protocol, told.words)
        paper.paragraph(f"{told.words.time_s(line.at)}  {what} · {doctor}{told.person(line.by)}")


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
