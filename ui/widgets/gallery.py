"""Every part in every state, as pictures to be looked at beside the drawings.

`python -m ui.widgets.gallery DIR` writes them. All people, times and values are invented.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.flash import Priority
from ui.theme import DAY, NIGHT, Theme, load_fonts, metrics_for
from ui.widgets import gallery_stages
from ui.widgets.alarm_band import AlarmBand, BandState
from ui.widgets.answers import AnswerRow, AnswerState, Meaning
from ui.widgets.band_segment import Segment
from ui.widgets.button import Button, ButtonState, Kind
from ui.widgets.checklist import ChecklistRow, ChecklistState, Row
from ui.widgets.choice import ChoiceButton, ChoiceState
from ui.widgets.consent import Consent, ConsentState, ConsentToggle
from ui.widgets.field import FieldState, text_field, time_field
from ui.widgets.focus import FocusRing
from ui.widgets.gallery_frame import (
    HIGH_BP,
    LOCAL_PULSE,
    LOCAL_SPO2,
    NO_BAND,
    PHYSICIAN_OK,
    QUIET,
    frame,
    nothing,
    trend_sample,
)
from ui.widgets.log import LogList, LogState
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.physician import PhysicianField, PhysicianState
from ui.widgets.pin import PinField, PinPad, PinState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.progress import Progress, ProgressState, SegmentedProgress, SegmentsState
from ui.widgets.select import Option, SelectField, SelectState
from ui.widgets.tag import Tag, TagKind
from ui.widgets.tick import Tick, TickShape, TickState
from ui.widgets.tile import Hue, Reading, TileAlarm, TileState, VitalTile
from ui.widgets.timeline import Due, Milestone, ObservationTimeline, TimelineState
from ui.widgets.trend import Trend
from ui.widgets.words import marked

SIZES = ((1920, 1080), (1366, 768))


class Column:
    """Puts one thing under the other, each under a few words of what it shows."""

    def __init__(self, theme: Theme, sheet: QWidget, x: int, wide: int, title: str) -> None:
        self.theme, self.sheet, self.x, self.wide = theme, sheet, x, wide
        self.y = theme.metrics.px(8)
        head = Head(theme, large=True, ruled=False)
        head.show_state(HeadState(title))
        self.put(head)

    def say(self, words: str) -> None:
        told = Paragraph(self.theme)
        told.show_state(ParagraphState(words))
        self.put(told)

    def put(self, *widgets: QWidget, high: int = 0, spread: bool = False) -> None:
        """Beside each other, as wide as each wants to be, or sharing the width."""
        gap = self.theme.metrics.gap
        x, most = self.x, 0
        for widget in widgets:
            widget.setParent(self.sheet)
            hint = widget.sizeHint()
            alone = len(widgets) == 1
            wide = self.wide if alone else hint.width()
            if spread:
                wide = (self.wide - gap * (len(widgets) - 1)) // len(widgets)
            grown = widget.heightForWidth(wide) if widget.hasHeightForWidth() else hint.height()
            tall = high or grown
            widget.setGeometry(x, self.y, wide, tall)
            x, most = x + wide + gap, max(most, tall)
        self.y += most + self.theme.metrics.px(4)


def band_states() -> list[tuple[str, BandState, float]]:
    short = Segment("bp", Priority.HIGH, "BT 186/112", "10:31", press_label="Sett")
    medium = Segment("spo2", Priority.MEDIUM, "SpO₂ uten signal", "0:46", press_label="Sett")
    low = Segment("late", Priority.LOW, "BT forfalt", "4:52", press_label="Sett")
    seen = Segment("bp", Priority.HIGH, "BT 186/112", "sett av Ida Lund", seen=True)
    latched = Segment(
        "bp", Priority.HIGH, "BT var 186/112", "10:31", latched=True, press_label="Tilbakestill"
    )
    quiet = BandState(QUIET.quiet, QUIET.quiet_aside)
    return [
        ("quiet", quiet, 0.0),
        ("HIGH, flash on, 2 Hz", BandState("", segments=(short,), audio="2:00"), 0.0),
        ("HIGH, flash off", BandState("", segments=(short,), audio="2:00"), 0.3),
        ("MEDIUM, flash on, 0,5 Hz", BandState("", segments=(medium,)), 0.0),
        ("MEDIUM, flash off", BandState("", segments=(medium,)), 1.2),
        ("LOW, constant", BandState("", segments=(low,)), 1.2),
        ("seen, audio paused", BandState("", segments=(seen,), audio="1:26"), 0.3),
        ("latched: the condition has ended", BandState("", segments=(latched,)), 0.0),
        ("several", BandState("", segments=(HIGH_BP, medium, low), see_all="Sett alle"), 0.0),
    ]


def tile_states() -> list[tuple[str, TileState]]:
    high = TileAlarm(Priority.HIGH, aside="under 85")
    latched = TileAlarm(Priority.HIGH, aside="ikke kvittert", latched=True)
    good, spo2 = "nå · signal godt", ("SpO₂", Hue.SPO2, "%")
    wait, off = Reading.WAITING, Reading.MISSING
    return [
        ("normal", TileState(*spo2, "97", limit=LOCAL_SPO2, foot=good, foot_icon="bars")),
        ("waiting", TileState(*spo2, "", wait, limit=LOCAL_SPO2, foot="Venter på første måling")),
        (
            "stale: grey, clock, age",
            TileState(
                "BT",
                Hue.BP,
                "mmHg",
                "128",
                Reading.STALE,
                foot="for 9 min siden",
                foot_icon="clock",
            ),
        ),
        ("no value", TileState(*spo2, "", off, limit=LOCAL_SPO2, foot="Finger av sensoren")),
        ("alarm", TileState(*spo2, "84", foot=good, alarm=high)),
        ("latched", TileState(*spo2, "96", foot="var 84 kl. 10:31–10:32", alarm=latched)),
        (
            "suspect: alarms all the same",
            TileState(*spo2, "49", suspect=True, foot="Ubekreftet – mål på nytt", alarm=high),
        ),
        (
            "held while the cuff inflates",
            TileState(
                "Puls",
                Hue.PULSE,
                "/min",
                "72",
                Reading.HELD,
                limit=LOCAL_PULSE,
                foot="mansjett, 18 s",
                foot_icon="gauge",
            ),
        ),
    ]


def physician_states() -> list[tuple[str, PhysicianState]]:
    doctor = "Dr. N. Hansen"
    return [
        ("not checked in", PhysicianState("Bakvakt", "Ikke innsjekket", dim=True)),
        ("OK", PHYSICIAN_OK),
        (
            "degraded (LOW)",
            PhysicianState(
                "Svekket: siden ligger skjult",
                f"{doctor} · lyd ikke bekreftet",
                right="12345",
                priority=Priority.LOW,
            ),
        ),
        (
            "alert under way",
            PhysicianState(
                "Varsel levert 10:31:06",
                f"{doctor} · svar ventes, så neste kontakt",
                dim=True,
                right="0:44",
            ),
        ),
        (
            "accepted",
            PhysicianState(
                f"Bakvakt {doctor}",
                "GODTATT 10:31:22 · «Jeg kommer»",
                ok=True,
                strong=True,
                right="12345",
            ),
        ),
        (
            "link dead",
            PhysicianState(
                "Forbindelse brutt – ring 12345",
                f"{doctor} · varsler kommer ikke fram, 18 s",
                priority=Priority.MEDIUM,
            ),
        ),
        (
            "not delivered",
            PhysicianState(
                "Varsel IKKE levert – ring 12345",
                f"{doctor} · prøver igjen · neste: AMK 113",
                priority=Priority.HIGH,
            ),
        ),
    ]


def states_sheet(theme: Theme) -> QWidget:
    """The drawing 15."""
    metrics = theme.metrics
    sheet = QWidget()
    sheet.resize(metrics.window_w, metrics.window_h)
    third = (metrics.window_w - 4 * metrics.margin) // 3
    columns = [
        Column(theme, sheet, metrics.margin + number * (third + metrics.margin), third, title)
        for number, title in enumerate(("Alarm band", "Vitals tile", "Physician strip"))
    ]
    for words, state, now_s in band_states():
        columns[0].say(words)
        band = AlarmBand(theme, NO_BAND, sheet)
        band.resize(third, metrics.band_h)
        band.show_state(state, now_s)
        columns[0].put(band, high=band.height())
    every = tile_states()
    for left, right in zip(every[::2], every[1::2], strict=True):
        columns[1].say(f"{left[0]} · {right[0]}")
        pair = []
        for _, tile_state in (left, right):
            tile = VitalTile(theme, parent=sheet)
            tile.show_state(tile_state)
            pair.append(tile)
        columns[1].put(*pair, spread=True)
    for words, physician_state in physician_states():
        columns[2].say(words)
        field = PhysicianField(theme, sheet)
        field.show_state(physician_state)
        columns[2].put(field)
    columns[2].say("trend")
    trend = Trend(theme, sheet)
    trend.show_state(trend_sample(alarm=True))
    columns[2].put(trend, high=metrics.px(210))
    return sheet


def controls_sheet(theme: Theme) -> QWidget:
    """The drawing 16, without its type and colours."""
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


def pictures(theme: Theme) -> dict[str, QWidget]:
    """Every sheet by its name."""
    return {
        "states": states_sheet(theme),
        "controls": controls_sheet(theme),
        "infusion": frame(theme, gallery_stages.infusion(theme)),
        "high-bp": frame(theme, gallery_stages.high_bp(theme), alarm=True),
        "preparation": frame(theme, gallery_stages.preparation(theme)),
        "day-check": frame(theme, gallery_stages.day_check(theme)),
    }


def main(folder: Path) -> None:
    application = QApplication.instance() or QApplication([])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of application is running")
    load_fonts()
    folder.mkdir(parents=True, exist_ok=True)
    for wide, high in SIZES:
        for brightness, tokens in (("", DAY), ("-night", NIGHT)):
            theme = Theme(tokens, metrics_for(wide, high))
            theme.apply(application)
            for name, sheet in pictures(theme).items():
                ring = FocusRing(theme, sheet)
                sheet.show()
                sheet.activateWindow()
                for mark in ("focused row", "focused button"):
                    for found in sheet.findChildren(QWidget, mark):
                        found.setFocus(Qt.FocusReason.TabFocusReason)
                application.processEvents()
                sheet.grab().save(str(folder / f"{name}-{wide}{brightness}.png"))
                ring.deleteLater()
                sheet.hide()
                sheet.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
