"""What is done before a real session, and who may write down whom (issue C: first-run order)."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from bedside.approval import Approval
from bedside.first_run import Step, first_run
from bedside.identity import Person, may_change_staff
from bedside.settings import MonitorChoice, PhysicianPage, Settings
from tests.bedside.telling import protocol

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)


def person(id_, role, **more):
    return Person(id=id_, name=id_.title(), role=role, **{"pin": "hash"} | more)


OWNER, SYSTEM = person("eva", "clinical_owner"), person("odd", "system_owner")
NURSE, SECOND, DOCTOR = person("ida", "nurse"), person("per", "nurse"), person("nils", "doctor")
EVERYBODY = (OWNER, NURSE, SECOND, DOCTOR)
SIGNED = (Approval("eva", "clinical_owner", AT), Approval("ida", "nurse", AT))
HEARD = Settings(
    monitors=(MonitorChoice(role="nibp", driver="suntech-advantage", port="/dev/ttyUSB0"),),
    physician=PhysicianPage(address="10.0.0.2"),
)
OWN = replace(protocol(), site=msgspec.structs.replace(protocol().site, example=False))

ALL = set(Step)
# (sentence, staff, protocol, signatures, settings, sound heard, what is still missing)
RUNS = [
    ("a new workstation has everything before it", (), protocol(), (), Settings(), False, ALL),
    ("all of it is done", EVERYBODY, OWN, SIGNED, HEARD, True, set()),
    ("an owner without a PIN is none", (msgspec.structs.replace(OWNER, pin=""), *EVERYBODY[1:]),
     OWN, SIGNED, HEARD, True, {Step.OWNER}),
    ("an owner who has left is none", (msgspec.structs.replace(OWNER, ended="2026-01-01"), NURSE,
     SECOND, DOCTOR), OWN, SIGNED, HEARD, True, {Step.OWNER}),
    ("a system owner is one too", (SYSTEM, NURSE, SECOND, DOCTOR), OWN, SIGNED, HEARD, True, set()),
    ("without a doctor the staff is not whole", (OWNER, NURSE, SECOND), OWN, SIGNED, HEARD, True,
     {Step.STAFF}),
    ("without a nurse neither", (OWNER, DOCTOR, person("ola", "doctor")), OWN, SIGNED, HEARD, True,
     {Step.STAFF}),
    ("two alone cannot prepare and check", (NURSE, DOCTOR), OWN, SIGNED, HEARD, True,
     {Step.OWNER, Step.STAFF}),
    ("the example's numbers are nobody's", EVERYBODY, protocol(), SIGNED, HEARD, True,
     {Step.SITE, Step.APPROVAL}),
    ("one signature is not two", EVERYBODY, OWN, SIGNED[:1], HEARD, True, {Step.APPROVAL}),
    ("two signatures without the owner's", EVERYBODY, OWN,
     (SIGNED[1], Approval("per", "nurse", AT)), HEARD, True, {Step.APPROVAL}),
    ("no monitor is chosen", EVERYBODY, OWN, SIGNED, msgspec.structs.replace(HEARD, monitors=()),
     True, {Step.MONITORS}),
    ("no telephone is paired", EVERYBODY, OWN, SIGNED,
     msgspec.structs.replace(HEARD, physician=PhysicianPage()), True, {Step.PHYSICIAN}),
    ("nobody has heard the sound", EVERYBODY, OWN, SIGNED, HEARD, False, {Step.SOUND}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "staff", "numbers", "signed", "settings", "heard", "missing"),
    RUNS,
    ids=[row[0] for row in RUNS],
)
def test_what_is_still_missing(sentence, staff, numbers, signed, settings, heard, missing):
    steps = first_run(staff, numbers, signed, settings, sound_heard=heard)
    assert [step.step for step in steps] == list(Step)
    assert {step.step for step in steps if not step.done} == missing


# (sentence, staff, who is signed in, who is written down, why not)
CHANGES = [
    ("the first one is an owner", (), None, OWNER, None),
    ("or the system's owner", (), None, SYSTEM, None),
    ("the first one is no nurse", (), None, NURSE, "owner_first"),
    ("nor with nurses alone", (NURSE,), NURSE, SECOND, "owner_first"),
    ("an owner who has left makes nobody an owner", (), None,
     msgspec.structs.replace(OWNER, ended="2026-01-01"), "owner_first"),
    ("afterwards nobody without signing in", EVERYBODY, None, person("kari", "nurse"),
     "owner_signs_in"),
    ("not even an owner", EVERYBODY, None, SYSTEM, "owner_signs_in"),
    ("the owner adds", EVERYBODY, OWNER, person("kari", "nurse"), None),
    ("the owner gives another role", EVERYBODY, OWNER, person("ida", "doctor"), None),
    ("a nurse changes her own PIN", EVERYBODY, NURSE, person("ida", "nurse", pin="new"), None),
    ("a nurse does not make herself a doctor", EVERYBODY, NURSE, person("ida", "doctor"),
     "owner_signs_in"),
    ("a nurse does not change another's PIN", EVERYBODY, NURSE, person("per", "nurse", pin="new"),
     "owner_signs_in"),
    ("a doctor adds nobody", EVERYBODY, DOCTOR, person("kari", "nurse"), "owner_signs_in"),
    ("a nurse does not end herself", EVERYBODY, NURSE, person("ida", "nurse", ended="2026-11-24"),
     "owner_signs_in"),
    ("the owner ends a nurse", EVERYBODY, OWNER, person("ida", "nurse", ended="2026-11-24"), None),
    ("the last owner does not end herself", EVERYBODY, OWNER,
     person("eva", "clinical_owner", ended="2026-11-24"), "last_owner"),
    ("nor becomes a nurse", EVERYBODY, OWNER, person("eva", "nurse"), "last_owner"),
    ("with another owner she may", (*EVERYBODY, SYSTEM), OWNER,
     person("eva", "clinical_owner", ended="2026-11-24"), None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "staff", "by", "changed", "why"), CHANGES, ids=[row[0] for row in CHANGES]
)
def test_who_may_write_down_whom(sentence, staff, by, changed, why):
    assert may_change_staff(staff, by, changed) == why
