"""Which device is on a line, from what it says of itself. Knows no wire."""

from dataclasses import dataclass, field

from bedside.vitals import DeviceIdentified


@dataclass(slots=True)
class Twice:
    """Believes what was said twice in a row, for formats whose damage may look like a number."""

    _last: DeviceIdentified = field(default_factory=DeviceIdentified)
    _told: DeviceIdentified = field(default_factory=DeviceIdentified)

    def told(self, device: DeviceIdentified) -> list[DeviceIdentified]:
        """The device, when it is first sure, and when it is surely another."""
        agree, self._last = device == self._last, device
        if not agree or not device or device == self._told:
            return []
        self._told = device
        return [device]
