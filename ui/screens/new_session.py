"""Who the patient is, compared with two identifiers, and which infusion of the series this is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from ui.i18n import Words
from ui.screens.said import missing
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.choice import ChoiceButton, ChoiceState
from ui.widgets.field import FieldState, number_field, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.tick import Tick, TickShape, TickState
from ui.widgets.words import Words as Sentence
from ui.wording import refusal_text

INFUSIONS = 6


@dataclass(frozen=True, slots=True)
class Draft:
    name: str = ""
    born: str = ""
    identifier: str = ""
    allergies: str = ""
    phase: str = "start"
    number: int | None = None
    last_dose: Decimal | None = None
    compared: bool = False


def read_date(text: str) -> str | None:
    """ "12.03.1984", "120384" and "1984-03-12" as an ISO date; None while it is none."""
    plain = text.strip()
    try:
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        pass
    parts = plain.replace("/", ".").replace(" ", ".").split(".")
    if len(parts) == 1 and len(plain) == 8 and plain.isdigit():
        parts = [plain[:2], plain[2:4], plain[4:]]
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day).isoformat() if year > 1900 else None
    except ValueError:
        return None


def lacking(draft: Draft, words: Words) -> list[str]:
    """What is not there yet, in the order of the page."""
    _ = words.text
    lines = [
        (draft.name.strip(), _("name")),
        (read_date(draft.born), _("date of birth")),
        (draft.identifier.strip(), _("identifier")),
        (draft.number, _("which infusion")),
        ((draft.number == 1 and draft.phase == "start") or draft.last_dose, _("last dose given")),
        (draft.compared, _("two identifiers compared")),
    ]
    return [name for there, name in lines if not there]


def reason(draft: Draft, words: Words) -> Sentence:
    return missing(words, lacking(draft, words))


def identified(draft: Draft) -> events.PatientIdentified:
    """What is recorded; call it only when nothing is missing."""
    return events.PatientIdentified(
        name=draft.name.strip(),
        birth_date=read_date(draft.born) or "",
        identifier=draft.identifier.strip(),
        identifiers_checked=("name_and_birth_date", "identifier"),
        phase="start" if draft.phase == "start" else "maintenance",
        number=draft.number or 1,
        allergies=draft.allergies.strip(),
        last_dose_given_mg_per_kg=draft.last_dose,
    )


class NewSessionScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._go = PrimaryButton(theme, self._open, clock_s)
        self._back = Button(theme, acts.back)
        super().__init__(theme, self._go, (self._back,), parent)
        self._words, self._acts, self._draft = words, acts, Draft()
        self._view: View | None = None
        metrics = theme.metrics
        self.body.setContentsMargins(metrics.margin, 0, metrics.margin, 0)
        self._head = Head(theme, large=True, parent=self)
        self.body.addWidget(self._head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(metrics.margin)
        grid.setVerticalSpacing(metrics.gap)
        self._name = text_field(theme, lambda t: self._typed(name=t), parent=self)
        self._born = text_field(theme, lambda t: self._typed(born=t), parent=self)
        self._id = text_field(theme, lambda t: self._typed(identifier=t), parent=self)
        self._cave = text_field(theme, lambda t: self._typed(allergies=t), parent=self)
        for place, field in enumerate((self._name, self._born, self._id, self._cave)):
            grid.addWidget(field, place // 2, place % 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self._phases = {
            key: ChoiceButton(theme, self._phase_chooser(key), parent=self)
            for key in ("start", "maintenance")
        }
        self._numbers = [
            ChoiceButton(theme, self._number_chooser(n), parent=self)
            for n in range(1, INFUSIONS + 1)
        ]
        self._last = number_field(
            theme, lambda n: self._typed(last_dose=n), whole_digits=1, parent=self
        )
        self._series = Paragraph(theme, parent=self)
        grid.addLayout(self._which(metrics.gap, metrics.px(4)), 2, 0)
        grid.addWidget(self._last, 2, 1)
        numbers = QHBoxLayout()
        numbers.setSpacing(metrics.gap)
        for button in self._numbers:
            numbers.addWidget(button, 1)
        grid.addLayout(numbers, 3, 0, 1, 2)
        self.body.addLayout(grid)
        self._compared = Tick(
            theme, lambda on: self._typed(compared=on), TickShape.ROW, parent=self
        )
        self.body.addSpacing(metrics.gap)
        self.body.addWidget(self._compared)
        self._note = Paragraph(theme, parent=self)
        self.body.addWidget(self._note)
        self.body.addStretch(1)

    def _which(self, gap: int, under_label: int) -> QVBoxLayout:
        """Start or maintenance, under its label as a field is under its own."""
        column = QVBoxLayout()
        column.setSpacing(under_label)
        phases = QHBoxLayout()
        phases.setSpacing(gap)
        for button in self._phases.values():
            phases.addWidget(button, 1)
        column.addWidget(self._series)
        column.addLayout(phases)
        column.addStretch(1)
        return column

    def show_view(self, view: View) -> None:
        self._view = view
        words, draft, _ = self._words, self._draft, self._words.text
        self._head.show_state(HeadState(_("New session"), view.room))
        self._name.show_state(FieldState(_("Name"), draft.name))
        problem = _("day.month.year") if draft.born and read_date(draft.born) is None else ""
        self._born.show_state(
            FieldState(_("Date of birth"), draft.born, placeholder=_("dd.mm.yyyy"), problem=problem)
        )
        self._id.show_state(FieldState(_("National identity number or local id"), draft.identifier))
        self._cave.show_state(
            FieldState(_("Allergies (CAVE)"), draft.allergies, placeholder=_("none"))
        )
        self._series.show_state(ParagraphState(_("Which infusion")))
        for phase in view.protocol.series.phase:
            button = self._phases.get(phase.key)
            if button is not None:
                button.show_state(ChoiceState(words.of(phase.text), draft.phase == phase.key))
        for number, button in enumerate(self._numbers, start=1):
            button.show_state(ChoiceState(f"{number}/{INFUSIONS}", draft.number == number))
        first = draft.number == 1 and draft.phase == "start"
        last = "" if draft.last_dose is None else words.number(draft.last_dose)
        self._last.show_state(
            FieldState(
                _("Last dose given"),
                "" if first else last,
                placeholder=_("none: the first infusion") if first else "",
                unit="mg/kg",
                enabled=not first,
            )
        )
        self._compared.show_state(
            TickState(
                _("Name and date of birth, and the identifier, compared with the patient"),
                draft.compared,
            )
        )
        self._note.show_state(
            ParagraphState(
                _("Age is asked, never computed from the number. Nothing is filled in."),
                icon="info",
            )
        )
        lacking = reason(draft, words)
        said: Sentence = lacking
        if not lacking and view.refusal is not None:
            said = refusal_text(view.refusal, view.protocol, words, view.name_of)
        self._back.show_state(ButtonState(_("Back"), icon="back"))
        self.show_foot(PrimaryState(_("Open session"), enabled=not lacking), said)

    def _typed(self, **changed: object) -> None:
        self._draft = replace(self._draft, **changed)  # type: ignore[arg-type]  # fields of Draft
        if self._view is not None:
            self.show_view(self._view)

    def _phase_chooser(self, key: str) -> Callable[[], None]:
        return lambda: self._typed(phase=key)

    def _number_chooser(self, number: int) -> Callable[[], None]:
        return lambda: self._typed(number=number)

    def _open(self) -> None:
        if not lacking(self._draft, self._words):
            refusal = self._acts.open_session(identified(self._draft))
            if refusal is None:
                self._draft = Draft()
