"""Lege må avgjøre, avgjort, informer lege: beside the questions, or as one line over the foot.

Pure states of the day check's items, and the two ways to show them. Decides nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.answers import Answered
from bedside.applies import first_infusion
from bedside.day_check import (
    CheckItem,
    CheckState,
    day_check,
    decided,
    must_decide,
    papers,
    to_inform,
)
from bedside.protocol_lists import Answer, Question
from ui.i18n import Words
from ui.screens.day_check_rows import ANSWERS, labels_of
from ui.theme import Theme
from ui.view import View
from ui.widgets import paint
from ui.widgets.button import Button, ButtonState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState, Size
from ui.widgets.tag import Tag, TagKind
from ui.wording import name_of_item


@dataclass(frozen=True, slots=True)
class SideItem:
    id: str
    question: str
    tag: str = ""  # the answer that is not clear
    filled: bool = True
    time: str = ""
    told: str = ""  # the consequence, or the decision
    button: ButtonState | None = None


@dataclass(frozen=True, slots=True)
class SideState:
    decide_title: str
    decide: tuple[SideItem, ...]
    inform_title: str
    inform: tuple[SideItem, ...]
    decided: tuple[SideItem, ...]

    @property
    def first(self) -> SideItem | None:
        """For the one line over the foot: the most urgent one."""
        return next(iter((*self.decide, *self.inform)), None)


def judged(view: View) -> tuple[CheckItem, ...]:
    """The questions, and before the first infusion the papers too."""
    items = day_check(view.session, view.protocol)
    if first_infusion(view.session):
        items += papers(view.session, view.now, view.protocol)
    return items


def side_state(view: View, words: Words) -> SideState:
    _, items = words.text, judged(view)
    return SideState(
        _("Doctor decides"),
        tuple(_to_decide(item, view, words) for item in must_decide(items)),
        _("Inform the doctor"),
        tuple(_to_inform(item, view, words) for item in to_inform(items)),
        tuple(_decided(item, view, words) for item in decided(items)),
    )


def _to_decide(item: CheckItem, view: View, words: Words) -> SideItem:
    _ = words.text
    asked = question_of(view, item.id)
    told = words.of(asked.consequence) if asked else _("Must be on file before the first infusion.")
    question = name_of_item(item.id, view.protocol, words)
    tag, time = _answer(item, view, words)
    if item.state is CheckState.STOPPED:
        stop = ButtonState(
            _("End without infusion"), spoken=f"{_('End without infusion')}: {question}"
        )
        return SideItem(item.id, question, tag, True, time, told, stop)
    if item.state is CheckState.REFUSED and item.decision is not None:
        told = _("{doctor} decided {time}: may not be started.").format(
            doctor=view.name_of(item.decision.doctor), time=words.time(item.decision.at)
        )
    write = _("Write decision")
    button = ButtonState(write, spoken=f"{write}: {question}")
    return SideItem(item.id, question, tag, True, time, told, button)


def _to_inform(item: CheckItem, view: View, words: Words) -> SideItem:
    _ = words.text
    question, told = name_of_item(item.id, view.protocol, words), _("The doctor was told")
    button = ButtonState(told, spoken=f"{told}: {question}")
    tag, time = _answer(item, view, words)
    return SideItem(item.id, question, tag, False, time, button=button)


def _decided(item: CheckItem, view: View, words: Words) -> SideItem:
    _, decision = words.text, item.decision
    question = name_of_item(item.id, view.protocol, words)
    if decision is None:
        return SideItem(item.id, question)
    name = view.name_of(decision.doctor)
    said = f"{name}: «{decision.note}»" if decision.note else name
    tag, time = _answer(item, view, words)
    told = " ".join(part for part in (f"{tag} {time}." if tag else "", said) if part)
    return SideItem(
        item.id, question, time=_("decided {time}").format(time=words.time(decision.at)), told=told
    )


def _answer(item: CheckItem, view: View, words: Words) -> tuple[str, str]:
    """The answer that is not clear, and when it was given."""
    given = item.answered
    if given is None:
        return "", ""
    return label_of(given, view, words), words.time(given.at)


def label_of(given: Answered, view: View, words: Words) -> str:
    return labels_of(view, words)[ANSWERS.index(Answer(given.answer))]


def question_of(view: View, id_: str) -> Question | None:
    return next((q for q in view.protocol.day_check.question if q.id == id_), None)


class SidePanel(QWidget):
    """Calls `on_item(id)` for the button of an item."""

    def __init__(
        self, theme: Theme, on_item: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._on_item = theme, on_item
        self._state: SideState | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.metrics.px(6))
        self._decide = Head(theme, parent=self)
        self._inform = Head(theme, parent=self)
        self._items: list[QWidget] = []
        self._column.addStretch(1)

    def show_state(self, state: SideState) -> None:
        if state == self._state:
            return
        self._state = state
        for old in (*self._items, self._decide, self._inform):
            self._column.removeWidget(old)
            if old in self._items:
                old.hide()
                old.deleteLater()
        self._items = []
        self._decide.show_state(
            HeadState(state.decide_title, f"{len(state.decide)}", icon="stethoscope")
        )
        self._inform.show_state(HeadState(state.inform_title, f"{len(state.inform)}", icon="info"))
        place = 0
        for widget in (
            self._decide,
            *self._made(state.decide),
            *self._made(state.decided, done=True),
            self._inform,
            *self._made(state.inform),
        ):
            self._column.insertWidget(place, widget)
            place += 1

    def _made(self, items: Iterable[SideItem], *, done: bool = False) -> list[QWidget]:
        made: list[QWidget] = []
        for item in items:
            made.append(self._item(item, done=done))
        self._items += made
        return made

    def _item(self, item: SideItem, *, done: bool) -> QWidget:
        theme, m = self._theme, self._theme.metrics
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, m.px(6), 0, m.px(10))
        column.setSpacing(m.px(6))
        top = QHBoxLayout()
        top.setSpacing(m.gap)
        if item.tag:
            tag = Tag(theme, TagKind.FILLED if item.filled else TagKind.OUTLINE, box)
            tag.show_text(item.tag)
            top.addWidget(tag)
        if item.time:
            time = Paragraph(theme, parent=box)
            time.show_state(ParagraphState(item.time, icon="check" if done else ""))
            top.addWidget(time, 1)
        top.addStretch(0)
        column.addLayout(top)
        question = Paragraph(theme, Size.M, parent=box)
        question.show_state(ParagraphState(item.question, bright=not done))
        column.addWidget(question)
        if item.told:
            told = Paragraph(theme, parent=box)
            told.show_state(ParagraphState(item.told))
            column.addWidget(told)
        if item.button is not None:
            button = Button(theme, self._presser(item.id), parent=box)
            button.setMinimumWidth(m.target)  # as wide as the panel, also beside its bar
            button.show_state(item.button)
            column.addWidget(button)
        box.show()
        return box

    def _presser(self, id_: str) -> Callable[[], None]:
        return lambda: self._on_item(id_)


class SideLine(QWidget):
    """The same on a narrow screen: how many, the first of them, and its button."""

    def __init__(
        self, theme: Theme, on_item: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._on_item = theme, on_item
        self._state: SideState | None = None
        m = theme.metrics
        row = QHBoxLayout(self)
        row.setContentsMargins(0, m.px(4), 0, 0)
        row.setSpacing(m.gap)
        self._title = Paragraph(theme, Size.M, weight=600, parent=self)
        self._tag = Tag(theme, TagKind.FILLED, self)
        self._question = Paragraph(theme, Size.M, parent=self)
        self._button = Button(theme, self._pressed, parent=self)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self._title, 0, middle)
        row.addWidget(self._tag, 0, middle)
        row.addWidget(self._question, 1, middle)
        row.addWidget(self._button)

    def show_state(self, state: SideState) -> None:
        if state == self._state:
            return
        self._state = state
        first = state.first
        self.setVisible(first is not None)
        if first is None:
            return
        many = state.decide or state.inform
        title = state.decide_title if state.decide else state.inform_title
        icon = "stethoscope" if state.decide else "info"
        self._title.show_state(ParagraphState(f"{title} {len(many)}", icon, bright=True))
        self._tag.setVisible(bool(first.tag))
        self._tag.show_text(first.tag)
        self._button.setVisible(first.button is not None)
        if first.button is not None:
            self._button.show_state(first.button)
        room = self._theme.metrics.content_w - self._title.sizeHint().width()
        room -= self._tag.sizeHint().width() + self._button.sizeHint().width()
        room -= 5 * self._theme.metrics.gap
        m = self._theme.metrics
        shown = paint.elided(self._theme, first.question, m.m, room)
        self._question.show_state(ParagraphState(shown, bright=True))

    def _pressed(self) -> None:
        if self._state is not None and self._state.first is not None:
            self._on_item(self._state.first.id)
