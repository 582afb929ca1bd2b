"""Which ringers ring, when, and how often; and where their addresses lie."""

import pytest

from bedside import events, ringing
from bedside.ringers import Box, Ringer, RingersError, may_add
from bedside.ringing import Ring
from tests.bedside.test_escalation import HANSEN, Ward

BOTH = ("sms", "e-post")
KEY = "ab" * 32


def due(ward, ringers=BOTH):
    rings = ringing.due("S1", ward.session.alerts, ward.cases, ringers)
    return [(r.ringer, r.version, r.step, r.again) for r in rings]


def rung(ward, ringer, step=0, again=0, version=1, sent=True):
    tried = events.RingerTried(
        alert=1, version=version, step=step, again=again, ringer=ringer, sent=sent
    )
    return ward.tell(tried)


def high():
    return Ward().alarm()


def medium():
    return Ward().alarm("spo2_low", "medium", spo2=88.0).wait(61)


# (what a nurse would say, the ward, which rings are due)
RINGS = [
    ("a HIGH rings everything at once", high, [("sms", 1, 0, 0), ("e-post", 1, 0, 0)]),
    ("what has rung does not ring again", lambda: rung(rung(high(), "sms"), "e-post"), []),
    ("one that failed is still to ring", lambda: rung(high(), "sms", sent=False),
     [("sms", 1, 0, 0), ("e-post", 1, 0, 0)]),
    ("delivered and no answer for half a minute: again",
     lambda: rung(rung(high().delivered(1, 1), "sms"), "e-post").wait(31),
     [("sms", 1, 0, 1), ("e-post", 1, 0, 1)]),
    ("the next contact is asked: again",
     lambda: rung(rung(high().delivered(1, 1), "sms", again=1), "e-post", again=1).wait(61),
     [("sms", 1, 1, 0), ("e-post", 1, 1, 0)]),
    ("worse: again, although the first has rung",
     lambda: rung(rung(high(), "sms"), "e-post").alarm(version=2),
     [("sms", 2, 0, 0), ("e-post", 2, 0, 0)]),
    ("somebody is coming: no more ringing",
     lambda: high().tell(events.PhysicianAnswered(
         alert=1, version=1, answer="coming", physician=HANSEN.name)), []),
    ("somebody is there", lambda: high().tell(events.PhysicianArrived(physician=HANSEN.name)), []),
    ("a MEDIUM is for the page alone", medium, []),
    ("a MEDIUM that nobody answered rings as a HIGH", lambda: medium().delivered(1, 1).wait(181),
     [("sms", 1, 0, 1), ("e-post", 1, 0, 1)]),
    ("the test of a check-in rings each once", lambda: Ward().tell(events.PhysicianAlerted(
        alert=1, priority="low", condition="test", to=HANSEN.name, phone="12345")),
     [("sms", 1, 0, 0), ("e-post", 1, 0, 0)]),
    ("and never again", lambda: rung(rung(Ward().tell(events.PhysicianAlerted(
        alert=1, priority="low", condition="test", to=HANSEN.name, phone="12345")),
        "sms"), "e-post").wait(90), []),
]  # fmt: skip


@pytest.mark.parametrize(("story", "ward", "rings"), RINGS, ids=[row[0] for row in RINGS])
def test_which_ringers_ring(story, ward, rings):
    assert due(ward()) == rings


def test_a_ring_is_no_delivery_and_no_answer():
    ward = rung(high(), "sms").wait(16)
    (case,) = ward.cases
    assert case.unreached
    assert case.telephone


def test_the_same_message_has_the_same_mark_in_letters_alone():
    ring = Ring("20261124-0920-a1b2c3", 1, 2, 0, 0, "sms")
    other = Ring("20261124-0920-a1b2c3", 1, 2, 0, 1, "sms")
    assert ring.mark == Ring("20261124-0920-a1b2c3", 1, 2, 0, 0, "e-post").mark
    assert ring.mark != other.mark
    assert ring.mark.isalpha()
    assert len(ring.mark) == ringing.MARK_LENGTH


def test_the_strip_reads_the_last_try_of_each():
    ward = rung(rung(rung(high(), "sms", sent=False), "sms"), "e-post", sent=False)
    assert ringing.last_tries(ward.session.alerts.by_number[1]) == {"sms": True, "e-post": False}


# --- where the addresses lie -----------------------------------------------------------------

SMS = Ringer(name="sms", url="smseagle://tok3n@10.0.0.9/4712345678")


def test_the_addresses_are_never_in_the_clear(tmp_path):
    box = Box(tmp_path / "ringers.sealed", KEY)
    box.save((SMS,))
    assert box.load() == (SMS,)
    for secret in (b"tok3n", b"4712345678", b"smseagle"):
        assert secret not in box.file.read_bytes()
    assert box.file.stat().st_mode & 0o077 == 0
    assert "tok3n" not in repr(SMS) + str(SMS)
    assert KEY not in repr(box)


def test_another_key_or_a_damaged_list_is_said_and_left_as_it_is(tmp_path):
    box = Box(tmp_path / "ringers.sealed", KEY)
    assert box.load() == ()
    box.save((SMS,))
    before = box.file.read_bytes()
    with pytest.raises(RingersError) as raised:
        Box(box.file, "cd" * 32).load()
    assert "tok3n" not in str(raised.value)
    box.file.write_bytes(before[:-4])
    with pytest.raises(RingersError):
        box.load()


def test_a_changed_list_has_another_stamp(tmp_path):
    box = Box(tmp_path / "ringers.sealed", KEY)
    assert box.stamp() == 0
    box.save(())
    assert box.stamp() != 0


@pytest.mark.parametrize(("name", "url", "why"), [
    ("sms", "json://10.0.0.9/x", "ringer_known"),
    ("SMS ", "json://10.0.0.9/x", "ringer_known"),
    ("e-post", "mailto://10.0.0.9", ""),
    ("", "json://10.0.0.9", "ringer_incomplete"),
    ("e-post", "10.0.0.9", "ringer_incomplete"),
    ("e-post til alle på avdelingen i dag", "json://10.0.0.9", "ringer_name_long"),
])  # fmt: skip
def test_what_may_be_added(name, url, why):
    assert may_add((SMS,), name, url) == why


def test_there_are_not_more_than_can_be_watched():
    many = tuple(Ringer(name=f"r{n}", url="json://10.0.0.9") for n in range(8))
    assert may_add(many, "one more", "json://10.0.0.9") == "ringers_full"


def test_the_record_holds_the_name_and_never_the_address():
    fields = set(events.RingerTried.__struct_fields__)
    assert fields == {"alert", "version", "step", "again", "ringer", "sent", "why"}
