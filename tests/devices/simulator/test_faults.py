import pytest

from devices.nonin_format2 import Decoder, encode
from devices.simulator.faults import FaultPlan, Faulty, Span, parse_plan, resampled
from tests.devices.streams import garbled_size, heard, values

PACKET = encode(97, 72, bytes(range(25)))


class Talker:
    """Says one packet each second, and keeps what it hears."""

    def __init__(self):
        self.heard, self.said = b"", 0

    def step(self, now_s, received):
        self.heard += received
        said = b""
        while self.said <= now_s:
            said += PACKET
            self.said += 1
        return said

    def next_due_s(self):
        return float(self.said)


def listen(plan, seconds=200, seed=5, step_s=1.0):
    talker = Talker()
    faulty = Faulty(talker, plan, seed)
    chunks = [faulty.step(i * step_s, b"") for i in range(int(seconds / step_s))]
    return chunks


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("", FaultPlan()),
        ("drop=0.01, flip=0.001,chop", FaultPlan(drop=0.01, flip=0.001, chop=True)),
        ("insert=1,duplicate=0.5,delay=2", FaultPlan(insert=1, duplicate=0.5, delay=2)),
        ("hang=30", FaultPlan(hang=Span(30))),
        ("hang=30:10,unplug=5:1.5", FaultPlan(hang=Span(30, 10), unplug=Span(5, 1.5))),
        ("wrong-baud,midframe", FaultPlan(wrong_baud=True, midframe=True)),
    ],
)
def test_a_plan_is_written_in_a_few_words(text, plan):
    assert parse_plan(text) == plan


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dorp=0.1", "there is no fault 'dorp'"),
        ("drop", "drop needs a number, as in drop=0.01"),
        ("drop=lots", "drop needs a number"),
        ("drop=-1", "drop needs a number"),
        ("drop=1.5", "from 0 to 1"),
        ("drop=1:2", "drop needs a number"),
        ("hang=1:x", "hang needs a number, as in hang=30:10"),
        ("chop=1", "chop takes no value"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(text, says):
    with pytest.raises(ValueError, match=r"^[a-z]") as caught:
        parse_plan(text)
    assert says in str(caught.value)


def test_without_a_fault_nothing_is_changed():
    assert listen(FaultPlan(), 3) == [PACKET] * 3


def test_the_same_seed_damages_the_same_bytes():
    plan = parse_plan("drop=0.02,flip=0.02,insert=0.02,duplicate=0.1,chop,delay=0.7,midframe")
    assert listen(plan) == listen(plan)
    assert listen(plan) != listen(plan, seed=6)


def test_a_burst_may_come_twice():
    stream = b"".join(listen(FaultPlan(duplicate=0.5)))
    assert stream == PACKET * (len(stream) // 125)
    assert 270 < len(stream) // 125 < 330


@pytest.mark.parametrize(("kind", "size"), [("drop", -250), ("insert", 250), ("flip", 0)])
def test_a_share_of_the_bytes_is_damaged(kind, size):
    stream = b"".join(listen(FaultPlan(**{kind: 0.01})))
    assert size - 130 <= len(stream) - 25_000 <= size + 130
    if kind == "flip":
        clean = PACKET * 200
        changed = [a ^ b for a, b in zip(stream, clean, strict=True) if a != b]
        assert 150 < len(changed) < 350
        assert all(bits.bit_count() == 1 for bits in changed)


def test_the_cable_is_bad_both_ways():
    talker = Talker()
    Faulty(talker, FaultPlan(drop=0.5), 1).step(0.0, bytes(1000))
    assert 400 < len(talker.heard) < 600


def test_a_chopped_stream_comes_in_pieces_and_whole():
    faulty = Faulty(Talker(), FaultPlan(chop=True), 1)
    pieces, now_s = [faulty.step(0.0, b"")], 0.0
    while now_s < 0.9:
        now_s = faulty.next_due_s()
        pieces.append(faulty.step(now_s, b""))
    assert max(len(piece) for piece in pieces[:-1]) <= 5
    assert b"".join(pieces)[:125] == PACKET


def test_a_late_stream_keeps_its_order():
    faulty = Faulty(Talker(), FaultPlan(delay=3.0), 1)
    stream = b"".join(faulty.step(i / 10, b"") for i in range(100))
    assert stream == PACKET * (len(stream) // 125)
    assert 7 <= len(stream) // 125 < 10


def test_a_monitor_that_hangs_is_silent_and_deaf_for_a_while():
    talker = Talker()
    faulty = Faulty(talker, FaultPlan(hang=Span(3, 2)), 1)
    said = [len(faulty.step(float(s), bytes([s]))) // 125 for s in range(7)]
    assert said == [1, 1, 1, 0, 0, 1, 1]
    assert talker.heard == bytes([0, 1, 2, 5, 6])


def test_a_cable_that_is_out_is_out_for_a_while():
    faulty = Faulty(Talker(), FaultPlan(unplug=Span(3, 2), delay=0.5), 1)
    assert faulty.is_plugged(0.0)
    plugged = []
    for second in range(7):
        faulty.step(float(second), b"")
        plugged.append(faulty.is_plugged(float(second)))
    assert plugged == [True, True, True, False, False, True, True]


def test_it_says_when_the_cable_is_pulled_and_put_back():
    faulty = Faulty(Silent(), FaultPlan(unplug=Span(3, 2)), 1)
    assert faulty.next_due_s() is None  # not heard yet
    dues = []
    for now_s in (10.0, 13.0, 15.0):
        faulty.step(now_s, b"")
        dues.append(faulty.next_due_s())
    assert dues == [13.0, 15.0, None]


def test_a_cable_that_is_never_put_back_is_not_waited_for():
    faulty = Faulty(Silent(), FaultPlan(unplug=Span(3)), 1)
    faulty.step(5.0, b"")
    assert faulty.next_due_s() == 8.0
    faulty.step(8.0, b"")
    assert faulty.next_due_s() is None


class Silent:
    def step(self, now_s, received):
        return b""

    def next_due_s(self):
        return None


def test_a_stream_joined_in_its_middle_lacks_its_beginning():
    first, second = listen(FaultPlan(midframe=True), 2)
    assert PACKET.endswith(first)
    assert 1 <= len(PACKET) - len(first) <= 4
    assert second == PACKET


def test_at_a_wrong_speed_nothing_makes_sense():
    stream = b"".join(listen(FaultPlan(wrong_baud=True)))
    assert len(stream) > 3000
    items = heard(Decoder(), stream)
    assert values(items) == []
    assert garbled_size(items) > 0.9 * len(stream)


def test_at_the_right_speed_a_receiver_hears_what_was_said():
    assert resampled(bytes(range(256)), 1.0) == bytes(range(256))
