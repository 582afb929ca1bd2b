"""Physical contact during the session: log one that was given, or withdraw the permission at once.

A place without permission is not offered; withdrawing is one press and is never refused.
"""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QWidget

from bedside import events
from bedside.touch import SITES
from ui.i18n import Words
from ui.screens.question import Question
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.consent import Consent, ConsentState, ConsentToggle
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.words import marked


def toggles(view: View, words: Words) -> tuple[ConsentState, ...]:
    """Each place as it stands: permitted, locked, withdrawn, or not agreed."""
    touch, found = view.session.touch, []
    for site in view.protocol.consent.site:
        key = site.id
        known = next((s for s in SITES if s == key), None)
        if known is None:
            continue
        if known in touch.withdrawn:
            state = Consent.WITHDRAWN
        elif touch.permits(known):
            state = Consent.LOCKED_ON if touch.locked else Consent.ON
        else:
            state = Consent.LOCKED_OFF if touch.locked else Consent.OFF
        name = words.of(site.text)
        found.append(
            ConsentState(key, name, key, state, pressable=touch.permits(known), spoken=name)
        )
    return tuple(found)


class TouchScreen(Question):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        self._ended = PrimaryButton(theme, self._end, clock_s)
        self._withdraw = Button(theme, self._withdraw_all)
        super().__init__(theme, words, acts, self._ended, (self._withdraw,), parent)
        self._site = ""
        self._note = Paragraph(theme, parent=self)
        self._head = Head(theme, parent=self)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.metrics.gap)
        self._theme = theme
        self._toggles: dict[str, ConsentToggle] = {}
        self.body.addWidget(self._head)
        self.body.addLayout(self._row)
        self.body.addWidget(self._note)
        self.body.addStretch(1)
        self._since: datetime | None = None

    def show_view(self, view: View) -> None:
        words, _ = self._words, self._words.text
        heading = words.of(view.protocol.consent.heading)
        self.show_top(view, HeadState(heading))
        self._head.show_state(HeadState(_("At the patient's request: press the place")))
        for state in toggles(view, words):
            toggle = self._toggles.get(state.id)
            if toggle is None:
                toggle = ConsentToggle(self._theme, self._begin, parent=self)
                self._toggles[state.id] = toggle
                self._row.addWidget(toggle)
            toggle.show_state(state)
        permitted = bool(view.session.touch.sites)
        self._note.show_state(
            ParagraphState(
                _("Only what the patient agreed to before the infusion is offered.")
                if permitted
                else words.of(view.protocol.consent.no_touch),
                icon="info",
            )
        )
        self._withdraw.show_state(
            ButtonState(_("Withdraw consent to physical contact"), icon="cross", enabled=permitted)
        )
        name = next((s.label for s in toggles(view, words) if s.id == self._site), "")
        reason = "" if self._site else marked(_("Missing: **{what}**"), what=_("the place"))
        label = _("Contact ended: {site}").format(site=name) if name else _("Contact ended")
        self.show_foot(PrimaryState(label, enabled=bool(self._site)), reason)

    def _begin(self, site: str) -> None:
        self._site = site
        self._since = self._seen.now.wall if self._seen else None
        self.again()

    def _end(self) -> None:
        view = self._seen
        if view is None or not self._site or self._since is None:
            return
        given = events.TouchGiven(
            site=self._site,  # type: ignore[arg-type]  # one of SITES
            person=view.person.id if view.person else view.session.people.nurse,
            started_at=self._since,
            ended_at=view.now.wall,
        )
        if self._acts.do(given) is None:
            self._site, self._since = "", None
            self._acts.back()

    def _withdraw_all(self) -> None:
        if self._seen is not None:
            sites = tuple(s for s in SITES if self._seen.session.touch.permits(s))
            self._acts.note(events.TouchConsentWithdrawn(sites=sites))
            self._site, self._since = "", None
            self._acts.back()
