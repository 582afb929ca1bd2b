"""What nobody planned, and the end: emergencies, deviations, notes, interruptions, signatures."""

from bedside import events
from bedside.emergency import Episode
from bedside.events import Entry
from bedside.heads import Head
from bedside.spoken import confirmations, spoken
from bedside.summary import Summary
from ui.device_words import device_text, devices_of, role_name, status_text
from ui.export.paper import Paper
from ui.export.told import Told, noted
from ui.i18n import minutes_and_seconds


def emergencies(paper: Paper, summary: Summary, told: Told) -> None:
    for episode in summary.session.emergency.episodes:
        begun, ended = told.at(episode.began_at), told.at(episode.ended_at)
        paper.heading(told.words.text("Emergency"), f"{begun}–{ended}")
        for line in _ticks(episode, told):
            paper.paragraph(line)
        if episode.summary:
            paper.paragraph(episode.summary)


def _ticks(episode: Episode, told: Told) -> list[str]:
    found = []
    for tick in (*episode.symptoms, *episode.actions, *episode.calls):
        what = told.item(tick.what)
        if not tick.present:
            what = told.words.text("{what} (gone)").format(what=what)
        found.append(f"{told.words.time_s(tick.at)}  {what} · {told.person(tick.by)}")
    return found


def deviations(paper: Paper, summary: Summary, told: Told) -> None:
    _, found = told.words.text, summary.session.deviations.all
    paper.heading(_("Deviations"), _("{n} in all").format(n=len(found)), needs=14)
    if not found:
        paper.paragraph(_("No deviations."))
    for deviation in found:
        rule = told.item(deviation.rule)
        name = f"{deviation.rule} {rule}" if rule != deviation.rule else rule
        said = f"{told.at(deviation.at)}  {name}: {deviation.reason} · {told.person(deviation.by)}"
        if deviation.comment:
            said = f"{said} – {deviation.comment} · {told.person(deviation.commented_by)}"
        paper.paragraph(said)


def notes(paper: Paper, summary: Summary, told: Told) -> None:
    """Free text, gaps and lost lines, in the order they happened."""
    lines = [(entry, said) for entry in summary.entries if (said := _note(entry, told))]
    if not lines:
        return
    paper.heading(told.words.text("Notes and interruptions"), needs=16)
    for entry, said in lines:
        paper.paragraph(f"{told.words.time_s(entry.at.wall)}  {said} · {told.person(entry.by)}")


def _note(entry: Entry, told: Told) -> str:
    _ = told.words.text
    match entry.event:
        case events.NoteWritten() as note:
            return noted(note, told)
        case events.NurseHandedOver(to=person):
            return _("The session was taken over by {who}.").format(who=told.person(person))
        case events.AddendumWritten(text=text):
            return _("Addendum: {text}").format(text=text)
        case events.SessionAborted(reason=reason, decided_by=who):
            return _("Not carried out: {why}. Decided by {who}").format(
                why=reason, who=told.person(who)
            )
        case events.SessionResumed(clock_behind_s=behind_s) if behind_s > 0:
            return _(
                "The program stood: nobody was watching. How long is not known: the computer's "
                "clock was wrong, and stood before the last line."
            )
        case events.PumpGapAnswered(ran_s=ran_s) if ran_s is not None:
            ran = minutes_and_seconds(ran_s)
            return _("The pump ran {time} meanwhile, read from the pump.").format(time=ran)
        case events.SessionResumed(gap_s=gap_s):
            gap = minutes_and_seconds(gap_s)
            return _("The program stood for {time}: nobody was watching.").format(time=gap)
        case events.LinkLost(monitor=monitor):
            return _("The line to the monitor “{monitor}” was lost.").format(monitor=monitor)
        case events.MonitorSaid(monitor=monitor, status=status):
            said = status_text(status, told.words)
            return f"{role_name(monitor, told.words)}: {said}"
        case events.ProgramFaulted(where=where):
            return _("A fault of the program: {where}").format(where=where)
        case _:
            return ""


def signatures(paper: Paper, summary: Summary, told: Told) -> None:
    """Who signed, what this print is, and the hash that seals the record it was made from."""
    _ = told.words.text
    paper.heading(_("Signatures and origin"), needs=44)
    paper.facts(
        [
            (_("Signed and closed"), _signed(summary, told)),
            (_("Agreed by word of mouth"), _confirmed(summary, told)),
            (_("Events in the record"), str(len(summary.entries))),
            (_("Versions"), _versions(summary, told)),
            (_("Monitors"), _monitors(summary, told)),
        ]
    )
    paper.paragraph(_("Last hash of the record: {head}").format(head=summary.head), small=True)
    paper.paragraph(
        _(
            "Each line of the record seals the lines before it. A record whose last hash is the "
            "one printed here holds exactly what this report was made from."
        ),
        small=True,
    )
    if summary.signed is not None:
        paper.paragraph(_signed_with(summary.signed, told), small=True)
    paper.paragraph(
        _("Support tool. Not CE marked. The monitors' own alarms are the ones that count."),
        small=True,
    )


def _signed_with(signed: Head, told: Told) -> str:
    """What a later check needs that does not trust the computer the record lies on."""
    said = told.words.text(
        "Signed by this installation (Ed25519) as line {n} of its register of sessions. Public "
        "key: {key}. Signature: {signature}"
    )
    return said.format(n=signed.n, key=signed.key, signature=signed.signature)


def _signed(summary: Summary, told: Told) -> str:
    kinds = (events.SessionClosed, events.SessionAborted)
    over = [entry for entry in summary.entries if isinstance(entry.event, kinds)]
    if not over:
        return told.words.text("not closed")
    return f"{told.person(over[-1].by)} {told.words.time_s(over[-1].at.wall)}"


def _confirmed(summary: Summary, told: Told) -> str:
    """How much of it the doctors have confirmed themselves, and who last (T-R4)."""
    _, all_ = told.words.text, spoken(summary.session)
    confirmed = list(confirmations(summary.session))
    if not all_:
        return "–"
    said = _("{n} of {all} confirmed by the doctor").format(n=len(confirmed), all=len(all_))
    if not confirmed:
        return said
    _what, who, at = confirmed[-1]
    return f"{said} · {told.person(who)} {told.words.time_s(at)}"


def _versions(summary: Summary, told: Told) -> str:
    opened = summary.opened
    if opened is None:
        return "–"
    return told.words.text("bedside {program} · protocol {protocol} ({hash})").format(
        program=opened.program_version,
        protocol=opened.protocol_version,
        hash=opened.protocol_hash[:12],
    )


def _monitors(summary: Summary, told: Told) -> str:
    monitors = summary.opened.monitors if summary.opened else {}
    lines = []
    for role, driver in monitors.items():
        devices = [device_text(one, told.words) for one in devices_of(summary, role)]
        named = ", ".join(device for device in devices if device)
        lines.append(f"{role}: {driver} ({named})" if named else f"{role}: {driver}")
    return ", ".join(lines) or "–"
