"""From bytes of an IntelliVue line to its messages. Knows neither their meaning nor the time."""

from dataclasses import dataclass, field

from bedside.vitals import Garbled
from devices.intellivue_frames import Frame, Frames
from devices.intellivue_messages import Message, parse
from devices.intellivue_values import MalformedError
from devices.skipped import Skipped


@dataclass(slots=True)
class Messages:
    """Bytes in, in any slices; messages and garbled bytes out, in the order they came.

    An intact frame with a message that contradicts itself counts as garbled.
    """

    _frames: Frames = field(default_factory=Frames)
    _skipped: Skipped = field(default_factory=Skipped)

    def feed(self, data: bytes) -> list[Message | Garbled]:
        found: list[Message | Garbled] = []
        for frame in self._frames.feed(data):
            message = _read(frame)
            if message is None:
                found += self._skipped.add(frame.wire if isinstance(frame, Frame) else frame.data)
            else:
                found += (*self._skipped.take(), message)
        return found

    def finish(self) -> list[Garbled]:
        return [*self._skipped.add(self._frames.finish()), *self._skipped.take()]


def _read(frame: Frame | Garbled) -> Message | None:
    try:
        return parse(frame.payload) if isinstance(frame, Frame) else None
    except MalformedError:
        return None
