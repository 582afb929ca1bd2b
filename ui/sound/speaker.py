"""`python -m ui.sound.speaker FILE...`: the process that plays the alarm sound, and nothing else.

It stands by itself because an audio system that breaks may take its process with it. On standard
input, one order a line: `begin VOLUME FILE`, `stop`; it ends when its input does. On standard
output: `ready DEVICE`, `beat` all along, `began` for each burst that the device has accepted, and
`trouble CODE` as its last word.
"""

import os
import sys
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from PySide6.QtCore import QCoreApplication

from bedside.clock import system_clock
from ui.sound.files import WrongSoundError, read_sound
from ui.sound.qt_sink import QtSink

LISTENS_S = 0.02
BEATS_EVERY_S = 1.0
ENDS = ""
# What PulseAudio and PipeWire hold of the sound ahead. By itself Qt lets them have 16 ms, and where
# this process waits longer for its turn, a hole is torn into a pulse.
AHEAD_MS = 200


def main(files: list[str]) -> int:
    os.environ.setdefault("PULSE_LATENCY_MSEC", str(AHEAD_MS))
    application = QCoreApplication(["bedside-speaker"])
    orders: SimpleQueue[str] = SimpleQueue()
    Thread(target=_listen, args=(orders,), daemon=True).start()
    sink = QtSink()
    code = sink.open()
    known: dict[str, bytes] = {}
    for file in files:
        code = code or _load(known, file)
    if not code:
        _say(f"ready {sink.name}")
    beat_s = 0.0
    while not code:
        try:
            order = orders.get(timeout=LISTENS_S)
            if order == ENDS:
                break
            code = _obey(order.rstrip("\n"), sink, known)
        except Empty:
            pass
        application.processEvents()
        now_s = system_clock().mono_s
        code = code or sink.trouble(now_s)
        if now_s - beat_s >= BEATS_EVERY_S:
            beat_s = now_s
            _say("beat")
    if code:
        _say(f"trouble {code}")
    sink.close()
    return 1 if code else 0


def _obey(order: str, sink: QtSink, known: dict[str, bytes]) -> str:
    what, _, rest = order.partition(" ")
    if what == "stop":
        sink.stop()
        return ""
    volume, _, file = rest.partition(" ")
    code = _load(known, file) or sink.begin(known[file], int(volume))
    if not code:
        _say("began")
    return code


def _load(known: dict[str, bytes], file: str) -> str:
    if file not in known:
        try:
            known[file] = read_sound(Path(file).read_bytes())
        except (WrongSoundError, OSError):
            return "fault"
    return ""


def _listen(orders: SimpleQueue[str]) -> None:
    for line in sys.stdin:
        orders.put(line)
    orders.put(ENDS)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
