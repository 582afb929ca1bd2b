"""Stages in an alarm and in an emergency, of invented data, for the gallery."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.action import ActionCard, ActionState
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.choice import ChoiceButton, ChoiceState
from ui.widgets.facts import Fact
from ui.widgets.gallery_frame import nothing
from ui.widgets.gallery_stages import buttons, foot
from ui.widgets.paragraph import Head, HeadState
from ui.widgets.primary import PrimaryState
from ui.widgets.ring_header import RingHeader, RingHeaderState
from ui.widgets.tick import Tick, TickShape, TickState
from ui.widgets.words import marked


def high_bp(theme: Theme) -> QWidget:
    metrics, stage = theme.metrics, QWidget()
    page = QVBoxLayout(stage)
    page.setContentsMargins(metrics.margin, 0, metrics.margin, 0)
    page.setSpacing(metrics.px(6))
    header = RingHeader(theme, nothing, nothing)
    header.show_state(
        RingHeaderState(
            21.6 / 40,
            (
                Fact("Gjenstår", "18:20"),
                Fact("Pumpetid", "21:40"),
                Fact("Ferdig ca.", "10:50", optional=True),
                Fact("Gitt til nå", "39,2", "mg"),
            ),
            ButtonState("Pause", "pause"),
            ButtonState("Stopp", "stop"),
        )
    )
    head = Head(theme, large=True, ruled=False)
    head.show_state(HeadState("180/110 eller høyere", beside="mål på nytt nå, varsle bakvakt"))
    ask = Head(theme, ruled=False)
    ask.show_state(HeadState("Symptomer nå?", "sendes med varselet"))
    for widget in (header, head, ask):
        page.addWidget(widget)
    symptoms = ("Brystsmerter", "Redusert bevissthetsnivå, GCS < 8", "Alvorlige magesmerter")
    more = ("Besvimelse, synkope", "Uro", "Evtl. symptomer på hjerneslag")
    for left, right in zip(symptoms, more, strict=True):
        row = QHBoxLayout()
        row.setSpacing(metrics.gap)
        for words in (left, right):
            tick = Tick(theme, nothing, TickShape.ROW)
            tick.show_state(TickState(words, checked=words == "Uro"))
            row.addWidget(tick, 1)
        page.addLayout(row)
    page.addStretch(1)
    page.addSpacing(metrics.foot_h + metrics.foot_below)
    foot(
        theme,
        PrimaryState("Send svar til bakvakt", enabled=False),
        buttons(theme, ("Tilbake", "back")),
        marked("Mangler: **symptomsvar**"),
        stage,
    )
    return stage


def emergency(theme: Theme) -> QWidget:
    metrics, stage = theme.metrics, QWidget()
    page = QVBoxLayout(stage)
    page.setContentsMargins(metrics.margin, 0, metrics.margin, 0)
    page.setSpacing(metrics.gap)
    head = Head(theme, large=True)
    head.show_state(HeadState("Nødsituasjon", marked("siden 10:37:02 __01:18__")))
    page.addWidget(head)
    columns = QHBoxLayout()
    columns.setSpacing(metrics.margin)
    left, right = QVBoxLayout(), QVBoxLayout()
    for column in (left, right):
        column.setSpacing(metrics.gap)
    columns.addLayout(left, 28)
    columns.addLayout(right, 72)
    page.addLayout(columns)
    for text, icon in (
        ("Anafylaktiske", "bolt"),
        ("Pulmonale", "lungs"),
        ("Kardiovaskulære", "heart"),
        ("Psykiatriske", "brain"),
    ):
        category = Button(theme, nothing, left=True)
        chosen = text == "Anafylaktiske"
        category.show_state(ButtonState(text, icon, Kind.INVERSE if chosen else Kind.DIM))
        left.addWidget(category)
    left.addStretch(1)
    row = QHBoxLayout()
    row.setSpacing(metrics.gap)
    for symptom in ("Takykardi", "Hypotensjon", "Hvesing"):
        choice = ChoiceButton(theme, nothing, ticked=True)
        choice.show_state(ChoiceState(symptom, chosen=symptom != "Hvesing"))
        row.addWidget(choice)
    row.addStretch(1)
    right.addLayout(row)
    for state in (
        ActionState("1", "Vurder/stopp infusjonen", "", "stoppet, 49,4 mg gitt", "10:37:20"),
        ActionState("2", "Hev stolen/sengen 45 grader", "2", "gjør pusting lettere"),
        ActionState(
            "3", "Hvis hypotensjon: legg pasienten flatt med bena høyt", "3", "BT nå 84/48"
        ),
    ):
        card = ActionCard(theme, nothing)
        card.show_state(state)
        right.addWidget(card)
    right.addStretch(1)
    page.addSpacing(metrics.foot_h + metrics.foot_below)
    phones = []
    for number, whose, kind in (
        ("12345", "Bakvakt", Kind.SECONDARY),
        ("2222", "Stansteam", Kind.SECONDARY),
        ("113", "Ringt 113 kl. --:--", Kind.INVERSE),
    ):
        phone = Button(theme, nothing, height=metrics.foot_h)
        phone.show_state(ButtonState(number, "phone", kind, sub=whose))
        phones.append(phone)
    foot(theme, PrimaryState("Avslutt nødsituasjon"), phones, "", stage)
    return stage
