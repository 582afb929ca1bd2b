"""The application object, our fonts once, and the look at both drawn sizes."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from ui.theme import DAY, Theme, load_fonts, metrics_for

SIZES = {"1920": (1920, 1080), "1366": (1366, 768)}


@pytest.fixture(scope="session")
def fonts(qapp):
    load_fonts()


@pytest.fixture(params=sorted(SIZES))
def theme(request, qapp, fonts):
    """Each test that asks for it runs at both sizes."""
    made = Theme(DAY, metrics_for(*SIZES[request.param]))
    made.apply(qapp)
    return made


@pytest.fixture
def wide_theme(qapp, fonts):
    made = Theme(DAY, metrics_for(1920, 1080))
    made.apply(qapp)
    return made


@pytest.fixture
def shown(qtbot):
    """Shows a widget at a size; it is closed again when the test ends."""

    def show(widget, width=None, height=None):
        qtbot.addWidget(widget)
        hint = widget.sizeHint()
        wide = width or hint.width()
        tall = height or (
            widget.heightForWidth(wide) if widget.hasHeightForWidth() else hint.height()
        )
        widget.resize(wide, tall)
        widget.show()
        return widget

    return show


class Heard:
    """Counts calls and keeps what they were given: a fake for every callable."""

    def __init__(self):
        self.calls = []

    def __call__(self, *given):
        self.calls.append(given)


@pytest.fixture
def heard():
    return Heard()


class Spoken:
    """Texts painted by a widget, where they stand."""

    def __init__(self, what, ink, px, device_w, device_h):
        self.what, self.ink, self.px = what, ink, px
        self.device_w, self.device_h = device_w, device_h


@pytest.fixture
def painted(monkeypatch):
    """Every text that is painted from now on, with its ink's box; and what had to be cut short."""
    from PySide6.QtGui import QPixmap

    from ui.widgets import paint

    texts, cut = [], []
    draw, cut_short = paint.text, paint.elided

    def text(painter, theme, x, base, what, px, token, weight=400):
        if what:
            ink = theme.measure(px, weight).tightBoundingRect(what.replace("/", "0"))
            device = painter.device()
            ratio = device.devicePixelRatio() if isinstance(device, QPixmap) else 1
            box = ink.translated(x, base)
            box.setRight(min(box.right(), x + theme.measure(px, weight).horizontalAdvance(what)))
            wide, high = device.width() / ratio, device.height() / ratio
            texts.append(Spoken(what, box, px, wide, high))
        return draw(painter, theme, x, base, what, px, token, weight)

    def elided(theme, what, px, room, weight=400):
        short = cut_short(theme, what, px, room, weight)
        if short != what:
            cut.append(what)
        return short

    monkeypatch.setattr(paint, "text", text)
    monkeypatch.setattr(paint, "elided", elided)
    return texts, cut
