"""Finds out which monitor speaks on a port: listens at every line setting, then asks those that
speak only when spoken to. Starts no cuff; the asking of a cuff begins with its ABORT.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bedside.clock import Clock
from bedside.vitals import DeviceIdentified, DeviceStatus, Garbled, Item
from devices.line import Port
from devices.link import Driver, LineSettings

LISTEN_S = 4.5  # the slowest free-running monitor says a line every two seconds
ASK_S = 6.0  # an association and its first poll
ENOUGH_BYTES = 20
MOST_GARBLED = 0.25  # of what was heard: the first bytes may come from the middle of a frame

Connect = Callable[[LineSettings], Port]


@dataclass(frozen=True, slots=True)
class Heard:
    """What one driver made of what came."""

    driver: Driver
    size: int
    garbled: int
    said: int

    @property
    def makes_sense(self) -> bool:
        return (
            self.said > 0 and self.size >= ENOUGH_BYTES and self.garbled <= MOST_GARBLED * self.size
        )


def detect(connect: Connect, drivers: Iterable[Driver], now: Clock) -> Driver | None:
    """The driver that makes most sense of this port, or None. Raises PortError."""
    known = list(drivers)
    for line in _lines(driver.line for driver in known if driver.talks_unasked):
        data = _listen(connect(line), now)
        fitting = [d for d in known if d.talks_unasked and d.line == line]
        if found := best(_read(driver, data) for driver in fitting):
            return found
    for driver in known:
        if not driver.talks_unasked and (found := best([_ask(driver, connect, now)])):
            return found
    return None


def best(heard: Iterable[Heard]) -> Driver | None:
    sensible = [one for one in heard if one.makes_sense]
    if not sensible:
        return None
    return min(sensible, key=lambda one: (one.garbled / one.size, -one.said)).driver


def _lines(lines: Iterable[LineSettings]) -> list[LineSettings]:
    return list(dict.fromkeys(lines))


def _listen(port: Port, now: Clock) -> bytes:
    data, until_s = b"", now().mono_s + LISTEN_S
    try:
        while (left_s := until_s - now().mono_s) > 0:
            data += port.read(left_s)
    finally:
        port.close()
    return data


def _read(driver: Driver, data: bytes) -> Heard:
    decoder = driver.decoder()
    return _judged(driver, len(data), [*decoder.feed(data), *decoder.finish()])


def _ask(driver: Driver, connect: Connect, now: Clock) -> Heard:
    port, talk = connect(driver.line), driver.converse()
    size, items = 0, list[Item]()
    until_s = now().mono_s + ASK_S
    try:
        step = talk.opened(now().mono_s)
        while (at_s := now().mono_s) < until_s:
            for words in step.send:
                port.write(words)
            due_s = until_s if step.wake_s is None else min(until_s, step.wake_s)
            data = port.read(max(0.0, due_s - at_s))
            step = talk.step(now().mono_s, data)
            size += len(data)
            if data:
                items += step.items
        for words in talk.closing(now().mono_s):
            port.write(words)
    finally:
        port.close()
    return _judged(driver, size, items)


def _judged(driver: Driver, size: int, items: Sequence[Item]) -> Heard:
    garbled = sum(len(item.data) for item in items if isinstance(item, Garbled))
    said = sum(not isinstance(item, Garbled | DeviceStatus | DeviceIdentified) for item in items)
    return Heard(driver, size, garbled, said)
