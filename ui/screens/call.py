"""The call to the doctor: the number at once, large; a press held for a second alerts.

Works with nobody signed in, no session, no monitor and no network: then it shows whom to ring.
Under it each alert that stands, and a press to close it with a reason (ALARMS C.1).
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bedside import events
from bedside.alert_stage import TAKEN
from bedside.escalation import Case
from ui.alarm_words import case_text
from ui.alert_line import next_step, way_of
from ui.i18n import Words, mark
from ui.phones import contact_number, physician_phone
from ui.screens.question import Question
from ui.screens.row_list import RowList
from ui.screens.said import missing, why_not
from ui.screens.short_reason import ShortDraft, ShortReason, ShortState
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.checklist import ChecklistState, Row
from ui.widgets.facts import Fact, Facts, FactsState
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState, Size
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.scroll import ScrollArea

WHY_CLOSED = (
    mark("Agreed by telephone"),
    mark("The doctor has decided"),
    mark("It was over before anybody came"),
    mark("Wrong reading"),
    mark("Alerted by mistake"),
)


@dataclass(frozen=True, slots=True)
class Closing:
    """The alert that is being closed, and why."""

    alert: int
    why: ShortDraft = ShortDraft()  # noqa: RUF009  # frozen


def who_to_ring(view: View, words: Words) -> tuple[Fact, ...]:
    """Back-up physician, arrest team, 113: names and numbers, in the order of who is nearest."""
    _ = words.text
    backup = view.session.people.backup
    name = backup.name if backup else _("Back-up physician")
    return (
        Fact(name, physician_phone(view) or "–"),
        Fact(_("Resuscitation team"), contact_number(view, "arrest_team") or "–"),
        Fact(_("Emergency"), contact_number(view, "113") or "113"),
    )


def case_rows(view: View, words: Words) -> tuple[ChecklistState, ...]:
    """Every alert that stands, the most urgent first, each with the press that closes it."""
    return tuple(_row(view, case, words) for case in view.cases)


def _row(view: View, case: Case, words: Words) -> ChecklistState:
    alert = view.session.alerts.by_number.get(case.alert)
    return ChecklistState(
        id=str(case.alert),
        words=case_text(view, case, words),
        row=Row.DONE if case.stage in TAKEN else Row.MISSING,
        second=" · ".join(
            part
            for part in (
                way_of(alert, case, words) if alert else "",
                next_step(case, words) if case.stage not in TAKEN else "",
            )
            if part
        ),
        button=ButtonState(words.text("Close …"), "cross"),
    )


def closing_state(view: View, words: Words, closing: Closing) -> ShortState | None:
    """None: that alert is closed already, or its alarm was reset."""
    _ = words.text
    case = next((one for one in view.cases if one.alert == closing.alert), None)
    if case is None:
        return None
    told = _("{what}. The alarm itself stays. If it gets worse, the doctor is alerted anew.")
    return ShortState(
        title=_("Close the alert"),
        told=told.format(what=case_text(view, case, words)),
        label=_("Why it is closed"),
        usual=tuple(_(why) for why in WHY_CLOSED),
        other=_("In other words"),
        draft=closing.why,
        spoken_chosen=_("chosen"),
    )


def _closed(closing: Closing) -> events.AlertClosed:
    return events.AlertClosed(alert=closing.alert, reason=closing.why.text)


class CallScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._call = PrimaryButton(theme, self._alert, clock_s)
        self._reached = Button(theme, self._by_phone)
        self._here = Button(theme, self._arrived)
        super().__init__(theme, words, acts, self._call, (self._reached, self._here), parent)
        self._numbers = Facts(theme, parent=self)
        self._say = Paragraph(theme, Size.M, parent=self)
        self._note = Paragraph(theme, parent=self)
        self._closing: Closing | None = None
        self._why = ShortReason(theme, self._reasoned, self)
        self._stack = QStackedWidget(self)
        self._whom = self._page_of_numbers(theme)
        self._stack.addWidget(self._whom)
        self._stack.addWidget(self._why)
        self.body.addWidget(self._stack, 1)

    def _page_of_numbers(self, theme: Theme) -> QWidget:
        page, inner = QWidget(), QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, theme.metrics.pad, 0, 0)
        column.setSpacing(theme.metrics.gap)
        self._cases = RowList(theme, _nothing, self._begin, parent=inner)
        listed = QVBoxLayout(inner)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(theme.metrics.gap)
        listed.addWidget(self._cases)
        listed.addWidget(self._note)
        listed.addStretch(1)
        column.addWidget(self._numbers)
        column.addWidget(self._say)
        column.addWidget(ScrollArea(theme, inner, page), 1)
        return page

    def show_view(self, view: View) -> None:
        words, _ = self._words, self._words.text
        self.show_top(view, HeadState(_("Call the doctor"), view.room))
        self._numbers.show_state(FactsState(who_to_ring(view, words)))
        case = view.cases[0] if view.cases else None
        if case is None:
            said = _("Ring the number, or hold the button: the alert is recorded.")
        elif case.telephone:
            said = _("Nobody has answered the alert: ring {number}.").format(number=case.phone)
        else:
            said = _("{name} is alerted. Ring {number} if nobody comes.").format(
                name=case.to, number=case.phone
            )
        self._say.show_state(ParagraphState(said, bright=True))
        note = _("The program does not ring by itself. Who was reached is written down here.")
        self._note.show_state(ParagraphState(note, icon="info"))
        self._cases.show_rows(case_rows(view, words))
        form = closing_state(view, words, self._closing) if self._closing else None
        for button, name, icon in (
            (self._reached, _("Reached by telephone"), "phone"),
            (self._here, _("The doctor is here"), "check"),
        ):
            button.show_state(ButtonState(name, icon=icon, enabled=case is not None))
            button.setVisible(form is None)
        self._stack.setCurrentWidget(self._whom if form is None else self._why)
        if form is None:
            self._closing = None
            press = PrimaryState(_("Alert the doctor"), hold=True, sub=_("hold for 1 s"))
            self.show_foot(press, now_s=view.now.mono_s)
            return
        self._why.show_state(form)
        lacking = () if form.draft.text else (_("the reason"),)
        press = PrimaryState(_("Close the alert"), "cross", enabled=not lacking)
        self.show_foot(press, why_not(view, words, missing(words, lacking)), view.now.mono_s)

    def _begin(self, alert: str) -> None:
        self._closing = Closing(int(alert))
        self.again()

    def _reasoned(self, why: ShortDraft) -> None:
        if self._closing is not None:
            self._closing = Closing(self._closing.alert, why)
            self.again()

    def back_pressed(self) -> None:
        if self._closing is None:
            self._acts.back()
        else:
            self._closing = None
            self._acts.go(Place.CALL)  # the last refusal belonged to the form

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes to this page comes to call: the number stands first."""
        super().hideEvent(event)
        self._closing = None

    def _alert(self) -> None:
        closing = self._closing
        if closing is None:
            self._acts.declare("physician_called")
        elif self._acts.do(_closed(closing)) is None:
            self._closing = None
            self.again()

    def _by_phone(self) -> None:
        view = self._seen
        if view is None or not view.cases:
            return
        for case in view.cases:
            self._acts.note(
                events.PhysicianAnswered(
                    alert=case.alert,
                    version=case.version,
                    answer="coming",
                    physician=case.to,
                    channel="phone",
                )
            )

    def _arrived(self) -> None:
        view = self._seen
        if view is not None and view.cases:
            name = view.cases[0].by or view.cases[0].to
            self._acts.note(events.PhysicianArrived(physician=name))


def _nothing(_row: str) -> None:
    """A press on the row itself does nothing: closing has a button of its own."""
