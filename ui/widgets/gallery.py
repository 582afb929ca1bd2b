"""Every part in every state, as pictures to be looked at beside the drawings.

`python -m ui.widgets.gallery DIR` writes them. All people, times and values are invented.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import DAY, NIGHT, Theme, load_fonts, metrics_for
from ui.widgets import gallery_stages, gallery_urgent
from ui.widgets.focus import FocusRing
from ui.widgets.gallery_controls import controls_sheet
from ui.widgets.gallery_frame import frame
from ui.widgets.gallery_states import states_sheet

SIZES = ((1920, 1080), (1366, 768))


def pictures(theme: Theme) -> dict[str, QWidget]:
    """Every sheet by its name."""
    return {
        "states": states_sheet(theme),
        "controls": controls_sheet(theme),
        "infusion": frame(theme, gallery_stages.infusion(theme)),
        "high-bp": frame(theme, gallery_urgent.high_bp(theme), alarm=True),
        "preparation": frame(theme, gallery_stages.preparation(theme)),
        "emergency": frame(theme, gallery_urgent.emergency(theme)),
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
