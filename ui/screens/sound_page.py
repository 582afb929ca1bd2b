"""The sound test of the set-up: plays the alarm by the way that alarms take, and asks who heard.

The volume has a floor: there is nothing to press below it.
"""

from dataclasses import dataclass

from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.bursts import VOLUME_FLOOR_PERCENT
from ui.i18n import Words
from ui.sound.said import not_used_text, path_text, tested_text
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.paragraph import Paragraph, ParagraphState

VOLUMES_PERCENT = (VOLUME_FLOOR_PERCENT, 55, 70, 85, 100)


@dataclass(frozen=True, slots=True)
class SoundState:
    tested: str
    path: str
    not_used: str
    volume_percent: int


def sound_state(view: View, words: Words) -> SoundState:
    refused = view.sound.not_used if view.sound is not None else ()
    return SoundState(
        tested_text(view, words),
        path_text(view.sound, words),
        " ".join(not_used_text(one, words) for one in refused),
        nearest(view.settings.volume_percent),
    )


def nearest(volume_percent: int) -> int:
    return min(VOLUMES_PERCENT, key=lambda offered: abs(offered - volume_percent))


class SoundPage(QWidget):
    def __init__(
        self, theme: Theme, words: Words, acts: Acts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._acts = words, acts
        self._view: View | None = None
        self._tested = Paragraph(theme, parent=self)
        self._path = Paragraph(theme, parent=self)
        self._not_used = Paragraph(theme, parent=self)
        self._said = Paragraph(theme, parent=self)
        self._volume = Chips(theme, self._choose, self)
        self._play = Button(theme, acts.play_sound, parent=self)
        self._heard = Button(theme, lambda: acts.sound_heard(heard=True), parent=self)
        self._silent = Button(theme, lambda: acts.sound_heard(heard=False), parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.metrics.gap)
        row = QHBoxLayout()
        row.setSpacing(theme.metrics.gap)
        for button in (self._play, self._heard, self._silent):
            row.addWidget(button)
        row.addStretch(1)
        column.addWidget(self._tested)
        column.addLayout(row)
        for widget in (self._volume, self._path, self._not_used, self._said):
            column.addWidget(widget)

    def show_view(self, view: View) -> None:
        self._view = view
        state, _ = sound_state(view, self._words), self._words.text
        self._tested.show_state(ParagraphState(state.tested, icon="speaker", bright=True))
        self._path.show_state(ParagraphState(state.path, icon="info"))
        self._not_used.setVisible(bool(state.not_used))
        self._not_used.show_state(ParagraphState(state.not_used, icon="info"))
        self._said.setVisible(False)
        self._play.show_state(ButtonState(_("Play"), icon="speaker"))
        self._heard.show_state(ButtonState(_("Heard"), icon="check"))
        self._silent.show_state(ButtonState(_("Not heard"), icon="cross"))
        chips = tuple(
            Chip(str(percent), f"{percent} %", percent == state.volume_percent)
            for percent in VOLUMES_PERCENT
        )
        self._volume.show_state(ChipsState(chips, _("Volume"), spoken_chosen=_("chosen")))

    def _choose(self, percent: str) -> None:
        if self._view is None:
            return
        settings = replace(self._view.settings, volume_percent=int(percent))
        why = self._acts.save_settings(settings)
        if why:
            self._said.setVisible(True)
            self._said.show_state(ParagraphState(why, icon="info", bright=True))
