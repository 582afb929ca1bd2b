"""The monitors that can be heard: one row for each driver. Add a driver here and nowhere else."""

from devices import (
    berry_pm6750,
    contec_v5,
    contec_v7,
    ge_s5_dri,
    ivy_450c,
    masimo_ascii1,
    nellcor_ascii,
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
        masimo_ascii1.DRIVER,
        nellcor_ascii.DRIVER,
        suntech_advantage.DRIVER,
        berry_pm6750.DRIVER,
        ge_s5_dri.DRIVER,
        philips_intellivue.DRIVER,
        ivy_450c.DRIVER,
    )
}
