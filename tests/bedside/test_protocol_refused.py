"""A file with a fault in it is refused at start, in one sentence that names file and key."""

import shutil

import pytest

import resources
from bedside.protocol import ProtocolError, load

CASES = [
    # (what is wrong, file, instead of, stands, the key named, said in English)
    (
        "a key nobody knows",
        "day_check.toml",
        'shows = "suicide_items"',
        'show = "suicide_items"',
        "question[7] (D-08).show",
        "nobody knows a key of this name",
    ),
    (
        "a limit without its unit",
        "limits.toml",
        "low_percent = 94",
        "low = 94",
        "limit[6] (spo2_note).low",
        "lacks its unit; write for example `low_per_min`",
    ),
    (
        "a number of the protocol without its unit",
        "constants.toml",
        'value = 150\nunit = "mg"\n',
        "value = 150\n",
        "dose_cap_mg.unit",
        "the unit is missing",
    ),
    (
        "a number of the protocol in another unit",
        "constants.toml",
        'value = 150\nunit = "mg"\n',
        'value = 150\nunit = "ml"\n',
        "dose_cap_mg.unit",
        "the unit ml does not fit the name, which says mg",
    ),
    (
        "a value to be written down without its unit",
        "day_check.toml",
        'unit = "kg"\n',
        "",
        "entries[0] (weight_kg).unit",
        "the unit is missing",
    ),
    (
        "a value to be written down whose name hides its unit",
        "day_check.toml",
        'key = "weight_kg"',
        'key = "weight"',
        "entries[0] (weight).key",
        "a number has its unit last in its name",
    ),
    (
        "the same id twice in a file",
        "day_check.toml",
        'id = "D-05"',
        'id = "D-04"',
        "question[4] (D-04).id",
        "the id D-04 is used twice (first in day_check.toml)",
    ),
    (
        "the same id in two files",
        "equipment.toml",
        'id = "EQ-17"',
        'id = "R-01"',
        "item[16] (R-01).id",
        "the id R-01 is used twice (first in roles.toml)",
    ),
    (
        "two entries of one question with the same key",
        "day_check.toml",
        'key = "last_drink_at"',
        'key = "last_food_at"',
        "entries[1].key",
        "the key last_food_at is used twice",
    ),
    (
        "a lower limit above the upper",
        "limits.toml",
        "low_per_min = 50\nhigh_per_min = 120",
        "low_per_min = 120\nhigh_per_min = 50",
        "limit[9] (pulse).low_per_min",
        "the lower limit (120.0) must be lower than `high_per_min` (50.0)",
    ),
    (
        "a lower limit that is the upper",
        "vitals.toml",
        "spo2_low_percent = 50",
        "spo2_low_percent = 100",
        "entry.spo2_low_percent",
        "must be lower than `spo2_high_percent`",
    ),
    (
        "a smallest dose above the largest",
        "constants.toml",
        "[dose_min_mg_per_kg]\nvalue = 0.5",
        "[dose_min_mg_per_kg]\nvalue = 5.0",
        "dose_min_mg_per_kg",
        "the lower limit (5.0) must be lower than `dose_max_mg_per_kg` (1.5)",
    ),
    (
        "a limit that is not a number",
        "limits.toml",
        "low_percent = 85",
        "low_percent = nan",
        "limit[8] (spo2_very_low).low_percent",
        "nan is not a number that a limit can have",
    ),
    (
        "a limit that is never reached",
        "limits.toml",
        "low_percent = 85",
        "low_percent = -inf",
        "limit[8] (spo2_very_low).low_percent",
        "-inf is not a number that a limit can have",
    ),
    (
        "a limit of nothing",
        "limits.toml",
        "low_percent = 85",
        "low_percent = 0",
        "limit[8] (spo2_very_low).low_percent",
        "the value cannot be used",
    ),
    (
        "a word where a number stands",
        "limits.toml",
        "low_percent = 85",
        'low_percent = "85"',
        "limit[8] (spo2_very_low).low_percent",
        "expected float | null, found str",
    ),
    (
        "a limit in another vital's unit",
        "limits.toml",
        "low_percent = 85",
        "low_per_min = 85",
        "limit[8] (spo2_very_low).low_per_min",
        "the unit does not fit spo2",
    ),
    (
        "a condition without a limit",
        "limits.toml",
        "low_percent = 85\n",
        "",
        "limit[8] (spo2_very_low)",
        "the condition has no limit",
    ),
    (
        "a limit with two sides and one text",
        "limits.toml",
        'high_text.nb = "Puls høy"\nhigh_text.en = "Pulse high"\n',
        "",
        "limit[9] (pulse).low_text",
        "a limit with two sides needs a text for each",
    ),
    (
        "a priority nobody knows",
        "limits.toml",
        'priority = "low"\ntext.nb = "SpO₂ under',
        'priority = "urgent"\ntext.nb = "SpO₂ under',
        "limit[6] (spo2_note).priority",
        "the value 'urgent' is not one of those allowed",
    ),
    (
        "another 180 than the protocol's",
        "limits.toml",
        "systolic_high_mmhg = 180",
        "systolic_high_mmhg = 185",
        "bp_limit.systolic_high_mmhg",
        "the value is not the protocol's (§ 3.6: 180)",
    ),
    (
        "more ondansetron than the protocol's",
        "prn.toml",
        "max_per_day_mg = 16",
        "max_per_day_mg = 32",
        "ondansetron.max_per_day_mg",
        "the value is not the protocol's (§ 3.6: 16)",
    ),
    (
        "a standard dose that is none of the doses",
        "prn.toml",
        "doses_mg = [1, 2]",
        "doses_mg = [2]",
        "drug[0] (midazolam).default_dose_mg",
        "the default dose is not one of the doses",
    ),
    (
        "a maximum per day that forbids the first dose",
        "prn.toml",
        "doses_mg = [4]",
        "doses_mg = [4, 20]",
        "drug[1] (ondansetron).max_per_day_mg",
        "the maximum per day is lower than a single dose",
    ),
    (
        "a question cleared by a value that nobody writes down",
        "day_check.toml",
        'id = "D-05"\ngroup = "psykisk_tilstand"',
        'id = "D-05"\ngroup = "i_dag_vekt"',
        "question[4] (D-05).entries",
        "the question is cleared by a value, but no value is listed",
    ),
    (
        "a dose of nothing",
        "dose.toml",
        "usual_course_mg_per_kg = [0.5, 0.75, 1.0]",
        "usual_course_mg_per_kg = [0.5, 0, 1.0]",
        "usual_course_mg_per_kg",
        "0 is not an amount",
    ),
    (
        "a pump that is not done in time",
        "recipe.toml",
        "rate_ml_per_h = 75",
        "rate_ml_per_h = 57",
        "rate_ml_per_h",
        "57 ml/h for 40 min is not 50 ml",
    ),
    (
        "an alert that fails before it is late",
        "escalation.toml",
        "failed_s = 15",
        "failed_s = 5",
        "high.undelivered_amber_s",
        "undelivered_amber_s (5) must come before failed_s (5)",
    ),
    (
        "a section the protocol does not have",
        "day_check.toml",
        'section = "1.4"',
        'section = "3.12"',
        "question[19] (D-21).section",
        "the protocol has no § 3.12",
    ),
    (
        "a rule without a section that is not marked as local",
        "equipment.toml",
        'source = "local"\n',
        "",
        "item[16] (EQ-17).section",
        "the section is missing, and it is not marked as local",
    ),
    (
        "a question in a group nobody knows",
        "day_check.toml",
        'id = "D-03"\ngroup = "samtykke_vilje"',
        'id = "D-03"\ngroup = "samtykke"',
        "question[2] (D-03).group",
        "there is nothing called samtykke",
    ),
    (
        "a group on a tab nobody knows",
        "day_check.toml",
        'tab = "psykisk"',
        'tab = "psyke"',
        "group[2] (psykisk_tilstand).tab",
        "there is nothing called psyke",
    ),
    (
        "a group without questions",
        "day_check.toml",
        'id = "D-04"\ngroup = "samtykke_tvang"',
        'id = "D-04"\ngroup = "psykisk_tilstand"',
        "group[1] (samtykke_tvang)",
        "the group has no questions",
    ),
    (
        "an answer that stands twice",
        "day_check.toml",
        'answer = "unsure"',
        'answer = "no"',
        "answer",
        "an answer stands there twice",
    ),
    (
        "a red question that nobody need decide",
        "day_check.toml",
        'level = "HARD-DOCTOR"\ncolour = "R"\ndecides = "doctor"\nshows = "suicide_items"',
        'level = "HARD-DOCTOR"\ncolour = "R"\ndecides = "nurse"\nshows = "suicide_items"',
        "question[7] (D-08).level",
        "level, colour and who decides do not fit together",
    ),
    (
        "a colour that changes by an answer nobody gives",
        "day_check.toml",
        'becomes = { entry = "high_after_rest"',
        'becomes = { entry = "high_later"',
        "question[9] (D-13).becomes.entry",
        "there is nothing called high_later",
    ),
    (
        "a choice with nothing to choose",
        "discharge.toml",
        'kind = "choice"',
        'kind = "text"',
        "entries[0] (follow_up).choices",
        'choices belong to kind = "choice"',
    ),
    (
        "a gate that asks for an item nobody knows",
        "gate_start.toml",
        'items = ["N-02"]',
        'items = ["N-20"]',
        "line[9] (G1-10).items[0]",
        "there is nothing called N-20",
    ),
    (
        "a rule of the dose by a number nobody knows",
        "dose.toml",
        'constants = ["im_volume_max_ml"]',
        'constants = ["im_volume_ml"]',
        "rule[11] (K-10).constants[0]",
        "there is nothing called im_volume_ml",
    ),
    (
        "a card with a symptom nobody knows",
        "emergency.toml",
        '"wheeze"',
        '"wheezing"',
        "card[0] (E-01).symptoms[4]",
        "there is nothing called wheezing",
    ),
    (
        "an action of a branch the card does not have",
        "emergency.toml",
        'branch = "position"',
        'branch = "posture"',
        "card[0] (E-01).actions[0]",
        "there is nothing called posture",
    ),
    (
        "an escalation to somebody without a number",
        "escalation.toml",
        '"second_physician"',
        '"third_physician"',
        "contacts[1]",
        "there is nothing called third_physician",
    ),
    (
        "no number to the resuscitation team",
        "site.toml",
        'whom = "arrest_team"\n',
        "",
        "contact",
        "there must be exactly one number for arrest_team",
    ),
    (
        "a questionnaire nobody knows",
        "questionnaires.toml",
        '"dudit", "kset"]',
        '"dudit", "kset-r"]',
        "set[0] (before-first).instruments[5]",
        "there is nothing called kset-r",
    ),
    (
        "an English text that is missing",
        "consent.toml",
        'text.en = "Hand"\n',
        "",
        "site[0] (hand).text.en",
        "the English text is missing",
    ),
    (
        "a Norwegian text that is missing",
        "consent.toml",
        'text.nb = "Hånd"\n',
        "",
        "site[0] (hand).text.nb",
        "the Norwegian text is missing",
    ),
    (
        "a text of nothing",
        "consent.toml",
        'text.en = "Hand"',
        'text.en = ""',
        "site[0] (hand).text.en",
        "the text is empty or has blanks at its ends",
    ),
    (
        "a text with a blank behind it",
        "consent.toml",
        'text.en = "Hand"',
        'text.en = "Hand "',
        "site[0] (hand).text.en",
        "the text is empty or has blanks at its ends",
    ),
    (
        "a question without its level",
        "day_check.toml",
        'section = "4"\nlevel = "HARD-DOCTOR"\n',
        'section = "4"\n',
        "question[0] (D-01).level",
        "the key is missing",
    ),
    (
        "a line that is no TOML",
        "dose.toml",
        "source = ",
        "source : ",
        "",
        "the file is not TOML",
    ),
]


@pytest.fixture
def folder(tmp_path):
    copied = tmp_path / "protocol"
    shutil.copytree(resources.path("protocol"), copied)
    return copied


def spoil(folder, file, instead_of, stands):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert instead_of in text, "the case no longer fits the file"
    path.write_text(text.replace(instead_of, stands, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "instead_of", "stands", "path", "said"),
    [pytest.param(*case[1:], id=case[0]) for case in CASES],
)
def test_a_file_is_refused_with(folder, file, instead_of, stands, path, said):
    spoil(folder, file, instead_of, stands)
    with pytest.raises(ProtocolError) as refused:
        load(folder)
    error = refused.value
    assert error.file == file
    assert path in error.path
    assert said in error.text.en
    for sentence in (error.text.nb, error.text.en):
        assert sentence.startswith(f"{file}: {error.path}: " if error.path else f"{file}: ")
        assert "\n" not in sentence
        assert sentence.endswith(".")
    assert error.text.nb != error.text.en


FILES = sorted(path.name for path in resources.path("protocol").glob("*.toml"))


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_missing_is_named(folder, file):
    (folder / file).unlink()
    with pytest.raises(ProtocolError, match=f"{file}: the file is missing"):
        load(folder)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(ProtocolError, match="the file is missing"):
        load(tmp_path / "nowhere")


def test_a_file_nobody_knows_is_named(folder):
    (folder / "limit.toml").write_text("", encoding="utf-8")
    with pytest.raises(ProtocolError, match=r"limit\.toml: nobody knows a file of this name"):
        load(folder)


def test_a_file_saved_by_an_old_editor_is_named(folder):
    file = folder / "consent.toml"
    file.write_bytes(file.read_text(encoding="utf-8").encode("latin-1", "replace"))
    with pytest.raises(ProtocolError, match=r"consent\.toml: the file is not saved as UTF-8"):
        load(folder)


def test_a_file_that_cannot_be_read_is_named(folder):
    (folder / "consent.toml").unlink()
    (folder / "consent.toml").mkdir()
    with pytest.raises(ProtocolError, match=r"consent\.toml: the file cannot be read"):
        load(folder)


LANGUAGE_LINES = [
    (file, line)
    for file in FILES
    for language in ("nb", "en")
    for line in [
        line
        for line in (resources.path("protocol") / file).read_text(encoding="utf-8").splitlines()
        if f".{language} = " in line
    ][-1:]
]


@pytest.mark.parametrize(("file", "line"), LANGUAGE_LINES)
def test_no_text_may_lose_a_language(folder, file, line):
    path = folder / file
    lines = path.read_text(encoding="utf-8").splitlines()
    lines.reverse()
    lines.remove(line)
    path.write_text("\n".join(reversed(lines)), encoding="utf-8")
    with pytest.raises(ProtocolError, match=r"the (Norwegian|English) text is missing"):
        load(folder)


# ------------------------------------------------------------------ a site's own files


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def copy(own, file):
    shutil.copy(resources.path("protocol") / file, own / file)


def test_a_site_has_its_own_numbers(own):
    copy(own, "site.toml")
    spoil(own, "site.toml", 'number = "12345"', 'number = "55555"')
    spoil(own, "site.toml", "\nexample = true", "\nexample = false")
    protocol = load(resources.path("protocol"), own)
    assert protocol.site.contact[0].number == "55555"
    assert not protocol.site.example
    assert protocol.hash != load(resources.path("protocol")).hash


def test_a_site_may_raise_its_own_limit_for_oxygen(own):
    copy(own, "limits.toml")
    spoil(own, "limits.toml", "low_percent = 90", "low_percent = 92")
    assert load(resources.path("protocol"), own).limits.limit[7].low_percent == 92


def test_a_site_may_not_change_what_the_protocol_says(own):
    copy(own, "limits.toml")
    spoil(own, "limits.toml", 'text.nb = "BT 180/110 eller høyere"', 'text.nb = "BT litt høyt"')
    with pytest.raises(ProtocolError, match=r"limits\.toml: limit\[0\] \(bp_limit\): this is the"):
        load(resources.path("protocol"), own)


def test_a_site_may_not_call_the_protocols_limit_its_own(own):
    copy(own, "limits.toml")
    spoil(own, "limits.toml", 'section = "3.6"\nsource = "protocol"', 'source = "local"')
    with pytest.raises(ProtocolError, match="this is the protocol's"):
        load(resources.path("protocol"), own)


def test_a_site_may_not_leave_equipment_of_the_protocol_out(own):
    copy(own, "equipment.toml")
    text = (own / "equipment.toml").read_text(encoding="utf-8")
    kept = [part for part in text.split("[[item]]") if "EpiPen" not in part]
    (own / "equipment.toml").write_text("[[item]]".join(kept), encoding="utf-8")
    with pytest.raises(ProtocolError, match="EQ-07"):
        load(resources.path("protocol"), own)


def test_a_site_may_not_replace_the_day_check(own):
    copy(own, "day_check.toml")
    with pytest.raises(ProtocolError, match="this file cannot be replaced locally"):
        load(resources.path("protocol"), own)
