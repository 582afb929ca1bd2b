"""What the protocol's files must hold: every id, every number with its §, and how they are used."""

import re
import shutil
from decimal import Decimal

import pytest

import resources
from bedside.protocol import faults, load
from bedside.protocol_base import Level, Source, When
from bedside.protocol_lists import Answer, Clear, Colour, Decider
from bedside.protocol_lookup import (
    bp_outcome,
    by_id,
    calls_doctor_alone,
    card,
    clear_answer,
    colour_of,
    contact_for,
    decider_of,
    entries_due,
    entries_missing,
    entry_id,
    groups_in,
    high_of,
    limit,
    local_values,
    low_of,
    phase_name,
    plan,
    prn_drug,
    products_of,
    question,
    questions_in,
    technical,
)
from bedside.protocol_types import files_of
from bedside.session import Phase
from bedside.text import Language, Text
from bedside.vitals import Vital

D = Decimal


def numbered(prefix, last):
    return {f"{prefix}-{n:02d}" for n in range(1, last + 1)}


@pytest.fixture(scope="module")
def protocol():
    return load(resources.path("protocol"))


@pytest.mark.parametrize(
    ("what", "ids"),
    [
        ("roles", numbered("R", 13)),
        ("equipment", numbered("EQ", 17)),
        ("the day check", numbered("D", 33)),
        ("preparation", numbered("P", 9)),
        ("consent to treatment", numbered("C", 7)),
        ("physical contact", numbered("F", 11)),
        ("prescription and dose", numbered("K", 13)),
        ("the controlled drug", numbered("N", 9)),
        ("vitals", numbered("V", 6)),
        ("emergency cards", numbered("E", 8)),
        ("end, observation and going home", numbered("U", 14)),
        ("the series", numbered("S", 9)),
        ("the gate before start", numbered("G1", 14)),
    ],
)
def test_every_id_of_the_specification_is_there(protocol, what, ids):
    known = {id_ for id_ in by_id(protocol) if re.fullmatch(r"[A-Z]\w?-\d\d", id_)}
    prefix = next(iter(ids)).split("-")[0]
    assert {id_ for id_ in known if id_.split("-")[0] == prefix} == ids


def test_no_fault_is_found_in_what_we_ship(protocol):
    assert [str(fault) for fault in faults(protocol)] == []


# ------------------------------------------------------------------ the numbers

CONSTANTS = [
    ("age_min_years", "18", "years", "1, 6.1"),
    ("madrs_min_points", "20", "points", "1.1, 6.1"),
    ("antidepressants_min_count", "2", "count", "1.2, 6.1"),
    ("tests_max_age_weeks", "4", "weeks", "2.4"),
    ("start_series_infusions_count", "6", "count", "3"),
    ("start_series_weeks", "3", "weeks", "3"),
    ("start_series_per_week", "2", "/week", "3"),
    ("maint_series_infusions_count", "6", "count", "3"),
    ("maint_series_interval_weeks", "4", "weeks", "3"),
    ("maint_series_from_months", "1", "months", "3"),
    ("total_infusions_count", "12", "count", "3"),
    ("session_plan_min", "120", "min", "3.1"),
    ("infusion_duration_min", "40", "min", "3.2"),
    ("onset_low_min", "5", "min", "3.1"),
    ("onset_high_min", "10", "min", "3.1"),
    ("effect_wear_off_min", "30", "min", "3.1"),
    ("leave_room_low_min", "20", "min", "3.1"),
    ("leave_room_high_min", "30", "min", "3.1"),
    ("observe_usual_max_min", "60", "min", "3.11"),
    ("dose_min_mg_per_kg", "0.5", "mg/kg", "3.2"),
    ("dose_max_mg_per_kg", "1.5", "mg/kg", "3.2"),
    ("dose_step_mg_per_kg", "0.25", "mg/kg", "3.2"),
    ("dose_cap_mg", "150", "mg", "3.2"),
    ("diluent_mg_per_ml", "9", "mg/ml", "3.2"),
    ("im_volume_max_ml", "3", "ml", "3.2"),
    ("im_bioavailability_percent", "95", "%", "3.2"),
    ("fasting_h", "4", "h", "3.1, 3.6"),
    ("bp_emergency_systolic_mmhg", "180", "mmHg", "3.6"),
    ("bp_emergency_diastolic_mmhg", "110", "mmHg", "3.6"),
    ("bp_exclusion_systolic_mmhg", "150", "mmHg", "6.1"),
    ("bp_exclusion_diastolic_mmhg", "95", "mmHg", "6.1"),
    ("bp_rise_incidence_low_percent", "10", "%", "3.6"),
    ("bp_rise_incidence_high_percent", "50", "%", "3.6"),
    ("bp_rise_gone_low_h", "2", "h", "3.6"),
    ("bp_rise_gone_high_h", "4", "h", "3.6"),
    ("midazolam_panic_mg", "1", "mg", "3.6"),
    ("midazolam_prn_low_mg", "1", "mg", "3.8"),
    ("midazolam_prn_high_mg", "2", "mg", "3.8"),
    ("midazolam_table_mg_per_ml", "1", "mg/ml", "3.6"),
    ("ondansetron_prn_mg", "4", "mg", "3.8"),
    ("ondansetron_day_max_mg", "16", "mg", "3.6"),
    ("ondansetron_prophylaxis_max_mg", "4", "mg", "3.6"),
    ("gcs_crisis_points", "8", "points", "3.6"),
    ("drug_abstinence_months", "6", "months", "3.10, 6.1"),
    ("breastfeeding_pause_h", "48", "h", "6.1"),
    ("bmi_min_kg_per_m2", "16", "kg/m²", "6.1"),
    ("mi_stroke_recent_months", "3", "months", "6.1"),
    ("response_percent", "50", "%", "3.5"),
    ("evaluation_talk_weeks", "2", "weeks", "3.5"),
    ("integration_talk_maint_weeks", "1", "weeks", "1.3"),
    ("talks_start_phase_per_week", "1", "/week", "1.3"),
    ("prep_talks_count", "2", "count", "1.3"),
]


def test_every_number_of_the_protocol_has_its_unit_and_section(protocol):
    constants = protocol.constants
    shipped = []
    for name in constants.__struct_fields__:
        constant = getattr(constants, name)
        shipped.append((name, str(constant.value), constant.unit, constant.section))
    assert shipped == CONSTANTS


def test_the_words_a_number_stands_in_name_the_number(protocol):
    spelt = {
        "1": "én|ukentlige|èn",
        "2": "to|Èn .* og èn",
        "3": "tre",
        "4": "fire",
        "30": "halv",
        "60": "time",
    }
    for name in protocol.constants.__struct_fields__:
        constant = getattr(protocol.constants, name)
        number = str(constant.value).replace(".", ",")
        pattern = rf"(?<![\d,]){re.escape(number)}(?![\d]|,\d)|{spelt.get(number, 'never')}"
        assert re.search(pattern, constant.wording), (name, constant.wording)


# ------------------------------------------------------------------ the day check

RED = {*numbered("D", 10), *(f"D-{n}" for n in (14, 15, 16, 17, 18, 19, 20, 21, 22, 26, 29, 32))}
YES_CLEARS = {f"D-{n:02d}" for n in (1, 2, 3, 12, 16, 17, 30, 31, 33)}


def test_which_questions_are_red_and_who_lifts_them(protocol):
    questions = protocol.day_check.question
    assert {q.id for q in questions if q.colour is Colour.RED} == RED
    assert {q.id for q in questions if q.decides is Decider.NOBODY} == {"D-02", "D-10", "D-32"}
    asked_of_doctor = {"D-12", "D-27"} | RED - {"D-02", "D-10", "D-32"}
    assert {q.id for q in questions if q.decides is Decider.DOCTOR} == asked_of_doctor


def test_a_group_never_mixes_questions_with_different_clear_answers(protocol):
    check = protocol.day_check
    for group in check.group:
        answers = {clear_answer(check, asked) for asked in questions_in(check, group.id)}
        assert len(answers) == 1
    cleared_by_yes = {q.id for q in check.question if clear_answer(check, q) is Answer.YES}
    assert cleared_by_yes == YES_CLEARS
    assert {q.id for q in check.question if clear_answer(check, q) is None} == {"D-32"}


def test_the_tabs_hold_every_question_once(protocol):
    check = protocol.day_check
    shown = [
        asked.id
        for tab in check.tab
        for group in groups_in(check, tab.id)
        for asked in questions_in(check, group.id)
    ]
    assert sorted(shown) == sorted(numbered("D", 33))
    assert [tab.text.nb for tab in check.tab] == [
        "Samtykke", "Psykisk", "Hjerte", "Kropp", "Legemidler", "I dag",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("story", "id_", "answer", "entries", "colour", "decider"),
    [
        ("manic, says the nurse", "D-05", "yes", {}, "R", "doctor"),
        ("not manic", "D-05", "no", {}, "G", None),
        ("unsure is not cleared", "D-05", "unsure", {}, "R", "doctor"),
        ("not asked is not cleared", "D-05", "not_asked", {}, "R", "doctor"),
        ("competent today", "D-01", "yes", {}, "G", None),
        ("not competent", "D-01", "no", {}, "R", "doctor"),
        ("does not want it: nobody lifts that", "D-02", "no", {}, "R", "nobody"),
        ("possibly pregnant: nobody lifts that", "D-10", "unsure", {}, "R", "nobody"),
        ("breastfeeding is told the doctor", "D-11", "yes", {}, "Y", "nurse"),
        ("ate two hours ago", "D-12", "no", {}, "Y", "doctor"),
        ("high once", "D-13", "yes", {}, "Y", "nurse"),
        ("high after rest", "D-13", "yes", {"high_after_rest": "yes"}, "R", "doctor"),
        ("not high after rest", "D-13", "yes", {"high_after_rest": "no"}, "Y", "nurse"),
        ("cleared by a cardiologist", "D-16", "yes", {}, "G", None),
        ("not cleared by a cardiologist", "D-16", "no", {}, "R", "doctor"),
        ("kidney disease", "D-20", "yes", {}, "R", "doctor"),
        (
            "weighed by a specialist",
            "D-20",
            "yes",
            {"risk_benefit_documented": "yes"},
            "Y",
            "nurse",
        ),
        ("allergy, to what is not known", "D-26", "yes", {}, "R", "doctor"),
        ("allergy to pollen", "D-26", "yes", {"allergy_to_drug_in_use": "no"}, "Y", "nurse"),
        ("allergy to ondansetron", "D-26", "yes", {"allergy_to_drug_in_use": "yes"}, "R", "doctor"),
        ("no escort", "D-33", "no", {}, "Y", "nurse"),
    ],
)
def test_what_an_answer_means(protocol, story, id_, answer, entries, colour, decider):
    check = protocol.day_check
    asked = question(check, id_)
    found = colour_of(check, asked, Answer(answer), entries)
    assert found == colour
    assert decider_of(asked, found) == decider


def test_a_question_without_an_answer_has_no_colour_and_a_value_is_its_own_answer(protocol):
    check = protocol.day_check
    assert colour_of(check, question(check, "D-05"), None, {}) is None
    weight = question(check, "D-32")
    whole = {"weight_kg": "72.4", "weighed_on": "2026-11-24", "weight_from": "scale"}
    assert colour_of(check, weight, None, {}) is Colour.RED
    assert colour_of(check, weight, None, {**whole, "weight_kg": ""}) is Colour.RED
    assert colour_of(check, weight, None, whole) is Colour.GREEN
    assert [e.key for e in entries_missing(weight.entries, {"weight_kg": "72.4"})] == [
        "weighed_on",
        "weight_from",
    ]


def test_what_is_written_down_beside_an_answer(protocol):
    check = protocol.day_check
    fasted, allergies = question(check, "D-12"), question(check, "D-26")
    assert [e.key for e in entries_due(check, fasted, Answer.NO)] == [
        "last_food_at",
        "last_drink_at",
    ]
    assert entries_due(check, fasted, Answer.NOT_ASKED) == ()
    assert entries_due(check, allergies, Answer.NO) == ()
    assert len(entries_due(check, allergies, Answer.YES)) == 2
    assert len(entries_due(check, question(check, "D-32"), None)) == 3
    assert entry_id("D-12", "last_food_at") == "D-12.last_food_at"


def test_a_clear_answer_belongs_to_a_group_and_only_weight_is_cleared_by_a_value(protocol):
    by_value = [group.id for group in protocol.day_check.group if group.clear is Clear.VALUE]
    assert by_value == ["i_dag_vekt"]


# ------------------------------------------------------------------ gates and lists


def test_what_the_gates_ask_and_when(protocol):
    start = {line.id: line for line in protocol.gate_start.line}
    assert len(start) == 14
    assert {id_ for id_, line in start.items() if line.level is not Level.HARD} == {"G1-08"}
    assert start["G1-08"].level is Level.HARD_DOCTOR
    assert start["G1-04"].when is When.FIRST_INFUSION
    home = [
        (line.items[0] if line.items else line.text.nb, line.when)
        for line in protocol.gate_home.line
    ]
    assert home == [
        ("U-01", "always"), ("U-02", "always"), ("U-03", "always"), ("U-04", "always"),
        ("U-06", "extended_watch"), ("U-07", "always"), ("U-08", "always"),
        ("U-10", "breastfeeding"), ("U-12", "iv"), ("U-14", "always"),
        ("Ingen åpne røde varsler", "always"), ("V-04", "midazolam_given"),
        ("Behovslogg komplett", "always"),
    ]  # fmt: skip


def test_papers_must_not_be_older_than_four_weeks(protocol):
    ages = {document.id: document.max_age_days for document in protocol.on_file.document}
    assert {id_ for id_, age in ages.items() if age == 28} == numbered("OF", 14)
    assert {id_ for id_, age in ages.items() if age is None} == {"OF-15", "OF-16", "OF-17"}


def test_the_phases_are_those_of_the_record(protocol):
    assert [phase.key for phase in protocol.phases.phase] == [phase.value for phase in Phase]
    assert phase_name(protocol, Phase.PAUSED).text.en == "Paused"


# ------------------------------------------------------------------ limits, plans, symptoms


@pytest.mark.parametrize(
    ("id_", "low", "high", "delay_s", "priority", "physician_after_s"),
    [
        ("spo2_note", 94, None, 15, "low", None),
        ("spo2_low", 90, None, 10, "medium", 60),
        ("spo2_very_low", 85, None, 5, "high", 0),
        ("pulse", 50, 120, 10, "medium", 300),
        ("pulse_extreme", 40, 140, 5, "high", 0),
        ("respiration_low", 8, None, 0, "high", 0),
    ],
)
def test_limits_of_streamed_vitals(protocol, id_, low, high, delay_s, priority, physician_after_s):
    condition = limit(protocol, id_)
    assert (low_of(condition), high_of(condition)) == (low, high)
    assert condition.delay_s == delay_s
    assert condition.priority == priority
    assert condition.physician_after_s == physician_after_s
    assert condition.source is Source.LOCAL


@pytest.mark.parametrize(
    ("id_", "systolic", "diastolic", "at_limit", "priority"),
    [
        ("bp_limit", (None, 180), 110, True, "high"),
        ("bp_very_high", (None, 200), 120, False, "high"),
        ("bp_rising", (None, 160), 100, True, "information"),
        ("bp_before_start", (None, 150), 95, False, "information"),
        ("bp_low", (90, None), None, False, "medium"),
        ("bp_very_low", (80, None), None, False, "high"),
    ],
)
def test_limits_of_the_blood_pressure(protocol, id_, systolic, diastolic, at_limit, priority):
    condition = limit(protocol, id_)
    assert condition.vital is Vital.NIBP
    assert (condition.systolic_low_mmhg, condition.systolic_high_mmhg) == systolic
    assert condition.diastolic_high_mmhg == diastolic
    assert condition.at_limit is at_limit
    assert condition.priority == priority
    assert condition.delay_s == 0  # the first reading alarms


def test_180_over_110_is_the_protocols_and_alerting_on_it_alone_is_ours(protocol):
    condition = limit(protocol, "bp_limit")
    assert (condition.source, condition.section) == (Source.PROTOCOL, "3.6")
    assert condition.physician_source is Source.LOCAL
    assert condition.physician_after_s == 0
    assert condition.repeat_after_s == 60
    assert condition.loosen == "never"
    assert condition.text.nb == "BT 180/110 eller høyere"


def test_only_very_low_oxygen_and_extreme_pulse_alarm_through_an_inflating_cuff(protocol):
    held = {c.id for c in protocol.limits.limit if c.held_by_cuff}
    assert held == {"spo2_note", "spo2_low", "pulse"}
    assert technical(protocol, "spo2_no_signal").held_by_cuff


def test_no_signal_is_low_then_medium_and_reaches_the_physician_when_all_is_blind(protocol):
    condition = technical(protocol, "spo2_no_signal")
    assert [(step.after_s, step.priority) for step in condition.steps] == [
        (10, "low"),
        (30, "medium"),
    ]
    assert condition.physician_after_s == 120
    assert condition.physician_if_blind


@pytest.mark.parametrize(
    ("id_", "every_min", "after_min", "at_discharge", "overdue_alarm"),
    [
        ("low_risk", None, (), True, False),
        ("standard", 10, (15, 30), True, True),
        ("high_risk", 5, (10, 20, 30, 60), False, True),
    ],
)
def test_measuring_plans(protocol, id_, every_min, after_min, at_discharge, overdue_alarm):
    chosen = plan(protocol, id_)
    assert chosen.before
    assert chosen.at_end
    assert chosen.every_min == every_min
    assert chosen.after_min == after_min
    assert chosen.at_discharge is at_discharge
    assert chosen.overdue_alarm is overdue_alarm


def test_there_is_no_plan_before_one_is_chosen(protocol):
    assert plan(protocol, "") is None


def test_when_a_blood_pressure_is_old(protocol):
    stale = protocol.vitals.stale
    assert stale.bp_grey_after_interval_s == 120
    assert stale.bp_gone_after_intervals == 2
    assert stale.bp_gone_without_plan_s == 900
    assert stale.before_start_max_age_s == 900
    assert (stale.stream_grey_s, stale.stream_gone_s) == (5, 10)


def test_which_symptoms_call_the_doctor_at_any_blood_pressure(protocol):
    assert calls_doctor_alone(protocol) == {
        "chest_pain",
        "reduced_consciousness",
        "severe_abdominal_pain",
        "short_of_breath",
        "fainting",
        "stroke_signs",
    }


def test_the_table_of_blood_pressures_goes_from_worst_to_best(protocol):
    colours = [outcome.colour for outcome in protocol.limits.bp.outcome]
    assert colours == ["crisis", "red", "red", "yellow", "green", "green", "grey"]
    assert bp_outcome(protocol, "bp_high").source is Source.LOCAL
    assert bp_outcome(protocol, "bp_elevated").repeat_low_min == 5


# ------------------------------------------------------------------ drugs, people, the rest


def test_midazolam_needs_an_agreement_and_the_prescribers_maximum(protocol):
    rules = prn_drug(protocol, "midazolam")
    assert (rules.default_dose_mg, rules.doses_mg) == (D(1), (D(1), D(2)))
    assert rules.agreement_before_dose
    assert rules.max_per_day_mg is None
    assert rules.route == "iv"
    assert rules.routes_if_prescribed == ("im",)
    assert rules.observe_at_min == (0, 5, 10, 15, 30)


def test_ondansetron_has_sixteen_a_day_of_which_four_prophylactic(protocol):
    rules = prn_drug(protocol, "ondansetron")
    assert (rules.default_dose_mg, rules.max_per_day_mg) == (D(4), D(16))
    assert rules.max_prophylactic_per_day_mg == D(4)
    assert rules.rolling_h == 24
    assert rules.asked_elsewhere.nb == "Fått ondansetron i dag?"
    assert not rules.agreement_before_dose


def test_the_recipe_is_local_and_exact(protocol):
    recipe = protocol.recipe
    assert recipe.source is Source.LOCAL
    assert (recipe.infusion_volume_ml, recipe.rate_ml_per_h) == (D(50), D(75))
    names = {
        product.name: product.strengths_mg_per_ml for product in products_of(recipe, "ketamine")
    }
    assert names == {"Ketalar": (D(10), D(50)), "Ketamin Abcur": (D(10), D(50))}
    assert protocol.dose.usual_course_mg_per_kg == (D("0.5"), D("0.75"), D("1.0"))
    assert protocol.dose.round_down_to_mg == D("0.1")


def test_whom_to_call_and_that_the_numbers_are_examples(protocol):
    numbers = {
        whom: contact_for(protocol.site, whom).number
        for whom in ("physician", "arrest_team", "113")
    }
    assert numbers == {"physician": "12345", "arrest_team": "2222", "113": "113"}
    assert protocol.site.example
    assert protocol.site.room[0].text.nb == "Behandlingsrom 2"


def test_the_escalation_climbs_as_agreed(protocol):
    high, medium = protocol.escalation.high, protocol.escalation.medium
    assert (high.undelivered_amber_s, high.failed_s, high.ring_again_s) == (5, 15, 30)
    assert (high.no_answer_s, high.next_contact_s, high.emergency_number_s) == (60, 60, 120)
    assert (high.ask_arrived_s, high.not_arrived_s) == (300, 480)
    assert (medium.failed_s, medium.becomes_high_s, medium.next_contact_s) == (30, 180, 300)
    assert protocol.escalation.retry_after_s == (1, 2, 5)
    assert protocol.escalation.link.page_dead_s == 15


def test_an_emergency_card_is_found_and_its_positions_are_one_branch(protocol):
    anaphylaxis = card(protocol, "E-01")
    assert [action.branch for action in anaphylaxis.actions] == [None, "position", "position", None]
    assert all(action.only_if for action in card(protocol, "E-02").actions[1:])


def test_questionnaires(protocol):
    sets = {group.id: group.instruments for group in protocol.questionnaires.set}
    assert sets["before-first"] == ("madrs-s", "phq-9", "gad-7", "audit", "dudit", "kset")
    assert sets["after-sixth"] == ("madrs", "phq-9", "kset")
    assert (
        sets["maintenance-before"]
        == sets["maintenance-after"]
        == ("madrs-s", "phq-9", "gad-7", "kset")
    )
    watched = {i.name: i.watched_item for i in protocol.questionnaires.instrument if i.watched_item}
    assert watched == {"MADRS-S": 9, "PHQ-9": 9}


def test_everything_local_is_listed_for_the_clinical_owner(protocol):
    listed = {
        (value.file, value.path.split(" (")[-1].split(")")[0]) for value in local_values(protocol)
    }
    assert {
        ("limits.toml", "spo2_low"),
        ("day_check.toml", "D-33"),
        ("gate_start.toml", "G1-01"),
        ("emergency.toml", "E-stop"),
        ("vitals.toml", "standard"),
        ("recipe.toml", ""),
        ("site.toml", ""),
        ("escalation.toml", ""),
    } <= listed
    assert ("limits.toml", "bp_limit") not in listed


def test_what_the_specification_adds_is_marked_local(protocol):
    local = {
        id_ for id_, part in by_id(protocol).items() if getattr(part, "source", None) == "local"
    }
    added = {"R-13", "EQ-17", "D-32", "D-33", "C-07", "F-10", "F-11", "K-13", "N-07", "N-09"}
    added |= {"U-12", "U-14", "S-08", "G1-01"}
    assert {id_ for id_ in local if re.fullmatch(r"([A-Z]|R|EQ|G1)-\d\d", id_)} == added


def test_a_text_is_read_in_either_language():
    text = Text(nb="Hånd", en="Hand")
    assert [text.of(language) for language in Language] == ["Hånd", "Hand"]


# ------------------------------------------------------------------ the hash


def test_the_hash_names_the_content_and_not_the_line_ends_or_the_place(protocol, tmp_path):
    copied = tmp_path / "elsewhere"
    shutil.copytree(resources.path("protocol"), copied)
    for file in copied.glob("*.toml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load(copied).hash == protocol.hash
    site = copied / "site.toml"
    site.write_text(site.read_text("utf-8").replace("12346", "12347"), encoding="utf-8")
    assert load(copied).hash != protocol.hash
    assert len(protocol.hash) == 64
    assert protocol.version == "2026-1"


def test_each_part_is_the_file_of_its_name(protocol):
    there = {path.name for path in resources.path("protocol").glob("*.toml")}
    assert set(files_of(protocol)) == there
