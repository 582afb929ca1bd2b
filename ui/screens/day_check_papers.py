"""The papers that must be on file, as rows of the day check: there or not, of which date. Pure.

Whether a paper is too old, and what it blocks, comes from bedside/day_check.py.
"""

from bedside.day_check import CheckItem, CheckState
from bedside.protocol_base import Entry, EntryKind
from bedside.protocol_lists import Answer, Document
from bedside.text import Text
from ui.figures import written_date
from ui.i18n import Words
from ui.screens.day_check_rows import (
    ANSWERS,
    BlockState,
    GroupState,
    RowsDraft,
    corrected,
    correction_of,
    items_of,
    labels_of,
    runs,
)
from ui.screens.entries import EntriesState, entries_state
from ui.view import View
from ui.widgets.answers import AnswerState, Meaning
from ui.widgets.words import Words as Sentence

PAPER_DATE = "date"  # of a paper: its own value, no entry of the protocol's


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
        second = (*runs(dated), *corrected(document.id, view, words))
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
    given = view.session.answers.latest(document.id)
    return entries_state(
        document.id,
        (paper_entry(words),),
        view,
        words,
        draft.typed,
        draft.reason,
        corrects=given is not None,
        waits=True,
        cancels=True,
    )


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
