"""The physician's field in the strip: who is asked, what became of it, and the number to ring.

Pure. Where an alert stands, the escalation says.
"""

from bedside.alert_stage import Stage
from bedside.escalation import Case
from ui.figures import short_time
from ui.flash import Priority
from ui.i18n import Words
from ui.phones import contact_number, physician_phone
from ui.view import View
from ui.widgets.physician import PhysicianState


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
