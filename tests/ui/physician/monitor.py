"""A simulated blood-pressure module and its driver on one wire, a whole cuff cycle at a time.

What comes out was bytes on the way: the simulator's own, understood by the real conversation.
"""

from dataclasses import dataclass

from devices.link import Command, Order
from devices.simulator.link import PatientState
from devices.simulator.suntech import SunTech
from devices.suntech_conversation import Conversation

TICK_S, LONGEST_S = 0.05, 180.0


@dataclass
class Steady:
    """Somebody whose pressure is set and stays."""

    systolic: float = 124.0
    diastolic: float = 78.0

    def at(self, _mono_s):
        return PatientState(self.systolic, self.diastolic, 84.0, 97.0, 14.0, 3.0)


class Cuff:
    def __init__(self):
        self.patient = Steady()
        self.module, self.driver = SunTech(self.patient), Conversation()
        self.now_s, self.asked = 0.0, self.driver.opened(0.0).send

    def measure(self, systolic, diastolic):
        """Everything that the driver understood until the result, in order."""
        self.patient.systolic, self.patient.diastolic = systolic, diastolic
        orders, found, until_s = [Order(Command.START_NIBP, 1)], [], self.now_s + LONGEST_S
        while self.now_s < until_s:
            self.now_s += TICK_S
            said = self.module.step(self.now_s, b"".join(self.asked))
            step = self.driver.step(self.now_s, said, orders)
            orders, self.asked = [], step.send
            found.extend(step.items)
            if any(type(item).__name__ in ("BloodPressure", "NibpFailed") for item in step.items):
                return found
        raise AssertionError(found)
