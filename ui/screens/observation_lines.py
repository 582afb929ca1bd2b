"""The rows of the observation: what gate G2 asks for before going home, and the watch after
midazolam. Decides nothing: what is in order comes from bedside/gates.py and bedside/sedation.py.
"""

from bedside.gate_line import GateLine, Remedy
from bedside.gates import OBSERVED, home_gate
from bedside.protocol_lookup import prn_drug
from bedside.sedation import Due, State, schedule
from ui.i18n import Words, mark, minutes_and_seconds
from ui.screens.observation_sets import DUE, planned_after
from ui.screens.prn_observe import SEDATION, due_now
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked
from ui.wording import why_text

TOLD, NORMAL, MIND, ALARMS = "G2-01", "G2-03", "G2-04", "G2-11"
U_01 = "U-01"
BUTTONS: dict[Remedy, tuple[str, str]] = {
    Remedy.DOCTOR_DECIDES: (mark("Write the decision"), "stethoscope"),
    Remedy.COMPLETE_PRN: (mark("Write the effect"), ""),
    Remedy.ALARMS: (mark("Call doctor"), "stethoscope"),
}


def observed_lines(view: View) -> tuple[GateLine, ...]:
    """The lines of G2 that the observation is about."""
    lines = home_gate(view.session, view.current, view.now, view.protocol)
    return tuple(line for line in lines if line.id in OBSERVED)


def line_row(line: GateLine, view: View, words: Words) -> ChecklistState:
    _, text = words.text, next(t for t in view.protocol.gate_home.line if t.id == line.id)
    said = words.of(text.text)
    if line.ok:
        at = words.time(line.found.at) if line.found.at else ""
        return ChecklistState(
            line.id,
            said,
            Row.CORRECTED if _was(line, view) else Row.DONE,
            second=_before(line, view, words),
            aside=(at,) if at else (),
            pressable=line.id == TOLD,
            spoken_state=_("in order"),
        )
    if line.id == TOLD:  # a box to tick: nothing else is asked
        return ChecklistState(
            line.id, said, Row.TODO, second=_before(line, view, words), pressable=True
        )
    if line.state == "waiting":
        waits = _waits(line, view, words)
        return ChecklistState(line.id, said, Row.WAITING, second=waits, spoken_state=_("waits"))
    return ChecklistState(
        line.id,
        said,
        Row.MISSING,
        second=_why(line, view, words),
        button=_button(line, view, words),
        spoken_state=_("missing"),
    )


def missing_names(lines: tuple[GateLine, ...], view: View, words: Words) -> tuple[str, ...]:
    """Each line that is not in order, in a word or two."""
    texts = {text.id: text for text in view.protocol.gate_home.line}
    return tuple(words.of(texts[line.id].missing) for line in lines if not line.ok)


def _button(line: GateLine, view: View, words: Words) -> ButtonState | None:
    _ = words.text
    if line.found.remedy not in BUTTONS:
        return None
    if line.id == ALARMS and not view.cases:
        return None  # the alarm band is where an alarm is seen
    name, icon = BUTTONS[line.found.remedy]
    return ButtonState(_(name), icon)


def _was(line: GateLine, view: View) -> bool:
    return line.id == TOLD and len(view.session.departure.history(U_01)) > 1


def _before(line: GateLine, view: View, words: Words) -> Sentence:
    """The answer before the last one, struck through, with why it was corrected."""
    if not _was(line, view):
        return ""
    _ = words.text
    first, last = view.session.departure.history(U_01)[-2:]
    answer = _("yes") if first.answer == "yes" else _("no")
    template = _("~~{answer} {time}~~ · corrected {when} · {why}")
    if not last.reason:
        template = _("~~{answer} {time}~~ · {when} {who}")
    return marked(
        template,
        answer=answer,
        time=words.time(first.at),
        when=words.time(last.at),
        why=last.reason,
        who=view.name_of(last.by),
    )


def _waits(line: GateLine, view: View, words: Words) -> str:
    _, found = words.text, line.found
    if found.code == "observe_longer":
        minutes = found.values.get("left_minutes", "–")
        return _("{n} min left of the doctor's {all}").format(
            n=minutes, all=found.values.get("minutes", "–")
        )
    if found.code == "sedation_watch_running" and found.at is not None:
        return _("next observation {time}").format(time=words.time(found.at))
    return _why(line, view, words)


def _why(line: GateLine, view: View, words: Words) -> str:
    _, found = words.text, line.found
    said = why_text(found.code, found.values, view.protocol, words, view.name_of)
    if line.id == NORMAL and found.remedy is Remedy.MEASURE:
        pending = next((p for p in planned_after(view) if p.taken is None), None)
        reading = found.values.get("bp", "")
        if pending is not None and reading and pending.state != DUE:
            return _("BP {bp}; measured again {time}").format(
                bp=reading, time=words.time(pending.at)
            )
        if reading:
            return _("BP {bp}: measure again").format(bp=reading)
    if line.id == MIND:
        return ""  # the boxes under it say what is missing
    return said


# --- after midazolam -------------------------------------------------------------------------


def sedation_dues(view: View) -> tuple[Due, ...]:
    return schedule(view.session.prn, prn_drug(view.protocol, "midazolam"), view.now)


def sedation_head(view: View, words: Words) -> str:
    """ "1 mg i.v. 10:36" of the last dose; empty where none was given."""
    doses = view.session.prn.doses("midazolam")
    if not doses:
        return ""
    route = words.text("i.m.") if doses[-1].route == "im" else words.text("i.v.")
    return f"{words.number(doses[-1].mg)} mg {route} {words.time(doses[-1].at)}"


def sedation_rows(view: View, words: Words) -> tuple[ChecklistState, ...]:
    now = due_now(view)
    return tuple(_sedation_row(due, view, words, due == now) for due in sedation_dues(view))


def _sedation_row(due: Due, view: View, words: Words, now: bool) -> ChecklistState:
    _, name = words.text, words.text("{n} min").format(n=due.due_min)
    id_ = f"sedation{due.dose}.{due.due_min}"
    at = words.time(due.at)
    if due.observed is not None:
        event = due.observed.event
        seen = dict(SEDATION).get(event.sedation, event.sedation)
        column = _("{state} · breaths {n}").format(
            state=_(seen).lower(), n=event.respiration_per_min
        )
        late = (_("late"),) if due.state is State.LATE else ()
        aside = (words.time(due.observed.at), *late)
        return ChecklistState(id_, name, Row.DONE, aside=aside, column=column)
    if due.state is State.EXPLAINED:
        column = _("deviation written")
        return ChecklistState(id_, name, Row.WAITING, aside=(at,), column=column)
    if now:
        due_words = _("overdue") if due.state is State.OVERDUE else _("due now")
        button = ButtonState(_("Observe"))
        return ChecklistState(id_, name, Row.NOW, column=due_words, button=button, spoken_state=at)
    left_s = (due.at - view.now.wall).total_seconds()
    column = _("in {time}").format(time=minutes_and_seconds(left_s)) if left_s > 0 else _("overdue")
    return ChecklistState(id_, name, Row.COMING, aside=(at,), column=column)
