"""The monitors that can be heard: one row for each driver. Add a driver here and nowhere else."""

from devices import (
    contec_v5,
    contec_v7,
    nonin_format2,
    nonin_format7,
    philips_intellivue,
    suntech_advantage,
)
from devices.link import Driver

DRIVERS: dict[str, Driver] = {
    driver.id: driver
    for driver in (
        nonin_format2.DRIVER,
        nonin_format7.DRIVER,
        contec_v7.DRIVER,
        contec_v5.DRIVER,
        suntech_advantage.DRIVER,
        philips_intellivue.DRIVER,
    )
}
