"""A Contec CMS50 with the 9-byte protocol, byte for byte. Answers as the dialogue that was recorded
in headrotor/contec_data; what that unit was not asked gets 0B with reason 05, unsupported.
"""

from devices.contec_packets import (
    DEVICE_NAME,
    FEEDBACK,
    FREE,
    HOST_SIZES,
    Packets,
    encode_packet,
    packet_data,
)
from devices.contec_v7 import ALIVE, FRAMES_PER_S, NAME, START, STOP, Realtime, encode
from devices.simulator.link import Patient, Probe
from devices.simulator.oximeter import Oximeter, Seen

GIVES_UP_S = 60.0  # without "I am connected"
STOP_STORAGE, DONE, UNSUPPORTED = 0xA7, 0, 5
PERFUSION_SUPPORT, SET_TIME, SET_DATE = 0xAC, 0xB1, 0xB2
FLAT_WAVE = 0x40  # with the finger out
FASTEST = 254

_BLANK = b" " * 7
_ANSWERS = {  # headrotor/contec_data; AB, AD and A3 after the document
    0xA0: encode_packet(0x06, bytes([0, 7])),
    0xA3: encode_packet(0x0A, bytes(2)),
    STOP_STORAGE: encode_packet(FREE, b""),
    0xA8: encode_packet(0x02, b"\x00" + _BLANK[1:]) + encode_packet(0x02, b"\xff" + _BLANK[1:]),
    0xA9: encode_packet(0x03, _BLANK),
    NAME: encode_packet(DEVICE_NAME, b"user   "),
    0xAB: encode_packet(0x05, b"\x00" + _BLANK[1:]),
    0xAD: encode_packet(0x10, b"\x01"),
    0xB0: encode_packet(0x11, bytes([1, 1, 0, 0, 0, 0, 0])),
    0xB3: encode_packet(0x13, _BLANK) + encode_packet(0x14, _BLANK[:5] + bytes(2)),
    SET_TIME: encode_packet(FEEDBACK, bytes([SET_TIME, DONE])),
    SET_DATE: encode_packet(FEEDBACK, bytes([SET_DATE, DONE])),
}


class ContecV7:
    """`with_perfusion`: one of the models that send a perfusion index."""

    def __init__(self, patient: Patient, with_perfusion: bool = False) -> None:
        self._oximeter, self._with_perfusion = Oximeter(patient), with_perfusion
        self._answers = _ANSWERS | {
            PERFUSION_SUPPORT: encode_packet(0x0E, bytes([not with_perfusion]))
        }
        self._commands = Packets(HOST_SIZES)
        self._started_s: float | None = None  # None: does not stream
        self._sent = 0  # frames since then
        self._alive_s = 0.0

    def step(self, now_s: float, received: bytes) -> bytes:
        said = bytearray()
        while (due_s := self.next_due_s()) is not None and due_s <= now_s:
            said += encode(self._frame(due_s))
            self._sent += 1
            if due_s - self._alive_s >= GIVES_UP_S:
                self._started_s = None
        for kind, packets in self._commands.feed(received):
            for at in range(0, len(packets) if kind else 0, 9):
                said += self._answer(now_s, packet_data(packets[at : at + 9])[0])
        return bytes(said)

    def next_due_s(self) -> float | None:
        if self._started_s is None:
            return None
        return self._started_s + (self._sent + 1) / FRAMES_PER_S

    def _answer(self, now_s: float, command: int) -> bytes:
        self._alive_s = now_s
        if command == START:
            if self._started_s is None:
                self._started_s, self._sent = now_s, 0
            return b""
        if command == STOP:
            self._started_s = None
            return encode_packet(FREE, b"")
        if command == ALIVE:
            return b""
        refused = encode_packet(FEEDBACK, bytes([command, UNSUPPORTED]))
        return self._answers.get(command, refused)

    def _frame(self, at_s: float) -> Realtime:
        seen = self._oximeter.look(at_s)
        if seen.probe is not Probe.ON:
            return Realtime(None, None, wave=FLAT_WAVE, signal=0, probe_error=True)
        pleth = self._oximeter.pleth(at_s)
        perfusion = min(round(seen.perfusion_percent * 100), 2200) if self._with_perfusion else None
        return Realtime(
            spo2=seen.spo2,
            pulse_rate=None if seen.pulse_rate is None else min(seen.pulse_rate, FASTEST),
            wave=round(pleth * 127),
            signal=signal_strength(seen),
            bar=round(pleth * 15),
            perfusion_centipercent=perfusion,
            perfusion_valid=perfusion is not None,
            searching=seen.searching,
            search_too_long=seen.search_too_long,
            low_spo2=seen.spo2 is not None and seen.spo2 < LOW_SPO2_PERCENT,
            beep=pleth > BEEP_ABOVE,
        )


LOW_SPO2_PERCENT, BEEP_ABOVE = 90, 0.9


def signal_strength(seen: Seen) -> int:
    """0 to 8, as Contec's models show it."""
    if seen.spo2 is None:
        return 0
    if seen.low_perfusion:
        return 1
    return 2 if seen.marginal_perfusion else 3 if seen.moving else 5
