"""The paper form of the course: every list of the protocol, what is known, nobody where blank."""

import io
import re
import subprocess
from datetime import UTC, datetime
from shutil import which

import pikepdf
import pytest
from typer.testing import CliRunner

from bedside.session import Session
from bedside.store import Happening, Store
from bedside.text import Language
from tests.bedside.telling import protocol
from tests.ui import whole
from tests.ui.views import STAFF
from tests.ui.ward import Ward
from ui import cli
from ui.export.form import Form, form_bytes
from ui.export.form_course import planned
from ui.export.told import Told
from ui.i18n import Words

NAMES = {person.id: person.name for person in STAFF}
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NB, EN = Words(Language.NB), Words(Language.EN)


def form(session=None, words=NB):
    names = {} if session is None else NAMES
    return form_bytes(Form(protocol(), words, names, NOW, "0.1.0", session))


def text_of(pdf):
    """All words, one space apart; skipped where poppler is not installed."""
    if which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    said = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True, timeout=60
    )
    return re.sub(r"\s+", " ", said.stdout.decode())


@pytest.fixture(scope="module")
def told():
    return whole.whole()


@pytest.fixture(scope="module")
def blank():
    return text_of(form())


@pytest.fixture(scope="module")
def filled(told):
    return text_of(form(told.session))


def test_every_question_and_item_of_the_protocol_is_on_it(blank):
    p = protocol()
    lists = (p.day_check.question, p.on_file.document, p.consent.site, p.discharge.criterion)
    items = [item for items in lists for item in items]
    items += [i for i in (*p.consent.treatment, *p.preparation.item, *p.discharge.item)
              if i.level != "INFO"]  # fmt: skip
    items += [*p.gate_start.line, *p.emergency.card, *p.emergency.first, *p.day_check.group]
    missing = [item.id for item in items if begins(NB.of(item.text)) not in blank]
    assert missing == []


def begins(words):
    """The first words: a longer line goes on in the next, beside other columns."""
    return " ".join(words.split()[:3])


def test_its_parts_stand_in_the_order_of_the_course(blank):
    heads = ["Dagsjekk", "I journalen før første infusjon", "FYSISK KONTAKT",
             "Samtykke til behandling", "Vekt, dose og tilberedning", "Klar for oppstart",
             "Blodtrykk, puls, SpO₂", "Bivirkninger og fysisk kontakt", "Behovsmedikasjon",
             "NØDSITUASJON", "Legemidler: tatt ut, gitt, destruert",
             "Avvik og merknader"]  # fmt: skip
    places = [blank.index(head) for head in heads]
    assert places == sorted(places)


def test_a_blank_form_names_nobody_and_says_that_it_is_blank(blank):
    assert "Papirskjema, blankt" in blank
    assert not [person.name for person in STAFF if person.name in blank]
    assert "SIMULERING" not in blank
    assert "Stansteam 2222" in blank  # whom to ring is known without any session


def test_a_form_filled_in_so_far_holds_what_is_recorded(filled):
    for known in ("Testpasient Syntetisk", "T-0001", "Ida Lund, Per Moen", "72,4", "Ketalar 10",
                  "AB123", "124/78", "128/80", "138/88", "Svimmelhet", "midazolam", "09:28",
                  "IL"):  # fmt: skip
        assert known in filled, known
    assert "Papirskjema, utfylt til 24.11.2026 13:00" in filled
    assert "SIMULERING" in filled


def test_in_english_it_is_english(told):
    said = text_of(form(told.session, EN))
    assert "Ketamine infusion – paper form" in said
    assert "Written here is" not in said
    assert "Dagsjekk" not in said


@pytest.mark.parametrize(
    ("story", "plan", "during", "after"),
    [
        ("no plan yet: every plan's minutes", "", "5 10 15 20 25 30 35", "10 15 20 30 60"),
        ("standard", "standard", "10 20 30", "15 30"),
        ("high risk", "high_risk", "5 10 15 20 25 30 35", "10 20 30 60"),
        ("low risk: before and after", "low_risk", "", ""),
    ],
)
def test_the_minutes_are_those_of_the_plan(told, story, plan, during, after):
    session = Session() if not plan else chosen(told.session, plan)
    found = planned(session, Told(protocol(), NB, NAMES))
    assert " ".join(minute for moment, minute in found if moment == "during") == during
    assert " ".join(minute for moment, minute in found if moment == "after") == after


def chosen(session, plan):
    class Scripted:
        prescription = type("Script", (), {"plan": plan})

    return Scripted


def test_it_is_printable_a4_and_sound(told):
    with pikepdf.open(io.BytesIO(form(told.session))) as document:
        assert len(document.pages) <= 7
        for page in document.pages:
            box = [float(number) for number in page.mediabox]
            assert box[2:] == pytest.approx([595.28, 841.89], abs=0.1)


def test_at_any_time_with_what_is_known_then(tmp_path):
    ward = Ward(tmp_path)
    file, pdf, why = ward.app.paper_form(tmp_path, NB, blank=False)
    assert (why, "blankt" in text_of(pdf)) == ("", True)  # no session: nothing is known
    ward.sign_in().room.open_session(ward.now)
    _file, pdf, why = ward.app.paper_form(tmp_path, NB, blank=False)
    assert "utfylt til" in text_of(pdf)
    assert "blankt" in text_of(ward.app.paper_form(tmp_path, NB, blank=True)[1])
    assert file.read_bytes().startswith(b"%PDF")
    ward.store.close()


def test_where_no_file_can_be_written_there_is_still_a_form_to_print(tmp_path):
    ward = Ward(tmp_path)
    _file, pdf, why = ward.app.paper_form(tmp_path / "gone", NB, blank=True)
    assert (why, pdf.startswith(b"%PDF")) == ("no_folder", True)
    ward.store.close()


run = CliRunner().invoke


def test_a_blank_form_needs_no_record(tmp_path):
    out = tmp_path / "form.pdf"
    result = run(cli.app, ["record", "paper", "--data", str(tmp_path), "--out", str(out)])
    assert (result.exit_code, result.stdout) == (0, f"{out}\n")
    assert out.read_bytes().startswith(b"%PDF")


def test_a_session_of_the_record_fills_it_in(tmp_path, told):
    store = Store(tmp_path / "simulation.db")
    entries = told.entries[:40]
    lines = [Happening(entry.at, entry.by, entry.event) for entry in entries]
    store.append("s1", lines, 0)
    store.close()
    out = tmp_path / "form.pdf"
    given = ["--simulation", "--data", str(tmp_path), "--out", str(out), "--language", "en"]
    assert run(cli.app, ["record", "paper", "s1", *given]).exit_code == 0
    assert "Testpasient Syntetisk" in text_of(out.read_bytes())
    gone = run(cli.app, ["record", "paper", "s2", *given])
    assert gone.exit_code == 1
    assert "s2" in gone.stderr
