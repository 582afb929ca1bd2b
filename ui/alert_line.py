"""One alert's way so far, in words: sent, shown, accepted by whom, arrived, or failed. Pure."""

from bedside.alert_stage import Stage, acceptance, last_sent
from bedside.alerts import Alert
from bedside.escalation import Case
from bedside.ringing import last_tries
from ui.figures import short_time
from ui.i18n import Words


def way_of(alert: Alert, case: Case, words: Words) -> str:
    """ "sent 10:31:07 · shown 10:31:08 · ACCEPTED 10:31:22 Dr. N. Hansen": nothing is a mere tick,
    and nothing that was only sent looks as if somebody knew (ALARMS C.5)."""
    _ = words.text
    sent = last_sent(alert)
    found = [_("sent {time} to {name}").format(time=words.time_s(sent.at), name=sent.to)]
    if alert.delivered_at is not None:
        found.append(_("shown {time}").format(time=words.time_s(alert.delivered_at)))
    found.extend(_answer(alert, case, words))
    found.extend(_rung(alert, words))
    return " · ".join(found)


def _answer(alert: Alert, case: Case, words: Words) -> list[str]:
    _ = words.text
    accepted = acceptance(alert)
    found = []
    if accepted is not None:
        by, time = accepted.physician, words.time_s(accepted.at)
        found.append(
            _("REACHED BY TELEPHONE {time} {name}").format(time=time, name=by)
            if accepted.channel == "phone"
            else _("ACCEPTED {time} {name}").format(time=time, name=by)
        )
    if alert.arrived_at is not None:
        time = words.time_s(alert.arrived_at)
        found.append(_("{name} arrived {time}").format(name=alert.arrived, time=time))
    elif accepted is not None:
        found.append(_("not arrived yet"))
    if accepted is None:
        refused = [r for r in alert.replies if r.version == alert.version and not r.coming]
        found.extend(_("{name} cannot come").format(name=r.physician) for r in refused[-1:])
    if case.telephone:
        failed = _("NOT DELIVERED") if case.unreached else _("NOT ANSWERED")
        found.append(_("{failed}: ring {number}").format(failed=failed, number=case.phone))
    return found


def _rung(alert: Alert, words: Words) -> list[str]:
    """What the ringers did: unconfirmed, whatever they say."""
    _ = words.text
    return [
        _("{ringer} unconfirmed").format(ringer=ringer)
        if sent
        else _("{ringer} FAILED").format(ringer=ringer)
        for ringer, sent in last_tries(alert).items()
    ]


def next_step(case: Case, words: Words) -> str:
    """Who is asked next, and in how many seconds."""
    _ = words.text
    if case.next_to is None or case.stage is Stage.ARRIVED:
        return ""
    following = f"{case.next_to.phone} {case.next_to.name}".strip()  # a name may be cut off
    if not case.next_in_s or case.next_in_s < 0:
        return _("next: {following}").format(following=following)
    left = short_time(case.next_in_s)
    return _("next in {left}: {following}").format(left=left, following=following)
