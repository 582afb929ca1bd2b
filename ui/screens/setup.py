"""Set-up: which monitor on which port with a live test-read, who may sign, which language.

The vitals beside it are the test-read: what the chosen monitors say is shown there at once.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from msgspec.structs import replace as replace_fields
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from bedside.first_run import Step
from bedside.lines import local_day
from ui.adapters import port_now
from ui.codes import LINKS, said
from ui.i18n import ZONE, Words
from ui.screens.pairing import PairingPage
from ui.screens.record_page import RecordPage
from ui.screens.report_aside import documents
from ui.screens.ringers_page import RingersPage
from ui.screens.setup_order import TABS_OF, OrderPage, steps_of
from ui.screens.setup_staff import StaffPage
from ui.screens.setup_state import (
    MONITOR_ROLES,
    REFUSED,
    TABS,
    SetupDraft,
    changing,
    choices,
    chosen,
    driver_options,
    fields_refused,
    link_text,
    person_of,
    put,
    support_text,
)
from ui.screens.sound_page import SoundPage
from ui.screens.stage import Stage
from ui.theme import Theme
from ui.view import Acts, Place, View
from ui.widgets.button import Button, ButtonState
from ui.widgets.chips import Chip, Chips, ChipsState
from ui.widgets.field import Field, FieldState, text_field
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.scroll import ScrollArea
from ui.widgets.select import Option, SelectField, SelectState
from ui.widgets.tabs import TabBar, TabsState, TabState

ALL_OF_IT = 1000  # of the height that the other pages leave empty


class SetupScreen(Stage):
    def __init__(
        self,
        theme: Theme,
        words: Words,
        acts: Acts,
        clock_s: Callable[[], float],
        parent: QWidget | None = None,
        tab: str = "monitors",
    ) -> None:
        self._save = PrimaryButton(theme, self._apply, clock_s)
        self._back = Button(theme, self._leave)
        super().__init__(theme, self._save, (self._back,), parent)
        self._theme, self._words, self._acts = theme, words, acts
        self._draft = SetupDraft(tab=tab)
        self._view: View | None = None
        self._begun = False
        self._tabs = TabBar(theme, lambda tab: self._typed(tab=tab), self)
        self.body.addWidget(self._tabs)
        self._sound = SoundPage(theme, words, acts, self)
        self._record = RecordPage(theme, words, acts)
        self._own: dict[str, PairingPage | RingersPage] = {
            "physician": PairingPage(theme, words, acts, self),
            "ringers": RingersPage(theme, words, acts, self),
        }
        self._pages: dict[str, QWidget] = {"sound": self._sound}
        self._pages |= self._own
        self._pages |= {key: QWidget(self) for key, _name in TABS if key not in self._pages}
        free = {*self._own, "staff", "record"}  # they have lists, or scroll: they take what is free
        for key, page in self._pages.items():
            self.body.addWidget(page, ALL_OF_IT if key in free else 0)
        self._build_monitors(self._pages["monitors"])
        self._order = OrderPage(theme, words, self._open_step, self)
        self._column(self._pages["order"]).addWidget(self._order)
        self._staff = StaffPage(
            theme, words, self._typed, self._change_person, self._end_person, self._import_staff
        )
        scrolled = ScrollArea(theme, self._staff, self)  # a list of staff may be long
        self._column(self._pages["staff"]).addWidget(scrolled, 1)
        kept = ScrollArea(theme, self._record, self)
        self._column(self._pages["record"]).addWidget(kept, 1)
        self._build_language(self._pages["language"])
        self._rest = QWidget(self)
        self.body.addWidget(self._rest, 1)

    # --- building

    def _column(self, page: QWidget) -> QVBoxLayout:
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.metrics.gap)
        return column

    def _build_monitors(self, page: QWidget) -> None:
        column, theme = self._column(page), self._theme
        self._heads: dict[str, Head] = {}
        self._drivers: dict[str, SelectField] = {}
        self._ports: dict[str, SelectField] = {}
        self._urls: dict[str, Field] = {}
        self._finders: dict[str, Button] = {}
        self._finding = ""  # the role whose monitor is being found out
        for role, _name in MONITOR_ROLES:
            head = self._heads[role] = Head(theme, parent=page)
            driver = self._drivers[role] = SelectField(theme, self._driver_chooser(role), page)
            port = self._ports[role] = SelectField(theme, self._port_chooser(role), page)
            url = self._urls[role] = text_field(theme, self._port_chooser(role), parent=page)
            column.addWidget(head)
            row = QHBoxLayout()
            row.setSpacing(theme.metrics.margin)
            row.addWidget(driver, 1)
            row.addWidget(port, 1)
            column.addLayout(row)
            find = self._finders[role] = Button(theme, self._finder(role), parent=page)
            by_hand = QHBoxLayout()
            by_hand.setSpacing(theme.metrics.margin)
            by_hand.addWidget(url, 1)
            by_hand.addWidget(find, 0, Qt.AlignmentFlag.AlignBottom)
            column.addLayout(by_hand)
        self._monitor_note = Paragraph(theme, parent=page)
        column.addWidget(self._monitor_note)

    def _build_language(self, page: QWidget) -> None:
        column = self._column(page)
        self._language = Chips(self._theme, self._choose_language, page)
        self._language_note = Paragraph(self._theme, parent=page)
        self._support_head = Head(self._theme, parent=page)
        self._support_note = Paragraph(self._theme, parent=page)
        self._support = Button(self._theme, self._support_pressed, parent=page)
        column.addWidget(self._language)
        column.addWidget(self._language_note)
        column.addSpacing(self._theme.metrics.margin)
        column.addWidget(self._support_head)
        column.addWidget(self._support_note)
        column.addWidget(self._support, 0, Qt.AlignmentFlag.AlignLeft)

    # --- showing

    def show_view(self, view: View) -> None:
        self._view = view
        if not self._begun:
            self._begun = True
            known, desk = view.settings.monitors, self._acts.desk
            listed = desk.ports() if desk else ()
            missing = not view.simulated and not all(step.done for step in steps_of(view))
            self._draft = replace(
                self._draft,
                tab="order" if missing and self._draft.tab == "monitors" else self._draft.tab,
                drivers=tuple((m.role, m.driver) for m in known),
                ports=tuple((m.role, port_now(m, listed)) for m in known),
            )
        words, draft, _ = self._words, self._draft, self._words.text
        self._tabs.show_state(
            TabsState(tuple(TabState(key, _(name)) for key, name in TABS), draft.tab)
        )
        for key, page in self._pages.items():
            page.setVisible(key == draft.tab)
        self._rest.setVisible(draft.tab not in self._own)
        if draft.tab == "monitors":
            self._show_monitors(view)
        elif draft.tab == "order":
            self._order.show_view(view)
        elif draft.tab == "staff":
            self._staff.show_state(view, draft)
        elif draft.tab == "language":
            self._show_language(view)
        elif draft.tab in self._own:
            self._own[draft.tab].show_view(view)
        elif draft.tab == "record":
            self._record.show_view(view)
        else:
            self._sound.show_view(view)
        self._back.show_state(ButtonState(_("Back") if view.open else _("Start"), icon="back"))
        refused = said(words, REFUSED | LINKS, draft.said) if draft.said else ""
        self._show_primary(view, refused)

    def _show_primary(self, view: View, refused: str) -> None:
        draft, _ = self._draft, self._words.text
        if draft.tab == "monitors":
            ready = bool(choices(draft)) and self._acts.desk is not None
            label = _("Listen and remember")
        elif draft.tab == "staff":
            ready = bool(draft.person or (draft.name.strip() and draft.pin))
            label = _("Save the change") if draft.person else _("Add person")
        elif draft.tab in self._own:
            page = self._own[draft.tab]
            self.show_foot(page.primary(view), page.reason())
            return
        else:
            self.show_foot(None, refused)
            return
        self.show_foot(PrimaryState(label, enabled=ready), refused)

    def _show_monitors(self, view: View) -> None:
        self._take_found()
        words, draft, _ = self._words, self._draft, self._words.text
        desk = self._acts.desk
        searching = desk is not None and desk.search is not None and not desk.search.done
        for role, name in MONITOR_ROLES:
            self._heads[role].show_state(HeadState(_(name), link_text(view, role, words)))
            url = chosen(draft.ports, role)
            ports = desk.ports() if desk else ()
            listed = tuple(Option(p.url, p.url, p.name) for p in ports)
            self._drivers[role].show_state(
                SelectState(
                    driver_options(desk, role) if desk else (),
                    chosen(draft.drivers, role),
                    _("Monitor"),
                    _("choose"),
                    enabled=desk is not None,
                )
            )
            self._ports[role].show_state(
                SelectState(
                    listed,
                    url if any(option.id == url for option in listed) else "",
                    _("Port"),
                    _("choose") if listed else _("no serial port was found"),
                    enabled=bool(listed),
                )
            )
            self._urls[role].show_state(
                FieldState(
                    _("Port by name, or socket://address:port"), url, enabled=desk is not None
                )
            )
            here = searching and role == self._finding
            label = _("Listening, up to a minute …") if here else _("Find out which monitor it is")
            free = bool(url) and desk is not None and not searching
            self._finders[role].show_state(ButtonState(label, icon="search", enabled=free))
        note = (
            _("The values beside are the test-read. They are not recorded.")
            if desk
            else _("A demonstration has its own monitors.")
        )
        self._monitor_note.show_state(ParagraphState(note, icon="info"))

    def _show_language(self, view: View) -> None:
        words, _ = self._words, self._words.text
        languages = (("nb", "Norsk bokmål"), ("en", "English"))
        self._language.show_state(
            ChipsState(
                tuple(Chip(key, name, key == view.settings.language) for key, name in languages),
                _("Language"),
                spoken_chosen=_("chosen"),
            )
        )
        note = _("Takes effect at the next start. Clinical wording has both languages.")
        self._language_note.show_state(ParagraphState(note, icon="info"))
        self._support_head.show_state(HeadState(_("Support bundle")))
        self._support_note.show_state(
            ParagraphState(support_text(self._draft, words), icon="info", bright=True)
        )
        self._support.show_state(ButtonState(_("Make the support bundle"), icon="export"))

    # --- presses

    def _leave(self) -> None:
        """To the start, or back to the session: the volume may be set during one."""
        if self._view is not None and self._view.open:
            self._acts.back()
        else:
            self._acts.go(Place.START)

    def _import_staff(self) -> None:
        title = self._words.text("The list of staff")
        path, _filter = QFileDialog.getOpenFileName(self, title, str(documents()), "CSV (*.csv)")
        if path:
            self._typed(imported=self._acts.import_staff(Path(path)))

    def _support_pressed(self) -> None:
        """One press: the file lies beside this person's documents, and its name is said."""
        file, why = self._acts.support_bundle(documents())
        self._typed(support=str(file), support_refused=why)

    def _typed(self, **changed: object) -> None:
        fresh = {"said": "", "support": ""} | changed
        self._draft = replace(self._draft, **fresh)  # type: ignore[arg-type]  # fields of SetupDraft
        if self._view is not None:
            self.show_view(self._view)

    def _driver_chooser(self, role: str) -> Callable[[str], None]:
        return lambda driver: self._typed(drivers=put(self._draft.drivers, role, driver))

    def _port_chooser(self, role: str) -> Callable[[str], None]:
        return lambda url: self._typed(ports=put(self._draft.ports, role, url))

    def _finder(self, role: str) -> Callable[[], None]:
        def find() -> None:
            self._finding = role
            self._refused(self._acts.find_monitor(chosen(self._draft.ports, role).strip()))

        return find

    def _take_found(self) -> None:
        """What was found out is put into the list, for the nurse to confirm."""
        desk, role = self._acts.desk, self._finding
        if not role or desk is None or desk.search is None or not desk.search.done:
            return
        self._finding, driver = "", desk.search.driver
        if not driver:
            self._draft = replace(self._draft, said=desk.search.trouble or "nobody_speaks")
        elif any(option.id == driver for option in driver_options(desk, role)):
            drivers = put(self._draft.drivers, role, driver)
            self._draft = replace(self._draft, drivers=drivers)
        else:
            self._draft = replace(self._draft, said="other_values")

    def _open_step(self, step: Step) -> None:
        if step in TABS_OF:
            self._typed(tab=TABS_OF[step])
        else:
            self._acts.go(Place.LOCAL_VALUES)

    def _end_person(self) -> None:
        """Whoever has left signs no more; what they signed stands."""
        view, draft = self._view, self._draft
        if view is None or not draft.person:
            return
        today = local_day(view.now.wall, ZONE).isoformat()
        ended = replace_fields(person_of(draft, view.staff), ended=today)
        why = self._acts.save_person(ended, "")
        if not why:
            self._draft = SetupDraft(tab="staff", drivers=draft.drivers, ports=draft.ports)
        self._refused(why)

    def _change_person(self, person: str) -> None:
        known = next((p for p in self._view.staff if p.id == person), None) if self._view else None
        if known is not None:
            self._draft = changing(self._draft, known)
            self._typed()

    def _choose_language(self, language: str) -> None:
        if self._view is not None:
            settings = replace_fields(self._view.settings, language=language)
            self._typed(said=self._acts.save_settings(settings))

    def _apply(self) -> None:
        draft = self._draft
        if draft.tab == "monitors":
            self._refused(self._acts.use_monitors(choices(draft)))
            return
        if draft.tab in self._own:
            self._own[draft.tab].apply()
            self._refused("")
            return
        view = self._view
        if view is None:
            return
        why = fields_refused(draft, local_day(view.now.wall, ZONE))
        why = why or self._acts.save_person(person_of(draft, view.staff), draft.pin)
        if not why:
            self._draft = SetupDraft(tab="staff", drivers=draft.drivers, ports=draft.ports)
        self._refused(why)

    def _refused(self, why: str) -> None:
        self._draft = replace(self._draft, said=why)
        if self._view is not None:
            self.show_view(self._view)


def sound_set_up(
    theme: Theme, words: Words, acts: Acts, clock_s: Callable[[], float]
) -> SetupScreen:
    """Opened where the sound is tested and its volume set."""
    return SetupScreen(theme, words, acts, clock_s, tab="sound")


def record_set_up(
    theme: Theme, words: Words, acts: Acts, clock_s: Callable[[], float]
) -> SetupScreen:
    """Opened where the record's backups go."""
    return SetupScreen(theme, words, acts, clock_s, tab="record")


def physician_set_up(
    theme: Theme, words: Words, acts: Acts, clock_s: Callable[[], float]
) -> SetupScreen:
    """Opened where the back-up physician's devices are paired."""
    return SetupScreen(theme, words, acts, clock_s, tab="physician")
