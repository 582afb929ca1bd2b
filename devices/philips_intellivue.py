"""Philips IntelliVue (MP, MX and M series) over the RS-232 MIB interface: the page on it.

LINE      115200 8N1, no flow control (19200 on older ones, set on the monitor). The monitor must
          have its MIB/RS-232 port set to "Data Out 1".
FRAMES    C0 ... C1 with length and CRC-16 (intellivue_frames); binary messages (..._messages).
TALK      The monitor is silent until a host associates; it then presents itself, is answered, and
          is polled (..._association, ..._conversation). A large answer comes as linked results,
          which are joined (..._linked). NIBP cannot be started from the host.
MEANING   SpO2, pulse (of the pleth, else of the ECG), respiration, NIBP with its pulse
          (..._vitals). A value is used only in a unit we know: %, /min, mmHg or kPa.
MISSING   From the state bits, then the number itself (..._state): demo or test data, also by the
          monitor's operating mode -> demo; calibrating -> calibrating; invalid, unavailable, NaN,
          a unit we do not know -> no_value; an infinite or impossible number -> out_of_range.
          "Questionable" is still a value, of poor quality; "early estimate" of marginal quality.
          A numeric that was there and is in no answer for 3 s -> no_value.
NIBP      stays on the wire; when it is a new one stands in intellivue_cuff.
DEVICE    The monitor presents itself with model, serial number and software revision.
DAMAGE    A single flipped bit, a burst of up to 16, a lost or an added byte is always found (CRC
          and length). Other damage passes with 1 in 65,536 at most: with 1 % of all bytes damaged,
          2 of 246,917 damaged frames did. Only the damaged frame is lost.
UNSEEN    What the monitor itself gets wrong; which of two numerics alike (two SpO2 sensors) is
          meant: the first is taken. A result whose time stamp the monitor does not give and that
          repeats the last one without "ongoing" in between is not seen as new.
SOURCES   Layouts as in xeonfusion/VSCaptureMP, mindleaving/patient-monitor-datalogger and mdpnp's
          IntelliVue driver, which agree; host messages are theirs byte for byte. FLOAT examples
          of the Philips manual as quoted by mindleaving; FCS vectors of mdpnp. Operating modes
          and the trailing unlinked result: Data Export Interface Programming Guide, from memory.
          Attributes of model and production: as mdpnp reads them.
"""

from dataclasses import dataclass, field

from bedside.vitals import Garbled, Item, Vital
from devices.intellivue_conversation import Conversation
from devices.intellivue_stream import Messages
from devices.intellivue_vitals import Interpreter
from devices.link import Driver, LineSettings


@dataclass(slots=True)
class Decoder:
    """What the monitor sent, in any slices, to what it said."""

    _messages: Messages = field(default_factory=Messages)
    _interpreter: Interpreter = field(default_factory=Interpreter)

    def feed(self, data: bytes) -> list[Item]:
        items: list[Item] = []
        for message in self._messages.feed(data):
            if isinstance(message, Garbled):
                items.append(message)
            else:
                items += self._interpreter.items(message)
        return items

    def finish(self) -> list[Item]:
        return list(self._messages.finish())


DRIVER = Driver(
    id="philips-intellivue",
    makers_and_models="Philips IntelliVue MP, MX, M series",
    vitals=frozenset({Vital.SPO2, Vital.PULSE_RATE, Vital.NIBP, Vital.RESPIRATORY_RATE}),
    line=LineSettings(115200),
    patience_s=3.0,
    converse=Conversation,
    decoder=Decoder,
    talks_unasked=False,
)
