"""The PDF that leaves the room: PDF/A-3b, its fonts, the record attached and its numbers."""

import io
import json
import re
import subprocess
from decimal import Decimal
from shutil import which

import msgspec
import pikepdf
import pytest

from bedside import events
from bedside.record import as_line
from bedside.summary import summarise
from bedside.text import Language
from tests.bedside.course import OPEN, START, amended, answer, decided, ready
from tests.bedside.telling import DOCTOR, Telling, protocol
from tests.ui import whole
from tests.ui.fhir_said import valid
from tests.ui.views import STAFF
from ui.export.asked import check_rows
from ui.export.curves import thinned
from ui.export.report import CancelledError, Reported, report_bytes, write_report
from ui.export.tables import json_lines
from ui.export.told import Told
from ui.i18n import Words

HEAD = "9f3c1a70" * 8
NAMES = {person.id: person.name for person in STAFF}


def reported(telling, language=Language.NB):
    return Reported(
        summary=summarise(telling.entries, HEAD, (180, 110)),
        protocol=protocol(),
        words=Words(language),
        names=NAMES,
        made_at=telling.now.wall,
        version="0.1.0",
    )


@pytest.fixture(scope="module")
def telling():
    return whole.whole(stream_s=20)


@pytest.fixture(scope="module")
def pdf(telling):
    return report_bytes(reported(telling))


@pytest.fixture(scope="module")
def opened(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        yield document


def words_of(pdf, tmp_path):
    """Every word in reading order; skipped where poppler is not installed."""
    if which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True, timeout=60
    )
    return re.sub(r"[ \t]+", " ", said.stdout.decode())


def test_it_says_that_it_is_pdf_a_3b(opened):
    with opened.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "B")
    (intent,) = opened.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert len(intent.DestOutputProfile.read_bytes()) > 400


def test_every_font_is_in_it(opened):
    found = {}
    for page in opened.pages:
        for font in page.Resources.Font.values():
            (descendant,) = font.DescendantFonts
            found[str(font.BaseFont)] = "/FontFile2" in descendant.FontDescriptor
    assert len(found) >= 3
    assert all(found.values())
    assert all("Plex" in name for name in found)


def test_nothing_in_it_runs_or_points_away(opened):
    assert "/JavaScript" not in str(opened.Root.get("/Names", ""))
    assert "/OpenAction" not in opened.Root or "JavaScript" not in str(opened.Root.OpenAction)
    assert not opened.is_encrypted


def test_the_record_is_attached_line_by_line(opened, telling):
    attached = opened.attachments["session.jsonl"]
    lines = attached.get_file().read_bytes().decode().splitlines()
    assert len(lines) == len(telling.entries)
    for line, entry in zip(lines, telling.entries, strict=True):
        assert json.loads(line) == json.loads(msgspec.json.encode(as_line(entry)))
    assert opened.Root.AF[0].AFRelationship is not None


def test_the_fhir_document_is_attached_as_the_source(opened):
    attached = opened.attachments["session.fhir.json"]
    bundle = valid(attached.get_file().read_bytes())
    assert bundle["type"] == "document"
    assert str(attached.obj.AFRelationship) == "/Source"
    assert attached.get_file().mime_type == "application/fhir+json"


def test_two_to_four_pages_for_a_whole_session(opened):
    assert 2 <= len(opened.pages) <= 4
    assert all(round(float(page.mediabox[3])) == 842 for page in opened.pages)


@pytest.mark.parametrize("language", list(Language))
def test_the_numbers_are_the_records(telling, tmp_path, language):
    said = words_of(report_bytes(reported(telling, language)), tmp_path)
    point = "," if language is Language.NB else "."
    assert f"72{point}4 mg" in said
    assert "139/87" in said  # the highest of all cuffs
    assert f"100{point}0 72{point}4 27{point}6 0{point}0" in said
    assert "40:00" in said
    for name in ("Testpasient Syntetisk", "Ida Lund", "Per Moen", "Dr. N. Hansen", HEAD):
        assert name in said
    for set_ in telling.session.chart.documented:
        assert f"{set_.systolic}/{set_.diastolic} {set_.pulse_rate} {set_.spo2}" in said
    assert "midazolam 1 mg" in said


def test_a_simulation_says_so_on_every_page(pdf, telling, tmp_path, opened):
    said = words_of(pdf, tmp_path)
    assert said.count("SIMULERING – ikke pasientdata") == len(opened.pages)
    real = whole.whole(midazolam=False)
    first = real.entries[0]
    real.entries[0] = type(first)(
        first.seq, first.at, first.by, amended(first.event, simulated=False)
    )
    assert "SIMULERING" not in words_of(report_bytes(reported(real)), tmp_path)


def test_both_languages_have_every_sentence(telling, tmp_path):
    english = words_of(report_bytes(reported(telling, Language.EN)), tmp_path)
    for word in ("Klar for", "Hjemreise", "Kontroller", "Uttatt", "besluttet"):
        assert word not in english


def test_a_session_that_was_not_carried_out_has_a_report_too(tmp_path):
    told = whole.Whole()
    for name in ("opened", "identity", "equipment"):
        told.tell(*whole.steps()[name])
    told.wait(60).tell(events.SessionAborted(reason="ville ikke", decided_by="ida"))
    said = words_of(report_bytes(reported(told)), tmp_path)
    assert "Ikke gjennomført: ville ikke. Besluttet av Ida Lund" in said


def test_a_difficult_session_stands_whole(tmp_path):
    """Emergency, alarms, a doctor's decision, alerts, a gap, withdrawn contact, a correction."""
    told = whole.infused(midazolam=False)
    told.tell(
        events.AlarmRaised(
            alarm=1, condition="bp_limit", priority="high", physiological=True,
            values={"diastolic": 112.0, "mean": 136.0, "systolic": 186.0}, limit="180/110",
        ),
        events.AlarmAcknowledged(alarm=1, version=1),
        events.PhysicianAlerted(
            alert=1, priority="high", condition="bp_limit", to=DOCTOR, phone="12345", alarm=1
        ),
        events.PhysicianAnswered(
            alert=1, answer="coming", physician=DOCTOR, channel="phone"
        ),
        events.EmergencyDeclared(category="E-01"),
        events.EmergencyCallMade(whom="113"),
        events.EmergencyClosed(summary="blodtrykket falt av seg selv"),
        events.TouchConsentWithdrawn(sites=("hand", "arm")),
        events.SessionResumed(gap_s=95.0),
        events.LinkLost(monitor="oximeter", reason="unplugged"),
        decided("D-16"),
        answer("D-20", "yes"),
        events.ChecklistItemAnswered(
            item="D-20", answer="no", corrects=told.session.last_seq, reason="feil linje"
        ),
        events.NoteWritten(text="pasienten sover"),
    )  # fmt: skip
    said = words_of(report_bytes(reported(told)), tmp_path)
    for words in (
        "186/112", "kommer", "blodtrykket falt av seg selv", "Trukket tilbake: Hånd, Arm",
        "01:35", "oximeter", "feil linje", "pasienten sover", "ikke lukket",
    ):  # fmt: skip
        assert words in said, words


ANSWERED = [
    ("nobody has said what the pump did", 1, None, "i ukjent tid", "er ubekreftet"),
    ("the nurse read it from the pump", 1, 240.0, "i ukjent tid", "pumpen gikk i 04:00 imens"),
    ("it happened twice", 2, 240.0, "2 ganger i ukjent tid", "pumpen gikk i 04:00 imens"),
]


@pytest.mark.parametrize(
    ("story", "times", "ran_s", "away", "pump"), ANSWERED, ids=[row[0] for row in ANSWERED]
)
def test_a_gap_nobody_could_measure_stands_in_the_report(story, times, ran_s, away, pump, tmp_path):
    told = ready().tell(START).wait(600).tell(events.NoteWritten(text="rolig"))
    told.tell(*[events.SessionResumed(gap_s=0.0, clock_behind_s=3600.0)] * times, by="-")
    if ran_s is not None:
        told.tell(events.PumpGapAnswered(ran_throughout=False, ran_s=ran_s))
    said = " ".join(words_of(report_bytes(reported(told)), tmp_path).split())
    for words in (away, pump, "sto før siste linje"):
        assert words in said, words
    assert ("Pumpen gikk i 04:00 imens, avlest" in said) is (ran_s is not None)


def test_an_item_and_what_was_written_beside_it_are_one_row():
    told = Told(protocol(), Words(Language.EN), NAMES)
    telling = whole.informed(whole.watched_home(whole.infused(midazolam=False)))
    rows = {row.name: row for row in check_rows(telling.session.departure.items, told)}
    assert (rows["U-08"].answer, rows["U-08"].under) == (
        "Accepted",
        "Telephone number: 00 00 00 00",
    )
    assert rows["U-09"].under == "Date: 26 Nov 2026"


def test_cancelled_or_on_a_full_disk_nothing_is_left(telling, tmp_path):
    out = tmp_path / "report.pdf"
    with pytest.raises(CancelledError):
        write_report(reported(telling), out, lambda done, _of: done < 3)
    with pytest.raises(FileNotFoundError):
        write_report(reported(telling), tmp_path / "none" / "report.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_same_record_makes_the_same_words_twice(telling):
    assert json_lines(reported(telling).summary) == json_lines(reported(telling).summary)


def test_a_thinned_line_keeps_its_lowest_and_highest():
    line = [(minute / 600, 97.0) for minute in range(600)]
    line[301] = (line[301][0], 84.0)
    line[302] = (line[302][0], 100.0)
    kept = thinned(line, per_minute=10)
    assert len(kept) <= 40
    assert {84.0, 100.0} <= {value for _minute, value in kept}


def test_what_was_taken_over_and_the_questionnaires_stand_in_the_report(tmp_path):
    told = whole.infused(midazolam=False)
    told.tell(
        events.EarlierInfusionTold(
            phase="start", number=2, given_on="2026-11-13", given_mg_per_kg=Decimal("0.75"),
            systolic=131, diastolic=84, side_effects="kvalme",
        ),
        events.QuestionnaireNoted(
            instrument="phq-9", moment="before-first", status="received", score=17,
            watched_score=2,
        ),
    )  # fmt: skip
    said = words_of(report_bytes(reported(told)), tmp_path)
    for words in ("Oppstart 2/6", "13.11.2026", "131/84", "kvalme", "ikke kontrasignert", "PHQ-9"):
        assert words in said, words


def test_it_names_the_device_that_a_monitor_says_it_is(tmp_path):
    telling = Telling()
    telling.tell(amended(OPEN, monitors={"oximeter": "masimo-ascii1", "nibp": "ge-s5-dri"}))
    telling.tell(events.MonitorIdentified(monitor="oximeter", serial="0000056661"), by="watch")
    said = words_of(report_bytes(reported(telling)), tmp_path)
    assert "oximeter: masimo-ascii1 (nr. 0000056661)" in said
    assert "ge-s5-dri" in said


def test_the_alarm_table_tells_limit_readings_acts_and_delays_and_which_limits_were_changed(
    tmp_path,
):
    values = {"systolic": 165.0, "diastolic": 102.0}
    alarm = events.AlarmRaised(
        alarm=1, condition="bp_limit", priority="high", physiological=True, values=values,
        limit="160/110", waited_s=20.0,
    )  # fmt: skip
    changed = events.AlarmLimitChanged(
        limit="bp_limit", bound="systolic_high_mmhg", value=160, was=180
    )
    telling = Telling().tell(OPEN, START, changed).wait(5)
    telling.tell(alarm, events.AlarmSignalled(alarm=1, shown_s=0.02, sounded_s=0.11), by="watch")
    telling.wait(12).tell(events.AlarmAcknowledged(alarm=1, version=1))
    text = words_of(report_bytes(reported(telling)), tmp_path)
    for said in (
        "BT 160/110 eller",
        "165/102",
        "sett av Ida Lund",
        "tilstanden 20,0 s",
        "vist etter 0,02 s",
        "lyd etter 0,11 s",
        "Alarmgrenser endret i denne økten",
        "systolisk, 180 → 160 mmHg · Ida Lund",
    ):
        assert said in text, said
    assert "(160/110)" not in text, "its name says it already"
