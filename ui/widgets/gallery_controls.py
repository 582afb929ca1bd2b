"""The drawing 16 without its type and colours: every row, control and choice."""

from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.widgets import gallery_stages
from ui.widgets.answers import AnswerRow, AnswerState, Meaning
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.checklist import ChecklistRow, ChecklistState, Row
from ui.widgets.choice import ChoiceButton, ChoiceState
from ui.widgets.consent import Consent, ConsentState, ConsentToggle
from ui.widgets.field import FieldState, text_field, time_field
from ui.widgets.gallery_frame import nothing
from ui.widgets.gallery_states import Column
from ui.widgets.log import LogList, LogState
from ui.widgets.pin import PinField, PinPad, PinState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.progress import Progress, ProgressState, SegmentedProgress, SegmentsState
from ui.widgets.select import Option, SelectField, SelectState
from ui.widgets.tag import Tag, TagKind
from ui.widgets.tick import Tick, TickShape, TickState
from ui.widgets.timeline import Due, Milestone, ObservationTimeline, TimelineState
from ui.widgets.words import marked


def controls_sheet(theme: Theme) -> QWidget:
    metrics = theme.metrics
    sheet = QWidget()
    sheet.resize(metrics.window_w, metrics.window_h)
    third = (metrics.window_w - 4 * metrics.margin) // 3
    left, middle, right = (
        Column(theme, sheet, metrics.margin + number * (third + metrics.margin), third, title)
        for number, title in enumerate(("Rows and answers", "Controls", "More"))
    )
    _rows(theme, left)
    _controls(theme, middle)
    _more(theme, right)
    return sheet


def _rows(theme: Theme, column: Column) -> None:
    corrected = marked("~~62,6~~ · rettet 09:31 · feil vekt · Ida Lund")
    for state in (
        ChecklistState("a", "Ikke gjort", pressable=True),
        ChecklistState("b", "Pågår", Row.NOW, aside=("pågår",)),
        ChecklistState("c", "Gjort: hvem og når", Row.DONE, aside=("09:40", "Ida Lund")),
        ChecklistState("d", "Venter på noe annet", Row.WAITING, aside=("venter på ny måling",)),
        ChecklistState("e", "72,6 kg", Row.CORRECTED, corrected),
        ChecklistState(
            "f",
            "Mangler: løftet flate, ring, knapp",
            Row.MISSING,
            "Per Moen har ikke signert.",
            button=ButtonState("Signér"),
        ),
    ):
        row = ChecklistRow(theme, nothing, nothing)
        row.show_state(state)
        column.put(row)
    labels = gallery_stages.YES_NO
    for answer in (
        AnswerState("1", "Godkjent svar", labels, 1),
        AnswerState("2", "Informer lege", labels, 0, Meaning.INFORM),
        AnswerState("3", "Lege må avgjøre", labels, 2, Meaning.DECIDE),
        AnswerState("4", "Ubesvart, i fokus", labels),
    ):
        question = AnswerRow(theme, nothing)
        question.show_state(answer)
        column.put(question)
    question.setObjectName("focused row")


def _controls(theme: Theme, column: Column) -> None:
    def primary(state: PrimaryState, held_s: float = 0.0) -> PrimaryButton:
        now = [0.0]
        button = PrimaryButton(theme, nothing, lambda: now[0])
        button.show_state(state)
        if held_s:
            button.press_down()
            now[0] = held_s
            button.show_time(held_s)
        return button

    column.say("primary: ready · disabled")
    off = primary(PrimaryState("Fortsett", enabled=False))
    column.put(primary(PrimaryState("Fortsett")), off)
    column.say("hold to start: fills left to right in 1 s · in focus")
    held = primary(PrimaryState("Start infusjon", hold=True, sub="hold inne 1 s"), 0.62)
    focused = primary(PrimaryState("I fokus"))
    focused.setObjectName("focused button")
    column.put(held, focused)
    column.say("secondary · chosen · inverse · not possible")
    made = []
    for state in (
        ButtonState("Pause", "pause"),
        ButtonState("Valgt", kind=Kind.CHOSEN),
        ButtonState("NØD", kind=Kind.INVERSE),
        ButtonState("Nei", enabled=False),
    ):
        button = Button(theme, nothing)
        button.show_state(state)
        made.append(button)
    column.put(*made)
    toggles = []
    for consent in (Consent.OFF, Consent.ON, Consent.LOCKED_ON, Consent.WITHDRAWN):
        toggle = ConsentToggle(theme, nothing)
        toggle.show_state(ConsentState("hand", "Hånd", "hand", consent))
        toggles.append(toggle)
    column.say("consent: off · on · locked · withdrawn")
    column.put(*toggles, spread=True)
    column.say("field, time, tags")
    number = text_field(theme, nothing)
    number.show_state(FieldState(text="72,4", unit="kg", name="Vekt"))
    at = time_field(theme, nothing)
    at.show_state(FieldState(text="05:10", name="Tid"))
    column.put(number, at, spread=True)
    tags = []
    for words, kind in (
        ("Usikker", TagKind.FILLED),
        ("lokal grense", TagKind.OUTLINE),
        ("SIMULERING", TagKind.HATCHED),
    ):
        tag = Tag(theme, kind)
        tag.show_text(words)
        tags.append(tag)
    column.put(*tags)
    log = LogList(theme)
    log.show_state(LogState((gallery_stages.LOG.rows[0], gallery_stages.LOG.rows[4])))
    column.put(log)


def _more(theme: Theme, column: Column) -> None:
    doses = []
    for state in (
        ChoiceState("1 mg", chosen=True, second="= 1 ml (1 mg/ml)"),
        ChoiceState("2 mg", possible=False, second="krever forordning på 1–2 mg"),
    ):
        choice = ChoiceButton(theme, nothing, large=True)
        choice.show_state(state)
        doses.append(choice)
    column.say("choices")
    column.put(*doses, spread=True)
    tick = Tick(theme, nothing)
    tick.show_state(TickState("Dosen er lest tilbake", checked=True, aside="10:35:40"))
    radio = Tick(theme, nothing, TickShape.RADIO)
    radio.show_state(TickState("PDF/A-3b", True, "lesbar rapport med hele hendelseslisten"))
    column.put(tick)
    column.put(radio)
    who = SelectField(theme, nothing)
    options = (Option("a", "SunTech Advantage · COM3"), Option("b", "Nonin, format 2 · COM4"))
    who.show_state(SelectState(options, "a", "Blodtrykk"))
    who.box.click()
    column.put(who)
    line = ObservationTimeline(theme)
    line.show_state(
        TimelineState(
            24,
            60,
            (Due(0.5, True), Due(15, True), Due(30, False), Due(60, False)),
            (
                Milestone(0, "slutt 10:50"),
                Milestone(20, "20 tidligst"),
                Milestone(30, "30"),
                Milestone(60, "60 min: lege"),
            ),
        )
    )
    column.put(line)
    work, steps = Progress(theme), SegmentedProgress(theme)
    work.show_state(ProgressState(0.7))
    steps.show_state(SegmentsState(2, 6))
    column.put(work)
    column.put(steps)
    pin = PinField(theme, nothing)
    pin.show_state(PinState("PIN", filled="{count} av {least}", erase="Slett", confirm="Gi PIN"))
    pad = PinPad(theme, pin)
    for digit in "12":
        pin.push(digit)
    column.put(pad, pin)
