"""Pictures of the screens as they stood: each stage when it came, each alarm when it was raised."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QWidget

from bedside.clock import Instant
from ui.view import Place, View


@dataclass
class Camera:
    """Writes NN-name.png into `folder`; a name is taken once, alarms once a version."""

    window: QWidget
    folder: Path
    view: Callable[[Instant], View]
    show_now: Callable[[], None]  # what stands on the screen is of this instant
    taken: list[str] = field(default_factory=list)
    _place: Place | None = None
    _alarms: frozenset[tuple[int, int]] = frozenset()

    def take(self, name: str) -> None:
        plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        self.show_now()
        self.folder.mkdir(parents=True, exist_ok=True)
        file = f"{len(self.taken) + 1:02d}-{plain}.png"
        if not self.window.grab().save(str(self.folder / file)):
            raise OSError(f"could not write {file}")
        self.taken.append(file)

    def watch(self, now: Instant) -> None:
        """Take what is new: an alarm that was raised or got worse."""
        display = self.view(now).watch.display
        for shown in display.alarms:
            key = (shown.number, shown.version)
            if key not in self._alarms:
                self._alarms |= {key}
                self.take(f"alarm {shown.priority} {shown.condition}")
