"""Killed at any moment of an infusion, and started again: nothing confirmed is missing.

A session of `running.py` is killed with SIGKILL; the application then starts on what it left.
"""

import json
import os
import random
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bedside import events
from bedside.infusion import Pump
from bedside.text import Language
from tests.scenarios.running import SESSION, name_of
from tests.ui.ward import Ward
from ui.i18n import Words, minutes_and_seconds
from ui.screens.infusion import infusion_state
from ui.screens.pump_gap import Draft, answer, gap_text, ran_answer
from ui.screens.start import start_state
from ui.view import Place

ROOT = Path(__file__).parents[2]
NB, EN = Words(Language.NB), Words(Language.EN)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 and pseudo-terminals")


class Killer:
    """Lets infusions live in processes of their own, and kills them."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.scenarios.running"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )

    def kill(self, folder, acts, beats):
        """What an infusion had said when it was killed, `beats` after the last of the acts."""
        self.process.stdin.write(" ".join([str(folder / "record.db"), *acts]) + "\n")
        self.process.stdin.flush()
        said = [self.heard()]
        while sum(each["done"] is not None for each in said) < len(acts):
            said.append(self.heard())
        said += [self.heard() for _ in range(beats)]
        os.kill(said[-1]["pid"], signal.SIGKILL)
        while "dead" not in (last := self.heard()):
            said.append(last)
        return said

    def heard(self):
        return json.loads(self.process.stdout.readline())

    def close(self):
        """With whatever a test that failed has left running."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


@pytest.fixture(scope="module")
def killer():
    made = Killer()
    yield made
    made.close()


def started_again(folder, last, gap_s):
    """The application on the same folder, `gap_s` after the last thing the screen showed."""
    ward = Ward(folder, wall=datetime.fromisoformat(last["wall"]) + timedelta(seconds=gap_s))
    return ward.sign_in()


def nothing_is_missing(store, said):
    entries = store.replay(SESSION)
    assert store.verify() == []
    assert len(entries) >= said[-1]["lines"], "a line that counted as written is gone"
    recorded = [name_of(entry.event) for entry in entries]
    acts = recorded[recorded.index("InfusionStarted") :]
    confirmed = [each["done"] for each in said if each["done"]]
    assert [act for act in acts if act in confirmed] == confirmed


def is_offered(ward, last):
    (offered,) = ward.view.interrupted
    assert ward.app.place is Place.START
    assert (offered.session, offered.patient) == (SESSION, "Testpasient Syntetisk")
    assert offered.infusing
    assert offered.pump_time_s == pytest.approx(last["pump_s"], abs=1)


def pump_time_s(ward):
    return ward.session.infusion.pump_time_s(ward.now)


def is_asked(ward, gap_s):
    """The gap stands on the screen in both languages, and the pump time is not confirmed."""
    infusion = ward.session.infusion
    assert infusion.unconfirmed
    assert infusion.unwatched_s == pytest.approx(gap_s, abs=1)
    assert ward.app.place is Place.PUMP_GAP
    for words, unconfirmed in ((NB, "ubekreftet"), (EN, "not confirmed")):
        sentence = gap_text(ward.view, words)
        assert minutes_and_seconds(infusion.unwatched_s) in sentence
        assert unconfirmed in sentence
        assert infusion_state(ward.view, words).ring.under == unconfirmed


RAN, STOOD, STOOD_ALL = None, 1, 99  # minutes that the nurse enters; at most the gap counts
KILLS = [
    ("right after the start", ["start"], 0, RAN),
    ("in the first seconds", ["start"], 12, STOOD),
    ("a while into it", ["start"], 70, STOOD_ALL),
    ("a while after a pause", ["start", "pause", "resume"], 40, RAN),
]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("story", "acts", "most_beats", "stood_min"), KILLS)
def test_a_killed_infusion_is_counted_on_until_the_nurse_says_what_the_pump_did(
    story, acts, most_beats, stood_min, seed, killer, tmp_path
):
    pick = random.Random(f"{story} {seed}")
    gap_s = round(pick.uniform(61, 600), 3)
    said = killer.kill(tmp_path, acts, pick.randint(most_beats // 2, most_beats))
    ward = started_again(tmp_path, said[-1], gap_s)
    nothing_is_missing(ward.store, said)
    is_offered(ward, said[-1])

    ward.app.resume(SESSION)
    assert pump_time_s(ward) == pytest.approx(said[-1]["pump_s"] + gap_s, abs=1)
    is_asked(ward, gap_s)

    stood_s = 0 if stood_min is RAN else min(gap_s, 60 * stood_min)
    told = answer(Draft(stood_min), ward.session.infusion.unwatched_s)
    assert ward.app.do(told) is None
    assert not ward.session.infusion.unconfirmed
    assert ward.app.place is Place.INFUSION
    ward.run(5)
    assert pump_time_s(ward) == pytest.approx(said[-1]["pump_s"] + gap_s - stood_s + 5, abs=1)
    nothing_is_missing(ward.store, said)
    ward.store.close()


@pytest.mark.parametrize("ran_s", [0.0, 90.0])
def test_after_a_power_cut_that_emptied_the_clock_the_nurse_reads_the_pump(ran_s, killer, tmp_path):
    said = killer.kill(tmp_path, ["start"], 20)
    ward = started_again(tmp_path, said[-1], gap_s=-7200)
    nothing_is_missing(ward.store, said)
    is_offered(ward, said[-1])
    assert "ukjent" in start_state(ward.view, NB).what

    ward.app.resume(SESSION)
    ward.run(5)
    infusion = ward.session.infusion
    assert (infusion.pump, infusion.unconfirmed) == (Pump.RUNNING, True)
    assert ward.app.place is Place.PUMP_GAP
    assert infusion_state(ward.view, NB).ring.under == "ubekreftet"
    assert {"clock_moved", "unwatched"} <= set(ward.alarms)
    assert ward.app.do(events.PumpGapAnswered(ran_throughout=True)).code == "gap_ran_needed"

    assert ward.app.do(ran_answer(Draft(ran_min=Decimal(str(ran_s)) / 60))) is None
    assert not ward.session.infusion.unconfirmed
    assert ward.app.place is Place.INFUSION
    assert pump_time_s(ward) == pytest.approx(said[-1]["pump_s"] + ran_s + 5, abs=1)
    ward.store.close()


def test_a_pause_that_was_on_is_still_on_and_no_gap_is_asked_for(killer, tmp_path):
    said = killer.kill(tmp_path, ["start", "pause"], 10)
    ward = started_again(tmp_path, said[-1], gap_s=300)
    nothing_is_missing(ward.store, said)
    is_offered(ward, said[-1])

    ward.app.resume(SESSION)
    assert ward.session.infusion.pump is Pump.PAUSED
    assert pump_time_s(ward) == pytest.approx(said[-1]["pump_s"], abs=0.01)
    assert ward.app.place is Place.INFUSION
    assert ward.app.do(events.PumpGapAnswered(ran_throughout=True)).code == "no_pump_gap"
    assert ward.app.do(events.InfusionResumed()) is None
    ward.run(5)
    assert pump_time_s(ward) == pytest.approx(said[-1]["pump_s"] + 5, abs=0.01)
    ward.store.close()


def test_gaps_that_nobody_has_answered_for_add_up(killer, tmp_path):
    said = killer.kill(tmp_path, ["start"], 10)
    ward = started_again(tmp_path, said[-1], gap_s=100)
    ward.app.resume(SESSION)
    ward.run(5)
    ward.store.close()
    ward = started_again(tmp_path, {"wall": ward.now.wall.isoformat()}, gap_s=200)
    ward.app.resume(SESSION)
    is_asked(ward, 300)
    assert pump_time_s(ward) == pytest.approx(said[-1]["pump_s"] + 305, abs=1)
    nothing_is_missing(ward.store, said)
    ward.store.close()
