"""A rule's "no": which rule, why, what is missing and who can lift it. Codes, not sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Lifted = Literal["nobody", "consultant", "doctor", "reason"]  # the hardest to lift first


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done now. `ui/wording.py` makes the sentence from `code`."""

    rule: str  # SPEC id such as "K-05"
    code: str  # which sentence, such as "dose_above_cap"
    section: str = ""  # § of the protocol; empty: a local rule
    values: Mapping[str, str] = field(default_factory=dict)  # what the sentence names
    missing: tuple[str, ...] = ()  # ids of what is not there yet
    lifted_by: Lifted = "nobody"  # who may let it pass all the same, and how


def hardest_first(found: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """What nobody can lift comes first, so that no one is asked for a reason in vain."""
    return tuple(sorted(found, key=lambda refusal: get_args(Lifted).index(refusal.lifted_by)))
