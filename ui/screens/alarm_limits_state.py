"""The alarm limits of this session as rows, and the change that is being written. Pure.

Which change is allowed the rules say; here it is only seen beforehand that a doctor must be named.
"""

from dataclasses import dataclass, field

from bedside import events
from bedside.limit_rules import needs_doctor
from bedside.protocol_base import Source
from bedside.protocol_watch import Limit, Loosen
from bedside.session_limits import changeable, in_force, number_of, side_of
from bedside.vitals import UNIT, Vital
from ui.i18n import Words
from ui.limit_words import changed_by, limit_name, number_text
from ui.screens.doctor_fields import DoctorDraft, DoctorState, doctor_state, lacking
from ui.screens.said import missing, why_not
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.chips import Chip
from ui.widgets.log import LogRow
from ui.widgets.primary import PrimaryState
from ui.widgets.words import Words as Sentence

STEPS = {Vital.NIBP: (5, 10, 20), Vital.PULSE_RATE: (5, 10, 15)}  # offered beside the number
FINE = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class LimitDraft:
    limit: str = ""
    bound: str = ""
    value: str = ""
    doctor: DoctorDraft = field(default_factory=DoctorDraft)


@dataclass(frozen=True, slots=True)
class ChangeState:
    """The one that was chosen."""

    name: str
    told: str
    steps: tuple[Chip, ...]
    value: str
    unit: str
    back: ButtonState
    doctor: DoctorState | None  # asked where the value is looser than the unit's own
    locked: str


@dataclass(frozen=True, slots=True)
class LimitsState:
    rows: tuple[LogRow, ...]
    change: ChangeState | None
    primary: PrimaryState | None
    reason: Sentence


def limits_state(view: View, words: Words, draft: LimitDraft) -> LimitsState:
    _ = words.text
    numbers = tuple(changeable(view.protocol.limits.limit))
    rows = tuple(_row(view, words, limit, bound, draft) for limit, bound in numbers)
    chosen = next((n for n in numbers if (n[0].id, n[1]) == (draft.limit, draft.bound)), None)
    if not view.open:
        return LimitsState(rows, None, None, _("No session is open."))
    if chosen is None:
        return LimitsState(rows, None, None, why_not(view, words, _("Choose a limit.")))
    limit, bound = chosen
    change = _change(view, words, limit, bound, draft)
    value = number_of_draft(draft)
    lacks = () if value is not None else (_("a number"),)
    if change.doctor is not None:
        lacks = (*lacks, *lacking(change.doctor, words))
    loosens = value is not None and needs_doctor(limit, bound, value)
    label = _("Loosen the limit") if loosens else _("Change the limit")
    ready = not lacks and not (loosens and change.locked)
    return LimitsState(
        rows,
        change,
        PrimaryState(label, "check", enabled=ready),
        why_not(view, words, change.locked if loosens and change.locked else missing(words, lacks)),
    )


def number_of_draft(draft: LimitDraft) -> int | None:
    return int(draft.value) if draft.value.isdecimal() else None


def change_event(view: View, draft: LimitDraft, value: int) -> events.AlarmLimitChanged | None:
    """None: the limit is not there any more."""
    limit = next((x for x in view.protocol.limits.limit if x.id == draft.limit), None)
    own = None if limit is None else number_of(limit, draft.bound)
    now = None if limit is None else number_of(in_force(limit, view.session.limits), draft.bound)
    if limit is None or own is None or now is None:
        return None
    asked = needs_doctor(limit, draft.bound, value)
    doctor = draft.doctor if asked else DoctorDraft()
    himself = view.person is not None and doctor.doctor == view.person.id
    return events.AlarmLimitChanged(
        limit=limit.id,
        bound=draft.bound,
        value=value,
        was=now,
        doctor=doctor.doctor,
        channel=doctor.how,
        read_back=doctor.read_back and not himself,
    )


def _row(view: View, words: Words, limit: Limit, bound: str, draft: LimitDraft) -> LogRow:
    """ "< 93 %", which limit, and whose it is."""
    _, changes = words.text, view.session.limits
    own, now = number_of(limit, bound) or 0.0, number_of(in_force(limit, changes), bound) or 0.0
    second = _("the protocol's") if limit.source is Source.PROTOCOL else _("the unit's own")
    event = changes.latest.get((limit.id, bound))
    if event is not None and now != own:
        line = next(x for x in reversed(changes.lines) if x.event is event)
        template = _("{time} tightened · {who} · own: {own}")
        if needs_doctor(limit, bound, now):
            template = _("{time} loosened · {who} · own: {own}")
        second = template.format(
            time=words.time(line.at),
            who=changed_by(event, line.by, view.name_of, words),
            own=f"{own:g}",
        )
    sign = {"low": "≤" if limit.at_limit else "<", "high": "≥" if limit.at_limit else ">"}
    return LogRow(
        id=f"{limit.id} {bound}",
        time=f"{sign[side_of(bound)]} {now:g}",
        words=limit_name(limit, bound, words),
        icon="pen" if now != own else "bell",
        second=second,
        strong=(limit.id, bound) == (draft.limit, draft.bound),
    )


def _change(view: View, words: Words, limit: Limit, bound: str, draft: LimitDraft) -> ChangeState:
    _ = words.text
    own = number_of(limit, bound) or 0.0
    now = number_of(in_force(limit, view.session.limits), bound) or 0.0
    value = number_of_draft(draft)
    told = _("In force: {now}.").format(now=number_text(limit, bound, now, words))
    if now != own:
        template = _("The unit's own: {own}.")
        if limit.source is Source.PROTOCOL:
            template = _("The protocol's: {own}.")
        told = f"{told} {template.format(own=number_text(limit, bound, own, words))}"
    tighter = 1 if side_of(bound) == "low" else -1
    steps = [int(now + tighter * step) for step in STEPS.get(limit.vital, FINE)]
    asks = value is not None and needs_doctor(limit, bound, value)
    locked = ""
    if limit.loosen is Loosen.NEVER:
        locked = _("Never looser than {own} in a session.").format(own=f"{own:g}")
    return ChangeState(
        name=limit_name(limit, bound, words),
        told=f"{told} {locked}".strip(),
        steps=tuple(Chip(str(step), str(step), str(step) == draft.value) for step in steps),
        value=draft.value,
        unit=UNIT[limit.vital],
        back=ButtonState(_("Back to the unit's own"), "history", enabled=now != own),
        doctor=doctor_state(view, words, draft.doctor) if asks and not locked else None,
        locked=locked,
    )
