"""The six session messages that open and close an IntelliVue association. No timing, no line.

One byte names the message, a length follows, and then mostly ASN.1 that is the same every time:
only the first byte is read. The request asks for numerics each second over extended polls, waves
and enumerations, with frames up to 2500 bytes towards us and 1000 towards the monitor (RS-232).
"""

from enum import IntEnum

from devices.intellivue_frames import MAX_PAYLOAD
from devices.intellivue_values import MalformedError, encode_attributes


class Session(IntEnum):
    RELEASE = 0x09
    RELEASED = 0x0A
    REFUSE = 0x0C
    ASSOCIATE = 0x0D
    ACCEPT = 0x0E
    ABORT = 0x19


SHORTEST_POLL_TICKS = 2500  # of 1/8 ms; below 3.3 s the monitor gives up on us after 10 s
MONITOR_TAKES = 1000
POLL_PROFILE, EXTENDED_POLLS = 0x0001, 0xF001
NUMERICS_EACH_SECOND, WAVES, ENUMERATIONS = 0x80000000, 0x08000000, 0x04000000
CLIENT, SERVER = 0x80000000, 0x00800000

_SESSION = bytes.fromhex("05 08 13 01 00 16 01 02 80 00 14 02 00 02")
_REQUEST = bytes.fromhex(
    "31 80 A0 80 80 01 01 00 00 A2 80 A0 03 00 00 01 A4 80 30 80 02 01 01 06 04 52 01 00 01"
    "30 80 06 02 51 01 00 00 00 00 30 80 02 01 02 06 0C 2A 86 48 CE 14 02 01 00 00 00 01 01"
    "30 80 06 0C 2A 86 48 CE 14 02 01 00 00 00 02 01 00 00 00 00 00 00 61 80 30 80 02 01 01"
    "A0 80 60 80 A1 80 06 0C 2A 86 48 CE 14 02 01 00 00 00 03 01 00 00 BE 80 28 80 06 0C"
    "2A 86 48 CE 14 02 01 00 00 00 01 01 02 01 02 81"
)
_RESPONSE = bytes.fromhex(
    "31 80 A0 80 80 01 01 00 00 A2 80 A0 03 00 00 01 A5 80 30 80 80 01 00 81 02 51 01 00 00"
    "30 80 80 01 00 81 0C 2A 86 48 CE 14 02 01 00 00 00 02 01 00 00 00 00 61 80 30 80 02 01 01"
    "A0 80 61 80 A1 80 06 0C 2A 86 48 CE 14 02 01 00 00 00 03 01 00 00 A2 03 02 01 00"
    "A3 05 A1 03 02 01 00 BE 80 28 80 02 01 02 81"
)
_TRAILER = bytes(16)


def session_of(payload: bytes) -> Session | None:
    """Which session message this is; None: it is none of them."""
    try:
        kind = Session(payload[0])
    except (ValueError, IndexError):
        return None
    long = payload[1:2] == b"\xff"
    size, content = (payload[2:4], payload[4:]) if long else (payload[1:2], payload[2:])
    if not size or int.from_bytes(size) != len(content):
        raise MalformedError("a session message of another length than it says")
    return kind


def encode_session(kind: Session) -> bytes:
    """What host and monitor really send, byte for byte."""
    if kind is Session.ASSOCIATE:
        return encode_request()
    return bytes((kind,)) + _length(_CONTENT[kind]) + _CONTENT[kind]


def _length(content: bytes) -> bytes:
    size = len(content)
    return bytes((size,)) if size < 0xFF else b"\xff" + size.to_bytes(2)


def encode_request(
    shortest_poll_ticks: int = SHORTEST_POLL_TICKS,
    polls: int = NUMERICS_EACH_SECOND | WAVES | ENUMERATIONS,
) -> bytes:
    """The association request; the defaults are those that two other hosts send."""
    content = _presented(_REQUEST, CLIENT, shortest_poll_ticks, polls)
    return bytes((Session.ASSOCIATE,)) + _length(content) + content


def _user_data(system: int, shortest_poll_ticks: int, polls: int) -> bytes:
    longs = (0x80000000, 0x40000000, 0, system, 0x20000000, 0)  # the last: no options
    extended = encode_attributes({EXTENDED_POLLS: _longs(polls, 0)})
    profile = _longs(
        0x80000000, shortest_poll_ticks, MAX_PAYLOAD, MONITOR_TAKES, 0xFFFFFFFF, 0x60000000
    )
    return _longs(*longs) + encode_attributes({POLL_PROFILE: profile + extended})


def _longs(*values: int) -> bytes:
    return b"".join(value.to_bytes(4) for value in values)


def _presented(header: bytes, system: int, shortest_poll_ticks: int, polls: int) -> bytes:
    user_data = _user_data(system, shortest_poll_ticks, polls)
    inside = header + bytes((len(user_data),)) + user_data + _TRAILER
    return _SESSION + b"\xc1" + _length(inside) + inside


_CONTENT = {
    Session.ACCEPT: _presented(
        _RESPONSE, SERVER, SHORTEST_POLL_TICKS, NUMERICS_EACH_SECOND | WAVES | ENUMERATIONS
    ),
    Session.REFUSE: bytes.fromhex("32 01 00"),
    Session.RELEASE: bytes.fromhex(
        "C1 16 61 80 30 80 02 01 01 A0 80 62 80 80 01 00 00 00 00 00 00 00 00 00"
    ),
    Session.RELEASED: bytes.fromhex(
        "C1 16 61 80 30 80 02 01 01 A0 80 63 80 80 01 00 00 00 00 00 00 00 00 00"
    ),
    Session.ABORT: bytes.fromhex(
        "11 01 03 C1 29 A0 80 A0 80 30 80 02 01 01 06 02 51 01 00 00 00 00 61 80 30 80 02 01 01"
        "A0 80 64 80 80 01 01 00 00 00 00 00 00 00 00 00 00"
    ),
}
