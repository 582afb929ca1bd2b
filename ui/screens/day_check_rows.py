"""The questions of the day check and the papers as rows: what was answered, and what it leads to.

Pure. What an answer means comes from bedside/day_check.py; the words from the protocol's data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bedside.answers import Answered
from bedside.day_check import (
    ELEVATED_BP,
    HIGH_BP,
    WEIGHT,
    CheckItem,
    CheckState,
    day_check,
    papers,
)
from bedside.protocol_base import Entry, EntryKind
from bedside.protocol_lists import Answer, Colour, Document, Question, Shows
from bedside.protocol_lookup import entries_due, groups_in, questions_in
from bedside.text import Text
from ui.figures import pressure, written_date
from ui.i18n import Words, mark
from ui.screens.entries import states, summary, unreadable
from ui.screens.entry_fields import CorrectionState, EntriesState
from ui.view import View
from ui.widgets.answers import AnswerState, Meaning
from ui.widgets.button import ButtonState
from ui.widgets.words import Run, marked
from ui.widgets.words import Words as Sentence

ANSWERS: tuple[Answer, ...] = (Answer.YES, Answer.NO, Answer.UNSURE, Answer.NOT_ASKED)
PAPER_DATE = "date"  # of a paper: its own value, no entry of the protocol's
REASONS = (mark("Wrong key"), mark("New information"), mark("The patient answered again"))
ON_FILE = "papers"
ROOM = "room"


@dataclass(frozen=True, slots=True)
class Correcting:
    """An answer that is to become another: `answer` waits for its reason."""

    item: str
    answer: Answer
    typed: str = ""


@dataclass(frozen=True, slots=True)
class RowsDraft:
    """What is typed and not recorded yet, of any row."""

    current: str = ""  # the row with the keyboard's focus
    typed: Mapping[str, str] = field(default_factory=dict)  # by entry id
    editing: str = ""  # the item whose written values are being changed
    reason: str = ""  # of that change
    dating: str = ""  # the paper that was answered yes and waits for its date
    correcting: Correcting | None = None


@dataclass(frozen=True, slots=True)
class BlockState:
    """One question with what is open under it."""

    answer: AnswerState
    entries: EntriesState | None = None
    correction: CorrectionState | None = None


@dataclass(frozen=True, slots=True)
class GroupState:
    title: str
    labels: tuple[str, ...]
    blocks: tuple[BlockState, ...]


def items_of(view: View) -> dict[str, CheckItem]:
    """Every question and every paper, by id."""
    found = day_check(view.session, view.protocol)
    on_file = papers(view.session, view.now, view.protocol)
    return {item.id: item for item in (*found, *on_file)}


def labels_of(view: View, words: Words) -> tuple[str, ...]:
    known = {label.answer: words.of(label.text) for label in view.protocol.day_check.answer}
    return tuple(known[answer] for answer in ANSWERS)


def groups_of(view: View, words: Words, tab: str, draft: RowsDraft) -> tuple[GroupState, ...]:
    """The groups of one tab: each has one clear answer, so it is never mixed."""
    _, check = words.text, view.protocol.day_check
    items, labels = items_of(view), labels_of(view, words)
    made = []
    for group in groups_in(check, tab):
        questions = [q for q in questions_in(check, group.id) if q.id != WEIGHT]
        if questions:
            title = _("{group} · keys 1–4").format(group=words.of(group.text))
            blocks = tuple(_block(q, items[q.id], view, words, draft) for q in questions)
            made.append(GroupState(title, labels, blocks))
    return tuple(made)


def has_weight(view: View, tab: str) -> bool:
    """Whether the weight is asked for on this tab."""
    check = view.protocol.day_check
    return any(q.id == WEIGHT for g in groups_in(check, tab) for q in questions_in(check, g.id))


def _block(
    asked: Question, item: CheckItem, view: View, words: Words, draft: RowsDraft
) -> BlockState:
    given = item.answered if item.state is not CheckState.UNANSWERED else None
    chosen = ANSWERS.index(Answer(given.answer)) if given else None
    answer = AnswerState(
        id=asked.id,
        question=words.of(asked.text),
        labels=labels_of(view, words),
        chosen=chosen,
        meaning=meaning_of(item),
        second=_second(asked, item, given, view, words, draft),
        consequence=consequence_of(asked, item, view, words),
    )
    return BlockState(
        answer,
        _entries(asked, item, given, view, words, draft),
        correction_of(view, words, draft, asked.id),
    )


def meaning_of(item: CheckItem) -> Meaning:
    match item.state:
        case CheckState.INFORM:
            return Meaning.INFORM
        case CheckState.UNANSWERED | CheckState.CLEARED:
            return Meaning.CLEAR
        case CheckState.INCOMPLETE if item.colour is not Colour.RED:
            return Meaning.CLEAR if item.colour is Colour.GREEN else Meaning.INFORM
        case CheckState.DECIDED if item.colour is Colour.YELLOW:
            return Meaning.INFORM
        case _:
            return Meaning.DECIDE


def consequence_of(asked: Question, item: CheckItem, view: View, words: Words) -> str:
    """Said at once for each answer that is not clear; a decision replaces it."""
    _ = words.text
    if item.state is CheckState.DECIDED and item.decision is not None:
        said = f" «{item.decision.note}»" if item.decision.note else ""
        return (
            _("Decided {time} by {doctor}.").format(
                time=words.time(item.decision.at), doctor=view.name_of(item.decision.doctor)
            )
            + said
        )
    if item.state is CheckState.REFUSED and item.decision is not None:
        return _("{doctor} decided {time}: may not be started.").format(
            doctor=view.name_of(item.decision.doctor), time=words.time(item.decision.at)
        )
    if item.colour is Colour.GREEN or item.state is CheckState.UNANSWERED:
        return ""
    said = words.of(asked.consequence)
    if item.why == "measured":
        said = _("The reading counts, not the answer.") + " " + said
    elif item.why == "sedated":
        said = _("A sedative was given before the infusion.") + " " + said
    elif item.why == "ate_too_late":
        said = _("The time says less than 4 hours.") + " " + said
    return said


def _second(
    asked: Question,
    item: CheckItem,
    given: Answered | None,
    view: View,
    words: Words,
    draft: RowsDraft,
) -> Sentence:
    _, parts = words.text, []
    if asked.shows is Shows.NIBP or asked.id in (ELEVATED_BP, HIGH_BP):
        parts.append(measured_words(view, words))
    if given is not None:
        due = entries_due(view.protocol.day_check, asked, Answer(given.answer))
        parts.append(summary(asked.id, due, view.session.answers, words))
    elif item.why == "sedated":
        parts.append(_("A sedative was given: ask again."))
    elif draft.current == asked.id:
        parts.append(words.of(asked.explanation))
        if asked.shows is Shows.CAPACITY_GROUPS:
            groups = ", ".join(words.of(g.text) for g in view.protocol.day_check.capacity_group)
            parts.append(_("Extra attention: {groups}.").format(groups=groups))
    told = " · ".join(part for part in parts if part)
    return (*_runs(told), *corrected(asked.id, view, words)) if given is not None else told


def _runs(text: str) -> tuple[Run, ...]:
    return (Run(text),) if text else ()


def corrected(item: str, view: View, words: Words) -> tuple[Run, ...]:
    """The first answer struck through, with when, why and who; nothing was corrected: nothing."""
    _, history = words.text, view.session.answers.history(item)
    given = history[-1] if history else None
    if given is None or given.corrects is None:
        return ()
    before = next((old for old in history if old.seq == given.corrects), None)
    if before is None:
        return ()
    labels = dict(zip(ANSWERS, labels_of(view, words), strict=True))
    first = labels[Answer(before.answer)]
    if before.value and before.answer == given.answer:
        first = written_date(before.value, words)
    return marked(
        _(" ~~{first}~~ · corrected {time} · {why} · {who}"),
        first=first,
        time=words.time(given.at),
        why=given.reason,
        who=view.name_of(given.by),
    )


def measured_words(view: View, words: Words) -> str:
    """ "målt 122/76 kl. 09:26"."""
    reading = view.session.chart.blood_pressure
    if reading is None:
        return words.text("not measured yet")
    return words.text("measured {bp} at {time}").format(
        bp=pressure(reading.systolic, reading.diastolic), time=words.time(reading.at.wall)
    )


def _entries(
    asked: Question,
    item: CheckItem,
    given: Answered | None,
    view: View,
    words: Words,
    draft: RowsDraft,
) -> EntriesState | None:
    """Open while something required is missing, or while it is being changed."""
    _ = words.text
    if given is None:
        return None
    due = entries_due(view.protocol.day_check, asked, Answer(given.answer))
    editing = draft.editing == asked.id
    if not due or not (editing or item.missing):
        return None
    shown = due if editing else tuple(e for e in due if e.key in item.missing)
    return entries_state(asked.id, shown, view, words, draft, editing=editing)


def entries_state(
    item: str,
    due: tuple[Entry, ...],
    view: View,
    words: Words,
    draft: RowsDraft,
    *,
    editing: bool,
) -> EntriesState:
    _, answers = words.text, view.session.answers
    typed = any(e.kind not in (EntryKind.YES_NO, EntryKind.CHOICE) for e in due)
    problem = ""
    if unreadable(due, item, draft.typed, view.now):
        problem = _("Write a time as 05:10 and a date as 24.11.2026.")
    corrects = editing and any(answers.latest(f"{item}.{e.key}") is not None for e in due)
    ready = any(draft.typed.get(f"{item}.{e.key}", "").strip() for e in due) and not problem
    ready = ready and (not corrects or bool(draft.reason.strip()))
    return EntriesState(
        item,
        states(item, due, answers, draft.typed, words),
        ButtonState(_("Save"), "check", enabled=ready) if typed or editing else None,
        ButtonState(_("Cancel")) if editing else None,
        problem,
        draft.reason if corrects else None,
    )


def correction_of(view: View, words: Words, draft: RowsDraft, item: str) -> CorrectionState | None:
    _, asked = words.text, draft.correcting
    if asked is None or asked.item != item:
        return None
    labels = dict(zip(ANSWERS, labels_of(view, words), strict=True))
    given = view.session.answers.latest(item)
    first = labels[Answer(given.answer)] if given else ""
    told = marked(
        _("Correct **{first}** to **{new}**. Why?"), first=first, new=labels[asked.answer]
    )
    return CorrectionState(told, tuple(_(reason) for reason in REASONS), asked.typed)


# --- the papers that must be on file ----------------------------------------------------------


def papers_of(view: View, words: Words, draft: RowsDraft, *, blocks: bool) -> GroupState:
    """`blocks`: before the first infusion each must be there, or be waived by a doctor."""
    _, items = words.text, items_of(view)
    title = _("Must be on file · keys 1–4") if blocks else _("On file · keys 1–4")
    documents = view.protocol.on_file.document
    made = tuple(_paper(d, items[d.id], view, words, draft, blocks=blocks) for d in documents)
    return GroupState(title, labels_of(view, words), made)


def _paper(
    document: Document,
    item: CheckItem,
    view: View,
    words: Words,
    draft: RowsDraft,
    *,
    blocks: bool,
) -> BlockState:
    _, given = words.text, item.answered
    meaning = Meaning.CLEAR
    if item.state in (CheckState.MUST_DECIDE, CheckState.DECIDED):
        meaning = Meaning.DECIDE if blocks else Meaning.INFORM
    dating = draft.dating == document.id
    second: Sentence = ""
    if given is not None:
        dated = written_date(given.value, words) if given.value else ""
        second = (*_runs(dated), *corrected(document.id, view, words))
    chosen = ANSWERS.index(Answer(given.answer)) if given else None
    answer = AnswerState(
        id=document.id,
        question=words.of(document.text),
        labels=labels_of(view, words),
        chosen=0 if dating else chosen,
        meaning=Meaning.CLEAR if dating else meaning,
        second=second,
        consequence=""
        if dating
        else _paper_consequence(document, item, view, words, blocks=blocks),
    )
    return BlockState(
        answer,
        _date_entry(document, view, words, draft) if dating else None,
        correction_of(view, words, draft, document.id),
    )


def _date_entry(document: Document, view: View, words: Words, draft: RowsDraft) -> EntriesState:
    entry = paper_entry(words)
    state = entries_state(document.id, (entry,), view, words, draft, editing=False)
    given = view.session.answers.latest(document.id)
    reason = draft.reason if given is not None else None
    ready = bool(state.save and state.save.enabled) and (reason is None or bool(reason.strip()))
    save = ButtonState(words.text("Save"), "check", enabled=ready)
    cancel = ButtonState(words.text("Cancel"))
    return EntriesState(document.id, state.entries, save, cancel, state.problem, reason)


def paper_entry(words: Words) -> Entry:
    """The date of a paper as a field like any other."""
    label = words.text("Date")
    return Entry(key=PAPER_DATE, kind=EntryKind.DATE, text=Text(label, label))


def _paper_consequence(
    document: Document, item: CheckItem, view: View, words: Words, *, blocks: bool
) -> str:
    _ = words.text
    if item.state is CheckState.DECIDED and item.decision is not None:
        return (
            _("Waived {time} by {doctor}.").format(
                time=words.time(item.decision.at), doctor=view.name_of(item.decision.doctor)
            )
            + f" «{item.decision.note}»"
        )
    if item.state is not CheckState.MUST_DECIDE or not blocks:
        return ""
    if item.why == "too_old":
        return _("Older than {days} days. Only a doctor can waive it, with a reason.").format(
            days=document.max_age_days
        )
    return _("Must be on file. Only a doctor can waive it, with a reason.")
