"""The room beside the start stage: what is ready for a session and what is not yet."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.approval import may_open_real
from bedside.board_view import LinkState
from bedside.keys import KeyHome
from ui.codes import LINKS, said
from ui.device_words import NO_ALARMS, role_name, said_of_itself
from ui.i18n import Words
from ui.keeping import Keeping
from ui.screens.pairing_state import page_line
from ui.screens.record_state import BACKUP_WHYS, OTHER_WHY, when
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistRow, ChecklistState, Row
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.wording import refusal_text


@dataclass(frozen=True, slots=True)
class RoomState:
    lines: tuple[ChecklistState, ...]

    @property
    def ready(self) -> int:
        return sum(line.row is Row.DONE for line in self.lines)


def room_state(view: View, words: Words) -> RoomState:
    """Monitors, sound, record, local limits: each line green only when it was seen to work."""
    _ = words.text
    lines = [*_monitors(view, words)]
    test = ButtonState(_("Test sound"), icon="speaker")
    if view.sound is not None and view.sound.trouble:
        lines.append(
            ChecklistState("sound", _("Sound"), Row.MISSING, _("does not sound"), button=test)
        )
    elif view.sound_tested_at:
        heard = _("heard {time}").format(time=words.time(view.sound_tested_at))
        lines.append(ChecklistState("sound", _("Sound"), Row.DONE, heard))
    else:
        lines.append(
            ChecklistState("sound", _("Sound"), Row.MISSING, _("not tested today"), button=test)
        )
    if view.trouble:
        lines.append(
            ChecklistState("record", _("Record"), Row.MISSING, _("the disk does not take it"))
        )
    else:
        where = _("own database for simulations") if view.simulated else _encrypted(view, words)
        lines.append(ChecklistState("record", _("Record"), Row.DONE, where))
    if view.keeping is not None and view.keeping.home is not KeyHome.PUBLISHED:
        lines.append(_backup(view.keeping, view, words))
    if view.simulated:
        limits = _("proposed values: a demonstration")
        lines.append(ChecklistState("limits", _("Local limits"), Row.DONE, limits))
    elif (refusal := may_open_real(view.protocol, view.approvals)) is not None:
        why = refusal_text(refusal, view.protocol, words, view.name_of)
        look = ButtonState(_("Look"), icon="doc")
        lines.append(ChecklistState("limits", _("Local limits"), Row.MISSING, why, button=look))
    else:
        who = ", ".join(view.name_of(approval.by) for approval in view.approvals)
        signed = _("signed by {who}").format(who=who)
        lines.append(ChecklistState("limits", _("Local limits"), Row.DONE, signed))
    staff = _("{n} may sign here").format(n=len(view.staff))
    row = Row.DONE if view.staff else Row.MISSING
    lines.append(ChecklistState("staff", _("Staff"), row, staff))
    page = page_line(view, words)
    return RoomState((*lines, page) if page else tuple(lines))


def _encrypted(view: View, words: Words) -> str:
    _ = words.text
    if view.keeping is not None and view.keeping.home is KeyHome.FILE:
        return _("encrypted, its key in a file beside it")
    return _("encrypted")


def _backup(keeping: Keeping, view: View, words: Words) -> ChecklistState:
    """Green only when the last one was made, opened again and verified."""
    _, seen = words.text, keeping.backup
    if keeping.running:
        return ChecklistState("backup", _("Backup"), Row.WAITING, _("being made"))
    if view.settings.backup_folder and seen.made_at and not seen.why:
        made = when(seen.made_at, words)
        return ChecklistState("backup", _("Backup"), Row.DONE, made)
    look = ButtonState(_("Choose") if not view.settings.backup_folder else _("Look"), icon="gear")
    if not view.settings.backup_folder:
        why = _("no folder is chosen")
    elif seen.why:
        why = _("failed: {why}").format(why=_(BACKUP_WHYS.get(seen.why, OTHER_WHY)))
    else:
        why = _("none yet")
    return ChecklistState("backup", _("Backup"), Row.MISSING, why, button=look)


def _monitors(view: View, words: Words) -> list[ChecklistState]:
    _ = words.text
    lines = []
    for link in view.watch.board.links:
        name = role_name(link.role, words)
        if link.state is LinkState.LIVE:
            more = said_of_itself(link, words) or ("" if link.own_alarms else _(NO_ALARMS))
            lines.append(ChecklistState(link.role, name, Row.DONE, more or _("answers")))
        elif link.state is LinkState.LOST:
            lines.append(
                ChecklistState(link.role, name, Row.MISSING, said(words, LINKS, link.reason))
            )
        else:
            lines.append(
                ChecklistState(
                    link.role,
                    name,
                    Row.WAITING,
                    said_of_itself(link, words) or _("waiting for the first word"),
                )
            )
    if not lines:
        choose = ButtonState(_("Choose"), icon="gear")
        nothing = _("no port is chosen")
        lines.append(ChecklistState("monitors", _("Monitors"), Row.MISSING, nothing, button=choose))
    return lines


class RoomAside(QWidget):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._rows: list[ChecklistRow] = []
        self._state: RoomState | None = None
        metrics = theme.metrics
        self._tight = bool(metrics.pick(0, 1))  # seven lines, two of them long, on a small screen
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.margin, 0, metrics.margin, metrics.pad)
        column.setSpacing(0)
        self._head = Head(theme, large=True, parent=self)
        column.addWidget(self._head)
        self._list = QVBoxLayout()
        column.addLayout(self._list)
        self._note = Paragraph(theme, parent=self)
        column.addSpacing(metrics.pad)
        column.addWidget(self._note)
        column.addStretch(1)

    def show_view(self, view: View) -> None:
        _ = self._words.text
        state = room_state(view, self._words)
        if state != self._state:
            self._state = state
            while len(self._rows) < len(state.lines):
                row = ChecklistRow(
                    self._theme, self._pressed, self._pressed, dense=self._tight, parent=self
                )
                self._rows.append(row)
                self._list.addWidget(row)
            for number, row in enumerate(self._rows):
                row.setVisible(number < len(state.lines))
                if number < len(state.lines):
                    row.show_state(state.lines[number])
            ready = _("{n} of {all} ready").format(n=state.ready, all=len(state.lines))
            self._head.show_state(HeadState(_("The room"), ready))
        self._note.show_state(ParagraphState(limits_text(view, self._words)))

    def _pressed(self, line: str) -> None:
        if line == "sound":
            self._acts.go(Place.SOUND)
        elif line == "backup":
            self._acts.go(Place.RECORD_SETUP)
        elif line in ("monitors", "oximeter", "nibp", "staff"):
            self._acts.go(Place.SETUP)
        elif line == "limits":
            self._acts.go(Place.LOCAL_VALUES)
        elif line == "page":
            self._acts.go(Place.PAIRING)


def limits_text(view: View, words: Words) -> str:
    """Which limits are this unit's own and which the protocol's, from the same data."""
    _ = words.text
    found = {limit.id: limit for limit in view.protocol.limits.limit}
    spo2, pulse, low = found.get("spo2_low"), found.get("pulse"), found.get("bp_low")
    bp = view.protocol.limits.bp
    return _(
        "SpO₂ under {spo2} %, pulse under {slow} or over {fast} and systolic under {low} are local "
        "limits. {high}/{diastolic} is the protocol's."
    ).format(
        spo2=_whole(spo2.low_percent if spo2 else None),
        slow=_whole(pulse.low_per_min if pulse else None),
        fast=_whole(pulse.high_per_min if pulse else None),
        low=_whole(low.systolic_low_mmhg if low else None),
        high=_whole(bp.high_systolic_mmhg),
        diastolic=_whole(bp.high_diastolic_mmhg),
    )


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
