"""Checklist, day check, tabs, consent, choices, ticks and the log: what is said and pressed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent

from ui.widgets.action import ActionCard, ActionState
from ui.widgets.answers import AnswerHead, AnswerRow, AnswerState, Meaning, columns_x
from ui.widgets.button import ButtonState, Kind
from ui.widgets.checklist import ChecklistRow, ChecklistState, Row
from ui.widgets.choice import ChoiceButton, ChoiceState
from ui.widgets.consent import Consent, ConsentState, ConsentToggle
from ui.widgets.log import LogList, LogRow, LogState
from ui.widgets.tabs import TabBar, TabsState, TabState
from ui.widgets.tick import Tick, TickShape, TickState
from ui.widgets.words import marked

LEFT = Qt.MouseButton.LeftButton
LABELS = ("Ja", "Nei", "Usikker", "Ikke spurt")


def test_a_row_to_do_is_pressed_by_its_id(theme, shown, heard, qtbot):
    row = ChecklistRow(theme, heard, heard)
    row.show_state(ChecklistState("pvk", "PVK spylt", pressable=True, spoken_state="ikke gjort"))
    shown(row)
    qtbot.mouseClick(row, LEFT)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    assert heard.calls == [("pvk",), ("pvk",)]
    assert row.accessibleName() == "PVK spylt, ikke gjort"


def test_a_missing_row_has_its_own_button(theme, shown, heard, qtbot):
    row = ChecklistRow(theme, lambda _: None, heard)
    state = ChecklistState(
        "sign", "Dobbeltkontroll", Row.MISSING, "Ikke signert.", button=ButtonState("Signér")
    )
    row.show_state(state)
    shown(row, theme.metrics.content_w)
    qtbot.mouseClick(row.button, LEFT)
    assert heard.calls == [("sign",)]
    assert row.button.accessibleName() == "Signér: Dobbeltkontroll"


def test_a_corrected_row_says_both_values(theme, shown, heard):
    row = shown(ChecklistRow(theme, heard, heard))
    second = marked("~~62,6~~ · rettet 09:31 · feil vekt · {who}", who="Ida Lund")
    row.show_state(ChecklistState("w", "72,6 kg", Row.CORRECTED, second))
    assert row.accessibleName() == "72,6 kg, 62,6 · rettet 09:31 · feil vekt · Ida Lund"


@pytest.mark.parametrize("mark", list(Row))
def test_a_row_that_is_not_pressable_hears_nothing(wide_theme, shown, heard, qtbot, mark):
    row = ChecklistRow(wide_theme, heard, heard)
    row.show_state(ChecklistState("x", "Noe", mark))
    shown(row)
    qtbot.mouseClick(row, LEFT)
    assert heard.calls == []


def test_a_longer_row_is_higher(theme, shown, heard):
    row = shown(ChecklistRow(theme, heard, heard))
    row.show_state(ChecklistState("x", "Kort"))
    low = row.heightForWidth(300)
    row.show_state(ChecklistState("x", "Blodtrykk, puls og oksygenmetning målt og dokumentert"))
    assert row.heightForWidth(300) > low


ASK = AnswerState("bp", "Blodtrykk over 150", LABELS)


@pytest.fixture
def question(theme, shown, heard):
    row = AnswerRow(theme, heard)
    row.show_state(ASK)
    return shown(row, theme.metrics.content_w)


KEYS = [
    (Qt.Key.Key_1, 0),
    (Qt.Key.Key_2, 1),
    (Qt.Key.Key_3, 2),
    (Qt.Key.Key_4, 3),
]


@pytest.mark.parametrize(("key", "answer"), KEYS)
def test_a_key_answers(question, qtbot, heard, key, answer):
    qtbot.keyClick(question, key)
    assert heard.calls == [("bp", answer)]


@pytest.mark.parametrize("key", [Qt.Key.Key_0, Qt.Key.Key_5, Qt.Key.Key_A])
def test_another_key_answers_nothing(question, qtbot, heard, key):
    event = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    question.keyPressEvent(event)
    assert heard.calls == []


def test_a_finger_answers(question, qtbot, heard):
    qtbot.mouseClick(question.buttons[2], LEFT)
    assert heard.calls == [("bp", 2)]


MEANINGS = [
    ("cleared", Meaning.CLEAR, Kind.CHOSEN),
    ("the doctor is told", Meaning.INFORM, Kind.OUTLINE),
    ("the doctor must decide", Meaning.DECIDE, Kind.INVERSE),
]


@pytest.mark.parametrize(("story", "meaning", "kind"), MEANINGS)
def test_the_chosen_answer_shows_what_it_leads_to(question, story, meaning, kind):
    question.show_state(replace(ASK, chosen=1, meaning=meaning))
    kinds = [button.state.kind for button in question.buttons]
    assert kinds == [Kind.RECEDING, kind, Kind.RECEDING, Kind.RECEDING], story


def test_before_an_answer_all_four_are_bright(question):
    assert {button.state.kind for button in question.buttons} == {Kind.SECONDARY}


def test_an_answer_that_is_not_clear_says_its_consequence_at_once(question, painted):
    told = "Oppstart er sperret til en navngitt lege har avgjort."
    question.show_state(replace(ASK, chosen=2, meaning=Meaning.DECIDE, consequence=told))
    question.resize(question.width(), question.heightForWidth(question.width()))
    question.grab()
    assert told in " ".join(text.what for text in painted[0])
    assert told in question.accessibleName()


def test_the_rows_and_their_head_share_the_columns(theme, question, shown):
    head = shown(AnswerHead(theme), question.width())
    head.show_state("Hjerte", LABELS)
    places = columns_x(theme, LABELS, question.width())
    assert [(button.x(), button.width()) for button in question.buttons] == list(places)
    assert places[-1][0] + places[-1][1] <= question.width()


def test_a_closed_question_cannot_be_changed(question, qtbot, heard):
    question.show_state(replace(ASK, chosen=0, enabled=False))
    qtbot.keyClick(question, Qt.Key.Key_2)
    qtbot.mouseClick(question.buttons[0], LEFT)
    assert heard.calls == []


TABS = TabsState((TabState("a", "Samtykke", done=True), TabState("b", "Hjerte", "4/6")), "a")


def test_tabs_lead_by_finger_and_arrow(theme, shown, heard, qtbot):
    bar = TabBar(theme, heard)
    bar.show_state(TABS)
    shown(bar, theme.metrics.content_w)
    qtbot.mouseClick(bar.tabs[1], LEFT)
    qtbot.keyClick(bar.tabs[0], Qt.Key.Key_Right)
    assert heard.calls == [("b",), ("b",)]
    assert [tab.accessibleName() for tab in bar.tabs] == ["Samtykke", "Hjerte 4/6"]


CONSENTS = [
    ("not agreed: a press", Consent.OFF, True),
    ("agreed: a press", Consent.ON, True),
    ("locked: a press withdraws", Consent.LOCKED_ON, True),
    ("withdrawn: no way back", Consent.WITHDRAWN, False),
]


@pytest.mark.parametrize(("story", "consent", "hears"), CONSENTS)
def test_a_consent(theme, shown, heard, qtbot, story, consent, hears):
    toggle = shown(ConsentToggle(theme, heard))
    toggle.show_state(ConsentState("hand", "Hånd", "hand", consent))
    qtbot.mouseClick(toggle, LEFT)
    assert (heard.calls == [("hand",)]) is hears, story


def test_each_consent_looks_different(theme, shown, heard):
    toggle = shown(ConsentToggle(theme, heard))
    seen = []
    for consent in Consent:
        toggle.show_state(ConsentState("hand", "Hånd", "hand", consent))
        picture = toggle.grab().toImage()
        assert all(picture != other for other in seen), consent
        seen.append(picture)


def test_a_choice_that_is_not_possible_says_why_and_is_not_pressed(theme, shown, heard, qtbot):
    choice = shown(ChoiceButton(theme, heard, large=True))
    choice.show_state(ChoiceState("2 mg", possible=False, second="krever forordning på 1–2 mg"))
    qtbot.mouseClick(choice, LEFT)
    assert heard.calls == []
    assert choice.accessibleName() == "2 mg, krever forordning på 1–2 mg"


def test_a_choice_is_pressed(theme, shown, heard, qtbot):
    choice = shown(ChoiceButton(theme, heard))
    choice.show_state(ChoiceState("i.v.", chosen=True, spoken_chosen="valgt"))
    qtbot.mouseClick(choice, LEFT)
    assert heard.calls == [()]
    assert choice.accessibleName() == "i.v., valgt"


@pytest.mark.parametrize("shape", list(TickShape))
@pytest.mark.parametrize("checked", [False, True])
def test_a_tick_asks_for_its_opposite(theme, shown, heard, qtbot, shape, checked):
    tick = Tick(theme, heard, shape)
    tick.show_state(TickState("Uro", checked=checked))
    shown(tick, theme.metrics.px(400))
    qtbot.mouseClick(tick, LEFT)
    assert heard.calls == [(not checked,)]
    assert tick.state.checked is checked  # only the state that comes back changes it


LOG = LogState(
    (
        LogRow("3", "10:31", "BT 128/79", "gauge"),
        LogRow("2", "10:19", "Svimmelhet", "activity", marked("rettet fra ~~kvalme~~")),
        LogRow("1", "10:10", "Infusjon startet", "play"),
    ),
    "Logg",
)


def test_a_row_of_the_log_is_pressed_to_correct_it(theme, shown, heard, qtbot):
    log = LogList(theme, heard)
    log.show_state(LOG)
    shown(log)
    qtbot.mouseClick(log, LEFT, pos=QPoint(20, log.height() - 8))
    assert heard.calls == [("1",)]


def test_arrows_walk_through_the_log_and_enter_presses(theme, shown, heard, qtbot):
    log = LogList(theme, heard)
    log.show_state(LOG)
    shown(log)
    qtbot.keyClick(log, Qt.Key.Key_Down)
    assert log.accessibleName() == "Logg: 10:19, Svimmelhet, rettet fra kvalme"
    qtbot.keyClick(log, Qt.Key.Key_Return)
    assert heard.calls == [("2",)]


def test_a_press_does_not_land_on_a_row_that_came_in_between(theme, shown, heard, qtbot):
    log = LogList(theme, heard)
    log.show_state(LOG)
    shown(log)
    at = QPoint(20, 8)
    qtbot.mousePress(log, LEFT, pos=at)
    log.show_state(replace(LOG, rows=(LogRow("4", "10:36", "BT 131/80"), *LOG.rows)))
    qtbot.mouseRelease(log, LEFT, pos=at)
    assert heard.calls == []


def test_the_walk_stays_on_its_row_when_a_new_one_comes(theme, shown, heard, qtbot):
    log = LogList(theme, heard)
    log.show_state(LOG)
    shown(log)
    qtbot.keyClick(log, Qt.Key.Key_Down)
    log.show_state(replace(LOG, rows=(LogRow("4", "10:36", "BT 131/80"), *LOG.rows)))
    qtbot.keyClick(log, Qt.Key.Key_Return)
    assert heard.calls == [("2",)]


def test_an_empty_log_says_so(theme, shown):
    log = shown(LogList(theme))
    log.show_state(LogState((), "Logg", "Ingenting ennå"))
    assert log.accessibleName() == "Logg: Ingenting ennå"


def test_an_action_is_pressed_and_then_says_when(theme, shown, heard, qtbot):
    card = ActionCard(theme, heard)
    card.show_state(
        ActionState("raise", "Hev stolen/sengen 45 grader", "2", "gjør pusting lettere")
    )
    shown(card)
    qtbot.mouseClick(card, LEFT)
    assert heard.calls == [("raise",)]
    assert card.accessibleName() == "2, Hev stolen/sengen 45 grader, gjør pusting lettere"
    card.show_state(ActionState("raise", "Hev", "2", done_at="10:37:20", spoken_done="gjort"))
    assert card.accessibleName() == "2, Hev, gjort 10:37:20"
    card.grab()
