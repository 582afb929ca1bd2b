"""A Nonin Xpod set to format 7, byte for byte."""

from devices.nonin_format7 import encode_frame
from devices.simulator.link import Patient
from devices.simulator.nonin import Nonin


def nonin_format7(patient: Patient, burst: int = 1) -> Nonin:
    """`burst`: frames that come together, as through an adapter that gathers them."""

    def encode(status: int, pleth: float, extra: int) -> bytes:
        return encode_frame(status, round(pleth * 0xFFFF), extra)

    return Nonin(patient, encode, burst)
