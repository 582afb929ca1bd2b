"""Conversations with a SunTech module, as lists of what was said and heard, in seconds."""

from itertools import pairwise

import pytest

from bedside.vitals import (
    BloodPressure,
    CuffPressure,
    DeviceStatus,
    Garbled,
    NibpFailed,
    NibpFault,
    NibpStarted,
)
from devices.link import Command, Order
from devices.suntech_conversation import SPACING_S, Conversation
from devices.suntech_packets import (
    ABORT,
    GET_BP_DATA,
    GET_CUFF_PRESSURE,
    START_ADULT,
    Result,
    ack_packet,
    pressure_packet,
    result_packet,
)

GOT, K, A, B, E, N, D, S, T = (ack_packet(bytes([letter])) for letter in b"OKABENDST")
WORDS = {ABORT: "abort", START_ADULT: "start", GET_BP_DATA: "read", GET_CUFF_PRESSURE: "poll"}
RESULT = result_packet(Result(115, 74, 88, 85))
OLD_RESULT = result_packet(Result(99, 55, 70, 60))
LEAK = result_packet(Result(0, 0, 0, 0, error=87))
MEASURED = BloodPressure(115, 74, 88, 85, start_id=7)


class Line:
    """Plays one conversation; the module says only what the test lets it say."""

    def __init__(self):
        self.talk, self.now_s = Conversation(), 0.0
        self.said, self.items = [], []
        self.wake_s = self._take(self.talk.opened(0.0))

    def _take(self, step):
        self.said += [(round(self.now_s, 3), WORDS[command]) for command in step.send]
        self.items += step.items
        assert step.wake_s >= self.now_s
        return step.wake_s

    def until(self, at_s):
        """Let time pass; nobody speaks but us."""
        while self.wake_s <= at_s:
            self.now_s = self.wake_s
            self.wake_s = self._take(self.talk.step(self.now_s, b""))
        self.now_s = at_s
        return self

    def hears(self, *packets):
        self.wake_s = self._take(self.talk.step(self.now_s, b"".join(packets)))
        return self

    def order(self, command, start_id=7):
        self.wake_s = self._take(self.talk.step(self.now_s, b"", [Order(command, start_id)]))
        return self

    def words(self, *left_out):
        return [word for _, word in self.said if word not in left_out]

    def forget(self):
        self.said, self.items = [], []
        return self


def idle():
    """Opened, the ABORT answered, and quiet until 10 s."""
    return Line().hears(A, K).until(10).forget()


def measuring():
    """START at 10 s, acknowledged; the cuff works."""
    return idle().order(Command.START_NIBP).hears(GOT).until(30)


def test_the_first_word_on_the_line_is_abort():
    assert Line().said == [(0.0, "abort")]


def test_the_last_word_on_the_line_is_abort():
    for line in (Line(), idle(), measuring()):
        assert line.talk.closing(line.now_s) == (ABORT,)


def test_a_measurement_that_goes_well():
    line = idle().order(Command.START_NIBP, start_id=7)
    assert line.said == [(10, "start")]
    assert line.hears(GOT).items == [NibpStarted(7)]
    line.until(10.75).hears(pressure_packet(160))
    assert line.said[1:] == [(10.1, "poll"), (10.3, "poll"), (10.5, "poll"), (10.7, "poll")]
    line.until(38).hears(K).until(38.1)
    assert line.words()[-1] == "read"
    line.hears(RESULT)
    assert line.items == [NibpStarted(7), CuffPressure(160), MEASURED]


def test_between_commands_are_a_hundred_milliseconds():
    line = measuring().hears(K).until(31).hears(RESULT).order(Command.ABORT_NIBP).until(40)
    times = [at_s for at_s, _ in line.said]
    assert all(later - before >= SPACING_S - 1e-9 for before, later in pairwise(times))


def test_while_nothing_is_measured_the_module_is_asked_each_second():
    assert idle().until(13.5).words() == ["poll"] * 4


def test_a_result_that_nobody_asked_for_is_not_a_result():
    """Late answers, second answers, and the module's memory of the last patient."""
    assert idle().hears(RESULT).items == []
    assert measuring().forget().hears(RESULT).items == []
    line = measuring().hears(K).until(30.1).hears(RESULT).forget()
    assert line.hears(RESULT, K, RESULT).items == []


def test_a_result_before_it_was_asked_for_is_not_a_result():
    line = measuring().until(30.55).forget()  # the last poll is 50 ms old: "read" has to wait
    assert line.hears(K, OLD_RESULT).items == []
    assert line.until(30.7).hears(RESULT).items == [MEASURED]


def test_a_late_k_of_the_abort_does_not_end_the_measurement():
    line = idle().order(Command.START_NIBP).hears(GOT).until(12).hears(K).until(12.2).forget()
    assert line.hears(OLD_RESULT).items == []  # what the module kept from before
    line.until(35).hears(K).until(35.1).hears(RESULT)
    assert line.items == [MEASURED]


def test_a_late_k_that_is_answered_busy_does_not_end_the_measurement():
    line = idle().order(Command.START_NIBP).hears(GOT).until(12).hears(K).until(12.2).hears(B)
    assert line.forget().until(13).words() == ["poll"] * 4
    assert line.until(35).hears(K).until(35.1).hears(RESULT).items == [MEASURED]


def test_a_late_k_whose_question_is_not_answered_does_not_end_the_measurement():
    line = idle().order(Command.START_NIBP).hears(GOT).until(12).hears(K).until(17).forget()
    assert line.until(18).words() == ["poll"] * 5
    assert line.until(35).hears(K).until(35.1).hears(RESULT).items == [MEASURED]


def test_the_true_k_may_come_while_a_late_one_is_looked_into():
    line = idle().order(Command.START_NIBP).hears(GOT).until(14.9).hears(K).until(15.5).hears(K)
    assert line.until(15.7).hears(RESULT).items == [NibpStarted(7), MEASURED]


def test_an_error_right_after_the_start_ends_it_and_the_cuff_is_stopped():
    line = idle().order(Command.START_NIBP).hears(GOT).until(11).hears(K).until(11.2).hears(LEAK)
    assert line.items[-1] == NibpFailed(NibpFault.LEAK, 7, 87)
    assert line.until(11.4).words()[-1] == "abort"


def test_an_error_of_the_measurement_is_told_in_a_word_and_the_next_start_waits():
    line = measuring().hears(K).until(30.2).hears(LEAK)
    assert line.items[-1] == NibpFailed(NibpFault.LEAK, 7, 87)
    line.forget().order(Command.START_NIBP, 8).until(32.1)
    assert "start" not in line.words()
    assert line.until(32.3).words("poll") == ["start"]


@pytest.mark.parametrize(
    ("story", "letter", "fault"),
    [
        ("busy", B, NibpFault.BUSY),
        ("error", E, NibpFault.REFUSED),
        ("undefined", N, NibpFault.REFUSED),
        ("not recognised", D, NibpFault.REFUSED),
        ("sleeping", S, NibpFault.REFUSED),
        ("timed out", T, NibpFault.REFUSED),
    ],
)
def test_a_start_that_is_refused_is_told_and_not_repeated(story, letter, fault):
    line = idle().order(Command.START_NIBP).hears(letter)
    assert line.items == [NibpFailed(fault, 7, letter[2])], story
    assert line.until(20).words("poll") == ["start"]
    assert line.forget().order(Command.START_NIBP, 8).hears(GOT).items == [NibpStarted(8)]


def test_a_start_that_is_not_answered_is_stopped_because_only_the_answer_may_be_lost():
    line = idle().order(Command.START_NIBP).until(11.5)
    assert line.said == [(10, "start"), (11, "abort")]
    assert line.items == [NibpFailed(NibpFault.NO_ANSWER, 7)]
    assert line.hears(GOT, A, K).items == [NibpFailed(NibpFault.NO_ANSWER, 7)]


def test_what_is_heard_before_start_was_said_is_not_its_answer():
    line = idle()
    line.until(line.wake_s).order(Command.START_NIBP)  # just after a poll: it has to wait
    assert line.hears(B).words("poll") == []
    assert line.until(line.now_s + 0.2).words("poll") == ["start"]
    assert line.hears(GOT).items == [NibpStarted(7)]


def test_a_k_from_before_is_not_the_answer_to_a_start():
    line = idle().order(Command.START_NIBP).hears(K)
    assert line.items == []
    assert line.hears(GOT).items == [NibpStarted(7)]


def test_two_starts_never_run_at_once():
    line = idle().order(Command.START_NIBP, 7).order(Command.START_NIBP, 8)
    assert line.items == [NibpFailed(NibpFault.BUSY, 8)]
    line = measuring().order(Command.START_NIBP, 8)
    assert line.items[-1] == NibpFailed(NibpFault.BUSY, 8)
    assert line.words("poll") == ["start"]


def test_of_two_starts_that_wait_the_second_is_refused():
    line = Line().order(Command.START_NIBP, 7).order(Command.START_NIBP, 8)
    assert line.items == [NibpFailed(NibpFault.BUSY, 8)]
    assert line.hears(A, K).until(0.5).words("poll") == ["abort", "start"]


def test_abort_goes_before_everything_and_ends_the_measurement():
    line = measuring().forget().order(Command.ABORT_NIBP).until(30.1)
    assert line.words("poll") == ["abort"]
    assert line.hears(A).items == [NibpFailed(NibpFault.STOPPED, 7)]
    line.hears(K).until(30.4).order(Command.START_NIBP, 8)
    assert line.words("poll") == ["abort", "start"]


def test_abort_takes_back_a_start_that_was_not_yet_said():
    line = Line().order(Command.START_NIBP, 7).order(Command.ABORT_NIBP)
    assert line.items == [NibpFailed(NibpFault.STOPPED, 7)]
    assert line.until(0.2).hears(A, K).until(5).words("poll") == ["abort", "abort"]


def test_abort_is_said_even_when_nothing_seems_to_run():
    line = idle().order(Command.ABORT_NIBP).until(10.2)
    assert line.words("poll") == ["abort"]
    assert line.hears(K).until(20).items == []  # nothing ran: K without A is enough


def test_what_is_heard_before_abort_was_said_is_not_its_answer():
    line = measuring().until(30.15).forget().order(Command.ABORT_NIBP)  # the last poll is 50 ms old
    assert line.hears(A).items == []
    assert line.until(30.2).hears(A, K).items == [NibpFailed(NibpFault.STOPPED, 7)]


def test_an_abort_that_nobody_answers_is_said_three_times_and_then_a_person_must_look():
    line = measuring().forget().order(Command.ABORT_NIBP).until(34)
    assert line.words("poll") == ["abort"] * 3
    assert line.items == [NibpFailed(NibpFault.NO_ANSWER, 7), DeviceStatus("check_cuff")]


def test_an_abort_whose_k_is_lost_is_believed():
    line = measuring().order(Command.ABORT_NIBP).until(30.2).hears(A).forget().until(40)
    assert line.items == []
    assert set(line.words()) == {"poll"}


def test_an_error_instead_of_an_answer_to_abort_is_no_answer():
    line = measuring().forget().order(Command.ABORT_NIBP).until(30.2).hears(E).until(31.5)
    assert line.words("poll") == ["abort", "abort"]


def test_a_measurement_whose_end_crosses_the_abort_is_stopped():
    line = measuring().forget().order(Command.ABORT_NIBP).until(30.2).hears(K, A, K).until(40)
    assert line.items == [NibpFailed(NibpFault.STOPPED, 7)]


def test_a_measurement_stopped_on_the_module_is_told():
    line = measuring().forget().hears(A, K).until(40)
    assert line.items == [NibpFailed(NibpFault.STOPPED, 7)]
    assert set(line.words()) == {"poll"}


def test_after_ninety_seconds_we_stop_the_cuff_ourselves():
    line = measuring().forget().until(100.5)
    assert line.items == [NibpFailed(NibpFault.NO_ANSWER, 7)]
    assert line.words("poll") == ["abort"]
    assert line.hears(A, K).items == [NibpFailed(NibpFault.NO_ANSWER, 7)]


def test_a_result_that_does_not_come_is_asked_for_three_times():
    line = measuring().forget().hears(K).until(34.5)
    assert line.words("poll") == ["read"] * 3 + ["abort"] * 2
    assert line.items == [NibpFailed(NibpFault.NO_ANSWER, 7)]


def test_a_result_that_comes_at_the_second_asking_counts_once():
    line = measuring().forget().hears(K).until(31.5).hears(RESULT, RESULT)
    assert line.items == [MEASURED]


def test_a_second_o_starts_nothing():
    assert measuring().forget().hears(GOT).items == []
    line = measuring().hears(K).until(30.2).forget().hears(GOT).hears(RESULT)
    assert line.items == [MEASURED]


def test_every_start_ends_exactly_once_whatever_is_heard():
    stories = [
        [GOT, K, RESULT],
        [GOT, K, LEAK],
        [GOT, A, K],
        [B],
        [E],
        [],
        [GOT],
        [GOT, GOT, K, K, RESULT, RESULT],
        [K, GOT, RESULT, K, RESULT],
        [A],
    ]
    for heard in stories:
        line = idle().order(Command.START_NIBP)
        for packet in heard:
            line.until(line.now_s + 6 if packet == K else line.now_s + 0.2).hears(packet)
        line.until(line.now_s + 120)
        ends = [i for i in line.items if isinstance(i, BloodPressure | NibpFailed)]
        assert len(ends) == 1, heard
        assert ends[0].start_id == 7


def test_noise_is_counted_and_what_is_torn_is_given_up():
    line = idle().hears(b"\x00\x01", RESULT[:9]).until(10.4)
    assert line.items == []
    line.until(11).hears(K)
    assert line.items == [Garbled(b"\x00\x01" + RESULT[:9])]


def test_an_answer_in_two_pieces_is_one_answer():
    line = measuring().hears(K).until(30.2).hears(RESULT[:9]).until(30.3).hears(RESULT[9:])
    assert line.items[-1] == MEASURED
