"""The questions of the day check as rows: what was answered, and what it leads to.

Pure. What an answer means comes from bedside/day_check.py; the words from the protocol's data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bedside.answers import Answered
from bedside.day_check import (
    ELEVATED_BP,
    HIGH_BP,
    SUICIDE_RISK,
    WEIGHT,
    CheckItem,
    CheckState,
    day_check,
    papers,
)
from bedside.protocol_lists import Answer, Colour, Question, Shows
from bedside.protocol_lookup import entries_due, entry_id, groups_in, questions_in
from bedside.questionnaires import instrument_of
from ui.figures import pressure, written_date
from ui.i18n import Words, mark
from ui.screens.entries import CorrectionState, EntriesState, entries_state, summary
from ui.view import View
from ui.widgets.answers import AnswerState, Meaning
from ui.widgets.words import Run, marked
from ui.widgets.words import Words as Sentence

ANSWERS: tuple[Answer, ...] = (Answer.YES, Answer.NO, Answer.UNSURE, Answer.NOT_ASKED)
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
    if asked.id == SUICIDE_RISK:
        parts.append(watched_words(view, words))
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
    return (*runs(told), *corrected(asked.id, view, words)) if given is not None else told


def watched_words(view: View, words: Words) -> str:
    """What the questionnaires said of suicidal thoughts, beside the question about them (D-08)."""
    rules = view.protocol.questionnaires
    said = []
    for line in view.session.forms.watched:
        instrument = instrument_of(rules, line.event.instrument)
        name = instrument.name if instrument else line.event.instrument
        score = line.event.watched_score
        said.append(words.text("{form}, suicidal thoughts: {n}").format(form=name, n=score))
    return " · ".join(said)


def runs(text: str) -> tuple[Run, ...]:
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
    if given is None:
        return None
    due = entries_due(view.protocol.day_check, asked, Answer(given.answer))
    editing = draft.editing == asked.id
    if not due or not (editing or item.missing):
        return None
    shown = due if editing else tuple(e for e in due if e.key in item.missing)
    answers = view.session.answers
    written = any(answers.latest(entry_id(asked.id, e.key)) is not None for e in shown)
    return entries_state(
        asked.id,
        shown,
        view,
        words,
        draft.typed,
        draft.reason,
        corrects=editing and written,
        waits=editing,
        cancels=editing,
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
