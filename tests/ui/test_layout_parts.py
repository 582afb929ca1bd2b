"""Foot, card, bars, the observation's line, scrolling, the focus ring, fading."""

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.theme import DAY, NIGHT, Theme, metrics_for
from ui.widgets.bars import BarTick, label_spots
from ui.widgets.button import Button, ButtonState
from ui.widgets.card import Card, CardLook, CardState
from ui.widgets.dose_bar import DoseBar, DoseBarState, DoseMark
from ui.widgets.field import FieldState, text_field
from ui.widgets.focus import REACH_PX, FocusRing
from ui.widgets.foot import FootState, PageFoot
from ui.widgets.paint import width
from ui.widgets.paragraph import Head, HeadState, Paragraph, ParagraphState
from ui.widgets.primary import PrimaryButton, PrimaryState
from ui.widgets.progress import Progress, ProgressState, SegmentedProgress, SegmentsState
from ui.widgets.scroll import ScrollArea
from ui.widgets.tag import Tag, TagKind
from ui.widgets.tile import Hue, TileState, VitalTile
from ui.widgets.timeline import Due, Milestone, ObservationTimeline, TimelineState
from ui.widgets.words import marked


@pytest.fixture
def foot(theme, shown):
    primary = PrimaryButton(theme, lambda: None, lambda: 0.0)
    primary.show_state(PrimaryState("Fortsett", enabled=False))
    back = Button(theme, lambda: None, height=theme.metrics.foot_h)
    back.show_state(ButtonState("Tilbake", "back"))
    return shown(PageFoot(theme, primary, (back,)), theme.metrics.stage_w)


def test_the_primary_button_is_always_in_the_same_corner(foot, theme):
    metrics = theme.metrics
    primary = foot.findChild(PrimaryButton)
    for words in ("Fortsett", "Start infusjon", "Ny økt"):
        primary.show_state(PrimaryState(words))
        foot.show_state(FootState())
        assert primary.geometry().right() + 1 == foot.width() - metrics.margin
        assert primary.geometry().bottom() + 1 == foot.height() - metrics.foot_below
        assert primary.height() == metrics.foot_h


def test_the_reason_stands_left_of_it_and_its_items_are_bold(foot, painted):
    foot.show_state(FootState(marked("Mangler: **{what}**", what="PVK spylt, dobbeltkontroll")))
    foot.grab()
    left, right = foot.reason_room()
    own = [text for text in painted[0] if text.device_w == foot.width()]
    assert len(own) == 2
    for text in own:
        assert left <= text.ink.left()
        assert text.ink.right() <= right + 1
    assert foot.accessibleName() == "Mangler: PVK spylt, dobbeltkontroll"


def test_a_very_long_reason_is_shortened_on_screen_and_whole_for_a_reader(foot, painted):
    reason = "Mangler: " + ", ".join(["perifert venekateter lagt inn"] * 14)
    foot.show_state(FootState(reason))
    foot.grab()
    assert any("…" in text.what for text in painted[0])
    assert foot.accessibleName() == reason


def test_a_card_holds_its_content_under_its_head(theme, shown):
    card = Card(theme)
    card.show_state(CardState("Dose", "styrke 1 mg/ml", CardLook.NOW, "2"))
    inside = QLabel("x")
    card.body.addWidget(inside)
    shown(card, 400, 300)
    assert inside.y() >= theme.metrics.pick(56, 44)
    assert card.accessibleName() == "Dose, styrke 1 mg/ml"


TICKS = (
    BarTick(0.36, "sist 0,75"),
    BarTick(0.72, "1,5 mg/kg"),
    BarTick(0.98, "147 mg"),
    BarTick(1.0, "150 mg"),
)


def test_labels_of_a_bar_stay_inside_and_apart(theme):
    room = theme.metrics.px(420)
    spots = label_spots(theme, TICKS, 0, room, room)
    ends = [
        x + width(theme, tick.label, theme.metrics.s) for x, tick in zip(spots, TICKS, strict=True)
    ]
    assert spots[0] >= 0
    assert ends[-1] <= room + 0.01
    for end, start in zip(ends, spots[1:], strict=False):
        assert end < start


# (sentence, the room in px, the labels that stay)
ROOMS = [
    ("in a very wide room all stand", 2400, ["slutt 10:09", "20 tidligst", "30", "60 min: lege"]),
    ("the middle goes first", 560, ["slutt 10:09", "30", "60 min: lege"]),
    ("then only the ends stand", 400, ["slutt 10:09", "60 min: lege"]),
    ("the last says most", 110, ["60 min: lege"]),
]


@pytest.mark.parametrize(("sentence", "room", "stay"), ROOMS, ids=[row[0] for row in ROOMS])
def test_labels_without_room_go(theme, sentence, room, stay):
    """Three hours after the end the four milestones lie in the first third of the line."""
    ticks = (
        BarTick(0, "slutt 10:09"),
        BarTick(20 / 210, "20 tidligst"),
        BarTick(30 / 210, "30"),
        BarTick(60 / 210, "60 min: lege"),
    )
    wide = theme.metrics.px(room)
    spots = label_spots(theme, ticks, 0, wide, wide)
    shown = [(x, tick) for x, tick in zip(spots, ticks, strict=True) if x is not None]
    assert [tick.label for _x, tick in shown] == stay
    for (x, tick), (after, _tick) in pairwise(shown):
        assert x + width(theme, tick.label, theme.metrics.s) < after


def test_the_dose_bar_is_as_full_as_the_dose(theme, shown):
    bar = DoseBar(theme)
    bar.show_state(DoseBarState(75, 150, marks=(DoseMark(150, "150 mg"),)))
    shown(bar, 400)
    image = bar.grab().toImage()
    y = bar.sizeHint().height() - theme.metrics.s_line - theme.metrics.px(7) - 5
    assert image.pixelColor(100, y) == QColor(theme.tokens.accent)
    assert image.pixelColor(300, y) == QColor(theme.tokens.raised)


def test_the_observation_says_its_milestones(theme, shown):
    line = shown(ObservationTimeline(theme), 500)
    line.show_state(
        TimelineState(24, 60, (Due(0, True), Due(30, False)), (Milestone(20, "20 tidligst"),))
    )
    line.grab()
    assert line.accessibleName() == "20 tidligst"


def test_progress_says_how_far_it_is(theme, shown):
    bar, steps = shown(Progress(theme)), shown(SegmentedProgress(theme))
    bar.show_state(ProgressState(0.75, "Lager PDF, side 3 av 4"))
    steps.show_state(SegmentsState(2, 6))
    bar.grab()
    steps.grab()
    assert bar.accessibleName() == "Lager PDF, side 3 av 4"
    assert steps.accessibleName() == "2/6"


def test_a_tag_is_named_and_as_wide_as_its_word(theme, shown):
    for kind in TagKind:
        tag = Tag(theme, kind)
        tag.show_text("SIMULERING")
        shown(tag)
        tag.grab()
        assert tag.accessibleName() == "SIMULERING"
        assert tag.width() > width(theme, "SIMULERING", theme.metrics.s, 500)


def test_a_paragraph_is_as_high_as_its_lines(theme, shown):
    told = shown(Paragraph(theme))
    told.show_state(ParagraphState("Ingen kjøring eller farlige maskiner før i morgen."))
    assert told.heightForWidth(2000) == theme.metrics.s_line
    assert told.heightForWidth(120) > 2 * theme.metrics.s_line


def test_a_title_is_whole_and_what_stands_beside_it_gives_way(theme, shown, painted):
    head = Head(theme)
    head.show_state(HeadState("Forordning og dose", "Dr. N. Hansen 08:12 · intravenøst 40 min"))
    shown(head, theme.metrics.px(400))
    head.grab()
    assert "Forordning og dose" in {text.what for text in painted[0]}


def test_what_is_out_of_sight_has_our_bar(theme, shown):
    content = QWidget()
    column = QVBoxLayout(content)
    for _ in range(12):
        told = Paragraph(theme)
        told.show_state(ParagraphState("En linje"))
        column.addWidget(told)
    area = shown(ScrollArea(theme, content), 300, 120)
    area.grab()
    assert area.verticalScrollBar().maximum() > 0
    assert area.horizontalScrollBar().maximum() == 0


def ringed(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 300)
    button = Button(theme, lambda: None, parent=window)
    button.show_state(ButtonState("Pause"))
    button.setGeometry(40, 40, 120, 60)
    field = text_field(theme, lambda _: None, parent=window)
    field.show_state(FieldState("Vekt"))
    field.setGeometry(40, 140, 200, field.heightForWidth(200))
    ring = FocusRing(theme, window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window, button, field, ring


def test_nobody_has_the_ring_until_a_key_moves_the_focus(theme, qtbot):
    _, _, _, ring = ringed(qtbot, theme)
    assert not ring.isVisible()


def test_the_ring_lies_two_pixels_off_the_edge_and_is_two_thick(theme, qtbot):
    _, button, _, ring = ringed(qtbot, theme)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    reach = button.geometry().adjusted(-REACH_PX, -REACH_PX, REACH_PX, REACH_PX)
    assert ring.isVisible()
    assert ring.geometry() == reach


def test_the_ring_follows_what_moves(theme, qtbot):
    _, button, _, ring = ringed(qtbot, theme)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    button.move(300, 100)
    assert ring.geometry().center() == button.geometry().center()


def test_the_ring_goes_around_a_fields_box_not_its_label(theme, qtbot):
    _, _, field, ring = ringed(qtbot, theme)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.height() == theme.metrics.field_h + 2 * REACH_PX
    assert ring.y() > field.y()


def test_brightness_repaints_every_part_and_leaves_alarms(qapp, shown, fonts):
    theme = Theme(DAY, metrics_for(1366, 768))
    theme.apply(qapp)
    tile = shown(VitalTile(theme))
    tile.show_state(TileState("SpO₂", Hue.SPO2, "%", "97"))

    def corner():
        return tile.grab().toImage().pixelColor(3, 3)

    assert corner() == QColor(DAY.panel)
    theme.dim(qapp, 0.0)
    assert corner() == QColor(NIGHT.panel)
    assert theme.tokens.high == DAY.high
    theme.dim(qapp, 1.0)
    assert theme.tokens == replace(DAY)
