"""The unit's own numbers, and who has signed them: nothing here is the hospital's protocol.

Two different persons sign, one of them the clinical owner, each with a PIN of their own. What is
signed are the files as they stand; how they are changed is told, not done here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.approval import may_open_real
from bedside.protocol import Protocol
from bedside.protocol_lookup import LocalValue, local_values
from ui.i18n import Words
from ui.screens.person_pin import PersonPin, PersonPinState
from ui.screens.row_list import RowList
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.scroll import ScrollArea
from ui.widgets.words import Words as Sentence
from ui.wording import refusal_text


@dataclass(frozen=True, slots=True)
class Draft:
    signer: str = ""
    pin_refused: str = ""


@dataclass(frozen=True, slots=True)
class LocalState:
    values: tuple[ChecklistState, ...]
    signatures: tuple[ChecklistState, ...]
    missing: Sentence  # what a real session still waits for, or ""
    pin: PersonPinState | None  # None: everything is signed, or a demonstration


def local_state(view: View, words: Words, draft: Draft) -> LocalState:
    refusal = None if view.simulated else may_open_real(view.protocol, view.approvals)
    signed = {approval.by for approval in view.approvals}
    people = tuple(person for person in view.staff if person.id not in signed)
    wanted = refusal is not None and not view.protocol.site.example
    said = refusal_text(refusal, view.protocol, words, view.name_of) if refusal else ""
    return LocalState(
        values=value_rows(view.protocol, words),
        signatures=_signatures(view, words),
        missing=said,
        pin=PersonPinState(people, draft.signer, draft.pin_refused) if wanted else None,
    )


def value_rows(protocol: Protocol, words: Words) -> tuple[ChecklistState, ...]:
    """Each with its numbers as they stand in the file; only those that have any."""
    return tuple(
        ChecklistState(
            id=f"{value.file} {value.path}",
            words=words.of(value.text) if value.text else _name(value),
            second=f"{value.file}: " + " · ".join(_spoken(*one) for one in value.values),
            row=Row.WAITING,
        )
        for value in local_values(protocol)
        if value.values
    )


def _spoken(name: str, number: str) -> str:
    """ "systolic max mmhg 150": the file's own word, so that the two can be compared."""
    return f"{name.replace('_', ' ')} {number}"


def _name(value: LocalValue) -> str:
    """Where a part of a file has no words of its own: the name of the file, or of the part."""
    return value.path.rpartition("(")[2].rstrip(")") or value.file.removesuffix(".toml")


def _signatures(view: View, words: Words) -> tuple[ChecklistState, ...]:
    _ = words.text
    if view.simulated:
        return ()
    return tuple(
        ChecklistState(
            id=approval.by,
            words=view.name_of(approval.by),
            row=Row.DONE,
            aside=(words.short_day(approval.at), words.time(approval.at)),
            spoken_state=_("signed"),
        )
        for approval in view.approvals
    )


class LocalValuesScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._back = Button(theme, lambda: acts.go(Place.START), height=theme.metrics.foot_h)
        super().__init__(theme, None, (self._back,), parent)
        self._words, self._acts, self._draft = words, acts, Draft()
        self._view: View | None = None
        self._head = Head(theme, large=True, parent=self)
        self.body.addWidget(self._head)
        columns = QHBoxLayout()
        columns.setSpacing(theme.metrics.margin)
        left, right = QWidget(), QWidget()
        self._values = RowList(theme, _nothing, _nothing, parent=left)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, theme.metrics.pad, 0)
        column.addWidget(self._values)
        column.addStretch(1)
        columns.addWidget(ScrollArea(theme, left, self), 1)
        self._signed = RowList(theme, _nothing, _nothing, parent=right)
        self._said = Paragraph(theme, parent=right)
        self._sign_head = Head(theme, parent=right)
        self._pin = PersonPin(
            theme, words, lambda who: self._drafted(signer=who, pin_refused=""), self._sign, right
        )
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.metrics.gap)
        for part in (self._sign_head, self._signed, self._said, self._pin):
            beside.addWidget(part)
        beside.addStretch(1)
        columns.addWidget(right, 1)
        self.body.addLayout(columns, 1)

    def show_view(self, view: View) -> None:
        self._view, _ = view, self._words.text
        state = local_state(view, self._words, self._draft)
        count = _("{n} values").format(n=len(state.values))
        self._head.show_state(HeadState(_("The unit's own numbers"), count))
        self._values.show_rows(state.values)
        self._sign_head.show_state(HeadState(_("Signed by")))
        self._signed.show_rows(state.signatures)
        told = _("They stand in files beside the record: `bedside site` says where.")
        if view.simulated:
            told = _("A demonstration uses the proposals and needs no signature.")
        self._said.show_state(ParagraphState(state.missing or told, icon="info"))
        self._pin.setVisible(state.pin is not None)
        if state.pin is not None:
            self._pin.show_state(state.pin)
        self._back.show_state(ButtonState(_("Back"), "back"))
        self.show_foot(None)

    def _drafted(self, **what: str) -> None:
        self._draft = replace(self._draft, **what)
        if self._view is not None:
            self.show_view(self._view)

    def _sign(self, person: str, pin: str) -> None:
        refused = self._acts.approve(person, pin)
        self._drafted(signer="" if not refused else person, pin_refused=refused)


def _nothing(_row: str) -> None:
    """These rows are read, not pressed."""
