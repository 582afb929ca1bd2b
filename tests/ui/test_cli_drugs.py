"""`bedside record drugs`: the month's count, as whoever answers for controlled drugs types it."""

import csv
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from bedside import access, events
from bedside.clock import ManualClock
from bedside.drug_count import counted, sums
from bedside.session import fold
from bedside.store import ACCESS, Happening, Store
from tests.bedside.telling import D
from ui import cli

NUMBER = "12829499914"


def opened(session):
    return events.SessionOpened(
        session=session,
        simulated=True,
        room="2",
        program_version="0",
        protocol_version="1",
        protocol_hash="x",
    )


PATIENT = events.PatientIdentified(
    name="Testpasient Syntetisk",
    birth_date="1994-02-28",
    identifier=NUMBER,
    identifiers_checked=("name", "birth_date"),
)


def withdrawn(mg, drug="ketamine"):
    return events.DrugWithdrawn(drug=drug, withdrawn_mg=D(mg))


def destroyed(mg, drug="ketamine"):
    return events.DrugDestroyed(drug=drug, destroyed_mg=D(mg), method="avfall")


STARTED = events.InfusionStarted(dose_mg=D("72.4"), volume_ml=D(50), rate_ml_h=D(75))
ENDED = events.InfusionEnded(completed=True, delivered_mg=D("72.4"))
MIDAZOLAM = events.PrnDoseGiven(drug="midazolam", dose_mg=D(1), route="iv", indication="agitation")
SIGNED = events.DestructionCountersigned(of=6, person="per")
CLOSED = events.SessionClosed()


@pytest.fixture
def data(tmp_path):
    """Two sessions in November, one of them with a rest, and one late on the last of October."""
    store = Store(tmp_path / "simulation.db")
    told = {
        ("s1", 24): (PATIENT, withdrawn("100"), STARTED, ENDED, destroyed("27.6"), SIGNED, CLOSED),
        ("s2", 25): (PATIENT, withdrawn("100"), STARTED, ENDED, destroyed("20"),
                     withdrawn("5", "midazolam"), MIDAZOLAM, destroyed("4", "midazolam")),
    }  # fmt: skip
    for (session, day), happened in told.items():
        clock = ManualClock(datetime(2026, 11, day, 8, tzinfo=UTC))
        write(store, session, clock, happened)
    write(store, "s0", ManualClock(datetime(2026, 10, 31, 22, 30, tzinfo=UTC)), (withdrawn("9"),))
    store.close()
    return tmp_path


def write(store, session, clock, happened):
    for event in (opened(session), *happened):
        store.append(session, [Happening(clock.advance(1), "ida", event)])


def drugs(data, *asked):
    given = ["record", "drugs", *asked, "--simulation", "--data", str(data)]
    return CliRunner().invoke(cli.app, given)


def table(data, *asked):
    rows = csv.DictReader(drugs(data, "--csv", *asked).stdout.splitlines())
    return {(row["session"], row["drug"]): row for row in rows}


def test_a_months_sessions_and_their_sums(data):
    found = table(data, "--month", "2026-11")
    assert set(found) == {
        ("s1", "ketamine"), ("s2", "ketamine"), ("s2", "midazolam"),
        ("", "ketamine"), ("", "midazolam"),
    }  # fmt: skip
    total = found["", "ketamine"]
    amounts = [total[name] for name in ("withdrawn_mg", "given_mg", "destroyed_mg", "balance_mg")]
    assert list(map(Decimal, amounts)) == [D(200), D("144.8"), D("47.6"), D("7.6")]
    assert Decimal(found["s1", "ketamine"]["balance_mg"]) == 0
    assert (found["s1", "ketamine"]["unsigned"], found["s1", "ketamine"]["over"]) == ("0", "yes")
    assert (found["s2", "ketamine"]["unsigned"], found["s2", "ketamine"]["over"]) == ("1", "no")


def test_the_month_is_norways(data):
    """Half past eleven at night on the last of October, in Norway, is still October."""
    assert set(table(data, "--month", "2026-10")) == {("s0", "ketamine"), ("", "ketamine")}


def test_what_is_not_accounted_for_is_said_in_words(data):
    said = drugs(data, "--month", "2026-11").stderr
    assert "Ikke gjort rede for av ketamine: 7.6 mg" in said
    assert "Destruksjoner av ketamine som ingen annen har signert: 1" in said


def test_no_patient_is_in_it_and_who_asked_is_logged(data):
    result = drugs(data, "--month", "2026-11")
    assert NUMBER not in result.stdout + result.stderr
    assert "Testpasient" not in result.stdout + result.stderr
    store = Store(data / "simulation.db")
    (line,) = access.log(store.replay(ACCESS))
    store.close()
    assert (line.what, line.why, line.detail) == ("listed", "drug count", "2026-11")


@pytest.mark.parametrize(
    ("story", "month", "status"), [("no month", "november", 2), ("an empty month", "2025-01", 1)]
)
def test_what_cannot_be_counted_is_said(story, month, status, data):
    result = drugs(data, "--month", month)
    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr


def test_the_count_is_the_ledgers_own(data):
    store = Store(data / "simulation.db")
    session = fold(store.replay("s2"))
    store.close()
    lines = counted("s2", session)
    assert [line.balance_mg for line in lines] == [
        session.ledgers.account(line.drug).balance_mg for line in lines
    ]
    assert sums(()) == ()
