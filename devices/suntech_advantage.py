"""SunTech Advantage, Advantage A+ and Advantage Mini NIBP modules, for recorded bytes and the list
of drivers. The live line is in suntech_conversation, the sources in suntech_packets.

A module has a command for its own data (00), but what the answer looks like is not public: it is
not asked, and which module it is stays unsaid.
"""

from bedside.vitals import Item, Vital
from devices.link import Driver, LineSettings
from devices.skipped import Skipped
from devices.suntech_conversation import Conversation
from devices.suntech_packets import RESULT_SIZE, Packets, parse_result
from devices.suntech_results import cuff_pressure, read_result


class Decoder:
    """For recorded bytes of the module's side: who started what is not known there."""

    def __init__(self) -> None:
        self._packets, self._skipped = Packets(), Skipped()

    def feed(self, data: bytes) -> list[Item]:
        return self._items(self._packets.feed(data))

    def finish(self) -> list[Item]:
        return [*self._items(self._packets.feed(b"", ended=True)), *self._skipped.take()]

    def _items(self, found: list[tuple[bool, bytes]]) -> list[Item]:
        items: list[Item] = []
        for whole, data in found:
            if not whole:
                items += self._skipped.add(data)
                continue
            items += self._skipped.take()
            items += cuff_pressure(data)
            if len(data) == RESULT_SIZE:
                items.append(read_result(parse_result(data)))
        return items


DRIVER = Driver(
    id="suntech-advantage",
    makers_and_models="SunTech Advantage, Advantage A+, Advantage Mini",
    vitals=frozenset({Vital.NIBP, Vital.PULSE_RATE}),
    line=LineSettings(9600),
    patience_s=5.0,
    converse=Conversation,
    decoder=Decoder,
    starts_nibp=True,
    own_alarms=False,
    talks_unasked=False,
    notes="A bare module inside other monitors; measures only when it is told to",
)
