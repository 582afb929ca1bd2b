"""Every size on the screen, computed once from the window and its dots. Knows no widget.

Two columns are drawn by hand, for 1920x1080 and for 1366x768; any other window takes the column
that fits and scales it as a whole, so that the proportions stay the drawn ones.
"""

import math
from dataclasses import dataclass

WIDTH_24_INCH_MM = 531.4  # assumed when a screen does not tell
DIGIT_PER_EM = 0.698  # the height of Plex's digits and capitals
TARGET_MM = 15.0
LABEL_MM = 4.7
VITAL_MM = 28.0
SMALLEST_PX = 56  # of a target and of a vital's digits, whatever the screen
WIDEST_READING_EM = 4.016  # "888/888", weight 500
LARGEST_TARGET_PX = 64  # what the strip, the feet and the rows can hold, before scaling


@dataclass(frozen=True, slots=True)
class Metrics:
    """Whole pixels. `scale` is what the drawn column was multiplied by."""

    window_w: int
    window_h: int
    wide: bool  # the 1920 column: with icons in the log, a side panel in the day check
    scale: float
    px_per_mm: float
    # type
    s: int
    s_line: int
    m: int
    m_line: int
    l: int  # noqa: E741  the sizes are called S M L X T
    l_line: int
    x: int
    t: int
    mark: int  # `!!!` in the band
    alarm_name: int
    course_name: int
    # spacing and shapes
    target: int
    gap: int  # between targets
    pad: int  # inside a group
    margin: int  # of the page
    radius: int
    tag_radius: int
    marker: int  # of an alarm
    icon_s: int
    icon_m: int
    icon_l: int
    # the frame
    band_h: int
    course_w: int
    vitals_w: int
    strip_h: int
    patient_w: int
    contact_w: int
    quick_w: int
    quick_h: int
    # the vitals, top to bottom
    bp_h: int
    half_h: int
    trend_h: int
    next_h: int
    tile_head: int
    digits_top: int
    digits_base: int
    tile_foot: int
    tile_foot_below: int
    # the course
    clock_h: int
    step_h: int
    # the stage
    foot_h: int
    foot_below: int
    primary_w: int
    row_h: int  # of a checklist, at least
    field_h: int
    ring_box: int
    ring_radius: int
    ring_stroke: int
    compact_ring: int

    @property
    def stage_w(self) -> int:
        return self.window_w - self.course_w - self.vitals_w

    @property
    def stage_h(self) -> int:
        return self.window_h - self.band_h - self.strip_h

    @property
    def content_w(self) -> int:
        return self.stage_w - 2 * self.margin

    def px(self, drawn: float) -> int:
        """A length of the drawing of this column, on this window."""
        return max(1, round(drawn * self.scale))

    def pick(self, wide_px: float, narrow_px: float) -> int:
        """A length that the two drawings give differently."""
        return self.px(wide_px if self.wide else narrow_px)


def metrics_for(width_px: int, height_px: int, px_per_mm: float = 0.0) -> Metrics:
    """The sizes for a window of this many (device-independent) pixels at this density.

    A density that no screen has (0: not told) becomes that of a 24-inch screen.
    """
    density = px_per_mm if 1.5 <= px_per_mm <= 12 else width_px / WIDTH_24_INCH_MM
    wide = width_px >= 1680 and height_px >= 940
    drawn_w, drawn_h = (1920, 1080) if wide else (1366, 768)
    scale = min(width_px / drawn_w, height_px / drawn_h)

    def pick(wide_px: float, narrow_px: float) -> int:
        return max(1, round((wide_px if wide else narrow_px) * scale))

    def px(both: float) -> int:
        return pick(both, both)

    def size(wide_px: float, narrow_px: float) -> int:
        """Of type, rounded down: words must not outgrow the boxes drawn for them."""
        return max(1, math.floor((wide_px if wide else narrow_px) * scale + 1e-6))

    label = size(25, 20)
    if wide:  # the drawing leaves room for a twelfth more, no further
        label = min(max(label, math.ceil(LABEL_MM * density / DIGIT_PER_EM)), label * 13 // 12)
    margin = pick(24, 16)
    vitals_w = pick(640, 470)
    fits = math.floor((vitals_w - 2 * margin + px(10)) / WIDEST_READING_EM)
    vital = max(size(148, 108), min(math.ceil(VITAL_MM * density / DIGIT_PER_EM), fits))
    target = max(SMALLEST_PX, min(math.ceil(TARGET_MM * density), px(LARGEST_TARGET_PX)))
    band_h = max(px(64), target + 4)
    bp_h, half_h, next_h = pick(232, 176), pick(224, 160), max(pick(120, 72), target + 8)
    strip_h = max(pick(80, 72), target + 8)
    return Metrics(
        window_w=width_px,
        window_h=height_px,
        wide=wide,
        scale=scale,
        px_per_mm=density,
        s=size(20, 16),
        s_line=pick(28, 22),
        m=label,
        m_line=pick(32, 26),
        l=size(40, 30),
        l_line=pick(48, 36),
        x=max(SMALLEST_PX, vital),
        t=size(160, 116),
        mark=px(40),
        alarm_name=size(32, 28),
        course_name=label if wide else size(18, 18),
        target=target,
        gap=px(8),
        pad=px(16),
        margin=margin,
        radius=px(8),
        tag_radius=px(4),
        marker=px(8),
        icon_s=pick(20, 18),
        icon_m=pick(24, 22),
        icon_l=pick(28, 24),
        band_h=band_h,
        course_w=pick(232, 160),
        vitals_w=vitals_w,
        strip_h=strip_h,
        patient_w=pick(384, 228),
        contact_w=pick(400, 288),
        quick_w=pick(144, 103),
        quick_h=max(pick(64, 56), target),
        bp_h=bp_h,
        half_h=half_h,
        trend_h=height_px - band_h - strip_h - bp_h - half_h - next_h,
        next_h=next_h,
        tile_head=pick(48, 40),
        digits_top=pick(64, 49),
        digits_base=pick(168, 125),
        tile_foot=pick(32, 26),
        tile_foot_below=pick(12, 8),
        clock_h=pick(112, 76),
        step_h=pick(72, 52),
        foot_h=max(pick(72, 56), target),
        foot_below=pick(24, 16),
        primary_w=pick(264, 180),
        row_h=pick(68, 52),
        field_h=max(pick(56, 56), target),
        ring_box=pick(592, 416),
        ring_radius=pick(256, 176),
        ring_stroke=pick(16, 12),
        compact_ring=pick(80, 56),
    )
