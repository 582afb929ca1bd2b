"""One line of a gate: in order with who and when, or what is missing and what to press for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bedside.clock import Instant
from bedside.day_check import CheckItem
from bedside.protocol import Protocol
from bedside.protocol_base import Level
from bedside.protocol_lists import GateLine as GateText
from bedside.readings import Current
from bedside.refusal import Lifted
from bedside.session import Session

State = Literal["ok", "missing", "waiting"]


class Remedy(StrEnum):
    """What the button beside a line does; NONE: nothing on this screen lifts it."""

    NONE = ""
    IDENTIFY = "identify"
    ANSWER = "answer"  # the item in `missing`
    DAY_CHECK = "day_check"
    DOCTOR_DECIDES = "doctor_decides"
    TOUCH = "touch"
    MEASURE = "measure"
    DOCUMENT = "document"
    PRESCRIBE = "prescribe"
    PREPARE = "prepare"
    DOUBLE_CHECK = "double_check"
    NAME_BACKUP = "name_backup"
    CHECK_IN = "check_in"
    EQUIPMENT = "equipment"
    PRESENT = "present"
    CRITERIA = "criteria"
    OBSERVE_SEDATION = "observe_sedation"
    COMPLETE_PRN = "complete_prn"
    ALARMS = "alarms"
    WAIT = "wait"
    DECIDE_HOME = "decide_home"


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule says of its line. No code: it is in order, by whom and since when."""

    code: str = ""
    by: str = ""
    at: datetime | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    remedy: Remedy = Remedy.NONE
    lifted_by: Lifted = "nobody"
    waiting: bool = False  # for another line, or for time to pass


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything a line may look at."""

    session: Session
    vitals: Current
    now: Instant
    protocol: Protocol
    items: tuple[CheckItem, ...]  # the day check, asked once for all lines of G1


Rule = Callable[[Asked], Found]


@dataclass(frozen=True, slots=True)
class GateLine:
    """A line as the screen shows it; its words stand in the protocol's data under `id`."""

    id: str
    state: State
    level: Level
    section: str
    found: Found

    @property
    def ok(self) -> bool:
        return self.state == "ok"


def line_of(text: GateText, found: Found) -> GateLine:
    state: State = "waiting" if found.waiting else ("missing" if found.code else "ok")
    return GateLine(text.id, state, text.level, text.section, found)


def doctor_decides(code: str, *missing: str, values: Mapping[str, str] | None = None) -> Found:
    """Blocked until a doctor has decided on one of `missing`."""
    return Found(
        code,
        values=values or {},
        missing=missing,
        remedy=Remedy.DOCTOR_DECIDES,
        lifted_by="doctor",
    )
