"""Fysisk kontakt: three places, none at all, and that consent can be withdrawn (SPEC 6.2).

Recorded as soon as the patient was told that it can be withdrawn and something was chosen; from
then on each press is recorded at once. Knows no rule: what is refused comes back from the acts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside import events
from bedside.events import Site
from bedside.touch import SITES
from ui.i18n import Words
from ui.screens.said import who_when
from ui.theme import Theme
from ui.view import View
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.consent import Consent, ConsentState, ConsentToggle
from ui.widgets.paragraph import Paragraph, ParagraphState, grows
from ui.widgets.tick import Tick, TickState

INFORMED = "F-06"


@dataclass(frozen=True, slots=True)
class TouchDraft:
    """What was chosen before it could be recorded."""

    sites: frozenset[Site] = frozenset()
    none: bool = False
    informed: bool = False

    @property
    def chosen(self) -> bool:
        return self.none or bool(self.sites)


@dataclass(frozen=True, slots=True)
class TouchFormState:
    toggles: tuple[ConsentState, ...]
    none: ButtonState
    informed: TickState
    told: str  # locked by what, or who asked


def touch_form_state(view: View, words: Words, draft: TouchDraft) -> TouchFormState:
    _, touch = words.text, view.session.touch
    consent = view.protocol.consent
    chosen = touch.sites if touch.answered else draft.sites
    none = touch.answered and not touch.granted if touch.answered else draft.none
    toggles = tuple(
        _toggle(view, words, site, words.of(consent.site[number].text), site in chosen)
        for number, site in enumerate(SITES)
    )
    kind = Kind.CHOSEN if none else Kind.SECONDARY
    icon = "check" if none else ""
    informed = touch.answered or draft.informed
    told = ""
    if touch.locked:
        told = _("Locked {time}: it can only be withdrawn now.").format(
            time=words.time(touch.locked_at) if touch.locked_at else ""
        )
    elif touch.answered:
        told = who_when(view, words, touch.asked_by or touch.chosen_by, touch.chosen_at)
    item = next(i for i in consent.touch if i.id == INFORMED)
    return TouchFormState(
        toggles,
        ButtonState(words.of(consent.no_touch), icon, kind, enabled=not touch.locked),
        TickState(
            words.of(item.text),
            informed,
            enabled=not touch.answered,
            spoken_checked=_("done"),
        ),
        told,
    )


def _toggle(view: View, words: Words, site: Site, label: str, on: bool) -> ConsentState:
    _, touch = words.text, view.session.touch
    state = Consent.ON if on else Consent.OFF
    said = _("agreed") if on else _("not agreed")
    if touch.locked:
        state = Consent.LOCKED_ON if on else Consent.LOCKED_OFF
    if site in touch.withdrawn:
        state, said = Consent.WITHDRAWN, _("withdrawn")
    return ConsentState(site, label, site, state, not touch.locked, f"{label}: {said}")


def pressed(view: View, draft: TouchDraft, site: Site) -> TouchDraft:
    """What is chosen after a press on one place."""
    touch = view.session.touch
    before = touch.sites if touch.answered else draft.sites
    after = before - {site} if site in before else before | {site}
    informed = touch.answered or draft.informed
    return TouchDraft(frozenset(after), False, informed)


def touch_event(draft: TouchDraft) -> events.Event | None:
    """What is recorded of it; None: something belongs to the choice that is not there yet."""
    if not draft.informed or not draft.chosen:
        return None
    if draft.none or not draft.sites:
        return events.TouchConsentDeclined(informed_can_withdraw=True)
    sites = tuple(site for site in SITES if site in draft.sites)
    return events.TouchConsentGiven(sites=sites, informed_can_withdraw=True)


class TouchForm(QWidget):
    def __init__(
        self,
        theme: Theme,
        on_site: Callable[[str], None],
        on_none: Callable[[], None],
        on_informed: Callable[[bool], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        m = theme.metrics
        page = QVBoxLayout(self)
        page.setContentsMargins(0, m.gap, 0, m.px(12))
        page.setSpacing(m.gap)
        row = QHBoxLayout()
        row.setSpacing(m.gap)
        self.toggles = [ConsentToggle(theme, on_site, self) for _site in SITES]
        for toggle in self.toggles:
            row.addWidget(toggle, 1)
        self._none = Button(theme, on_none, parent=self)
        self._informed = Tick(theme, on_informed, parent=self)
        self._told = Paragraph(theme, parent=self)
        page.addLayout(row)
        for widget in (self._none, self._informed, self._told):
            page.addWidget(widget)
        grows(self)

    def show_state(self, state: TouchFormState) -> None:
        for toggle, shown in zip(self.toggles, state.toggles, strict=True):
            toggle.show_state(shown)
        self._none.show_state(state.none)
        self._informed.show_state(state.informed)
        self._told.setVisible(bool(state.told))
        self._told.show_state(ParagraphState(state.told))
