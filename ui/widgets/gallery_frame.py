"""A whole screen of invented data, to be looked at beside the drawings. Nothing here is real."""

import math

from PySide6.QtWidgets import QWidget

from ui.flash import Priority
from ui.theme import Theme
from ui.widgets.alarm_band import AlarmBand, BandPresses, BandState
from ui.widgets.band_segment import Segment
from ui.widgets.band_side import SidePresses, SideState
from ui.widgets.button import ButtonState
from ui.widgets.contact import Touch
from ui.widgets.course import CourseList, CourseState, Step, StepState
from ui.widgets.next_bp import NextBpField, NextBpState
from ui.widgets.physician import PhysicianState
from ui.widgets.series import Series
from ui.widgets.strip import QuickWords, Strip, StripPresses, StripState
from ui.widgets.tile import Hue, TileAlarm, TileState, VitalTile
from ui.widgets.trend import BpReading, Trend, TrendState
from ui.widgets.trend_scale import Sample
from ui.widgets.words import marked


def nothing(*_given: object) -> None:
    """What a press in a picture does."""


NO_SIDE = SidePresses(nothing, nothing, nothing, nothing, nothing)
NO_BAND = BandPresses(nothing, nothing, nothing, NO_SIDE)
SIDE = SideState(
    "70 %",
    "Ida Lund, sykepleier",
    volume_spoken="Lydstyrke 70 %",
    brightness_spoken="Lysstyrke",
    help_spoken="Hjelp",
    log="Alarmlogg",
)
QUIET = BandState("Ingen alarmer", "lyd testet 09:41", watched=True, side=SIDE)
HIGH_BP = Segment(
    "bp",
    Priority.HIGH,
    "BT 186/112",
    "180/110 eller høyere · 10:31 · kontrollmåling om 0:42",
    press_label="Sett",
)
ALARM = BandState("", segments=(HIGH_BP,), audio="Lyd pause 2:00", side=SIDE)

COURSE = CourseState(
    clock="10:33",
    date="tir. 24. nov.",
    steps=(
        Step("arrival", "Oppmøte", "09:20–09:38", StepState.DONE),
        Step("preparation", "Forberedelse", "09:38–10:09", StepState.DONE),
        Step("infusion", "Infusjon", "siden 10:10", StepState.NOW),
        Step("observation", "Observasjon"),
        Step("departure", "Hjemreise"),
        Step("signing", "Signering"),
    ),
    simulated="SIMULERING",
    series=Series("Oppstart 3/6", 2, 6),
    notice="Støtteverktøy.\nIkke CE-merket.\nMonitorens egne alarmer gjelder.",
)

LOCAL_SPO2 = marked("lokal __< 90__")
LOCAL_PULSE = marked("lokal __50–120__")

PHYSICIAN_OK = PhysicianState(
    "Bakvakt Dr. N. Hansen", "Side OK for 2 s siden · lyd klar", ok=True, right="12345"
)
STRIP = StripState(
    patient="Testpasient Syntetisk",
    patient_line="f. 12.03.1984 · 72,4 kg · CAVE: ingen",
    patient_short="f. 12.03.1984 · 72,4 kg",
    touch_title="FYSISK KONTAKT",
    quick=QuickWords("Ring lege", "Behov", "Merknad", "NØD"),
    physician=PHYSICIAN_OK,
    touch=(Touch("Hånd", True), Touch("Arm", True), Touch("Skulder", False)),
    touch_locked="låst 10:09",
)


def line(middle: float, swing: float, until_min: float, rise: float = 0.0) -> tuple[Sample, ...]:
    """Something that looks like a vital sign, one value in two seconds."""
    made: list[Sample] = []
    for second in range(-7 * 60, round(until_min * 60), 2):
        wobble = math.sin(second / 23) + 0.6 * math.sin(second / 7.3) + 0.5 * math.sin(second / 61)
        made.append((second, middle + swing * wobble + rise * max(0, second) / 1200))
    return tuple(made)


def trend_sample(*, alarm: bool = False) -> TrendState:
    until = 21.5 if alarm else 23.3
    tops = ((118, 75), (121, 75), (131, 81), (144, 88), (157, 94), (186, 112))
    calm = ((118, 74), (120, 75), (122, 75), (126, 79), (130, 82), (128, 79))
    minutes = (-6, 1, 6, 11, 16, 21)
    return TrendState(
        "Trend",
        "BT",
        "Puls",
        "SpO₂",
        "min",
        spo2=line(97.2, 0.35, until),
        pulse=line(72, 0.8, until, 18 if alarm else 0),
        readings=tuple(
            BpReading(minute * 60, high, low, alarm=high >= 180 or low >= 110)
            for minute, (high, low) in zip(minutes, tops if alarm else calm, strict=True)
        ),
        now_s=until * 60 + 10,
    )


def tiles(*, alarm: bool = False) -> tuple[TileState, TileState, TileState]:
    bp = TileState(
        "BT",
        Hue.BP,
        "mmHg",
        "186/112" if alarm else "128/79",
        limit=marked("grense __180/110__"),
        foot=marked("__10:31__ · for {age} siden", age="35 s" if alarm else "2 min"),
        foot_aside=marked("middel __{mean}__", mean=137 if alarm else 95),
        alarm=TileAlarm(Priority.HIGH, "180/110 eller høyere", "venter på kontroll")
        if alarm
        else None,
    )
    spo2 = TileState(
        "SpO₂", Hue.SPO2, "%", "97", limit=LOCAL_SPO2, foot="nå · signal godt", foot_icon="bars"
    )
    pulse = TileState(
        "Puls",
        Hue.PULSE,
        "/min",
        "91" if alarm else "72",
        limit=LOCAL_PULSE,
        foot="nå · fra fingeren",
    )
    return bp, spo2, pulse


def vitals(theme: Theme, parent: QWidget, *, alarm: bool = False) -> QWidget:
    """The right column, in the frame's grid."""
    metrics = theme.metrics
    field = QWidget(parent)
    bp, spo2, pulse = (VitalTile(theme, wide=wide, parent=field) for wide in (True, False, False))
    for tile, state in zip((bp, spo2, pulse), tiles(alarm=alarm), strict=True):
        tile.show_state(state)
    trend = Trend(theme, field)
    trend.show_state(trend_sample(alarm=alarm))
    next_bp = NextBpField(theme, nothing, field)
    measure = ButtonState("Mål nå", "gauge")
    if alarm:
        next_bp.show_state(
            NextBpState("Kontroll om", "0:42", measure, "Målingen starter\nav seg selv")
        )
    else:
        next_bp.show_state(NextBpState("Neste BT", "03:10", measure, "Høyrisiko · hvert 5. min"))
    wide, half, y = metrics.vitals_w, metrics.vitals_w // 2, 0
    bp.setGeometry(1, y, wide - 1, metrics.bp_h - 1)
    y += metrics.bp_h
    spo2.setGeometry(1, y, half - 1, metrics.half_h - 1)
    pulse.setGeometry(half + 1, y, wide - half - 1, metrics.half_h - 1)
    y += metrics.half_h
    trend.setGeometry(1, y, wide - 1, metrics.trend_h - 1)
    y += metrics.trend_h
    next_bp.setGeometry(1, y, wide - 1, metrics.next_h - 1)
    field.setAutoFillBackground(True)
    tint = field.palette()
    tint.setColor(field.backgroundRole(), theme.tokens.hairline)
    field.setPalette(tint)
    return field


def frame(theme: Theme, stage: QWidget, *, alarm: bool = False) -> QWidget:
    """Band, course, stage, vitals and strip, as they stand in the application."""
    metrics = theme.metrics
    window = QWidget()
    window.resize(metrics.window_w, metrics.window_h)
    band = AlarmBand(theme, NO_BAND, window)
    band.resize(metrics.window_w, metrics.band_h)
    band.show_state(ALARM if alarm else QUIET)
    top, high = band.height(), metrics.window_h - band.height() - metrics.strip_h
    course = CourseList(theme, nothing, window)
    course.setGeometry(0, top, metrics.course_w, high)
    course.show_state(COURSE)
    stage.setParent(window)
    stage.setGeometry(metrics.course_w, top, metrics.stage_w, high)
    column = vitals(theme, window, alarm=alarm)
    column.setGeometry(metrics.course_w + metrics.stage_w, top, metrics.vitals_w, high)
    strip = Strip(theme, StripPresses(nothing, nothing, nothing, nothing, nothing), window)
    strip.setGeometry(0, top + high, metrics.window_w, metrics.strip_h)
    strip.show_state(STRIP)
    return window
