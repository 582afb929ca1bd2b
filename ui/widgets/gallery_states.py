"""The drawing 15: every state of the band, the tile and the physician's field."""

from PySide6.QtWidgets import QWidget

from ui.flash import Priority
from ui.theme import Theme
from ui.widgets.alarm_band import AlarmBand, BandState
from ui.widgets.band_segment import Segment
from ui.widgets.gallery_frame import (
    HIGH_BP,
    LOCAL_PULSE,
    LOCAL_SPO2,
    NO_BAND,
    PHYSICIAN_OK,
    QUIET,
    trend_sample,
)
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.physician import PhysicianField, PhysicianState
from ui.widgets.tile import Hue, Reading, TileAlarm, TileState, VitalTile
from ui.widgets.trend import Trend


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
    quiet = BandState(QUIET.quiet, QUIET.quiet_aside, watched=True)
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
