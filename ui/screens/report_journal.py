"""What the journal says of itself beside the report: signatures, the chain, the ledger. Pure."""

from bedside import events
from bedside.alarm_log import alarm_log
from bedside.ledger_rules import may_close_ledger
from bedside.spoken import confirmations
from ui.i18n import Words
from ui.screens.confirm_state import TITLE, waiting_rows
from ui.screens.home_ledger import account_words
from ui.view import Printed, View
from ui.widgets.checklist import ChecklistState, Row

ALARMS = "alarms"  # the row that leads to the alarm log


def journal_rows(
    view: View, words: Words, made: Printed | str | None
) -> tuple[ChecklistState, ...]:
    """Who signed, who countersigned, the chain, the ledger, the deviations, the alarms."""
    return (
        *_signed(view, words),
        *_countersigned(view, words),
        *_confirmed(view, words),
        _chain(words, made),
        _ledger(view, words),
        _deviations(view, words),
        _alarms(view, words),
    )


def _signed(view: View, words: Words) -> list[ChecklistState]:
    _, found = words.text, []
    for entry in view.session.log:
        who, at = view.name_of(entry.by), words.time_s(entry.at.wall)
        match entry.event:
            case events.SessionClosed():
                said = _("Signed by {who}").format(who=who)
            case events.SessionAborted(reason=reason):
                said = _("Not carried out: {why} ({who})").format(why=reason, who=who)
            case events.AddendumWritten():
                said = _("Addendum by {who}").format(who=who)
            case _:
                continue
        found.append(ChecklistState(f"signed{entry.seq}", said, Row.DONE, aside=(at,)))
    return found


def _countersigned(view: View, words: Words) -> list[ChecklistState]:
    signed: dict[str, ChecklistState] = {}
    for line in view.session.ledgers.countersigned:
        who = view.name_of(line.event.person)
        said = words.text("Countersigned by {who}").format(who=who)
        at = words.time_s(line.at)
        signed[said] = ChecklistState(f"counter{line.seq}", said, Row.DONE, aside=(at,))
    return list(signed.values())


def _confirmed(view: View, words: Words) -> list[ChecklistState]:
    """What a doctor's own word is there for, and what still waits for it (T-R4)."""
    _ = words.text
    signed = {
        by: ChecklistState(
            f"confirmed{said.seq}",
            _("Confirmed by {who}").format(who=view.name_of(by)),
            Row.DONE,
            aside=(words.time_s(at),),
        )
        for said, by, at in confirmations(view.session)
    }
    waiting = waiting_rows(view, words)
    if not waiting:
        return list(signed.values())
    head = ChecklistState("waits", _(TITLE), Row.MISSING, aside=(str(len(waiting)),))
    return [*signed.values(), head, *waiting]


def _chain(words: Words, made: Printed | str | None) -> ChecklistState:
    _ = words.text
    if not isinstance(made, Printed):
        said = _("The chain of events is being checked …") if made is None else _("Not checked")
        return ChecklistState("chain", said, Row.WAITING)
    last = _("last {head}").format(head=f"{made.head[:4]} {made.head[4:8]}")
    if made.whole:
        return ChecklistState("chain", _("The chain of events is whole"), Row.DONE, aside=(last,))
    broken = _("The chain of events is BROKEN")
    return ChecklistState("chain", broken, Row.MISSING, second=_("Fetch the system owner."))


def _ledger(view: View, words: Words) -> ChecklistState:
    _, ledgers = words.text, view.session.ledgers
    account = ledgers.account("ketamine")
    if not account.lines:
        return ChecklistState("ledger", _("No class A drug was withdrawn"), Row.DONE)
    aside = account_words(words, view, "ketamine")
    if account.balances:
        return ChecklistState("ledger", _("Class A drug balances"), Row.DONE, aside=(aside,))
    row = Row.CORRECTED if may_close_ledger(ledgers) is None else Row.MISSING
    said = _("Class A drug: a difference, explained by two persons")
    return ChecklistState("ledger", said, row, aside=(aside,))


def _alarms(view: View, words: Words) -> ChecklistState:
    """A press leads to the alarm log."""
    count = len(alarm_log(view.session.log))
    said = words.text("No alarms")
    if count:
        said = words.several("{n} alarm", "{n} alarms", count).format(n=count)
    return ChecklistState(ALARMS, said, Row.COMING, second=words.text("Alarm log"), pressable=True)


def _deviations(view: View, words: Words) -> ChecklistState:
    found = view.session.deviations
    if not found.all:
        return ChecklistState("deviations", words.text("No deviations"), Row.DONE)
    said = words.several("{n} deviation", "{n} deviations", len(found.all)).format(n=len(found.all))
    second = "; ".join(one.reason or one.rule for one in found.all[:2])
    row = Row.MISSING if found.uncommented else Row.COMING
    return ChecklistState("deviations", said, row, second=second)
