"""Whether a window can be shown is known before Qt ends the process over it."""

import sys

import pytest

from ui import display
from ui.display import has_display, window_trouble

LINUX, WINDOWS = "linux", "win32"


@pytest.mark.parametrize(
    ("story", "environment", "platform", "seen"),
    [
        ("a desktop under X", {"DISPLAY": ":0"}, LINUX, True),
        ("a desktop under Wayland", {"WAYLAND_DISPLAY": "wayland-0"}, LINUX, True),
        ("a server", {}, LINUX, False),
        ("a server whose DISPLAY is empty", {"DISPLAY": ""}, LINUX, False),
        ("Windows has no such variables", {}, WINDOWS, True),
        (
            "pictures were asked for",
            {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"},
            LINUX,
            False,
        ),
        ("a frame buffer was asked for", {"QT_QPA_PLATFORM": "linuxfb:fb=/dev/fb0"}, LINUX, True),
    ],
)
def test_a_display_is_there_where_somebody_would_see_the_window(story, environment, platform, seen):
    assert has_display(environment, platform) is seen, story


def test_without_a_display_the_way_out_is_named():
    text = window_trouble({}, LINUX)
    assert "ingen skjerm her" in text.nb
    assert "bedside demo --out FOLDER" in text.en


def test_what_was_chosen_on_purpose_is_no_trouble():
    assert window_trouble({"QT_QPA_PLATFORM": "offscreen"}, LINUX) is None
    assert window_trouble({"QT_QPA_PLATFORM": "minimal:x"}, LINUX) is None
    assert window_trouble({"WAYLAND_DISPLAY": "wayland-0"}, LINUX) is None
    assert window_trouble({}, WINDOWS) is None


def test_a_library_that_is_missing_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setattr(display, "_missing_library", lambda: "libxcb-cursor.so.0")
    text = window_trouble({"DISPLAY": ":0"}, LINUX)
    assert "mangler (libxcb-cursor.so.0)" in text.nb
    assert "sudo apt-get install libxcb-cursor0" in text.en


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X")
def test_a_display_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(display, "_missing_library", lambda: "")
    text = window_trouble({"DISPLAY": ":4711"}, LINUX)
    assert "Skjermen :4711 svarer ikke" in text.nb
    monkeypatch.setattr(display.ctypes.util, "find_library", lambda _name: None)
    assert window_trouble({"DISPLAY": ":4711"}, LINUX) is not None


def test_the_loader_says_what_the_plugin_lacks(monkeypatch, tmp_path):
    plugin = tmp_path / "Qt/plugins/platforms/libqxcb.so"
    spec = type("Spec", (), {"origin": str(tmp_path / "__init__.py")})
    monkeypatch.setattr(display.importlib.util, "find_spec", lambda _name: spec)
    assert display._missing_library() == ""  # a distribution's own Qt lies elsewhere
    plugin.parent.mkdir(parents=True)
    plugin.write_bytes(b"no library")
    assert "libqxcb.so" in display._missing_library()
    monkeypatch.setattr(display.importlib.util, "find_spec", lambda _name: None)
    assert display._missing_library() == "PySide6"
