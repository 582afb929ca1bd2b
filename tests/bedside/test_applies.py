"""Which lines of the protocol apply to this session (SPEC parts 4, 5, 11)."""

import pytest

from bedside import events
from bedside.applies import applies, longer_min
from bedside.protocol_base import When
from tests.bedside.course import DOCTOR, ORDER, amended, answer, identified
from tests.bedside.telling import D, Telling

MIDAZOLAM = events.PrnDoseGiven(drug="midazolam", dose_mg=D(1), route="iv", indication="agitation")
IM = amended(ORDER, route="im", longer_observation_min=60)
LONGER = events.LongerObservationSet(minutes=30, doctor=DOCTOR)

LINES = [
    ("always", When.ALWAYS, [], True),
    ("nobody identified yet: everything is asked", When.FIRST_INFUSION, [], True),
    ("the first of the start", When.FIRST_INFUSION, [identified(1)], True),
    ("the third", When.FIRST_INFUSION, [identified(3)], False),
    ("the first of the maintenance", When.FIRST_INFUSION,
     [identified(1, phase="maintenance")], False),
    ("nothing prescribed: i.v. (§3.2)", When.IV, [], True),
    ("i.v.", When.IV, [ORDER], True),
    ("i.m. is not i.v.", When.IV, [IM], False),
    ("i.m.", When.IM, [IM], True),
    ("i.v. is not i.m.", When.IM, [ORDER], False),
    ("nobody asked about breastfeeding: told", When.BREASTFEEDING, [], True),
    ("breastfeeding", When.BREASTFEEDING, [answer("D-11", "yes")], True),
    ("unsure", When.BREASTFEEDING, [answer("D-11", "unsure")], True),
    ("not breastfeeding", When.BREASTFEEDING, [answer("D-11", "no")], False),
    ("no longer observation", When.EXTENDED_WATCH, [ORDER], False),
    ("a longer one was set", When.EXTENDED_WATCH, [LONGER], True),
    ("a longer one was prescribed with the injection", When.EXTENDED_WATCH, [IM], True),
    ("no midazolam", When.MIDAZOLAM_GIVEN, [], False),
    ("midazolam", When.MIDAZOLAM_GIVEN, [MIDAZOLAM], True),
    ("ondansetron is no midazolam", When.MIDAZOLAM_GIVEN, [amended(MIDAZOLAM, drug="ondansetron")],
     False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "when", "happened", "yes"), LINES, ids=[row[0] for row in LINES]
)
def test_it_applies(sentence, when, happened, yes):
    assert applies(when, Telling().tell(*happened).session) is yes


@pytest.mark.parametrize(
    ("happened", "minutes"),
    [([], 0), ([IM], 60), ([IM, LONGER], 30), ([LONGER, amended(LONGER, minutes=90)], 90),
     ([amended(LONGER, minutes=-1)], 0), ([amended(IM, longer_observation_min=-1)], 0)],
)  # fmt: skip
def test_the_doctors_last_word_on_the_minutes_counts(happened, minutes):
    assert longer_min(Telling().tell(*happened).session) == minutes
