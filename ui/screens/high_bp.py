"""180/110 eller høyere: the repeat reading at the left, the symptoms that decide at the right.

The alarm stands until a reading is below the limit and somebody resets it; answering here only
sends the doctor what the patient feels.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.protocol_lookup import symptoms_in
from bedside.protocol_watch import Symptom, SymptomList
from bedside.readings import BpReading
from bedside.session_limits import high_pressures, worded
from ui.figures import pressure, short_time
from ui.i18n import Words
from ui.phones import physician_phone
from ui.screens.question import Question
from ui.screens.said import missing
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.checklist import ChecklistRow, ChecklistState, Row
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.scroll import ScrollArea
from ui.widgets.tick import Tick, TickShape, TickState
from ui.widgets.words import Words as Sentence
from ui.widgets.words import marked, plain


@dataclass(frozen=True, slots=True)
class Draft:
    ticked: frozenset[str] = frozenset()
    none: bool = False

    @property
    def answered(self) -> bool:
        return self.none or bool(self.ticked)


@dataclass(frozen=True, slots=True)
class HighBpState:
    first: ChecklistState
    second: ChecklistState
    alarm: int | None
    limit: str = ""  # the one that the alarm was judged by


def crisis_symptoms(view: View) -> tuple[Symptom, ...]:
    """List 9.5 in the protocol's order."""
    return tuple(symptoms_in(view.protocol, SymptomList.CRISIS))


def high_bp_state(view: View, words: Words) -> HighBpState:
    """The reading that alarmed and the one that confirms or corrects it."""
    _, (systolic, diastolic) = words.text, high_pressures(view.protocol.limits, view.session.limits)
    readings = view.session.chart.blood_pressures
    over = [
        n
        for n, r in enumerate(readings)
        if (r.systolic or 0) >= systolic or (r.diastolic or 0) >= diastolic
    ]
    start = over[-1] if over else len(readings) - 1
    while start - 1 in over:  # the first of this run
        start -= 1
    first = readings[start] if 0 <= start < len(readings) else None
    second = readings[start + 1] if 0 <= start + 1 < len(readings) else None
    alarm = next((a for a in view.watch.display.alarms if a.key.startswith("nibp:high")), None)
    return HighBpState(
        first=_line("first", _("1st reading"), first, "", words),
        second=_line("second", _("2nd reading"), second, _coming(view, words), words),
        alarm=None if alarm is None else alarm.number,
        limit=alarm.limit if alarm is not None and alarm.condition == "bp_limit" else "",
    )


def _coming(view: View, words: Words) -> str:
    _, nibp = words.text, view.watch.nibp
    if view.watch.board.cuff.inflating:
        return _("under way")
    if nibp.next_at_s is None or nibp.next_why not in ("repeat", "retry"):
        return _("press Measure now")
    left = short_time(max(0.0, nibp.next_at_s - view.now.mono_s))
    return _("starts in {time}").format(time=left)


def _line(
    key: str, name: str, reading: BpReading | None, waiting: str, words: Words
) -> ChecklistState:
    if reading is None:
        return ChecklistState(key, name, Row.WAITING, waiting, aside=("---",))
    digits = pressure(reading.systolic, reading.diastolic)
    return ChecklistState(key, name, Row.DONE, words.time_s(reading.at.wall), aside=(digits,))


SHORT_PX = 600  # of the stage: a second row of alarms has taken its part


class HighBpScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._send = PrimaryButton(theme, self._answer, clock_s)
        self._none = Button(theme, self._none_of_these)
        super().__init__(theme, words, acts, self._send, (self._none,), parent)
        self._theme, self._draft = theme, Draft()
        self._alarm: int | None = None
        metrics = theme.metrics
        self._readings = Head(theme, parent=self)
        self._first = ChecklistRow(theme, _ignore, _ignore, dense=True, parent=self)
        self._second = ChecklistRow(theme, _ignore, _ignore, dense=True, parent=self)
        self._how = Paragraph(theme, parent=self)
        self._measure = Button(theme, acts.measure_now, parent=self)
        self._enter = Button(theme, lambda: acts.go(Place.MANUAL_ENTRY), parent=self)
        self._doctor = Head(theme, parent=self)
        self._what = Paragraph(theme, parent=self)
        self._call = Button(theme, lambda: acts.go(Place.CALL), parent=self)
        self._asked = Head(theme, parent=self)
        self._ticks: dict[str, Tick] = {}
        self._list = QGridLayout()
        self._list.setSpacing(metrics.gap)
        self._columns = 1 if metrics.wide else 3
        for column in range(self._columns):  # the longest words stand in the first
            self._list.setColumnStretch(column, 4 if column else 5)
        page = QWidget()
        whole = QGridLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setHorizontalSpacing(metrics.margin)
        whole.setVerticalSpacing(metrics.gap)
        for column in (0, 1):
            whole.setColumnStretch(column, 1)
        self._whole = whole
        self._place(whole, wide=metrics.wide)
        self.body.addWidget(ScrollArea(theme, page, self), 1)

    def _place(self, whole: QGridLayout, *, wide: bool) -> None:
        """Wide: readings and doctor left, symptoms right. Else the symptoms under both."""
        gap = self._theme.metrics.gap
        left, right, buttons = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        left.setSpacing(gap if wide else 0)
        right.setSpacing(gap)
        buttons.setSpacing(gap)
        readings = (self._readings, self._first, self._second)
        if wide:
            buttons.addWidget(self._measure)
            buttons.addWidget(self._enter)
            buttons.addStretch(1)
            for part in readings:
                left.addWidget(part)
            left.addWidget(self._how)
            left.addLayout(buttons)
            left.addSpacing(self._theme.metrics.pad)
            left.addWidget(self._doctor)
            left.addWidget(self._what)
            left.addWidget(self._call)
            right.addWidget(self._asked)
            right.addLayout(self._list)
        else:
            self._how.hide()
            self._measure.hide()  # stands beside, under the trend
            self._doctor.hide()
            for part in readings:
                left.addWidget(part)
            right.addWidget(self._what)
            buttons.addWidget(self._enter)
            buttons.addWidget(self._call)
            right.addStretch(1)
            right.addLayout(buttons)
            whole.addWidget(self._asked, 1, 0, 1, 2)
            whole.addLayout(self._list, 2, 0, 1, 2)
        left.addStretch(1)
        if wide:
            right.addStretch(1)
        whole.addLayout(left, 0, 0)
        whole.addLayout(right, 0, 1)
        whole.setRowStretch(3, 1)

    def show_view(self, view: View) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        state = high_bp_state(view, words)
        if state.alarm != self._alarm:
            self._alarm, self._draft = state.alarm, Draft()
            draft = self._draft
        outcome = next((o for o in view.protocol.limits.bp.outcome if o.id == "bp_high"), None)
        title, beside = _("180/110 or higher"), ""
        if outcome is not None:
            limits = view.protocol.limits.limit
            told = worded(words.of(outcome.text), limits, "bp_limit", state.limit)
            title, _dash, beside = told.partition(" – ")
        self.show_top(view, HeadState(title, beside=beside))
        self._readings.show_state(HeadState(_("Repeat reading")))
        self._first.show_state(state.first)
        self._second.show_state(state.second)
        how = _("Other arm or cuff, at least 30 s of rest first. ") + _(
            "The alarm stands until a reading is below the limit."
        )
        self._how.show_state(ParagraphState(how))
        self._measure.show_state(ButtonState(_("Measure now"), icon="gauge"))
        self._enter.show_state(ButtonState(_("Enter a value"), icon="pen"))
        self._doctor.show_state(HeadState(_("Back-up physician"), physician_phone(view)))
        alerted: Sentence = _alerted(view, words)
        if not self._theme.metrics.wide:
            alerted = marked("**{who}** {what}", who=_("Back-up physician:"), what=plain(alerted))
        self._what.show_state(ParagraphState(alerted, bright=True))
        self._call.show_state(ButtonState(_("Reached, or here"), icon="phone"))
        self._asked.show_state(HeadState(_("Symptoms now?"), _("go with the alert")))
        symptoms = crisis_symptoms(view)
        deep = -(-len(symptoms) // self._columns)
        for place, symptom in enumerate(symptoms):
            tick = self._ticks.get(symptom.id)
            if tick is None:
                tick = Tick(
                    self._theme,
                    self._toggler(symptom.id),
                    TickShape.ROW,
                    small=not self._theme.metrics.wide,
                    parent=self,
                )
                self._ticks[symptom.id] = tick
                self._list.addWidget(tick, place % deep, place // deep)
            tick.show_state(TickState(words.of(symptom.text), symptom.id in draft.ticked))
        self._none.show_state(ButtonState(_("None of these")))
        reason = "" if draft.answered else missing(words, [_("an answer")])
        self.show_foot(PrimaryState(_("Send the answer"), enabled=draft.answered), reason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Under two rows of alarms on a small screen every symptom stays in sight: the readings'
        own names say enough."""
        metrics = self._theme.metrics
        short = not metrics.wide and self.height() < SHORT_PX
        self._readings.setVisible(not short)
        self._whole.setVerticalSpacing(metrics.gap // 2 if short else metrics.gap)
        super().resizeEvent(event)

    def _toggler(self, symptom: str) -> Callable[[bool], None]:
        def toggle(on: bool) -> None:
            ticked = self._draft.ticked
            self._draft = Draft(ticked | {symptom} if on else ticked - {symptom})
            self.again()

        return toggle

    def _none_of_these(self) -> None:
        self._draft = Draft(none=True)
        self._answer()

    def _answer(self) -> None:
        draft, self._draft = self._draft, Draft()
        if draft.answered:
            self._acts.note(
                events.CrisisSymptomsAnswered(
                    symptoms=tuple(sorted(draft.ticked)), alarm=self._alarm
                )
            )
            self._acts.back()


def _alerted(view: View, words: Words) -> str:
    """What is known of the alert, in words; never that help is coming when nobody said so."""
    _ = words.text
    if not view.cases:
        return _("No alert is under way.")
    case = view.cases[0]
    if case.by:
        return _("{name} has answered: is coming.").format(name=case.by)
    if case.telephone:
        return _("Nobody has answered: ring {number} now.").format(number=case.phone)
    return _("{name} is alerted, no answer yet. Ring {number}.").format(
        name=case.to, number=case.phone
    )


def _ignore(_row: str) -> None:
    """The two readings are only looked at."""
