"""Bad cables, bad adapters and bad moments between a simulated monitor and whoever listens. Seeded:
the same plan and seed damage the same bytes.

A plan is written "drop=0.01,flip=0.001,chop,hang=30:10":

    drop=P flip=P insert=P   of each byte, both ways: lost, one bit turned, a random one before it
    duplicate=P              of each burst: said twice
    chop                     bursts arrive in pieces of a few bytes
    delay=S                  each burst is up to S seconds late
    hang=S or hang=S:D       after S seconds it is silent and deaf, for D seconds or for ever
    unplug=S or unplug=S:D   after S seconds the cable is out, for D seconds or for ever
    wrong_baud               it speaks twice as fast as the line is read
    midframe                 it was in the middle of something when the line was opened
"""

from collections import deque
from dataclasses import dataclass, fields
from random import Random

from devices.simulator.link import Simulator

PIECE_S = 0.004  # between the pieces of a chopped burst: five bytes at 9600 baud
LARGEST_PIECE = 5
FOR_EVER_S = float("inf")


@dataclass(frozen=True, slots=True)
class Span:
    """From `at_s` on, for `for_s`; seconds since the monitor was first heard."""

    at_s: float
    for_s: float = FOR_EVER_S

    def holds(self, since_s: float) -> bool:
        return self.at_s <= since_s < self.at_s + self.for_s


@dataclass(frozen=True, slots=True)
class FaultPlan:
    drop: float = 0.0
    flip: float = 0.0
    insert: float = 0.0
    duplicate: float = 0.0
    chop: bool = False
    delay: float = 0.0
    hang: Span | None = None
    unplug: Span | None = None
    wrong_baud: bool = False
    midframe: bool = False


_SHARES = ("drop", "flip", "insert", "duplicate")
_SPANS = ("hang", "unplug")
_SWITCHES = ("chop", "wrong_baud", "midframe")


def parse_plan(text: str) -> FaultPlan:
    """Raises ValueError whose text says what is wrong, for the command line."""
    found: dict[str, float | bool | Span] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = part.partition("=")
        name = name.strip().replace("-", "_")
        if name not in {field.name for field in fields(FaultPlan)}:
            known = ", ".join(field.name for field in fields(FaultPlan))
            raise ValueError(f"there is no fault {name!r}; there are: {known}")
        if name in _SWITCHES:
            if equals:
                raise ValueError(f"{name} takes no value")
            found[name] = True
        else:
            found[name] = _value(name, value)
    return FaultPlan(**found)  # type: ignore[arg-type]  # each by its own kind, above


def _value(name: str, value: str) -> float | Span:
    at, colon, lasts = value.partition(":")
    try:
        numbers = [float(number) for number in ((at, lasts) if colon else (at,))]
    except ValueError:
        raise ValueError(f"{name} needs a number, as in {name}={_EXAMPLES[name]}") from None
    if min(numbers) < 0 or (colon and name not in _SPANS):
        raise ValueError(f"{name} needs a number, as in {name}={_EXAMPLES[name]}")
    if name in _SPANS:
        return Span(*numbers)
    if name in _SHARES and numbers[0] > 1:
        raise ValueError(f"{name} is a share of the bytes, from 0 to 1")
    return numbers[0]


_EXAMPLES = {
    "drop": "0.01",
    "flip": "0.001",
    "insert": "0.001",
    "duplicate": "0.05",
    "delay": "0.5",
    "hang": "30:10",
    "unplug": "30:10",
}


class Faulty:
    """The monitor as it is heard through the faults; `is_plugged` is for who carries its bytes."""

    def __init__(self, simulator: Simulator, plan: FaultPlan, seed: int = 0) -> None:
        self._simulator, self._plan = simulator, plan
        self._pick = Random(seed)
        self._began_s: float | None = None
        self._now_s = 0.0
        self._late: deque[tuple[float, bytes]] = deque()  # when it arrives, and what
        self._cut = plan.midframe

    def is_plugged(self, now_s: float) -> bool:
        since_s = now_s - (now_s if self._began_s is None else self._began_s)
        return self._plan.unplug is None or not self._plan.unplug.holds(since_s)

    def step(self, now_s: float, received: bytes) -> bytes:
        if self._began_s is None:
            self._began_s = now_s
        self._now_s = now_s
        since_s = now_s - self._began_s
        hung = self._plan.hang is not None and self._plan.hang.holds(since_s)
        said = self._simulator.step(now_s, b"" if hung else self._damaged(received))
        if hung or not self.is_plugged(now_s):
            said = b""
            self._late.clear()
        if said:
            self._send(now_s, said)
        arrived = b""
        while self._late and self._late[0][0] <= now_s:
            arrived += self._late.popleft()[1]
        return arrived

    def next_due_s(self) -> float | None:
        due = [due_s for due_s in (self._simulator.next_due_s(),) if due_s is not None]
        if self._late:
            due.append(self._late[0][0])
        if self._plan.unplug is not None and self._began_s is not None:
            out_s = self._began_s + self._plan.unplug.at_s
            due += [at_s for at_s in (out_s, out_s + self._plan.unplug.for_s) if at_s > self._now_s]
        return min((due_s for due_s in due if due_s < FOR_EVER_S), default=None)

    def _send(self, now_s: float, said: bytes) -> None:
        if self._cut:  # the beginning was said before anybody listened
            self._cut = False
            said = said[self._pick.randrange(1, max(2, min(len(said), 5))) :]
        if self._pick.random() < self._plan.duplicate:
            said += said
        said = self._damaged(said)
        if self._plan.wrong_baud:
            said = resampled(said, 2.0)
        late_s = now_s + self._pick.random() * self._plan.delay
        if self._late:
            late_s = max(late_s, self._late[-1][0])  # late, but never out of order
        for piece in self._pieces(said):
            self._late.append((late_s, piece))
            if self._plan.chop:
                late_s += PIECE_S

    def _pieces(self, data: bytes) -> list[bytes]:
        if not self._plan.chop:
            return [data]
        pieces, at = [], 0
        while at < len(data):
            size = self._pick.randint(1, LARGEST_PIECE)
            pieces.append(data[at : at + size])
            at += size
        return pieces

    def _damaged(self, data: bytes) -> bytes:
        plan, pick = self._plan, self._pick
        if not (plan.drop or plan.flip or plan.insert):
            return data
        out = bytearray()
        for byte in data:
            if pick.random() < plan.insert:
                out.append(pick.randrange(256))
            if pick.random() < plan.drop:
                continue
            if pick.random() < plan.flip:
                byte ^= 1 << pick.randrange(8)
            out.append(byte)
        return bytes(out)


def resampled(data: bytes, times: float) -> bytes:
    """What a receiver makes of bytes sent `times` as fast as it listens: bits sampled in the
    middle of where it believes them to be, after each edge that looks like a start bit."""
    level = [bit for byte in data for bit in (0, *((byte >> i) & 1 for i in range(8)), 1)]
    heard, at = bytearray(), 0
    while (at := _next_start(level, at)) < len(level):
        places = [int(at + (0.5 + i) * times) for i in range(1, 9)]
        bits = [level[place] if place < len(level) else 1 for place in places]
        heard.append(sum(bit << i for i, bit in enumerate(bits)))
        at = int(at + 9.5 * times)
    return bytes(heard)


def _next_start(level: list[int], at: int) -> int:
    while at < len(level) and level[at]:
        at += 1
    return at
