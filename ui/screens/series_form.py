"""The form of an earlier infusion: which one, when, how much, and how the patient was. No rule."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.i18n import Words
from ui.screens.entries import read_date
from ui.theme import Theme
from ui.view import View
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState

NO, YES = "no", "yes"
START, MAINTENANCE = "start", "maintenance"


class TellForm(QWidget):
    """Calls `on_change(key, text)` for phase, number, day, dose, bp, side_effects and bladder."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        on_change: Callable[[str, str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.metrics.pad)
        self._head = Head(theme, large=True, parent=self)
        self._phase = Chips(theme, lambda key: on_change("phase", key), self)
        self._number = Chips(theme, lambda key: on_change("number", key), self)
        self._day = text_field(theme, lambda t: on_change("day", t), parent=self)
        self._dose = text_field(theme, lambda t: on_change("dose", t), parent=self)
        self._bp = text_field(theme, lambda t: on_change("bp", t), parent=self)
        self._effects = text_field(theme, lambda t: on_change("side_effects", t), parent=self)
        self._bladder = Chips(theme, lambda key: on_change("bladder", key), self)
        self._told = Paragraph(theme, parent=self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.metrics.margin)
        grid.setVerticalSpacing(theme.metrics.pad)
        grid.addWidget(self._phase, 0, 0)
        grid.addWidget(self._bladder, 0, 1)
        grid.addWidget(self._number, 1, 0, 1, 2)
        for place, part in enumerate((self._day, self._dose, self._bp, self._effects)):
            grid.addWidget(part, 2 + place // 2, place % 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        page.addWidget(self._head)
        page.addLayout(grid)
        page.addWidget(self._told)
        page.addStretch(1)

    def show_typed(self, view: View, typed: Mapping[str, str]) -> None:
        words, _ = self._words, self._words.text
        chosen, day = _("chosen"), typed.get("day", "")
        phase, number = typed.get("phase", START), typed.get("number", "")
        kinds = {one.key: one for one in view.protocol.series.phase}
        self._head.show_state(HeadState(_("An earlier infusion")))
        self._phase.show_state(
            ChipsState(
                tuple(Chip(key, words.of(kinds[key].text), key == phase) for key in kinds),
                _("Phase"),
                spoken_chosen=chosen,
            )
        )
        most = kinds[START if phase != MAINTENANCE else MAINTENANCE].infusions
        self._number.show_state(
            ChipsState(
                tuple(Chip(str(n), str(n), str(n) == number) for n in range(1, most + 1)),
                _("Which infusion"),
                spoken_chosen=chosen,
            )
        )
        problem = _("day.month.year") if len(day) > 5 and read_date(day) is None else ""
        self._day.show_state(
            FieldState(_("Date"), day, placeholder=_("dd.mm.yyyy"), problem=problem)
        )
        self._dose.show_state(FieldState(_("Dose given"), typed.get("dose", ""), unit="mg/kg"))
        self._bp.show_state(FieldState(_("Last blood pressure"), typed.get("bp", ""), unit="mmHg"))
        self._effects.show_state(FieldState(_("Side effects"), typed.get("side_effects", "")))
        self._bladder.show_state(
            ChipsState(
                tuple(
                    Chip(key, said, typed.get("bladder", NO) == key)
                    for key, said in ((NO, _("No")), (YES, _("Yes")))
                ),
                _("Blood in the urine or cystitis"),
                spoken_chosen=chosen,
            )
        )
        self._told.show_state(
            ParagraphState(
                _("From the paper record. It counts when a colleague has compared it and signed."),
                icon="info",
            )
        )
