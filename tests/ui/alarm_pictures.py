"""`python -m tests.ui.alarm_pictures DIR`: every state of the alarms, at both sizes.

Each as it is, as eyes without receptors for red (protanopia) or green (deuteranopia) see it, and
without colour. Nothing judges a picture: look at it.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from bedside.text import Language
from bedside.vitals import Reason
from tests.bedside.course import START, ready
from tests.ui.ward import Ward
from ui.build import application

SIZES = ((1920, 1080), (1366, 768))
# Machado, Oliveira, Fernandes 2009, severity 1, of linear light.
SEEN = {
    "": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}


def high(ward):
    ward.bp(186, 112)


def medium(ward):
    ward.spo2 = 88
    ward.run(12)


def low(ward):
    ward.spo2 = 93
    ward.run(17)


def several(ward):
    ward.spo2, ward.pulse = 88, 131
    ward.run(12).bp(186, 112).run(1)


def six(ward):
    several(ward)
    ward.room.facts = frozenset({"sound_failed", "storage_failed"})
    ward.run(17)


def latched(ward):
    ward.spo2 = 82
    ward.run(8).bp(186, 112).run(61).bp(168, 98)
    ward.spo2 = 97
    ward.run(8)


def paused(ward):
    medium(ward)
    ward.app.pause_audio()
    ward.run(18)


def paused_and_another(ward):
    paused(ward)
    ward.pulse = 131
    ward.run(12)


def seen(ward):
    high(ward)
    ward.app.see_alarms(tuple(shown.number for shown in ward.view.watch.display.alarms))
    ward.run(5)


def stale(ward):
    ward.spo2 = ward.pulse = None
    ward.run(7)


def no_value(ward):
    ward.spo2 = ward.pulse = Reason.SENSOR_OFF
    ward.run(33)


def link_lost(ward):
    ward.loses().run(20)
    ward.loses("nibp").run(6)


def suspect(ward):
    ward.bp(190, 185, 187)
    ward.spo2 = 49
    ward.run(6)


def delayed(ward):
    ward.spo2 = 89
    ward.run(5)


def cuff(ward):
    ward.inflates().run(5)


def sound_failed(ward):
    ward.room.facts = frozenset({"sound_failed"})
    ward.run(1)


def emergency(ward):
    several(ward)
    ward.app.declare_emergency()
    ward.run(1)


def calm(ward):
    ward.run(1)


STATES = (
    calm, high, medium, low, several, six, latched, paused, paused_and_another, seen, stale,
    no_value, link_lost, suspect, delayed, cuff, sound_failed, emergency,
)  # fmt: skip


def as_seen(image: QImage, by: "np.ndarray") -> QImage:
    """`image` through a matrix of linear light."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    wide, high = plain.width(), plain.height()
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(high, plain.bytesPerLine())
    given = rows[:, : 3 * wide].reshape(high, wide, 3) / 255
    light = np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)
    turned = np.clip(light @ by.T, 0, 1)
    out = np.where(turned <= 0.0031308, turned * 12.92, 1.055 * turned ** (1 / 2.4) - 0.055)
    data = np.ascontiguousarray(np.round(out * 255).astype(np.uint8))
    return QImage(data.data, wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()


def main(folder: Path, names: list[str]) -> int:
    application()
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        for state in STATES:
            if names and state.__name__ not in names:
                continue
            with tempfile.TemporaryDirectory() as record:
                ward = Ward(Path(record), size=size, language=Language.NB)
                ward.follow(ready().tell(START)).run(300, step_s=30.0).bp(121, 76).run(5)
                state(ward)
                ward.window.show()
                ward.app.show()
                QApplication.processEvents()
                image = ward.window.grab().toImage()
                for eyes, matrix in SEEN.items():
                    name = "-".join(part for part in (state.__name__, str(size[0]), eyes) if part)
                    (as_seen(image, matrix) if eyes else image).save(str(folder / f"{name}.png"))
                ward.window.close()
                ward.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
