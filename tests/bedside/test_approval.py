"""A18, K-13: the unit's own numbers are signed by the clinical owner and a second person."""

from dataclasses import replace

import msgspec
import pytest

from bedside.approval import approvals_of, approved, may_approve, may_open_real
from bedside.clock import ManualClock
from bedside.events import Entry, NoteWritten
from bedside.identity import Person
from bedside.protocol_lookup import local_values
from bedside.refusal import Refusal
from tests.bedside.telling import protocol

OWNER = Person(id="eva", name="Eva Eier", role="clinical_owner")
NURSE = Person(id="ida", name="Ida Lund", role="nurse")
CONSULTANT = Person(id="nils", name="Nils Hansen", role="consultant")
LEFT = Person(id="ole", name="Ole Berg", role="nurse", ended="2026-10-31")


def own(example=False):
    site = msgspec.structs.replace(protocol().site, example=example)
    return replace(protocol(), site=site)


def signed(*people, of=None):
    clock = ManualClock()
    return [
        Entry(number, clock.advance(60), person.id, approved(of or own(), person))
        for number, person in enumerate(people, start=1)
    ]


# (sentence, is it the example, who signed, what is refused)
OPENS = [
    ("the owner and a nurse have signed", False, [OWNER, NURSE], None),
    ("the order does not matter", False, [CONSULTANT, OWNER], None),
    ("nobody has signed", False, [], "local_values_not_approved"),
    ("a nurse and a consultant are no owner", False, [NURSE, CONSULTANT],
     "local_values_not_approved"),
    ("the owner alone is not two", False, [OWNER], "recipe_not_approved"),
    ("the owner twice is one", False, [OWNER, OWNER], "recipe_not_approved"),
    ("the example is nobody's", True, [OWNER, NURSE], "site_is_example"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "example", "people", "said"), OPENS, ids=[row[0] for row in OPENS]
)
def test_a_real_session_may_be_opened(sentence, example, people, said):
    rules = own(example)
    refusal = may_open_real(rules, approvals_of(signed(*people), rules.hash))
    assert (refusal.code if refusal else None) == said


def test_one_changed_number_asks_again():
    changed = replace(own(), hash="another")
    assert approvals_of(signed(OWNER, NURSE), changed.hash) == ()


def test_another_line_in_that_chain_is_no_approval():
    clock = ManualClock()
    entries = [Entry(1, clock(), "ida", NoteWritten(text="hei"))]
    assert approvals_of(entries, own().hash) == ()


# (sentence, who wants to sign, who has, what is refused)
SIGNS = [
    ("a colleague signs second", NURSE, [OWNER], None),
    ("nobody signs twice", OWNER, [OWNER], "already_approved"),
    ("nobody signs who has left", LEFT, [OWNER], "person_ended"),
]


@pytest.mark.parametrize(("sentence", "person", "before", "said"), SIGNS, ids=[r[0] for r in SIGNS])
def test_who_may_sign(sentence, person, before, said):
    refusal: Refusal | None = may_approve(person, approvals_of(signed(*before), own().hash))
    assert (refusal.code if refusal else None) == said


# (what, the file, the path's end, the value that is shown)
SHOWN = [
    ("the lowest SpO2", "limits.toml", "(spo2_low)", ("low_percent", "90")),
    ("how long the doctor has", "limits.toml", "(alert_not_answered)", None),
]


@pytest.mark.parametrize(("what", "file", "end", "value"), SHOWN, ids=[row[0] for row in SHOWN])
def test_what_is_signed_is_shown_with_its_numbers(what, file, end, value):
    found = [one for one in local_values(protocol()) if one.file == file and one.path.endswith(end)]
    assert len(found) == 1
    if value is not None:
        assert value in [(name, text.removesuffix(".0")) for name, text in found[0].values]
