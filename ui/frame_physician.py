"""The physician's field in the strip: how well they are reached, who is asked, what came of it.

Pure. Where an alert stands, the escalation says; how the page fares, its process.
"""

from bedside.alert_stage import Stage, acceptance
from bedside.escalation import Case
from bedside.people import Backup
from bedside.ringing import REFUSED, SILENT, UNUSABLE
from ui.alert_line import next_step
from ui.figures import short_time
from ui.flash import Priority
from ui.i18n import Words
from ui.phones import contact_number, physician_phone
from ui.physician.link import PageSeen, RingerSeen
from ui.view import View
from ui.widgets.physician import PhysicianState

QUIET_S = 3.0  # a page speaks each second


def physician_state(view: View, words: Words) -> PhysicianState:
    """Never a tick without a word, and nothing green that is not fresh (ALARMS C.5)."""
    _, session = words.text, view.session
    backup, phone = session.people.backup, physician_phone(view)
    if view.cases and not session.over:
        return _case_state(view, view.cases[0], words)
    if backup is None:
        return PhysicianState(_("Back-up physician"), _("Not named yet"), dim=True, right=phone)
    if backup.test_accepted:
        return _linked(view, backup, words)
    number = backup.phone or phone
    if session.infusion.started_at is not None and not session.over:  # the whole session (C.7)
        title = _("Back-up NOT checked in – ring {number}").format(number=number)
        line = _("{name} · is reached by telephone alone").format(name=backup.name)
        return PhysicianState(title, line, priority=Priority.MEDIUM)
    title = _("Back-up {name}").format(name=backup.name)
    if not backup.physically_available:
        return PhysicianState(title, _("not confirmed to be near"), dim=True, right=number)
    if not backup.specialist:
        line = _("NOT confirmed as specialist · is reached by telephone")
        return PhysicianState(title, line, dim=True, right=number)
    line = _("physically available · is reached by telephone")
    return PhysicianState(title, line, ok=True, right=number)


# --- the page of whoever has checked in ------------------------------------------------------


def _linked(view: View, backup: Backup, words: Words) -> PhysicianState:
    _ = words.text
    number = backup.phone or physician_phone(view)
    title = _("Back-up {name}").format(name=backup.name)
    tested = words.time(backup.checked_in_at) if backup.checked_in_at else ""
    told = _("tested {time}").format(time=tested)
    unsure = "" if backup.specialist else _("NOT confirmed as specialist")
    if view.page is None:  # a demonstration has its physician in-process
        line = _both(unsure, _("page checked in"), told)
        return PhysicianState(title, line, ok=not unsure, dim=bool(unsure), right=number)
    seen = _page_of(backup, view.page.pages)
    dead_s = view.protocol.escalation.link.page_dead_s
    if seen is None or seen.age_s > dead_s:
        lost = _("Connection broken – ring {number}").format(number=number)
        line = _("{name} · alerts do not get through").format(name=backup.name)
        return PhysicianState(lost, line, priority=Priority.MEDIUM)
    why = weakness(seen, words) or _ringer_trouble(view.page.ringers, words)
    if why:
        weak = _("Weakened: {why}").format(why=why)
        line = _both(backup.name, told)
        return PhysicianState(weak, line, right=number, priority=Priority.LOW)
    age = _("page OK {n} s ago").format(n=int(seen.age_s))
    line = _both(unsure, age, _("sound armed"), told)
    return PhysicianState(title, line, ok=not unsure, dim=bool(unsure), right=number)


def weakness(seen: PageSeen, words: Words) -> str:
    """Why the page is there and may still not be heard; empty: it is as it should be."""
    _ = words.text
    if seen.age_s > QUIET_S:
        return _("no word from the page for {n} s").format(n=int(seen.age_s))
    if not seen.visible:
        return _("the page lies hidden")
    if not seen.sound:
        return _("the page has no sound")
    return "" if seen.awake else _("its screen may switch off")


def _ringer_trouble(ringers: tuple[RingerSeen, ...], words: Words) -> str:
    """One that did not take its last message: no receipt is lost, but somebody counts on it."""
    failed = [r.name for r in ringers if r.state in (REFUSED, SILENT, UNUSABLE)]
    if not failed:
        return ""
    return words.text("{ringer} does not ring").format(ringer=", ".join(failed))


def _page_of(backup: Backup, pages: tuple[PageSeen, ...]) -> PageSeen | None:
    """Of several of theirs the one that is heard best."""
    theirs = [page for page in pages if page.name == backup.name]
    return min(
        theirs,
        key=lambda p: (p.age_s > QUIET_S, not p.visible, not p.sound, not p.awake, p.age_s),
        default=None,
    )


def _both(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


# --- an open alert ---------------------------------------------------------------------------


def _case_state(view: View, case: Case, words: Words) -> PhysicianState:
    _ = words.text
    number = case.phone or physician_phone(view)
    more = len(view.cases) - 1
    others = words.several("and {n} more alert", "and {n} more alerts", more).format(n=more)
    others = others if more else ""
    if case.stage is Stage.ARRIVED:
        here = _("{name} is here").format(name=case.by or case.to)
        line = _both(_("back-up physician"), others)
        return PhysicianState(here, line, ok=True, right=number)
    if case.telephone:
        title = _("Alert NOT answered – ring {number}").format(number=number)
        if case.unreached or case.stage is Stage.FAILED:
            title = _("Alert NOT delivered – ring {number}").format(number=number)
        if case.emergency:
            emergency = contact_number(view, "113")
            title = _("RING {number} – nobody has answered").format(number=emergency)
        line = _both(next_step(case, words) or case.to, others)
        return PhysicianState(title, line, priority=Priority.HIGH)
    alert = view.session.alerts.by_number.get(case.alert)
    if case.stage in (Stage.COMING, Stage.ASK_ARRIVED):
        accepted = acceptance(alert) if alert else None
        at = words.time_s(accepted.at) if accepted else ""
        line = _("ACCEPTED {time} · “I am coming”").format(time=at)
        if accepted is not None and accepted.channel == "phone":
            line = _("REACHED BY TELEPHONE {time}").format(time=at)
        if case.stage is Stage.ASK_ARRIVED:
            line = _both(line, _("arrived?"))
        name = _("Back-up {name}").format(name=case.by or case.to)
        return PhysicianState(name, _both(line, others), ok=True, strong=True, right=number)
    sent = words.time_s(alert.at) if alert else ""
    left = "" if case.next_in_s is None else short_time(max(0.0, case.next_in_s))
    if case.stage is Stage.REJECTED:
        line = _both(next_step(case, words), _("ring {number}").format(number=number), others)
        title = _("{name} cannot come").format(name=case.to)
        return PhysicianState(title, line, right=left, priority=Priority.MEDIUM)
    if case.stage is Stage.UNDELIVERED:
        title = _("Alert not shown yet")
        line = _both(
            case.to,
            _("sent {time}").format(time=sent),
            _("ring {number}").format(number=number),
            others,
        )
        return PhysicianState(title, line, right=left, priority=Priority.MEDIUM)
    title = _("Alert sent {time}").format(time=sent)
    if case.stage is Stage.DELIVERED:
        title = _("Alert shown {time}").format(
            time=words.time_s(alert.delivered_at) if alert and alert.delivered_at else sent
        )
    line = _("{name} · waiting for an answer · ring {number}").format(name=case.to, number=number)
    return PhysicianState(title, _both(line, others), dim=True, right=left)
