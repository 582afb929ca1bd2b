"""Stages of invented data for the gallery: nothing in them is real, no press does anything."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.answers import AnswerHead, AnswerRow, AnswerState, Meaning
from ui.widgets.button import Button, ButtonState
from ui.widgets.checklist import ChecklistRow, ChecklistState, Row
from ui.widgets.consent import Consent, ConsentState, ConsentToggle
from ui.widgets.dose_bar import DoseBar, DoseBarState, DoseMark
from ui.widgets.facts import Fact, Facts, FactsState
from ui.widgets.field import FieldState, number_field
from ui.widgets.foot import FootState, PageFoot
from ui.widgets.gallery_frame import nothing
from ui.widgets.log import LogList, LogRow, LogState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.pin import PinField
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.ring import InfusionRing, RingState
from ui.widgets.scroll import ScrollArea
from ui.widgets.select import Option, SelectField, SelectState
from ui.widgets.tabs import TabBar, TabsState, TabState
from ui.widgets.tick import Tick, TickState
from ui.widgets.words import Words, marked

YES_NO = ("Ja", "Nei", "Usikker", "Ikke spurt")

LOG = LogState(
    (
        LogRow("9", "10:31", "BT 128/79 · puls 72 · SpO₂ 97", "gauge"),
        LogRow("8", "10:26", "BT 130/82 · puls 73 · SpO₂ 97", "gauge"),
        LogRow(
            "7",
            "10:24",
            "Fysisk kontakt gitt på pasientens ønske: hånd",
            "hand",
            "10:24–10:26 · Ida Lund",
        ),
        LogRow("6", "10:21", "BT 126/79 · puls 72 · SpO₂ 98", "gauge"),
        LogRow(
            "5",
            "10:19",
            "Svimmelhet",
            "activity",
            marked("rettet fra ~~kvalme~~ · feil trykk · Ida Lund"),
        ),
        LogRow("4", "10:18", "Merker effekt, dissosiasjon", "activity", "rolig, svarer på tiltale"),
        LogRow("3", "10:16", "BT 122/77 · puls 71 · SpO₂ 97", "gauge"),
        LogRow("2", "10:11", "BT 120/75 · puls 70 · SpO₂ 97", "gauge"),
        LogRow("1", "10:10", "Infusjon startet", "play", "pumpe går bekreftet av Ida Lund"),
    ),
    "Logg",
)


def buttons(theme: Theme, *pairs: tuple[str, str]) -> list[Button]:
    made = []
    for text, icon in pairs:
        button = Button(theme, nothing, height=theme.metrics.foot_h)
        button.show_state(ButtonState(text, icon))
        made.append(button)
    return made


def foot(
    theme: Theme, primary: PrimaryState, secondaries: list[Button], reason: Words, stage: QWidget
) -> PageFoot:
    button = PrimaryButton(theme, nothing, lambda: 0.0)
    button.show_state(primary)
    made = PageFoot(theme, button, secondaries, stage)
    made.show_state(FootState(reason))
    high = made.sizeHint().height()
    made.setGeometry(0, theme.metrics.stage_h - high, theme.metrics.stage_w, high)
    return made


def infusion(theme: Theme) -> QWidget:
    metrics, stage = theme.metrics, QWidget()
    ring = InfusionRing(theme, stage)
    onset = ("5–10 min:", "merker", "effekten") if metrics.wide else ("5–10 min",)
    ring.show_state(RingState(23.3 / 40, "16:42", "Gjenstår", "minutt 23 av 40", onset_label=onset))
    side, over = ring.sizeHint().width(), ring.overhang
    ring.setGeometry(metrics.margin - over, metrics.pick(16, 4) - over, side, side)
    facts = Facts(theme, parent=stage)
    facts.show_state(
        FactsState(
            (
                Fact("Pumpetid", "23:18", "", "startet 10:10"),
                Fact("Ferdig ca.", "10:50", "", "40 min i alt"),
                Fact("Gitt til nå", "42,1", "mg", "av 72,4 mg"),
            )
        )
    )
    wide, y = metrics.pick(608, 420), metrics.pick(632, 430)
    facts.setGeometry(metrics.margin, y, wide, facts.sizeHint().height())
    mix = Paragraph(theme, parent=stage)
    mix.show_state(ParagraphState("1,00 mg/kg · Ketalar i NaCl 9 mg/ml · 50 ml, 75 ml/t"))
    mix.setGeometry(metrics.margin, metrics.pick(776, 522), wide, metrics.s_line)
    head = Head(theme, parent=stage)
    head.show_state(HeadState("Logg", "nyeste øverst" if metrics.wide else ""))
    x = metrics.pick(648, 448)
    head.setGeometry(x, metrics.pick(24, 12), metrics.stage_w - metrics.margin - x, 40)
    log = LogList(theme, parent=stage)
    log.show_state(LOG)
    scroll = ScrollArea(theme, log, stage)
    wide, y = metrics.stage_w - metrics.margin - x, head.y() + 40
    foot_button = PrimaryState("Bekreft ferdig", enabled=False)
    three = buttons(theme, ("Pause", "pause"), ("Stopp", "stop"), ("Symptom", "activity"))
    reason = "Kan bekreftes ved\n40:00 pumpetid" if metrics.wide else "ved 40:00\npumpetid"
    below = foot(theme, foot_button, three, reason, stage)
    scroll.setGeometry(x, y, wide, below.y() - y)
    return stage


def preparation(theme: Theme) -> QWidget:
    metrics, stage = theme.metrics, QWidget()
    page = QHBoxLayout(stage)
    page.setContentsMargins(metrics.margin, 0, metrics.margin, 0)
    page.setSpacing(metrics.margin)
    left, right = QVBoxLayout(), QVBoxLayout()
    page.addLayout(left, 46)
    page.addLayout(right, 54)
    left.setSpacing(0)
    right.setSpacing(metrics.gap)
    head = Head(theme, large=True)
    head.show_state(HeadState("Forberedelse"))
    left.addWidget(head)
    rows = (
        ChecklistState("a", "Innledende samtale", Row.DONE, aside=("09:40", "Ida Lund")),
        ChecklistState("b", "Avklare trygging og støtte", Row.DONE, aside=("09:44", "Ida Lund")),
        ChecklistState("c", "Muntlig samtykke til fysisk kontakt", Row.NOW, aside=("pågår",)),
        ChecklistState("d", "Oppfordret til å gå på toalettet", pressable=True),
        ChecklistState(
            "e", "Blodtrykk, puls og oksygenmetning målt og dokumentert", pressable=True
        ),
        ChecklistState("f", "PVK spylt med NaCl før pumpen kobles på", pressable=True),
    )
    for state in rows:
        row = ChecklistRow(theme, nothing, nothing)
        row.show_state(state)
        left.addWidget(row)
    left.addStretch(1)
    touch = Head(theme, ruled=False)
    touch.show_state(HeadState("Fysisk kontakt", "låses ved oppstart"))
    right.addSpacing(metrics.px(8))
    right.addWidget(touch)
    toggles = QHBoxLayout()
    toggles.setSpacing(metrics.gap)
    for name, picture, consent in (
        ("Hånd", "hand", Consent.ON),
        ("Arm", "arm", Consent.ON),
        ("Skulder", "shoulder", Consent.OFF),
    ):
        toggle = ConsentToggle(theme, nothing)
        toggle.show_state(ConsentState(picture, name, picture, consent))
        toggles.addWidget(toggle, 1)
    right.addLayout(toggles)
    none = Button(theme, nothing)
    none.show_state(ButtonState("Ingen fysisk kontakt"))
    told = Tick(theme, nothing)
    told.show_state(TickState("Pasienten er informert om at samtykket kan trekkes når som helst"))
    dose = Head(theme, ruled=False)
    dose.show_state(HeadState("Forordning og dose", "Dr. N. Hansen 08:12 · i.v. 40 min"))
    bar = DoseBar(theme)
    bar.show_state(
        DoseBarState(
            72.4,
            150,
            marks=(
                DoseMark(54.3, "sist 0,75"),
                DoseMark(72.4, "trinn: maks 1,00 mg/kg", above=True, bright=True),
                DoseMark(108.6, "1,5 mg/kg"),
                DoseMark(150, "150 mg"),
            ),
        )
    )
    limit = Paragraph(theme)
    limit.show_state(
        ParagraphState(
            marked("__Begrenset av trinnet:__ maks 0,25 mg/kg over sist gitte dose, 0,75.")
        )
    )
    second = QHBoxLayout()
    second.setSpacing(metrics.gap)
    who = SelectField(theme, nothing)
    who.show_state(SelectState((Option("p", "Per Moen"), Option("k", "Kari Li")), "p"))
    amount = number_field(theme, nothing)
    amount.show_state(FieldState(placeholder="–", unit="mg", name="Dose"))
    second.addWidget(who, 5)
    second.addWidget(amount, 3)
    if metrics.wide:
        second.addWidget(PinField(theme, nothing), 3)
    for widget in (none, told, dose, bar, limit):
        right.addWidget(widget)
    right.addLayout(second)
    right.addStretch(1)
    left.addSpacing(metrics.foot_h + metrics.foot_below)
    right.addSpacing(metrics.foot_h + metrics.foot_below)
    foot(
        theme,
        PrimaryState("Fortsett", enabled=False),
        buttons(theme, ("Tilbake", "back")),
        marked("Mangler: **informert om trekk**, **PVK**, **dobbeltkontroll** og 4 til"),
        stage,
    )
    return stage


def day_check(theme: Theme) -> QWidget:
    metrics, stage = theme.metrics, QWidget()
    page = QVBoxLayout(stage)
    page.setContentsMargins(metrics.margin, metrics.px(8), metrics.margin, 0)
    page.setSpacing(0)
    tabs = TabBar(theme, nothing)
    tabs.show_state(
        TabsState(
            (
                TabState("a", "Samtykke", done=True),
                TabState("b", "Psykisk", done=True),
                TabState("c", "Hjerte", "4/6"),
                TabState("d", "Kropp", "0/7"),
                TabState("e", "Legemidler", "0/4"),
                TabState("f", "I dag", "0/7"),
            ),
            "c",
        )
    )
    head = AnswerHead(theme)
    head.show_state("Hjerte og kar · tast 1–4", YES_NO)
    page.addWidget(tabs)
    page.addWidget(head)
    measured = "målt 122/76 kl. 09:26"
    rows = (
        AnswerState("1", "Blodtrykk over 150 og/eller 95", YES_NO, 1, second=measured),
        AnswerState("2", "Blodtrykk 180/110 eller høyere", YES_NO, 0, Meaning.INFORM),
        AnswerState(
            "3",
            "Arytmi, hjertesvikt, forlenget QTc, tidligere infarkt – klarert av kardiolog",
            YES_NO,
            2,
            Meaning.DECIDE,
            consequence="Oppstart er sperret til en navngitt lege har avgjort.",
        ),
        AnswerState("4", "Tidligere hjerneslag/-blødning – klarert av nevrolog", YES_NO),
        AnswerState("5", "Sentralt aneurisme", YES_NO),
    )
    for state in rows:
        row = AnswerRow(theme, nothing)
        row.show_state(state)
        page.addWidget(row)
    page.addStretch(1)
    page.addSpacing(metrics.foot_h + metrics.foot_below)
    foot(
        theme,
        PrimaryState("Fortsett", enabled=False),
        buttons(theme, ("Tilbake", "back")),
        marked("Mangler: **20 svar**, **1 avgjørelse av lege**"),
        stage,
    )
    return stage
