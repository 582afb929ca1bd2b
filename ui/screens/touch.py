"""Physical contact during the session: log one that was given, or withdraw the permission at once.

A place without permission is not offered; withdrawing is one press and is never refused. What was
medically necessary needs no permission: it is written down apart, with what was done (F-10).
"""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside import events
from bedside.touch import SITES
from ui.i18n import Words, mark
from ui.screens.question import Question
from ui.screens.said import missing
from ui.screens.short_reason import ShortDraft, ShortReason, ShortState
from ui.theme import Theme
from ui.view import Acts, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.consent import Consent, ConsentState, ConsentToggle
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState

NECESSARY = "F-10"
USUAL = (
    mark("Venous cannula"),
    mark("Cuff or sensor"),
    mark("Airway"),
    mark("Stimulated by touch"),
    mark("Held from falling"),
    mark("CPR"),
)


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


def necessary_state(view: View, words: Words, draft: ShortDraft) -> ShortState:
    """What was done, in the protocol's words for why it stands apart."""
    item = next(item for item in view.protocol.consent.touch if item.id == NECESSARY)
    return ShortState(
        title=words.of(item.text),
        told=words.of(item.explanation) if item.explanation else "",
        label=words.text("What was done"),
        usual=tuple(words.text(name) for name in USUAL),
        other=words.text("In other words"),
        draft=draft,
        spoken_chosen=words.text("chosen"),
    )


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
        super().__init__(theme, words, acts, self._ended, (), parent)
        self._withdraw = Button(theme, self._withdraw_all, parent=self)
        self._site = ""
        self._note = Paragraph(theme, parent=self)
        self._head = Head(theme, parent=self)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.metrics.gap)
        self._theme = theme
        self._toggles: dict[str, ConsentToggle] = {}
        self._since: datetime | None = None
        self._draft: ShortDraft | None = None  # of what was medically necessary; None: not asked
        self._apart = Head(theme, parent=self)
        self._why_apart = Paragraph(theme, parent=self)
        self._open = Button(theme, lambda: self._drafted(ShortDraft()), parent=self)
        self._necessary = ShortReason(theme, self._drafted, self)
        self._stack = QStackedWidget(self)
        self._wished = self._page_of_wishes()
        self._stack.addWidget(self._wished)
        self._stack.addWidget(self._necessary)
        self.body.addWidget(self._stack, 1)

    def _page_of_wishes(self) -> QWidget:
        page, metrics = QWidget(), self._theme.metrics
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(metrics.gap)
        column.addWidget(self._head)
        column.addLayout(self._row)
        beside = QHBoxLayout()  # in the foot its words would lie over what is missing
        beside.setSpacing(metrics.gap)
        beside.addWidget(self._note, 1)
        beside.addWidget(self._withdraw)
        column.addLayout(beside)
        column.addSpacing(metrics.px(8))
        column.addWidget(self._apart)
        column.addWidget(self._why_apart)
        press = QHBoxLayout()
        press.addWidget(self._open)
        press.addStretch(1)
        column.addLayout(press)
        column.addStretch(1)
        return page

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
        self._show_apart(view)
        self._withdraw.show_state(
            ButtonState(_("Withdraw consent to physical contact"), icon="cross", enabled=permitted)
        )
        if self._draft is not None:
            lacking = () if self._draft.text else (_("what was done"),)
            press = PrimaryState(_("Write it down"), "pen", enabled=not lacking)
            self.show_foot(press, missing(words, lacking))
            return
        name = next((s.label for s in toggles(view, words) if s.id == self._site), "")
        reason = "" if self._site else missing(words, [_("the place")])
        label = _("Contact ended: {site}").format(site=name) if name else _("Contact ended")
        self.show_foot(PrimaryState(label, enabled=bool(self._site)), reason)

    def _show_apart(self, view: View) -> None:
        """Always there while a session is open: it needs no permission (F-10)."""
        words, _ = self._words, self._words.text
        state = necessary_state(view, words, self._draft or ShortDraft())
        self._apart.show_state(HeadState(state.title))
        self._why_apart.show_state(
            ParagraphState(state.told if view.open else _("No session is open."), icon="info")
        )
        name = _("Write down what was necessary")
        self._open.show_state(ButtonState(name, icon="pen", enabled=view.open))
        self._necessary.show_state(state)
        self._stack.setCurrentWidget(self._wished if self._draft is None else self._necessary)

    def back_pressed(self) -> None:
        if self._draft is None:
            self._acts.back()
        else:
            self._draft = None
            self.again()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was begun and not written down is not found again under the next contact."""
        super().hideEvent(event)
        self._draft = None

    def _drafted(self, draft: ShortDraft) -> None:
        self._draft = draft
        self.again()

    def _begin(self, site: str) -> None:
        self._site = site
        self._since = self._seen.now.wall if self._seen else None
        self.again()

    def _end(self) -> None:
        view = self._seen
        if view is not None and self._draft is not None and view.open:
            self._acts.note(events.MedicalTouch(what=self._draft.text))
            self._draft = None
            self._acts.back()
            return
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
