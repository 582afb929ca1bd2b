"""Forberedelse: the protocol's list at the left; contact, dose, drug and double check at the right.

Keeps only what is typed and not recorded. Every act is judged by the rules and recorded before
it is shown as done; the second person signs with a PIN of her own.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside import events
from bedside.preparation import CANNULA, TOUCH, VITALS
from bedside.session import Phase
from ui.i18n import Words
from ui.screens.abort import AbortDraft, AbortForm, abort_event
from ui.screens.check_form import CheckDraft, CheckForm, check_event
from ui.screens.day_check_page import settle
from ui.screens.decision import DecisionDraft, DecisionForm, decision_event
from ui.screens.dose_form import DoseForm
from ui.screens.dose_state import DoseDraft, prescribe_events
from ui.screens.entries import CHOSEN, events_of
from ui.screens.mix_form import MixDraft, MixForm, mix_event
from ui.screens.preparation_items import (
    DOUBT,
    NEW_CANNULA,
    ItemsDraft,
    complete,
    due_of,
    item_of,
)
from ui.screens.preparation_list import ItemList, ItemPresses
from ui.screens.preparation_state import (
    CLOSED,
    SECTIONS,
    PreparationDraft,
    PreparationState,
    preparation_state,
)
from ui.screens.prn_order import PrnDraft, PrnOrderForm, prn_event
from ui.screens.stage import Stage
from ui.screens.touch_form import TouchDraft, TouchForm, pressed, touch_event
from ui.screens.vitals_set import lacking_now, set_now
from ui.screens.weight import WeightDraft, WeightForm, weight_event
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.checklist import ChecklistRow
from ui.widgets.paragraph import Head, HeadState
from ui.widgets.primary import PrimaryButton
from ui.widgets.scroll import ScrollArea
from ui.wording import refusal_text

WORK, DECISION, ABORT = range(3)  # pages of the stage


class PreparationScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._continue = PrimaryButton(theme, self.primary_pressed, clock_s)
        self._back = Button(theme, self.back_pressed, height=theme.metrics.foot_h)
        super().__init__(theme, self._continue, (self._back,), parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._draft = PreparationDraft()
        self._view: View | None = None
        self._shown: PreparationState | None = None
        self._opened = ""  # the section that was open when it was last scrolled to
        m = theme.metrics
        self.body.setContentsMargins(m.margin, 0, m.margin, 0)
        self.body.setSpacing(0)
        self._stack = QStackedWidget(self)
        self.body.addWidget(self._stack, 1)
        self._work = QWidget()
        columns = QHBoxLayout(self._work)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(m.margin)
        columns.addWidget(self._left(), 46)
        columns.addWidget(self._right(), 54)
        self._decision = DecisionForm(theme, words, lambda d: self._drafted(decision=d))
        self._abort = AbortForm(theme, words, lambda d: self._drafted(abort=d))
        self._stack.addWidget(self._work)
        for form in (self._decision, self._abort):
            self._stack.addWidget(ScrollArea(theme, form))

    def _left(self) -> QWidget:
        theme, words, m = self._theme, self._words, self._theme.metrics
        side, inner = QWidget(), QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = Head(theme, large=True, parent=side)
        column.addWidget(self._head)
        presses = ItemPresses(
            self._row,
            self._button,
            self._edited,
            self._save_entries,
            self._cancel,
            self._reasoned,
            lambda text: self._items(reason=text),
        )
        self._list = ItemList(theme, words, presses, inner)
        self._doubt = Button(theme, self._doubted, parent=inner)
        self._withdraw = Button(theme, self._withdrawn, parent=inner)
        filling = QVBoxLayout(inner)
        filling.setContentsMargins(0, 0, 0, m.gap)
        filling.setSpacing(m.gap)
        filling.addWidget(self._list)
        filling.addWidget(self._doubt)
        filling.addWidget(self._withdraw)
        filling.addStretch(1)
        self._left_inner = inner
        self._left_scroll = ScrollArea(theme, inner, side)
        column.addWidget(self._left_scroll, 1)
        return side

    def _right(self) -> QWidget:
        theme, words, m = self._theme, self._words, self._theme.metrics
        inner = self._right_inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, m.pick(12, 6), 0, m.gap)
        column.setSpacing(0)
        self._touch = TouchForm(theme, self._touch_site, self._touch_none, self._touch_told, inner)
        self._weight = WeightForm(
            theme, words, lambda d: self._drafted(weight=d), self._save_weight, inner
        )
        self._dose = DoseForm(
            theme,
            words,
            lambda d: self._drafted(dose=d),
            self._dose_decision,
            self._prescribe,
            inner,
        )
        self._mix = MixForm(theme, words, lambda d: self._drafted(mix=d), self._save_mix, inner)
        self._check = CheckForm(
            theme,
            words,
            lambda mg: self._checking(mg=mg, differs="", refused=""),
            lambda person: self._checking(person=person, refused=""),
            self._sign,
            inner,
        )
        self._prn = PrnOrderForm(
            theme, words, lambda d: self._drafted(prn=d), self._save_prn, inner
        )
        bodies: dict[str, tuple[QWidget, ...]] = {
            "touch": (self._touch,),
            "dose": (self._weight, self._dose),
            "mix": (self._mix,),
            "check": (self._check,),
            "prn": (self._prn,),
        }
        self._bodies = bodies
        self._headers: list[ChecklistRow] = []
        for name in SECTIONS:
            header = ChecklistRow(theme, self._section, self._section, parent=inner)
            self._headers.append(header)
            column.addWidget(header)
            for body in bodies[name]:
                column.addWidget(body)
        column.addStretch(1)
        self._scroll = ScrollArea(theme, inner)
        return self._scroll

    # --- showing

    def show_view(self, view: View) -> None:
        self._view = view
        state = preparation_state(view, self._words, self._draft)
        if state == self._shown:
            return
        self._shown = state
        if state.decision is not None:
            self._decision.show_state(state.decision)
            self._stack.setCurrentIndex(DECISION)
        elif state.abort is not None:
            self._abort.show_state(state.abort)
            self._stack.setCurrentIndex(ABORT)
        else:
            self._show_work(state)
            self._stack.setCurrentIndex(WORK)
        self._back.show_state(ButtonState(self._words.text("Back"), "back"))
        self.show_foot(state.primary, state.reason)

    def _show_work(self, state: PreparationState) -> None:
        self._head.show_state(HeadState(state.title))
        self._list.show_groups(state.groups)
        self._doubt.show_state(state.doubt)
        self._withdraw.show_state(state.withdraw)
        for header, shown in zip(self._headers, state.headers, strict=True):
            header.show_state(shown)
        self._touch.show_state(state.touch)
        self._weight.show_state(state.weight)
        self._dose.show_state(state.dose)
        self._mix.show_state(state.mix)
        self._check.show_state(state.check)
        self._prn.show_state(state.prn)
        for name, bodies in self._bodies.items():
            for body in bodies:
                body.setVisible(name == state.open)
        settle(self._left_inner, *self._bodies.get(state.open, ()), self._right_inner)
        if state.open != self._opened:
            self._opened = state.open
            self._soon(self._to_top)

    def _soon(self, what: Callable[[], None]) -> None:
        """When everything has its new size."""
        QTimer.singleShot(0, self, what)

    def _to_top(self) -> None:
        """The open section begins at the top, as far as there is something to scroll."""
        header = next((h for h in self._headers if h.state and h.state.id == self._opened), None)
        bar = self._scroll.verticalScrollBar()
        bar.setValue(header.y() if header is not None else 0)

    def _see(self, id_: str) -> None:
        block = self._list.block(id_)
        if block is not None:
            self._soon(lambda: self._left_scroll.ensureWidgetVisible(block, 0, 0))

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever comes back from the gate sees first what is not done."""
        super().showEvent(event)
        self._drafted(section="", withdraw=False)
        rows = [block for block in self._list.blocks if block.missing]
        if rows:
            self._see(rows[0].id)

    def _drafted(self, **what: object) -> None:
        self._draft = replace(self._draft, **what)  # type: ignore[arg-type]
        if self._view is not None:
            self.show_view(self._view)

    def _items(self, **what: object) -> None:
        items = replace(self._draft.items, **what)  # type: ignore[arg-type]
        self._drafted(items=items, withdraw=False)

    def _done(self, **what: object) -> None:
        """Something was recorded: the next section that is not done opens by itself."""
        self._drafted(section="", **what)

    # --- the foot

    def primary_pressed(self) -> None:
        shown, view = self._shown, self._view
        if shown is None or view is None:
            return
        if shown.decision is not None:
            if self._acts.do(decision_event(shown.decision)) is None:
                self._drafted(decision=DecisionDraft(), decided_text="")
        elif shown.abort is not None:
            if self._acts.do(abort_event(shown.abort)) is None:
                self._drafted(abort=None)
        elif view.session.phase is Phase.PREPARATION:
            self._acts.do(events.StageFinished(stage="preparation"))
        else:
            self._acts.back()

    def back_pressed(self) -> None:
        if self._draft.decision.subject or self._draft.abort is not None:
            self._drafted(decision=DecisionDraft(), decided_text="", abort=None)
        else:
            self._acts.go(Place.DAY_CHECK)

    # --- the list

    def _row(self, id_: str) -> None:
        view = self._view
        if view is None:
            return
        if id_ == TOUCH:
            self._drafted(section="touch", items=ItemsDraft())
            return
        if id_ == VITALS:
            self._document(view)
            return
        given = view.session.answers.latest(id_)
        item = item_of(view, id_)
        done = given is not None and (complete(view, item) if item else given.answer == "yes")
        flush_again = given is not None and id_ == "P-07" and not self._row_done(id_)
        if done and not flush_again:
            shut = self._draft.items.open == id_
            self._items(open="" if shut else id_, reason="", without="", typed={})
            self._see(id_)
            return
        if given is None or given.answer != "yes" or flush_again:
            if self._acts.do(events.ChecklistItemAnswered(item=id_, answer="yes")) is not None:
                return
        has_entries = item is not None and bool(item.entries)
        self._items(open=id_ if has_entries else "", reason="", without="", typed={})
        block = self._list.block(id_)
        if has_entries and block is not None and block.entries is not None:
            block.entries.focus_first()
            self._see(id_)

    def _row_done(self, id_: str) -> bool:
        block = self._list.block(id_)
        return block is not None and block.row.state is not None and block.row.state.row == "done"

    def _button(self, id_: str) -> None:
        """Measure, document or type in; or leave a SOFT line out with a reason."""
        if self._view is None:
            return
        if id_ == VITALS:
            self._document(self._view)
        else:
            self._items(without=id_, open="", reason="")

    def _document(self, view: View) -> None:
        if "bp" in lacking_now(view):
            if view.watch.nibp.startable:
                self._acts.measure_now()
            else:
                self._acts.go(Place.MANUAL_ENTRY)
            return
        note = self._words.text("Unlikely, confirmed") if self._draft.items.confirm else ""
        taken = set_now(view, "before", note)
        if taken is None:
            self._acts.go(Place.MANUAL_ENTRY)
            return
        refusal = self._acts.do(taken)
        self._items(confirm=refusal is not None and refusal.code == "unlikely_value")

    def _edited(self, entry: str, text: str) -> None:
        if entry == "reason":
            self._items(reason=text)
            return
        items = self._draft.items
        self._items(typed={**items.typed, entry: text})
        item, _dot, key = entry.rpartition(".")
        if self._view is None:
            return
        kind = next((e.kind for e in due_of(self._view, item) if e.key == key), None)
        written = self._view.session.answers.latest(entry) is not None
        if kind in CHOSEN and not written:
            self._save_entries(item)

    def _save_entries(self, item: str) -> None:
        view, draft = self._view, self._draft.items
        if view is None:
            return
        answers = view.session.answers
        for event in events_of(
            item, due_of(view, item), answers, draft.typed, view.now, draft.reason.strip()
        ):
            if self._acts.do(event) is not None:
                return
        self._drafted(items=ItemsDraft())

    def _cancel(self) -> None:
        self._drafted(items=ItemsDraft())

    def _reasoned(self, reason: str) -> None:
        """A line is left out, put right, or the cannula is a new one."""
        view, draft = self._view, self._draft.items
        if view is None:
            return
        if draft.without:
            event = events.ChecklistItemAnswered(item=draft.without, answer="no", note=reason)
        elif draft.open == CANNULA and reason == self._words.text(NEW_CANNULA):
            event = events.ChecklistItemAnswered(item=CANNULA, answer="yes", note=reason)
        else:
            given = view.session.answers.latest(draft.open)
            event = events.ChecklistItemAnswered(
                item=draft.open,
                answer="no",
                corrects=given.seq if given else None,
                reason=reason,
            )
        if self._acts.do(event) is None:
            self._drafted(items=ItemsDraft())

    def _doubted(self) -> None:
        view = self._view
        given = view.session.answers.latest(DOUBT) if view else None
        if given is None or given.answer == "no":
            self._acts.do(events.ChecklistItemAnswered(item=DOUBT, answer="yes"))
        else:
            self._drafted(decision=DecisionDraft(DOUBT), decided_text="")

    def _withdrawn(self) -> None:
        """Never refused; pressed twice, because there is no way back today."""
        if not self._draft.withdraw:
            self._drafted(withdraw=True)
            return
        self._acts.note(events.TreatmentConsentWithdrawn())
        self._drafted(withdraw=False, abort=AbortDraft(chosen="patient"))

    # --- the sections

    def _section(self, name: str) -> None:
        shown = self._shown
        if shown is not None:
            section = CLOSED if shown.open == name else name
            self._drafted(section=section, items=ItemsDraft(), withdraw=False)

    def _touch_site(self, site: str) -> None:
        view = self._view
        if view is not None and site in ("hand", "arm", "shoulder"):
            self._touch_changed(pressed(view, self._draft.touch, site))  # type: ignore[arg-type]

    def _touch_none(self) -> None:
        view = self._view
        if view is not None:
            informed = view.session.touch.answered or self._draft.touch.informed
            self._touch_changed(TouchDraft(frozenset(), True, informed))

    def _touch_told(self, informed: bool) -> None:
        self._touch_changed(replace(self._draft.touch, informed=informed))

    def _touch_changed(self, draft: TouchDraft) -> None:
        """Recorded as soon as everything that belongs to the choice is there."""
        event = touch_event(draft)
        if event is None:
            self._drafted(touch=draft, section="touch")
        elif self._acts.do(event) is None:
            self._drafted(touch=TouchDraft(), section="touch")

    def _save_weight(self) -> None:
        view, draft = self._view, self._draft.weight
        event = weight_event(view, draft) if view is not None else None
        if event is None:
            return
        refusal = self._acts.do(event)
        self._drafted(weight=WeightDraft() if refusal is None else replace(draft, asked=refusal))

    def _dose_decision(self, subject: str) -> None:
        shown = self._shown
        stops = shown.dose.stops if shown is not None else ()
        text = next((stop.text for stop in stops if stop.subject == subject), "")
        doctor = self._draft.dose.doctor
        self._drafted(decision=DecisionDraft(subject, doctor), decided_text=text)

    def _prescribe(self) -> None:
        if self._view is None:
            return
        for event in prescribe_events(self._view, self._draft.dose):
            if self._acts.do(event) is not None:
                return
        self._done(dose=DoseDraft())

    def _save_mix(self) -> None:
        event = mix_event(self._view, self._draft.mix) if self._view is not None else None
        if event is not None and self._acts.do(event) is None:
            self._done(mix=MixDraft())

    def _checking(self, **what: object) -> None:
        self._drafted(check=replace(self._draft.check, **what))  # type: ignore[arg-type]

    def _sign(self, person: str, pin: str) -> None:
        """The PIN first, so that nobody signs in another's name; then the rules."""
        why = self._acts.check_pin(person, pin)
        if why:
            self._checking(refused=why)
            return
        event, view = check_event(self._draft.check), self._view
        if event is None or view is None:
            return
        refusal = self._acts.do(event, by=person)
        if refusal is None:
            self._done(check=CheckDraft())
        else:
            said = refusal_text(refusal, view.protocol, self._words, view.name_of)
            self._drafted(check=CheckDraft(person=person, differs=said))

    def _save_prn(self) -> None:
        event = prn_event(self._view, self._draft.prn) if self._view is not None else None
        if event is not None and self._acts.do(event) is None:
            self._drafted(prn=PrnDraft(), section="prn")
