"""The packets of SunTech's NIBP modules, both ways. Knows no conversation: see suntech_advantage.

Sources: SunTech Advantage manual as quoted by the tests of ak-git/DesktopFX; the other command
codes and the error codes after 519984307/Appciton. 9600 8N1, no flow control.

Host to module: 3A, command, data, CHECK. Module to host: 3E, LENGTH, data, CHECK, where LENGTH
counts the whole packet, at most 43 hex. Every packet adds up to 0 modulo 256.

A single flipped bit or lost byte never gives a wrong pressure. With one byte in a hundred damaged,
tests/soak/test_fuzz_suntech.py measured of 21,500 damaged results 13 told wrong where bits were
flipped, 1 where bytes were lost, 1 where they were replaced: what eight bits of check let through.
"""

from dataclasses import dataclass

HOST, MODULE = 0x3A, 0x3E
SHORTEST, LONGEST = 4, 0x43
ACK_SIZE, PRESSURE_SIZE, RESULT_SIZE = 4, 5, 0x18

RECEIVED, DONE, ABORTED, BUSY, ERROR = b"O", b"K", b"A", b"B", b"E"
UNDEFINED, NOT_RECOGNISED, SLEEPING, TIMED_OUT = b"N", b"D", b"S", b"T"
ACKS = RECEIVED + DONE + ABORTED + BUSY + ERROR + UNDEFINED + NOT_RECOGNISED + SLEEPING + TIMED_OUT

NO_PRESSURE = 0xFFFF
POSSIBLE_MMHG = range(-50, 351)  # of the cuff; a module opens its valve by itself at 300
MOST_MMHG, MOST_PER_MIN = 300, 300  # of a result


def _summed(body: bytes) -> bytes:
    return body + bytes((-sum(body) & 0xFF,))


def host_packet(*command: int) -> bytes:
    return _summed(bytes((HOST, *command)))


START_ADULT = host_packet(0x20)
START_CHILD = host_packet(0x87)
START_NEONATE = host_packet(0x28)
ABORT = host_packet(0x79, 0x01, 0x00)
GET_CUFF_PRESSURE = host_packet(0x79, 0x05, 0x00)
GET_BP_DATA = host_packet(0x79, 0x03, 0x00)


def module_packet(data: bytes) -> bytes:
    return _summed(bytes((MODULE, len(data) + 3)) + data)


def ack_packet(letter: bytes) -> bytes:
    return module_packet(letter)


def pressure_packet(mmhg: int | None) -> bytes:
    """None: the module's own code for "ignore this"."""
    raw = NO_PRESSURE if mmhg is None else mmhg & 0xFFFF
    return module_packet(raw.to_bytes(2, "little"))


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to GET BP DATA as it stands; `error` 0: a result. Test codes are not known."""

    systolic: int
    diastolic: int
    mean: int
    pulse_rate: int
    beats: int = 30
    status: int = 1
    test_codes: bytes = bytes(8)
    error: int = 0


def result_packet(result: Result) -> bytes:
    low_first = [n.to_bytes(2, "little") for n in (result.systolic, result.diastolic)]
    rest = [n.to_bytes(2, "little") for n in (result.pulse_rate, result.mean)]
    middle = bytes((result.beats, result.status)) + result.test_codes
    return module_packet(b"".join([*low_first, middle, *rest, bytes((result.error, 0, 0))]))


def parse_result(packet: bytes) -> Result:
    def number(at: int) -> int:
        return int.from_bytes(packet[at : at + 2], "little")

    return Result(
        systolic=number(2),
        diastolic=number(4),
        mean=number(18),
        pulse_rate=number(16),
        beats=packet[6],
        status=packet[7],
        test_codes=packet[8:16],
        error=packet[20],
    )


def parse_pressure(packet: bytes) -> int | None:
    raw = int.from_bytes(packet[2:4], "little", signed=True)
    return None if raw & 0xFFFF == NO_PRESSURE else raw


class Packets:
    """Cuts what the module says into packets, and keeps count of what is in none.

    Eight bits of check are weak, so a packet must also make sense: a letter that exists, a
    pressure that a cuff can have. A length that no answer of ours has is believed only if no
    packet that makes sense lies inside, for then the length byte is the damage.
    """

    def __init__(self) -> None:
        self._buffer = b""

    @property
    def waiting(self) -> bool:
        """The beginning of something is here, and the rest is not."""
        return bool(self._buffer)

    def feed(self, data: bytes, ended: bool = False) -> list[tuple[bool, bytes]]:
        """True and a whole packet, or False and bytes that are in none; together, everything.

        `ended`: what is incomplete will stay so.
        """
        stream, at, found = self._buffer + data, 0, list[tuple[bool, bytes]]()
        while at < len(stream):
            size = packet_size(stream, at)
            if size is None and not ended:
                break
            if size:
                found.append((True, stream[at : at + size]))
                at += size
                continue
            start = stream.find(MODULE, at + 1)
            end = len(stream) if start < 0 else start
            found.append((False, stream[at:end]))
            at = end
        self._buffer = stream[at:]
        return found


def packet_size(stream: bytes, at: int) -> int | None:
    """Of the packet that begins here; 0: none does; None: more bytes are needed to tell."""
    if stream[at] != MODULE:
        return 0
    if at + 1 == len(stream):
        return None
    size = stream[at + 1]
    if not SHORTEST <= size <= LONGEST:
        return 0
    if at + size > len(stream):
        return None
    packet = stream[at : at + size]
    if sum(packet) & 0xFF or not _makes_sense(packet):
        return 0
    return size


def _makes_sense(packet: bytes) -> bool:
    if len(packet) == ACK_SIZE:
        return packet[2] in ACKS
    if len(packet) == PRESSURE_SIZE:
        mmhg = parse_pressure(packet)
        return mmhg is None or mmhg in POSSIBLE_MMHG
    if len(packet) == RESULT_SIZE:
        result = parse_result(packet)
        pressures = (result.systolic, result.diastolic, result.mean)
        possible = max(pressures) <= MOST_MMHG and result.pulse_rate <= MOST_PER_MIN
        return possible or result.error != 0
    return not any(packet_size(packet, inside) for inside in range(1, len(packet) - 1))
