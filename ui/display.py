"""Whether a window can be shown here, asked before Qt is: Qt itself ends the process where it
cannot, with a message no nurse can use. Imports no Qt.
"""

import ctypes
import ctypes.util
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path

from bedside.text import Text
from ui.i18n import mark
from ui.say import both

WITHOUT_WINDOW = frozenset({"offscreen", "minimal"})
NO_DISPLAY = mark(
    "There is no display here for the window (neither DISPLAY nor WAYLAND_DISPLAY is set). Nothing "
    "was changed: start bedside from the desktop, or let `bedside demo --out FOLDER` play a "
    "session without one."
)
UNREACHABLE = mark(
    "The display {display} does not answer. Nothing was changed: start bedside from the desktop "
    "of the user who is signed in there."
)
NO_LIBRARY = mark(
    "The window needs a system library that is missing ({why}). Nothing was changed: install it, "
    "on Debian and Ubuntu with: sudo apt-get install libxcb-cursor0 libxkbcommon-x11-0 "
    "libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 "
    "libegl1"
)


def has_display(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a window would be seen by anybody."""
    chosen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen:
        return chosen not in WITHOUT_WINDOW
    if platform.startswith("linux"):
        return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    return True


def window_trouble(environment: Mapping[str, str], platform: str = sys.platform) -> Text | None:
    """Why Qt could show no window here, or None. `offscreen` was chosen on purpose: no trouble."""
    chosen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen in WITHOUT_WINDOW:
        return None
    if not has_display(environment, platform):
        return both(NO_DISPLAY)
    display = environment.get("DISPLAY", "")
    under_x = chosen in ("", "xcb") and display and not environment.get("WAYLAND_DISPLAY")
    if not platform.startswith("linux") or not under_x:
        return None
    missing = _missing_library()
    if missing:
        return both(NO_LIBRARY, why=missing)
    return None if _answers(display) else both(UNREACHABLE, display=display)


def _missing_library() -> str:
    """What the loader says of Qt's plug-in for X, or nothing."""
    found = importlib.util.find_spec("PySide6")
    if found is None or found.origin is None:
        return "PySide6"
    qt = Path(found.origin).parent / "Qt"
    plugin = qt / "plugins/platforms/libqxcb.so"
    if not plugin.exists():  # a distribution's own Qt: it brings what it needs
        return ""
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return str(error).partition(": cannot open")[0]
    return ""


def _answers(display: str) -> bool:
    name = ctypes.util.find_library("xcb")
    if name is None:
        return False
    xcb = ctypes.CDLL(name)
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused
