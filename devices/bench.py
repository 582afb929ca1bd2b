"""How fast a decoder reads, as a ratio to a floor measured in the same run on the same bytes."""

from dataclasses import dataclass

from bedside.clock import Clock
from devices.link import Driver
from devices.simulator.link import Simulator

CHUNK = 4096
FLOOR_TIMES = 20  # the floor is quick: measured so often that a clock can tell


@dataclass(frozen=True, slots=True)
class DecodeRate:
    """`times_floor`: how many times as long as counting one byte value in the same bytes."""

    bytes_per_s: float
    frames_per_s: float
    times_floor: float


def said_in(simulator: Simulator, driver: Driver, seconds: float) -> bytes:
    """What the simulated monitor says when its driver talks with it for so long."""
    talk, now_s, said = driver.converse(), 0.0, bytearray()
    step = talk.opened(now_s)
    while now_s < seconds:
        answer = simulator.step(now_s, b"".join(step.send))
        said += answer
        step = talk.step(now_s, answer)
        if step.send:
            continue
        dues = [due for due in (simulator.next_due_s(), step.wake_s) if due is not None]
        now_s = max(min(dues, default=seconds), now_s + 0.001)
    return bytes(said)


def decode_rate(driver: Driver, stream: bytes, frame_size: int, now: Clock) -> DecodeRate:
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
