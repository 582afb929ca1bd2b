"""How fast monitors are decoded, and how long their last byte takes to reach the inbox; each as a
ratio to a floor measured in the same run. Starts no thread of its own: it is told how.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from bedside.clock import Clock
from bedside.vitals import Arrival, BloodPressure, Measurement
from devices.link import Driver, Order
from devices.port import open_port
from devices.reader import Reader
from devices.simulator.link import Simulator
from devices.simulator.pty import Wire, wire_for

CHUNK = 4096
FLOOR_TIMES = 20  # the floor is quick: measured so often that a clock can tell
LONG_ENOUGH_S = 0.2  # a decoder is measured until a clock can tell
ANSWERS_WITHIN_S = 5.0
LOOKS_EVERY_S = 0.001

InThread = Callable[[Callable[[], None]], object]  # runs it in a thread of its own
Pause = Callable[[float], object]  # lets the other threads run for so many seconds


@dataclass(frozen=True, slots=True)
class DecodeRate:
    """`times_floor`: how many times as long as counting one byte value in the same bytes."""

    bytes_per_s: float
    frames_per_s: float
    times_floor: float


@dataclass(frozen=True, slots=True)
class Said:
    """What a monitor said in a stretch of time, and in how many utterances (frames)."""

    stream: bytes
    frames: int
    seconds: float


def said_in(
    simulator: Simulator, driver: Driver, seconds: float, orders: Sequence[Order] = ()
) -> bytes:
    """What the simulated monitor says when its driver talks with it for so long."""
    return utterances(simulator, driver, seconds, orders).stream


def utterances(
    simulator: Simulator, driver: Driver, seconds: float, orders: Sequence[Order] = ()
) -> Said:
    talk, now_s, said, frames = driver.converse(), 0.0, bytearray(), 0
    step = talk.opened(now_s)
    while now_s < seconds:
        answer = simulator.step(now_s, b"".join(step.send))
        said += answer
        frames += bool(answer)
        step, orders = talk.step(now_s, answer, orders), ()
        if step.send:
            continue
        dues = [due for due in (simulator.next_due_s(), step.wake_s) if due is not None]
        now_s = max(min(dues, default=seconds), now_s + 0.001)
    return Said(bytes(said), frames, seconds)


def decode_rate(driver: Driver, stream: bytes, frame_size: float, now: Clock) -> DecodeRate:
    """`frame_size` in bytes: what one frame of `stream` takes."""
    decoder, start_s = driver.decoder(), now().mono_s
    for at in range(0, len(stream), CHUNK):
        decoder.feed(stream[at : at + CHUNK])
    decoder.finish()
    took_s = max(now().mono_s - start_s, 1e-9)
    start_s = now().mono_s
    for _ in range(FLOOR_TIMES):
        stream.count(b"\x01")
    floor_s = max((now().mono_s - start_s) / FLOOR_TIMES, 1e-9)
    bytes_per_s = len(stream) / took_s
    return DecodeRate(bytes_per_s, bytes_per_s / frame_size, took_s / floor_s)


def long_enough(said: Said, driver: Driver, now: Clock) -> bytes:
    """The stream, repeated until decoding it takes so long that a clock can tell."""
    start_s = now().mono_s
    driver.decoder().feed(said.stream)
    once_s = max(now().mono_s - start_s, 1e-6)
    return said.stream * max(1, round(LONG_ENOUGH_S / once_s))


# --- from the last byte to the inbox ---------------------------------------------------------


def latencies_s(
    driver: Driver,
    stream: bytes,
    times: int,
    folder: Path,
    now: Clock,
    in_thread: InThread,
    pause: Pause,
) -> list[float]:
    """Seconds from writing the byte that completes a reading to its measurement in the inbox,
    through a real pseudo-terminal (on Windows a socket) and a reader in a thread.
    """
    wire = wire_for(folder, "bench")
    wire.plug()
    inbox: SimpleQueue[Arrival] = SimpleQueue()
    reader = Reader(
        role="bench",
        driver=driver,
        connect=lambda: open_port(wire.url, driver.line),
        inbox=inbox,
        now=now,
    )
    in_thread(reader.run)
    try:
        until(lambda: reader.connected, pause)
        return _timed(wire, reader, pieces_of(driver, stream, times), now, pause)
    finally:
        reader.stop()
        until(lambda: not reader.connected, pause)
        wire.unplug()


def pieces_of(driver: Driver, stream: bytes, times: int) -> list[bytes]:
    """The stream, cut behind each byte that completes a reading."""
    decoder, pieces, begun = driver.decoder(), list[bytes](), 0
    for at in range(len(stream)):
        found = decoder.feed(stream[at : at + 1])
        if any(isinstance(item, Measurement | BloodPressure) for item in found):
            pieces.append(stream[begun : at + 1])
            begun = at + 1
            if len(pieces) == times:
                break
    return pieces


def _timed(
    wire: Wire, reader: Reader, pieces: list[bytes], now: Clock, pause: Pause
) -> list[float]:
    took, written = [], reader.received
    for piece in pieces:
        wire.write(piece[:-1])
        written += len(piece) - 1
        _until_read(written, reader, pause)
        _empty(reader.inbox)
        start_s = now().mono_s
        wire.write(piece[-1:])
        written += 1
        _next_reading(reader.inbox)
        took.append(now().mono_s - start_s)
        _until_read(written, reader, pause)
    return took


def _until_read(written: int, reader: Reader, pause: Pause) -> None:
    until(lambda: reader.received >= written, pause)


def _next_reading(inbox: SimpleQueue[Arrival]) -> None:
    while not isinstance(inbox.get(timeout=ANSWERS_WITHIN_S).what, Measurement | BloodPressure):
        pass


def hand_offs_s(times: int, now: Clock, in_thread: InThread) -> list[float]:
    """The floor: one byte through a socket pair to a thread that waits, and back by a queue."""
    here, there = socket.socketpair()
    heard: SimpleQueue[bytes] = SimpleQueue()

    def listen() -> None:
        while data := there.recv(1):
            heard.put(data)
        there.close()

    in_thread(listen)
    took = []
    for _ in range(times):
        start_s = now().mono_s
        here.send(b"\0")
        heard.get(timeout=ANSWERS_WITHIN_S)
        took.append(now().mono_s - start_s)
    here.close()
    return took


def until(there: Callable[[], bool], pause: Pause) -> None:
    """Look again and again whether it is so. Raises TimeoutError after ANSWERS_WITHIN_S."""
    for _ in range(int(ANSWERS_WITHIN_S / LOOKS_EVERY_S)):
        if there():
            return
        pause(LOOKS_EVERY_S)
    raise TimeoutError("nothing happens on the line")


def _empty(inbox: SimpleQueue[Arrival]) -> None:
    try:
        while True:
            inbox.get_nowait()
    except Empty:
        return
