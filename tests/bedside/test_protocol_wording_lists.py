"""The wording of what is only shown or chosen from a list, by its id, as the specification has it.

Beside `test_protocol_wording`: a list there is compared as it stands, here each id has its word.
Where the specification quotes a part of a label, that part is typed and must stand in it; where it
has only English, the English is compared.
"""

import pytest

import resources
from bedside.protocol import load
from bedside.protocol_lookup import by_id

# 9.5, 9.6 and the table of part 10.
SYMPTOMS = {
    "chest_pain": "Brystsmerter",
    "reduced_consciousness": "Redusert bevissthetsnivå, GCS < 8",
    "severe_abdominal_pain": "Alvorlige magesmerter",
    "short_of_breath": "Kortpustet",
    "fainting": "Besvimelse, synkope",
    "restlessness": "Uro",
    "visual_disturbance": "Synsforstyrrelser",
    "stroke_signs": "Evtl. symptomer på hjerneslag",
    "headache_or_pressure": "Hodepine/hodetrykk, evt. øyetrykk",
    "rarely_dizzy": "Sjeldent svimmelhet",
    "nosebleed": "Neseblødning",
    "palpitations": "Hjertebank",
    "no_discomfort": "De fleste merker ingen ubehag",
    "urticaria": "Urtikarielt utslett",
    "tachycardia": "Takykardi",
    "hypotension": "Hypotensjon",
    "tachypnoea": "Takypné",
    "wheeze": "Hvesing",
    "secretion": "Økt sekresjon",
    "laryngospasm": "Laryngospasme",
    "respiratory_depression": "Respirasjonsdepresjon",
    "hypoxia": "Hypoksi",
    "apnoea": "Apné",
    "hypertension": "Hypertensjon",
    "bradycardia": "Bradykardi",
    "arrhythmia": "Arytmi",
    "nausea": "Kvalme",
    "vomiting": "Oppkast",
    "urination": "Vannlating",
    "polyuria": "Polyuri",
    "haematuria": "Hematuri",
    "incontinence": "Inkontinens",
    "muscle_stiffness": "Muskelstivhet",
    "spasms": "Spasmer",
    "tonic_clonic": "Tonisk-kloniske bevegelser",
    "diplopia": "Diplopi",
    "nystagmus": "Nystagmus",
    "anxiety": "Angst",
    "confusion": "Forvirring",
    "agitation": "Agitasjon",
    "disorientation": "Desorientering",
    "dysphoria": "Dysfori",
}
# The everyday list of part 10 begins no word with a capital; a button does.
EVERYDAY = {
    "anxiety": "angst",
    "panic": "panikk",
    "confusion": "forvirring",
    "agitation": "agitasjon",
    "euphoria": "eufori",
    "derealisation": "derealisering",
    "depersonalisation": "depersonalisering",
    "perceptual_disturbance": "perseptuelle forstyrrelser",
    "dissociation": "dissosiasjon",
    "raised_pulse_or_bp": "økt puls/blodtrykk",
    "visual_disturbance": "synsforstyrrelser",
    "sedation": "sedasjon",
    "drowsiness": "døsighet",
    "light_headedness": "ørhet",
    "headache": "hodepine",
    "dizziness": "svimmelhet",
    "nausea": "kvalme",
}
ACTIONS = {
    "E-stop": "Vurder/stopp infusjonen",
    "E-backup": "Tilkall bakvakt",
    "E-help": "Tilkall stansteamet (dersom tilgjengelig) eller ring 113",
    "E-01-1": "Tilkall legen",
    "E-01-2": "Hev stolen/sengen 45 grader",
    "E-01-3": "Hvis hypotensjon: legg pasienten flatt med bena høyt",
    "E-01-4": "EpiPen",
    "E-02-1": "Tilkall legen",
    "E-02-2": "Hev stolen/sengen til 45 grader",
    "E-02-3": "Stimuler verbalt og med berøring",
    "E-02-4": "Head-tilt/Chin-lift/Jaw-thrust",
    "E-02-5": "Ventiler med maske-bag",
    "E-02-6": "HLR om nødvendig med AED",
    "E-03-1": "Gjentatte kontroller til normalisering",
    "E-03-2": "Tilkall legen",
    "E-03-3": "Tilkall legen, HLR med AED",
    "E-04-1": "Ondansetron i.v., maks 16 mg per dag; profylaktisk opptil 4 mg i.v. per dag",
    "E-05-1": "Reduser frekvens eller pause behandling",
    "E-06-1": "Ingen behandling nødvendig",
    "E-06-2": "Tilkall legen",
    "E-07-1": "Ingen behandling nødvendig",
    "E-08-1": (
        "Ved alvorlig angstanfall eller agitasjon: midazolam i.v./i.m. 1 mg/ml "
        "etter avtale med lege"
    ),
}
RULES = {
    "T-R1": "Helsepersonell er til stede under hele behandlingen",
    "F-08": "FYSISK KONTAKT",
    "prn-prescribed": "Alle medikamenter forordnes av lege",
    "prn-agreed": "Etter avtale med lege",
    "capacity_intellectual": "utviklingshemning",
    "capacity_cognitive": "kognitiv svekkelse",
    "capacity_neurodegenerative": "nevrodegenerative sykdommer",
    "capacity_age": "høyere alder",
}

# Parts that the specification quotes, in the label.
QUOTED = {
    "OF-01": ["EKG med resultat"],
    "OF-02": ["somatisk undersøkelse med blodtrykk og puls"],
    "OF-03": ["CRP"],
    "OF-04": ["Hb", "MCV"],
    "OF-05": ["elektrolytter"],
    "OF-06": ["GFR"],
    "OF-07": ["ALAT, GGT, ALP"],
    "OF-08": ["B12", "folinsyre", "ferritin, HbA1c", "LDL/HDL"],
    "OF-09": ["TSH, fT4"],
    "OF-10": ["PEth"],
    "OF-11": ["klarering", "fra andre fagfelt"],
    "OF-13": ["Kartlegging av stimulantia"],
    "OF-15": ["MADRS ≥ 20"],
    "OF-16": ["F31", "F32", "F33", "F34", "F53", "F06.3"],
    "OF-17": ["psykoterapeutisk forankret"],
    "IN-01": ["Alder fra 18 år"],
    "IN-02": ["minst to forskjellige antidepressiva"],
    "IN-03": ["F31", "F32", "F33", "F34"],
    "IN-04": ["F53", "F06.3"],
    "IN-05": ["MADRS ≥ 20"],
    "IN-06": ["psykoterapeutisk forankret"],
    "IN-07": ["motivert, samarbeidsvillig", "samtykkekompetent"],
    "EX-01": ["F2x"],
    "PF-01": ["relasjonsbygging"],
    "PF-02": ["forventninger"],
    "PF-03": ["prosedyre, risiko og bivirkninger"],
    "PF-04": ["faste", "tilpassing av medikamenter"],
    "PF-05": ["oppfølging og støtte"],
    "calm-music": ["Musikk"],
}
ENGLISH = {
    "OF-12": ["former and present somatic disease with allergies"],
    "OF-14": ["in use"],
    "EX-02": ["caused by somatic disease"],
    "EX-03": ["earlier serious", "misuse"],
    "XC-01": ["severe personality pathology"],
    "XC-02": ["dissociative disorders"],
    "XC-03": ["eating disorder"],
    "XC-04": ["intellectual disability"],
    "XC-05": ["developmental disorders"],
    "calm-surroundings": ["calm"],
    "calm-eye-mask": ["eye mask"],
    "calm-presence": ["supportive presence of", "staff"],
    "prn-calm-first": ["calm", "music, eye mask", "supportive presence of", "staff"],
}
# The sets of part 14 by when they are sent, and what stands in them.
SETS = {
    "before-first": ["MADRS-S", "PHQ-9", "GAD-7", "AUDIT", "DUDIT", "KSET"],
    "after-sixth": ["MADRS", "PHQ-9", "KSET"],
    "maintenance-before": ["MADRS-S", "PHQ-9", "GAD-7", "KSET"],
    "maintenance-after": ["MADRS-S", "PHQ-9", "GAD-7", "KSET"],
    "side-effects-sixth": ["KSET"],
    "side-effects-maintenance": ["KSET"],
}
PRODUCTS = {
    "ketalar": "Ketalar",
    "ketamin-abcur": "Ketamin Abcur",
    "midazolam-injection": "Midazolam",
    "ondansetron-injection": "Ondansetron",
}


@pytest.fixture(scope="module")
def known():
    return by_id(load(resources.path("protocol")))


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(SYMPTOMS, id="symptoms"),
        pytest.param(ACTIONS, id="emergency actions"),
        pytest.param(RULES, id="rules"),
    ],
)
def test_the_wording_is_the_specifications(known, table):
    assert {id_: known[id_].text.nb for id_ in table} == table


def test_the_everyday_side_effects_are_the_specifications(known):
    assert {id_: known[id_].text.nb.lower() for id_ in EVERYDAY} == EVERYDAY


@pytest.mark.parametrize("id_", QUOTED)
def test_what_the_specification_quotes_stands_in_the_label(known, id_):
    label = known[id_].text.nb.lower()
    assert [part for part in QUOTED[id_] if part.lower() not in label] == []


@pytest.mark.parametrize("id_", ENGLISH)
def test_what_the_specification_has_in_english_stands_in_the_label(known, id_):
    label = known[id_].text.en.lower()
    assert [part for part in ENGLISH[id_] if part.lower() not in label] == []


def test_each_set_of_questionnaires_is_the_specifications(known):
    assert {
        id_: [known[instrument].name for instrument in known[id_].instruments] for id_ in SETS
    } == SETS


def test_the_products_are_those_the_specification_names(known):
    assert {id_: known[id_].name for id_ in PRODUCTS} == PRODUCTS
