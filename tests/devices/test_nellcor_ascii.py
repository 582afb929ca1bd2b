"""Vectors: the operator's manuals, [NPB-295] p. 75 to 78, [NPB-290] p. 65 to 69, [N-395] p. 92."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.vitals import (
    DeviceStatus,
    Garbled,
    Measurement,
    NibpFailed,
    NibpFault,
    PulseSource,
    Quality,
    Reason,
    Vital,
)
from devices.link import Command, Order
from devices.nellcor_ascii import DRIVER, Conversation, Decoder
from devices.nellcor_lines import (
    MONTHS,
    Columns,
    Limits,
    Number,
    OutputComplete,
    Reading,
    encode,
    parse,
)
from devices.simulator.link import Probe
from devices.simulator.nellcor_ascii import NellcorAscii
from tests.devices.dialogue import together
from tests.devices.streams import Calm, damage, garbled_size, heard, sizes, slices

# [NPB-295]
HEADING = (
    b"NPB-295 VERSION 2.0.0.0 CRC: XXXX SpO2 Limit: 70-100% PR Limit: 60-160BPM\r\n"
    b"TIME %SPO2 BPM PA Status\r\n"
)
LINE = b"12-NOV-98 14:00:05 100 120 50\r\n"
# [NPB-290]
TREND = (
    b"NPB-290 VERSION 1.0.0.1 TREND SpO2 Limit: 30-100% PR Limit: 100-180BPM\r\n"
    b"TIME %SPO2 BPM PA\r\n"
    b"22-NOV-97 14:00:05 100 120 150\r\n"
    b"22-NOV-97 14:00:07 100 121 154\r\n"
    b"22-NOV-97 14:00:09 100 120 150\r\n"
    b"Output Complete\r\n"
)
# [N-395]
HEADING_395 = (
    b"N-395 VERSION 2.0.0.0 CRC: XXXX SpO2 Limit: 70-100% PR Limit: 60-160BPM\r\n"
    b"TIME %SpO2 BPM PA Status\r\n"
)


def spo2(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.SPO2, value, reason, None, quality)


def pulse(value, reason=None, quality=Quality.GOOD):
    return Measurement(Vital.PULSE_RATE, value, reason, PulseSource.PLETH, quality)


def line(text):
    return f"12-NOV-98 14:00:05 {text}\r\n".encode()


@pytest.mark.parametrize("heading", [HEADING, HEADING_395])
def test_the_example_of_the_manual_is_100_percent_and_120_per_minute(heading):
    assert heard(Decoder(), heading, LINE) == [spo2(100), pulse(120)]
    limits = Limits((70, 100), (60, 160), False, heading.split()[0].decode(), "2.0.0.0")
    assert parse(heading.splitlines()[0].decode()) == (0, limits)


def test_a_printout_of_stored_trends_is_no_reading_of_now():
    old = [spo2(None, Reason.NOT_UPDATED), pulse(None, Reason.NOT_UPDATED)]
    assert heard(Decoder(), TREND, LINE) == [*old * 3, spo2(100), pulse(120)]
    # One of the two heading lines is enough to know.
    first, second, *rest = TREND.splitlines(keepends=True)
    assert heard(Decoder(), first, *rest) == old * 3
    assert heard(Decoder(), second, *rest) == old * 3
    assert heard(Decoder(), *TREND.splitlines(keepends=True)[:5], HEADING, LINE)[-2:] == [
        spo2(100),
        pulse(120),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("98 60 50", [spo2(98), pulse(60)]),
        ("98  60  50   SL PH", [spo2(98), pulse(60)]),
        ("69* 161* 50 SL PH", [spo2(69), pulse(161)]),
        ("98 60 --- ", [spo2(98), pulse(60)]),
        ("--- --- --- SD", [spo2(None, Reason.SENSOR_UNPLUGGED), pulse(None, "sensor_unplugged")]),
        ("--- --- --- SO", [spo2(None, Reason.SENSOR_OFF), pulse(None, Reason.SENSOR_OFF)]),
        ("--- --- --- PS", [spo2(None, Reason.SEARCHING), pulse(None, Reason.SEARCHING)]),
        ("--- --- --- LP", [spo2(None, Reason.OUT_OF_TRACK), pulse(None, Reason.OUT_OF_TRACK)]),
        ("--- --- --- LM", [spo2(None, Reason.ARTEFACT), pulse(None, Reason.ARTEFACT)]),
        ("--- --- --- SD PS", [spo2(None, "sensor_unplugged"), pulse(None, "sensor_unplugged")]),
        ("--- --- ---", [spo2(None, Reason.NO_VALUE), pulse(None, Reason.NO_VALUE)]),
        ("0 0 0", [spo2(None, Reason.NO_VALUE), pulse(None, Reason.NO_VALUE)]),
        ("97 72 50 SO", [spo2(None, Reason.SENSOR_OFF), pulse(None, Reason.SENSOR_OFF)]),
        ("97 72 50 PS", [spo2(None, Reason.SEARCHING), pulse(None, Reason.SEARCHING)]),
        ("97 72 50 MO", [spo2(97, quality=Quality.POOR), pulse(72, quality=Quality.POOR)]),
        ("97 --- 50 MO", [spo2(97, quality=Quality.POOR), pulse(None, Reason.ARTEFACT)]),
        ("101 72 50", [spo2(None, Reason.OUT_OF_RANGE), pulse(72)]),
        ("97 72 50 BU ZZ", [spo2(97), pulse(72)]),
        (
            "97 72 50 LB AS",
            [DeviceStatus("alarm_silenced"), DeviceStatus("low_battery"), spo2(97), pulse(72)],
        ),
        ("50 40 50 AO", [DeviceStatus("alarms_off"), spo2(50), pulse(40)]),
    ],
)
def test_a_line_says_a_value_or_why_there_is_none(text, expected):
    assert heard(Decoder(), HEADING, line(text)) == expected


def test_a_status_is_told_when_it_begins():
    battery, none = line("97 72 50 LB"), line("97 72 50")
    items = heard(Decoder(), battery, battery, none, battery)
    assert [item for item in items if isinstance(item, DeviceStatus)] == [
        DeviceStatus("low_battery")
    ] * 2


@pytest.mark.parametrize(
    ("story", "text", "expected"),
    [
        ("below the limit without its star", "60 72 50", [Quality.SUSPECT, Quality.GOOD]),
        ("within the limits with a star", "97* 72 50", [Quality.SUSPECT, Quality.GOOD]),
        ("a pulse above its limit without a star", "97 161 50", [Quality.GOOD, Quality.SUSPECT]),
        ("as it should be", "60* 161* 50", [Quality.GOOD, Quality.GOOD]),
    ],
)
def test_a_star_that_contradicts_the_limits_makes_a_number_suspect(story, text, expected):
    assert [item.quality for item in heard(Decoder(), HEADING, line(text))] == expected


def test_a_jump_is_suspect_until_the_next_line_agrees():
    items = heard(Decoder(), line("97 72 50"), line("88 120 50"), line("88 118 50"))
    assert [item.quality for item in items] == [Quality.GOOD] * 2 + [Quality.SUSPECT] * 2 + [
        Quality.GOOD
    ] * 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TIME",
        "14:00:05 100 120 50",
        "12-NOV-98 14:00:05 100 120",
        "12-NOX-98 14:00:05 100 120 50",
        "32-NOV-98 14:00:05 100 120 50",
        "12-NOV-98 24:00:05 100 120 50",
        "12-NOV-98 14:00:05 1x0 120 50",
        "12-NOV-98 14:00:05 100 120 50 m",
        "12-NOV-98 14:00:05 1000 120 50",
        "12-NOV-98 14:00:05 -- 120 50",
        "NPB-295 VERSION 2.0.0.0 CRC: XXXX SpO2 Limit: 70-1x0% PR Limit: 60-160BPM",
        "1 Realtime  2 Trend  3 Graph  4 Setup  0 Exit",
    ],
)
def test_what_is_no_whole_line_is_garbled(text):
    assert parse(text) is None
    items = heard(Decoder(), text.encode() + b"\r\n", LINE)
    assert items[-2:] == [spo2(100), pulse(120)]
    assert garbled_size(items) == (len(text) + 2 if text else 0)


@pytest.mark.parametrize("end", [b"\r\n", b"\n\r", b"\r", b"\n", b"\r\n\r\n", b"\r\n \r\n"])
def test_any_end_of_line_will_do(end):
    items = heard(Decoder(), LINE.strip() + end, LINE.strip() + end)
    assert items == [spo2(100), pulse(120)] * 2


def test_a_line_that_rubbish_runs_into_is_found():
    items = heard(Decoder(), b"\x00\xff4", LINE, LINE[:12], LINE)
    assert [item for item in items if not isinstance(item, Garbled)] == [spo2(100), pulse(120)] * 2
    assert garbled_size(items) == 3 + 12


@pytest.mark.parametrize("whole", [HEADING, TREND.splitlines(keepends=True)[0], LINE])
def test_rubbish_before_any_line_is_counted(whole):
    assert garbled_size(heard(Decoder(), b"xx" + whole)) == 2


@pytest.mark.parametrize("model", ["N-395", "N-600x", "NPB-295", "PM1000N"])
def test_any_model_may_head_a_page(model):
    text = f"{model} VERSION 2.0.0.0 CRC: XXXX SpO2 Limit: 70-100% PR Limit: 60-160BPM"
    assert parse(text) == (0, Limits((70, 100), (60, 160), False, model))


def test_endless_noise_is_not_kept_and_a_line_after_it_is_found():
    decoder = Decoder()
    noise = bytes(random.Random(1).choices(b"abcdefgh 0123456789", k=5000))
    items = [item for at in range(0, 5000, 7) for item in decoder.feed(noise[at : at + 7])]
    assert len(decoder._buffer) <= 256
    items += heard(decoder, LINE)
    assert items[-2:] == [spo2(100), pulse(120)]
    assert garbled_size(items) == 5000


readings = st.builds(
    Reading,
    st.integers(631_152_000, 3_786_825_600).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.builds(Number, st.none() | st.integers(0, 999), st.booleans()),
    st.builds(Number, st.none() | st.integers(0, 999), st.booleans()),
    st.none() | st.integers(0, 999),
    st.lists(st.sampled_from(("AO", "LB", "MO", "SD", "ZZ")), max_size=3).map(tuple),
)
pair = st.tuples(st.integers(0, 999), st.integers(0, 999))
lines = st.one_of(
    readings,
    st.builds(Limits, pair, pair, st.booleans()),
    st.builds(Columns, st.booleans()),
    st.just(OutputComplete()),
)


# (sentence, line)
PRINTED = [
    ("columns with a status", Columns()),
    ("columns of stored trends", Columns(trend=True)),
    ("the end of stored trends", OutputComplete()),
    ("the limits over stored trends", Limits((85, 100), (40, 170), trend=True)),
]


@pytest.mark.parametrize(("sentence", "one"), PRINTED, ids=[row[0] for row in PRINTED])
def test_what_is_printed_is_read_again(sentence, one):
    assert parse(encode(one).decode().rstrip("\r\n")) == (0, one)


@given(lines)
def test_lines_go_both_ways(one):
    assert parse(encode(one).decode().rstrip("\r\n")) == (0, one)


def test_every_month_has_its_name():
    assert len(MONTHS) == 12
    for month in range(1, 13):
        wire = encode(Reading(datetime(2026, month, 1, tzinfo=UTC), Number(97), Number(60), 50))
        assert parse(wire.decode().strip())[1].at.month == month


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.binary(max_size=30) | st.sampled_from([LINE, HEADING, TREND, b"\r", b"\n"]), max_size=8
    ),
    sizes,
)
def test_any_slicing_says_the_same(pieces, cuts):
    stream = b"".join(pieces)
    items = heard(Decoder(), *slices(stream, cuts))
    assert items == heard(Decoder(), stream)
    assert garbled_size(items) <= len(stream)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60).map(lambda noise: noise.replace(b"\r", b"").replace(b"\n", b"")))
def test_it_finds_its_feet_after_any_noise(noise):
    items = heard(Decoder(), noise, LINE)
    assert [item.value for item in items[-2:]] == [100, 120]
    assert garbled_size(items) == len(noise)


noise = st.binary(min_size=1, max_size=40).filter(
    lambda data: data.strip() and not set(data) & {10, 13}
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([LINE, HEADING, TREND]) | noise.map(lambda n: n + b"\r\n")), sizes)
def test_whole_lines_and_garbled_bytes_add_up_to_the_stream(parts, cuts):
    known = sum(len(part) for part in parts if part in (LINE, HEADING, TREND))
    stream = b"".join(parts)
    assert garbled_size(heard(Decoder(), *slices(stream, cuts))) == len(stream) - known


@pytest.mark.parametrize("kinds", [("drop",), ("replace",)])
def test_damage_costs_only_the_damaged_lines(kinds):
    frames = [line(f"{spo2} 72 50") for spo2 in range(90, 100)] * 40
    stream, whole = damage(frames, 0.01, kinds, seed=2)
    items = [item for item in heard(Decoder(), stream) if isinstance(item, Measurement)]
    values = iter(
        [(one.value, two.value) for one, two in zip(items[::2], items[1::2], strict=True)]
    )
    assert all((float(90 + number % 10), 72.0) in values for number in whole)


def test_an_oximeter_that_stopped_is_told_to_go_on():
    talk = Conversation()
    step = talk.opened(0.0)
    assert (step.send, step.wake_s) == ((b"\x11",), 4.0)
    assert talk.step(2.0, LINE).wake_s == 6.0
    assert talk.step(5.9, b"").send == ()
    assert talk.step(6.0, b"").send == (b"\x11",)
    assert talk.step(7.0, b"").wake_s == 10.0
    assert talk.closing(8.0) == ()


def test_it_has_no_cuff():
    orders = (Order(Command.START_NIBP, 7), Order(Command.ABORT_NIBP))
    assert Conversation().step(0.0, b"", orders).items == (NibpFailed(NibpFault.REFUSED, 7),)


def test_ten_minutes_with_a_simulated_oximeter():
    said, stream = together(NellcorAscii(Calm()), DRIVER.converse(), 600)
    assert [item for _, item in said] == [spo2(97), pulse(65)] * 301
    assert stream.count(b"VERSION") == 13
    assert heard(DRIVER.decoder(), stream) == [item for _, item in said]
    assert stream.startswith(
        b"NPB-295 VERSION 2.0.0.0 CRC: XXXX SpO2 Limit: 85-100% PR Limit: 40-170BPM\r\n"
        b"TIME %SPO2 BPM PA Status\r\n"
        b"24-NOV-26 08:20:00   97     65     50\r\n"
    )


@pytest.mark.parametrize(
    ("story", "change", "expected"),
    [
        ("the probe fell off", {"probe": Probe.OFF}, spo2(None, Reason.SENSOR_OFF)),
        ("its plug was pulled", {"probe": Probe.UNPLUGGED}, spo2(None, Reason.SENSOR_UNPLUGGED)),
        ("the patient moves", {"moving": True}, spo2(97, quality=Quality.POOR)),
        ("she desaturates", {"spo2_percent": 82.0}, spo2(82)),
        ("the pulse races", {"pulse_per_min": 300.0}, spo2(97)),
        ("the pulse is slow", {"pulse_per_min": 30.0}, spo2(97)),
        ("no pulse to be found", {"pulse_per_min": 5.0}, spo2(None, Reason.OUT_OF_TRACK)),
    ],
)
def test_what_happens_to_the_patient_is_told(story, change, expected):
    patient = Calm()

    def later(now_s):
        if now_s >= 10:
            patient.now |= change

    said, _ = together(NellcorAscii(patient), Conversation(), 40, later)
    saturation = [item for _, item in said if getattr(item, "vital", None) is Vital.SPO2]
    assert saturation[0] == spo2(97)
    assert saturation[-1] == expected


def test_a_pulse_to_be_found_again_is_searched_for():
    patient = Calm(probe=Probe.OFF)
    oximeter = NellcorAscii(patient, spo2_limits=(70, 96))
    assert b"--- " in oximeter.step(100.0, b"")
    patient.now["probe"] = Probe.ON
    assert heard(Decoder(), oximeter.step(102.0, b""))[0] == spo2(None, Reason.SEARCHING)
    assert oximeter.step(106.0, b"").endswith(b"97*    65     50    SH\r\n")


def test_the_simulated_oximeter_stops_and_goes_on():
    oximeter = NellcorAscii(Calm())
    assert oximeter.next_due_s() == 0.0
    assert oximeter.step(50.0, b"\x13") != b""
    assert oximeter.next_due_s() == 52.0
    assert oximeter.step(60.0, b"x") == b""
    assert oximeter.step(61.0, b"\x11") == b""
    assert heard(Decoder(), oximeter.step(62.0, b"")) == [spo2(97), pulse(65)]
