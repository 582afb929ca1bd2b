"""Physical contact (§3.1, §4; SPEC F-01 to F-11): chosen before, never after, withdrawn always."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside import events
from bedside.touch import (
    SITES,
    Touch,
    may_decline,
    may_give_consent,
    may_log_touch,
    may_withdraw,
)
from tests.bedside.any_event import any_event
from tests.bedside.telling import D, Telling


def given_(*sites, informed=True, **who):
    return events.TouchConsentGiven(sites=sites, informed_can_withdraw=informed, **who)


def none(informed=True):
    return events.TouchConsentDeclined(informed_can_withdraw=informed)


def withdrawn(*sites):
    return events.TouchConsentWithdrawn(sites=sites)


START = events.InfusionStarted(dose_mg=D(35), volume_ml=D(50), rate_ml_h=D(75))
END = events.InfusionEnded(completed=True, delivered_mg=D(35))
HOME = events.HomeReadinessDecided(decided_by="ida")
SEDATIVE = events.PrnDoseGiven(
    drug="midazolam", dose_mg=D(1), route="iv", indication="angst", volume_ml=None
)
NAUSEA = events.PrnDoseGiven(drug="ondansetron", dose_mg=D(4), route="iv", indication="kvalme")


def touched(site="hand", person="ida", asked=True):
    began = Telling().now.wall
    return events.TouchGiven(
        site=site,
        person=person,
        started_at=began,
        ended_at=began + timedelta(seconds=30),
        at_patients_request=asked,
    )


# (sentence, what happened, answered, permitted, withdrawn, locked)
CHOICES = [
    ("F-02 nobody asked: no contact, and no answer", [], False, "", "", False),
    ("F-01 hand and arm were chosen", [given_("hand", "arm")], True, "hand arm", "", False),
    ("F-01 none is a choice", [none()], True, "", "", False),
    ("F-06 not told of withdrawal: not an answer", [given_("hand", informed=False)], False, "", "",
     False),
    ("F-06 a no without the tick is not an answer", [none(informed=False)], False, "", "", False),
    ("before the start the patient may be asked anew", [none(), given_("arm")], True, "arm", "",
     False),
    ("asked anew: the last answer counts", [given_("hand", "arm"), given_("arm")], True, "arm", "",
     False),
    ("F-05 one place withdrawn", [given_("hand", "arm"), withdrawn("hand")], True, "arm", "hand",
     False),
    ("F-05 all withdrawn", [given_("hand", "arm"), withdrawn("hand", "arm")], True, "",
     "hand arm", False),
    ("F-05 withdrawn with no place named: all", [given_("hand"), withdrawn()], True, "", "hand",
     False),
    ("F-05 before the start it can be given again", [given_("hand"), withdrawn("hand"),
                                                    given_("hand")], True, "hand", "", False),
    ("F-03 locked by the start", [given_("hand"), START], True, "hand", "", True),
    ("F-03 widened after the start: permits nothing more", [given_("hand"), START,
                                                           given_("hand", "arm")], True, "hand",
     "", True),
    ("F-03 first given after the start: permits nothing", [START, given_("hand")], False, "", "",
     True),
    ("F-04 first given after a sedative: permits nothing", [SEDATIVE, given_("hand")], False, "",
     "", True),
    ("ondansetron locks nothing", [NAUSEA, given_("hand")], True, "hand", "", False),
    ("F-03 still locked after the infusion", [given_("hand"), START, END, given_("arm")], True,
     "hand", "", True),
    ("F-03 still locked on the way home", [given_("hand"), START, END, HOME, given_("arm")], True,
     "hand", "", True),
    ("F-05 withdrawn during the infusion", [given_("hand", "arm"), START, withdrawn("arm")], True,
     "hand", "arm", True),
    ("F-05 from the start it cannot be reversed", [given_("hand"), START, withdrawn("hand"),
                                                  given_("hand")], True, "", "hand", True),
    ("F-05 from the first sedative it cannot be reversed", [given_("hand"), SEDATIVE,
                                                           withdrawn("hand"), given_("hand")],
     True, "", "hand", True),
    ("a no during the infusion takes everything back", [given_("hand", "arm"), START, none()],
     True, "", "hand arm", True),
    ("a no under the influence, never asked before: no", [START, none()], True, "", "", True),
    ("withdrawn though nobody was asked, under the influence: no", [START, withdrawn()], True, "",
     "", True),
    ("withdrawn though nobody was asked, before: still to be asked", [withdrawn()], False, "", "",
     False),
    ("withdrawing what was never given withdraws nothing", [given_("hand"), withdrawn("arm")],
     True, "hand", "", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "happened", "answered", "permitted", "gone", "locked"),
    CHOICES,
    ids=[row[0] for row in CHOICES],
)
def test_choice(sentence, happened, answered, permitted, gone, locked):
    touch = Telling().tell(*happened).session.touch
    assert touch.answered is answered
    assert touch.sites == set(permitted.split())
    assert touch.withdrawn == set(gone.split())
    assert touch.locked is locked
    assert all(touch.permits(site) == (site in permitted.split()) for site in SITES)


def test_when_and_by_whom_it_was_chosen_and_withdrawn():
    telling = Telling().tell(given_("hand")).wait(60)
    chosen = telling.entries[-1]
    telling.tell(withdrawn(), by="per")
    touch, gone = telling.session.touch, telling.entries[-1]
    assert (touch.chosen_at, touch.chosen_by) == (chosen.at.wall, chosen.by)
    assert touch.withdrawn_at == gone.at.wall


def test_a_no_under_the_influence_of_who_was_never_asked_is_the_choice():
    telling = Telling().tell(START).wait(60).tell(withdrawn(), by="per")
    touch, said = telling.session.touch, telling.entries[-1]
    assert (touch.chosen_at, touch.chosen_by) == (said.at.wall, "per")
    telling.wait(60).tell(withdrawn(), by="ida")  # said again: the choice is the first
    assert telling.session.touch.chosen_at == said.at.wall
    assert telling.session.touch.withdrawn_at == telling.entries[-1].at.wall


# (sentence, what happened before, consent asked for, code)
GRANTS = [
    ("hand, before the start, informed", [], given_("hand"), None),
    ("all three", [], given_("hand", "arm", "shoulder"), None),
    ("asked anew before the start", [none()], given_("hand"), None),
    ("F-03 after the start", [START], given_("hand"), "touch_locked_by_start"),
    ("F-03 widening after the start", [given_("hand"), START], given_("hand", "arm"),
     "touch_locked_by_start"),
    ("F-03 after the end", [START, END], given_("hand"), "touch_locked_by_start"),
    ("F-04 after a sedative", [SEDATIVE], given_("hand"), "touch_locked_sedated"),
    ("F-04 a sedative first, then the start", [SEDATIVE, START], given_("hand"),
     "touch_locked_sedated"),
    ("F-01 no place", [], given_(), "touch_needs_site"),
    ("F-01 the back is not offered", [], given_("back"), "touch_site_not_offered"),
    ("F-06 not informed", [], given_("hand", informed=False), "touch_not_informed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "before", "asked", "code"), GRANTS, ids=[row[0] for row in GRANTS]
)
def test_may_give_consent(sentence, before, asked, code):
    refusal = may_give_consent(Telling().tell(*before).session.touch, asked)
    assert (refusal.code if refusal else None) == code
    if refusal:
        assert refusal.section == "4"
        assert refusal.lifted_by == "nobody"


@pytest.mark.parametrize(
    ("sentence", "before", "said", "code"),
    [
        ("F-06 informed", [], none(), None),
        ("F-06 not informed", [], none(informed=False), "touch_not_informed"),
        ("under the influence a no is heard at once", [START], none(informed=False), None),
    ],
)
def test_may_decline(sentence, before, said, code):
    refusal = may_decline(Telling().tell(*before).session.touch, said)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    "before", [[], [given_("hand")], [START], [SEDATIVE], [START, END, HOME], [withdrawn("hand")]]
)
@pytest.mark.parametrize("what", [withdrawn(), withdrawn("hand"), withdrawn(*SITES)])
def test_withdrawal_is_never_refused(before, what):
    assert may_withdraw(Telling().tell(*before).session.touch, what) is None


@pytest.mark.parametrize(
    ("sentence", "before", "contact", "code"),
    [
        ("a permitted hand", [given_("hand")], touched(), None),
        ("during the infusion", [given_("hand"), START], touched(), None),
        ("F-09 the arm was not permitted", [given_("hand")], touched("arm"),
         "touch_site_not_permitted"),
        ("F-02 nobody asked", [], touched(), "touch_site_not_permitted"),
        ("F-05 withdrawn", [given_("hand"), START, withdrawn("hand")], touched(),
         "touch_site_not_permitted"),
        ("F-09 only at the patient's wish", [given_("hand")], touched(asked=False),
         "touch_not_at_request"),
        ("F-09 who it was", [given_("hand")], touched(person=" "), "touch_needs_person"),
    ],
)  # fmt: skip
def test_may_log_touch(sentence, before, contact, code):
    refusal = may_log_touch(Telling().tell(*before).session.touch, contact)
    assert (refusal.code if refusal else None) == code


def test_a_contact_that_took_place_is_kept_and_says_whether_it_was_permitted():
    touch = Telling().tell(given_("hand"), START, touched("hand"), touched("arm")).session.touch
    assert [(c.site, c.permitted, c.person) for c in touch.contacts] == [
        ("hand", True, "ida"),
        ("arm", False, "ida"),
    ]


def test_f_11_who_asked_who_witnessed_and_when():
    telling = Telling().wait(60).tell(given_("hand", asked_by="per", witnessed_by="kari"))
    touch = telling.session.touch
    assert (touch.asked_by, touch.witnessed_by, touch.chosen_by) == ("per", "kari", "ida")
    assert touch.chosen_at == telling.now.wall
    assert Telling().tell(none()).session.touch.asked_by == "ida"


def test_medical_touch_is_no_comfort_and_changes_no_choice():
    touch = Telling().tell(given_("hand"), events.MedicalTouch(what="mansjett")).session.touch
    assert touch.contacts == ()
    assert touch.sites == {"hand"}


def test_the_lock_tells_what_locked_and_when_first():
    telling = Telling().tell(SEDATIVE)
    locked_at = telling.now.wall
    telling.wait(60).tell(START)
    assert (telling.session.touch.locked_by, telling.session.touch.locked_at) == (
        "sedative",
        locked_at,
    )


@settings(max_examples=100)
@given(st.lists(any_event(), max_size=20))
def test_nothing_recorded_after_the_lock_ever_permits_more(happened):
    telling = Telling().tell(given_("hand"), START)
    for event in happened:
        before = telling.session.touch.sites
        assert telling.tell(event).session.touch.sites <= before
        assert may_give_consent(telling.session.touch, given_("hand")) is not None


@given(st.lists(any_event(), max_size=20))
def test_only_a_given_consent_permits_and_only_the_three_places(happened):
    touch = Telling().tell(*happened).session.touch
    assert touch.sites <= set(SITES)
    if not any(isinstance(event, events.TouchConsentGiven) for event in happened):
        assert touch.sites == Touch().sites == frozenset()
