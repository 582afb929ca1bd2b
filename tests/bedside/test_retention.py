"""Who saw the record, and how a session leaves it: by a person, after its archive has it."""

from contextlib import closing
from datetime import timedelta

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from bedside import access, retention
from bedside.clock import ManualClock
from bedside.events import (
    AddendumWritten,
    Entry,
    NoteWritten,
    PatientIdentified,
    RecordAccessed,
    SessionClosed,
    SessionOpened,
)
from bedside.identity import Person
from bedside.store import ACCESS, PUBLISHED_KEY, Happening, Store, StoreError

NUMBER = "12829499914"
OWNER = Person(id="mari", name="Mari", role="clinical_owner")
NURSE = Person(id="ida", name="Ida", role="nurse")
DAYS = 30


class Here:
    def __init__(self, folder):
        self.clock, self.store = ManualClock(), Store(folder / "record.db")
        for session in ("s1", "s2"):
            opened = SessionOpened(
                session=session,
                simulated=False,
                room="2",
                program_version="0",
                protocol_version="1",
                protocol_hash="x",
            )
            patient = PatientIdentified(
                name="Testpasient Syntetisk",
                birth_date="1994-02-28",
                identifier=NUMBER if session == "s1" else "52829400197",
                identifiers_checked=("name", "birth_date"),
            )
            self.tell(session, opened, patient, NoteWritten(text="rolig"))
        self.tell("s1", SessionClosed())

    @property
    def now(self):
        return self.clock()

    def tell(self, session, *told):
        for event in told:
            self.store.append(session, [Happening(self.clock.advance(1), "ida", event)])

    def saw(self, what, session="s1", by="ida", **more):
        self.clock.advance(1)
        access.note(self.store, RecordAccessed(what=what, session=session, **more), self.now, by)

    def row(self, session="s1"):
        return next(row for row in self.store.sessions() if row.session == session)

    def entries(self):
        return self.store.replay(ACCESS)

    def confirmed(self):
        self.saw("exported", form="pdf", to="s1.pdf")
        retention.confirm(self.store, self.row(), "DIPS", self.now, "mari")
        return retention.confirmed(self.entries(), "s1")

    def delete(self):
        done = self.confirmed()
        self.clock.advance(DAYS * 86_400)
        assert not retention.why_not_delete(self.row(), done, OWNER, DAYS, self.now)
        retention.delete(self.store, self.row(), done, self.now, "mari", "etter rutinen")


@pytest.fixture
def here(tmp_path):
    made = Here(tmp_path)
    with closing(made.store):
        yield made


def test_the_log_says_who_saw_what_and_why(here):
    here.saw("opened", why=access.TREATMENT)
    here.saw("exported", by="os:it", form="pdf", to="s1.pdf", why="til DIPS")
    here.saw("read", session="s2", by="per")
    lines = list(access.log(here.entries()))
    assert [(line.by, line.what, line.session, line.why) for line in lines] == [
        ("ida", "opened", "s1", "treatment"),
        ("os:it", "exported", "s1", "til DIPS"),
        ("per", "read", "s2", ""),
    ]
    assert lines[1].detail == "pdf s1.pdf"


def test_a_patient_is_shown_what_concerns_the_patient_and_nobody_else(here):
    here.saw("opened")
    here.saw("read", session="s2", by="per")
    here.delete()
    lines = list(access.log(here.entries(), patient=NUMBER))
    assert [line.what for line in lines] == ["opened", "exported", "export_confirmed", "deleted"]
    assert {line.session for line in lines} == {"s1"}
    assert [line.by for line in access.log(here.entries(), session="s2")] == ["per"]


def test_the_log_is_no_session_and_is_verified_like_one(here):
    here.saw("opened")
    assert {row.session for row in here.store.sessions()} == {"s1", "s2"}
    assert here.store.verify() == []


def test_what_cannot_be_logged_is_not_given_out(here):
    db = sqlcipher.connect(str(here.store.path), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{PUBLISHED_KEY}'\"")
    db.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError):
        here.saw("read")
    db.close()


def test_after_it_was_deleted_head_and_certificate_stay_and_the_record_holds(here):
    head = here.row().head
    here.delete()
    assert here.store.verify() == []
    assert here.store.replay("s1") == []
    assert here.store.sessions_of(NUMBER) == []
    row = here.row()
    assert (row.deleted, row.over, row.lines, row.head) == (True, True, 0, head)
    certificate = here.entries()[-1].event
    assert (certificate.session, certificate.head, certificate.lines) == ("s1", head, 4)
    signed = here.store.signed("s1")
    assert (signed.what, signed.key) == ("deleted", here.store.signer.public)


def test_a_session_without_a_certificate_cannot_be_deleted_by_anybody(here):
    here.delete()
    db = sqlcipher.connect(str(here.store.path), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{PUBLISHED_KEY}'\"")
    for session in ("s2", ACCESS):
        with pytest.raises(sqlcipher.DatabaseError, match="only added to"):
            db.execute(f"DELETE FROM line WHERE session = '{session}'")
    db.close()


@pytest.mark.parametrize(
    ("story", "sql", "broken"),
    [
        (
            "its lines are put back",
            "INSERT INTO line (session, seq, at, mono_s, by, kind, body, hash)"
            " VALUES ('s1', 1, '', 0, 'ida', 'NoteWritten', '{}', 'x')",
            ("s1", 1, "added"),
        ),
        (
            "the certificate is taken away",
            "DELETE FROM line WHERE session = 'access' AND seq = 3",
            ("s1", 1, "missing"),
        ),
        (
            "the certificate is changed",
            "UPDATE line SET body = replace(body, 'DIPS', 'nowhere') WHERE seq = 3",
            ("access", 3, "changed"),
        ),
    ],
)
def test_a_certificate_that_does_not_hold_is_found(story, sql, broken, here):
    here.delete()
    db = sqlcipher.connect(str(here.store.path), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{PUBLISHED_KEY}'\"")
    db.executescript("DROP TRIGGER line_update; DROP TRIGGER line_delete;" + sql)
    db.close()
    assert broken in {(b.session, b.seq, b.code) for b in here.store.verify()}, story


def test_a_forger_cannot_delete_a_session_without_the_key_of_the_installation(here):
    """A register line without a signature of ours opens the trigger, and is found."""
    db = sqlcipher.connect(str(here.store.path), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{PUBLISHED_KEY}'\"")
    db.execute("INSERT INTO register VALUES (9, 's1', '', 'deleted', 'x', 'x')")
    db.execute("DELETE FROM line WHERE session = 's1'")
    db.close()
    assert ("register", "unsigned") in {(b.session, b.code) for b in here.store.verify()}


REFUSED = [
    ("a nurse may not", {"person": NURSE}, "not_theirs_to_delete"),
    ("the clinic deletes nothing", {"kept_days": 0}, "nothing_is_deleted_here"),
    ("it is open", {"session": "s2"}, "session_not_over"),
    ("nobody has confirmed that the archive has it", {"done": None}, "export_not_confirmed"),
    ("it is not old enough", {"days": DAYS - 1}, "not_yet"),
    ("something was added after the export", {"added": True}, "added_after_export"),
    ("it is deleted already", {"deleted": True}, "deleted_already"),
]


@pytest.mark.parametrize(("story", "so", "code"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_session_is_not_deleted_while(story, so, code, here):
    done = here.confirmed()
    if "added" in so:
        here.tell("s1", AddendumWritten(text="ringte"))
    if "deleted" in so:
        here.delete()
    now = here.now
    here.clock.advance(timedelta(days=so.get("days", DAYS)).total_seconds())
    assert here.now.wall > now.wall
    given = (here.row(so.get("session", "s1")), so.get("done", done), so.get("person", OWNER))
    assert retention.why_not_delete(*given, so.get("kept_days", DAYS), here.now) == code


def test_only_what_was_exported_can_be_confirmed(here):
    assert retention.why_not_confirm(here.row("s2"), here.entries()) == "session_not_over"
    assert retention.why_not_confirm(here.row(), here.entries()) == "never_exported"
    here.saw("exported", form="pdf")
    assert retention.why_not_confirm(here.row(), here.entries()) == ""
    here.delete()
    assert retention.why_not_confirm(here.row(), here.entries()) == "deleted_already"


def test_a_line_that_is_no_access_is_none():
    other = Entry(1, ManualClock()(), "ida", NoteWritten(text="x"))
    assert list(access.log([other])) == []


# (sentence, who asks, of one patient alone, why not)
READERS = [
    ("nobody", None, True, "sign_in_first"),
    ("an owner, all of it", OWNER, False, None),
    ("an owner, one patient's", OWNER, True, None),
    ("a doctor, all of it", Person(id="d", name="D", role="doctor"), False, "owner_reads"),
    ("a doctor, one patient's", Person(id="d", name="D", role="doctor"), True, None),
    ("a nurse, all of it", NURSE, False, "owner_reads"),
    ("a nurse, one patient's", NURSE, True, "owner_or_doctor_reads"),
]


@pytest.mark.parametrize(("sentence", "who", "of_one", "why"), READERS, ids=[r[0] for r in READERS])
def test_who_may_read_the_log(sentence, who, of_one, why):
    assert access.may_read(who, of_one=of_one) == why


def test_what_is_of_no_session_is_of_no_patient_and_stands_in_the_whole_log_alone(here):
    here.saw("listed", session="")
    here.saw("log_read", session="s1", patient=NUMBER)
    assert [line.what for line in access.log(here.entries())] == ["listed", "log_read"]
    assert [line.what for line in access.log(here.entries(), patient=NUMBER)] == ["log_read"]
