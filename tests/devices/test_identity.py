"""Which device it is, by its own word, where the format tells it; never from one damaged line."""

import pytest

from bedside.vitals import DeviceIdentified
from devices.catalog import DRIVERS
from devices.ge_dri_records import Part, Record
from devices.ge_dri_records import encode as encode_record
from devices.intellivue_frames import encode as frame
from devices.intellivue_messages import MdsCreated
from devices.intellivue_messages import encode as encode_message
from devices.intellivue_values import PRODUCTION, SYSTEM_MODEL, encode_label, encode_listed
from devices.masimo_ascii1 import Line, encode
from devices.nellcor_lines import Limits
from devices.nellcor_lines import encode as encode_nellcor
from devices.simulator.catalog import SIMULATORS
from tests.devices.streams import Calm, devices_in


def masimo(*serials):
    return b"".join(encode(Line(97, 65, serial=serial)) for serial in serials)


def ge(*plug_ids):
    return b"".join(encode_record(Record(4, (Part(1, b""),), plug_id=one)) for one in plug_ids)


def nellcor(*models):
    limits = [Limits((85, 100), (40, 170), model=model, version="1.2") for model in models]
    return b"".join(map(encode_nellcor, limits))


def label(kind, component, text):
    return kind.to_bytes(2) + component.to_bytes(2) + encode_label(text)


def intellivue(*attributes):
    return b"".join(frame(encode_message(MdsCreated(1, 8000, one))) for one in attributes)


MX450 = {SYSTEM_MODEL: encode_label("Philips") + encode_label("MX450")}
NUMBERED = {PRODUCTION: encode_listed((label(4, 0x58, "J.10"), label(1, 8, "DE12345678")))}
A_PART = {PRODUCTION: encode_listed((label(1, 0x50, "BOARD7"), label(1, 8, "DE12345678")))}
TORN = {PRODUCTION: encode_listed((label(1, 8, "DE12345678"),))[:-3]}


@pytest.mark.parametrize(
    ("story", "driver_id", "stream", "told"),
    [
        ("a Masimo tells its serial number", "masimo-ascii1", masimo("0000056661") * 3,
         [DeviceIdentified(serial="0000056661")]),
        ("but not by a single line", "masimo-ascii1", masimo("0000056661"), []),
        ("nor by one with a damaged digit", "masimo-ascii1",
         masimo("0000056661", "0000056661", "0000056665", "0000056661", "0000056661"),
         [DeviceIdentified(serial="0000056661")]),
        ("another Masimo at the same cable is told", "masimo-ascii1", masimo("1", "1", "2", "2"),
         [DeviceIdentified(serial="1"), DeviceIdentified(serial="2")]),
        ("a GE monitor tells its plug in the network", "ge-s5-dri", ge(700, 700, 700),
         [DeviceIdentified(serial="plug 700")]),
        ("a GE monitor without a network does not", "ge-s5-dri", ge(0, 0, 0), []),
        ("a Nellcor's heading names its model", "nellcor-ascii", nellcor("N-595", "N-595"),
         [DeviceIdentified("N-595", firmware="1.2")]),
        ("an IntelliVue presents itself", "philips-intellivue", intellivue(MX450 | NUMBERED),
         [DeviceIdentified("Philips MX450", "DE12345678", "J.10")]),
        ("once", "philips-intellivue", intellivue(MX450, MX450),
         [DeviceIdentified("Philips MX450")]),
        ("the serial number is that of the whole", "philips-intellivue", intellivue(A_PART),
         [DeviceIdentified(serial="DE12345678")]),
        ("one that contradicts itself is none", "philips-intellivue", intellivue(TORN), []),
        ("one that says nothing of itself is none", "philips-intellivue", intellivue({}), []),
    ],
)  # fmt: skip
def test_a_device_is_known_by_its_own_word(story, driver_id, stream, told):
    assert devices_in(DRIVERS[driver_id].decoder(), stream) == told


@pytest.mark.parametrize("driver_id", DRIVERS)
def test_what_each_simulated_monitor_tells_of_itself(driver_id):
    tells = {
        "masimo-ascii1": DeviceIdentified(serial="0000056661"),
        "ge-s5-dri": DeviceIdentified(serial="plug 32126"),
        "nellcor-ascii": DeviceIdentified("NPB-295", firmware="2.0.0.0"),
        "philips-intellivue": DeviceIdentified("Philips MX450 simulated", "SIM0000001"),
    }
    monitor, talk = SIMULATORS[driver_id](Calm()), DRIVERS[driver_id].converse()
    step, told = talk.opened(0.0), []
    for tenth in range(1, 1200):
        heard = monitor.step(tenth / 10, b"".join(step.send))
        step = talk.step(tenth / 10, heard)
        told += [item for item in step.items if isinstance(item, DeviceIdentified)]
    assert told == ([tells[driver_id]] if driver_id in tells else [])
