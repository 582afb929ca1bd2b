"""Log of what the patient feels: the protocol's everyday list, then how strong it is.

Dissociation is part of how the drug works: it is logged and never alarms (SPEC 10).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.protocol_lookup import symptoms_in
from bedside.protocol_watch import Symptom, SymptomList
from ui.i18n import Words, mark
from ui.screens.question import Question
from ui.screens.said import missing
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.choice import ChoiceButton, ChoiceState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.scroll import ScrollArea

SEVERITIES = (("mild", mark("Mild")), ("moderate", mark("Moderate")), ("severe", mark("Severe")))


@dataclass(frozen=True, slots=True)
class Draft:
    symptom: str = ""
    severity: str = "mild"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Felt:
    """One symptom that is logged and not over."""

    seq: int
    text: str


def everyday(view: View) -> tuple[Symptom, ...]:
    return tuple(symptoms_in(view.protocol, SymptomList.EVERYDAY))


def felt_now(view: View, words: Words) -> tuple[Felt, ...]:
    names = {symptom.id: words.of(symptom.text) for symptom in view.protocol.symptoms.symptom}
    return tuple(
        Felt(s.seq, f"{names.get(s.symptom, s.symptom)} {words.time(s.began_at)}")
        for s in view.session.chart.symptoms
        if s.ended_at is None and s.corrected_by is None
    )


def calm_first(view: View, words: Words, symptom: str) -> str:
    """What is tried before a drug (§3.6), where the protocol asks for it with this symptom."""
    known = view.protocol.symptoms
    if not any(s.id == symptom and s.calm_first for s in known.symptom):
        return ""
    return words.text("First: {what}").format(
        what=" · ".join(words.of(f.text) for f in known.first)
    )


class SymptomScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._log = PrimaryButton(theme, self._record, clock_s)
        super().__init__(theme, words, acts, self._log, (), parent)
        self._theme, self._draft = theme, Draft()
        self._choices: dict[str, ChoiceButton] = {}
        self._ends: dict[int, Button] = {}
        self._list, self._chosen = QWidget(), QWidget()
        self._build_list(theme)
        self._build_chosen(theme)
        self._scroll = ScrollArea(theme, self._list, self)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._chosen)
        self._spare = QWidget(self)
        self.body.addWidget(self._spare, 1)

    def _build_list(self, theme: Theme) -> None:
        """What may be felt, and under it what is felt now."""
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, theme.metrics.gap, 0, 0)
        column.setSpacing(theme.metrics.gap)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.metrics.gap)
        self._going = Paragraph(theme, parent=self._list)
        self._over = QHBoxLayout()
        self._over.setSpacing(theme.metrics.gap)
        self._over.addWidget(self._going)
        self._over.addStretch(1)
        column.addLayout(self._grid)
        column.addLayout(self._over)
        column.addStretch(1)

    def _build_chosen(self, theme: Theme) -> None:
        """How strong, and in which words: asked of the one that was pressed."""
        column = QVBoxLayout(self._chosen)
        column.setContentsMargins(0, theme.metrics.gap, 0, 0)
        column.setSpacing(theme.metrics.pad)
        row = QHBoxLayout()
        row.setSpacing(theme.metrics.gap)
        self._severities = {
            key: ChoiceButton(theme, self._severity_chooser(key), parent=self._chosen)
            for key, _name in SEVERITIES
        }
        for button in self._severities.values():
            row.addWidget(button, 1)
        self._note = text_field(theme, lambda t: self._typed(note=t), parent=self._chosen)
        self._other = Button(theme, lambda: self._typed(symptom=""), parent=self._chosen)
        again = QHBoxLayout()
        again.addWidget(self._other)
        again.addStretch(1)
        self._first = Paragraph(theme, parent=self._chosen)
        column.addLayout(row)
        column.addWidget(self._note)
        column.addWidget(self._first)
        column.addLayout(again)

    def show_view(self, view: View) -> None:
        words, draft, _ = self._words, self._draft, self._words.text
        symptoms = everyday(view)
        name = next((words.of(s.text) for s in symptoms if s.id == draft.symptom), "")
        title = HeadState(name or _("Symptom"), words.time(view.now.wall))
        self.show_top(view, title)
        columns = 4
        for place, symptom in enumerate(symptoms):
            button = self._choices.get(symptom.id)
            if button is None:
                button = ChoiceButton(
                    self._theme,
                    self._chooser(symptom.id),
                    small=not self._theme.metrics.wide,
                    parent=self._list,
                )
                self._choices[symptom.id] = button
                self._grid.addWidget(button, place // columns, place % columns)
                self._grid.setColumnStretch(place % columns, 1)
            button.show_state(ChoiceState(words.of(symptom.text), draft.symptom == symptom.id))
        for key, severity in SEVERITIES:
            self._severities[key].show_state(ChoiceState(_(severity), draft.severity == key))
        self._note.show_state(FieldState(_("In the patient's words"), draft.note))
        first = calm_first(view, words, draft.symptom)
        self._first.setVisible(bool(first))
        self._first.show_state(ParagraphState(first, icon="info"))
        self._other.show_state(ButtonState(_("Another symptom"), icon="back"))
        self._show_felt(felt_now(view, words))
        self._scroll.setVisible(not draft.symptom)
        self._chosen.setVisible(bool(draft.symptom))
        self._spare.setVisible(bool(draft.symptom))
        reason = "" if draft.symptom else missing(words, [_("a symptom")])
        self.show_foot(PrimaryState(_("Log"), enabled=bool(draft.symptom)), reason)

    def _show_felt(self, felt: tuple[Felt, ...]) -> None:
        _ = self._words.text
        shown = felt[-3:]
        self._going.setVisible(bool(shown))
        self._going.show_state(ParagraphState(_("Press what is over:")))
        for seq in [seq for seq in self._ends if seq not in {one.seq for one in shown}]:
            button = self._ends.pop(seq)
            self._over.removeWidget(button)
            button.deleteLater()
        for one in shown:
            if one.seq not in self._ends:
                self._ends[one.seq] = Button(self._theme, self._ender(one.seq), parent=self._list)
                self._over.insertWidget(len(self._ends), self._ends[one.seq])
            self._ends[one.seq].show_state(ButtonState(one.text, icon="check"))

    def _typed(self, **changed: str) -> None:
        self._draft = replace(self._draft, **changed)
        self.again()

    def _chooser(self, symptom: str) -> Callable[[], None]:
        return lambda: self._typed(symptom=symptom)

    def _severity_chooser(self, severity: str) -> Callable[[], None]:
        return lambda: self._typed(severity=severity)

    def _ender(self, seq: int) -> Callable[[], None]:
        return lambda: self._acts.note(events.SymptomEnded(of=seq))

    def _record(self) -> None:
        draft, self._draft = self._draft, Draft()
        if draft.symptom:
            self._acts.note(
                events.SymptomObserved(
                    symptom=draft.symptom,
                    severity=draft.severity,  # type: ignore[arg-type]  # one of SEVERITIES
                    note=draft.note.strip(),
                )
            )
            self._acts.back()
