"""The monitors that can be simulated, by the id of their driver."""

from collections.abc import Callable

from devices.simulator.berry_pm6750 import Pm6750
from devices.simulator.contec_v5 import ContecV5
from devices.simulator.contec_v7 import ContecV7
from devices.simulator.ge_s5_dri import GeS5Dri
from devices.simulator.ivy_450c import Ivy450c
from devices.simulator.link import Patient, Simulator
from devices.simulator.masimo_ascii1 import MasimoAscii1
from devices.simulator.nellcor_ascii import NellcorAscii
from devices.simulator.nonin import nonin_format2
from devices.simulator.nonin_format7 import nonin_format7
from devices.simulator.philips_intellivue import PhilipsIntellivue
from devices.simulator.suntech import SunTech

SIMULATORS: dict[str, Callable[[Patient], Simulator]] = {
    "nonin-format2": nonin_format2,
    "nonin-format7": nonin_format7,
    "contec-v7": ContecV7,
    "contec-v5": ContecV5,
    "masimo-ascii1": MasimoAscii1,
    "nellcor-ascii": NellcorAscii,
    "suntech-advantage": SunTech,
    "berry-pm6750": Pm6750,
    "ge-s5-dri": GeS5Dri,
    "philips-intellivue": PhilipsIntellivue,
    "ivy-450c": Ivy450c,
}
