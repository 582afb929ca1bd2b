"""The Norwegian wording, letter by letter: these tables were typed from the specification.

A word changed in the protocol's files must be changed here too, by somebody who has asked the
clinical owner.
"""

import pytest

import resources
from bedside.protocol import load
from bedside.protocol_lookup import by_id, symptoms_in
from bedside.protocol_types import files_of
from bedside.protocol_walk import walk
from bedside.protocol_watch import SymptomList
from bedside.text import Text

ROLES = {
    "R-01": "Behandler (lege/sykepleier)",
    "R-02": "Bakvakt (bakvaktslege)",
    "R-03": "Ansvarlig overlege (i psykiatri)",
    "R-04": "Behandlingsansvarlig overlege",
    "R-05": "Forordnende lege",
    "R-06": "Dobbeltkontroll utført av",
    "R-07": "Kontrasignert av (medarbeider)",
    "R-08": "Spesialist i psykiatri (første møte)",
    "R-09": "Personell uavhengig av behandlingen",
    "R-10": "AHLR-kvalifisert personell på stedet",
    "R-11": "Stansteam / 113",
    "R-12": "Psykoterapeut",
    "R-13": "Klinisk systemeier",
}
EQUIPMENT = {
    "EQ-01": "Blodtrykks- og pulsmåler",
    "EQ-02": "Oksygenmetningsmåler",
    "EQ-03": "Infusjonspumpe",
    "EQ-04": "Utstyr for perifert venekateter (PVK)",
    "EQ-05": "Bag-ventil-maske",
    "EQ-06": "Hjertestarter (AED)",
    "EQ-07": "EpiPen",
    "EQ-08": "Seng, liggestol eller loungestol",
    "EQ-09": "Dyne (evt. tung dyne) og pute",
    "EQ-10": "Øyemaske",
    "EQ-11": "Hodetelefoner med støydemping / musikkspiller",
    "EQ-12": "Egnet musikk (instrumental, rolig)",
    "EQ-13": "Lydisolert/lyddempet rom",
    "EQ-14": "Mulighet for lysdemping",
    "EQ-15": "Arbeidsplass til behandler",
    "EQ-16": "Prosedyrer for nødssituasjoner",
    "EQ-17": "Oksygen / sug / flumazenil / blodtrykkssenkende",
}
DAY_CHECK = {
    "D-01": "Samtykkekompetent i dag?",
    "D-02": "Ønsker behandling i dag (frivillig)",
    "D-03": "Samarbeidsevne og -vilje",
    "D-04": "Underlagt tvungent psykisk helsevern",
    "D-05": "Maniske eller hypomane symptomer",
    "D-06": "Psykotiske symptomer",
    "D-07": "Ruspåvirket / bruk av alkohol eller illegale rusmidler; karenstid 6 måneder",
    "D-08": "Overhengende eller akutt forhøyet selvmordsrisiko",
    "D-09": "Forhøyet voldsrisiko",
    "D-10": "Gravid eller mulig gravid",
    "D-11": "Ammer",
    "D-12": "Fastet 4 timer (siste mat kl., siste drikke kl.)",
    "D-13": "Blodtrykk over 150 og/eller 95",
    "D-14": "Blodtrykk 180/110 eller høyere",
    "D-15": "Hjerteinfarkt eller hjerneslag siste tre måneder",
    "D-16": "Arytmi, hjertesvikt, forlenget QTc, tidligere infarkt – klarert av kardiolog",
    "D-17": "Tidligere hjerneslag/-blødning – klarert av nevrolog",
    "D-18": "Sentralt aneurisme",
    "D-19": "Ubehandlet/uavklart hyper- eller hypotyreose",
    "D-20": "Alvorlig nyre-, blære-, lever- eller lungesykdom",
    "D-21": "Ukontrollert diabetes",
    "D-22": "Alvorlig spiseforstyrrelse med BMI < 16",
    "D-23": "Endret medisin / angstdempende, beroligende, sovemidler",
    "D-24": "CYP3A4-hemmer / -induktor",
    "D-25": "Stimulantia",
    "D-26": "Allergier (CAVE)",
    "D-27": "Blod i urinen / tegn til blærebetennelse",
    "D-28": "Bivirkninger etter forrige infusjon",
    "D-29": "Nye eller uavklarte tilstander",
    "D-30": "Oppfølging og støtte etter behandling",
    "D-31": "Kjører ikke i dag – transport hjem avtalt",
    "D-32": "Vekt (kg)",
    "D-33": "Pårørende / følge",
}
PREPARATION = {
    "P-01": "Innledende samtale",
    "P-02": "Avklare trygging og støtte",
    "P-03": "Muntlig samtykke til fysisk kontakt",
    "P-04": "Oppfordret til å gå på toalettet",
    "P-05": "Blodtrykk, puls og oksygenmetning målt og dokumentert",
    "P-06": "Perifert venekateter (PVK) lagt inn",
    "P-07": "PVK spylt med NaCl før pumpen kobles på",
    "P-08": "Valg av musikk",
    "P-09": "Puste-/avslappende teknikker",
}
CONSENT = {
    "C-01": "Signert informert samtykke",
    "C-02": "Informert om off-label og register/studie",
    "C-03": "Prosjektspesifikt samtykke",
    "C-04": "Bredt samtykke NORSMI (valgfritt)",
    "C-05": "Trekker samtykke",
    "C-06": "Tvil om samtykkekompetanse",
}
TOUCH = {
    "F-02": "Ikke avklart = ingen kontakt",
    "F-03": "Låses ved oppstart",
    "F-04": "Kan ikke gis under påvirkning",
    "F-05": "Trekk samtykke til fysisk kontakt",
    "F-06": "Pasienten er informert om at samtykket kan trekkes når som helst",
    "F-07": "Avklart ved første oppmøte / bekreftet i dag",
    "F-09": "Fysisk kontakt gitt på pasientens ønske",
    "F-10": "Medisinsk nødvendig berøring",
}
DOSE = {
    "K-01": "Forordnet av lege",
    "K-02": "Dose (mg/kg)",
    "K-03": "Doseøkning maks 0,25 mg/kg",
    "K-04": "Forslag",
    "K-05": "Totaldose maks 150 mg",
    "K-06": "Vekt × dose = mg",
    "K-07": "Begrenset av tak 150 mg",
    "K-08": "Infusjonstid 40 min",
    "K-09": "Unntak: intramuskulært – godkjent av ansvarlig overlege",
    "K-10": "Maks 3 ml i overarm",
    "K-11": "Lengre overvåkningstid",
    "K-12": "Vurder dosereduksjon",
    "K-13": "Oppskrift",
}
LEDGER = {
    "N-01": "Preparat / styrke / batch / utløp",
    "N-02": "Dobbeltkontroll av tilberedning",
    "N-03": "Oppbevart forsvarlig til bruk (innlåst)",
    "N-04": "Destruksjon av rest – mengde, tid, utført av, kontrasignert av",
    "N-05": "Uttatt = gitt + destruert",
    "N-06": "Holdbarhet: se Felleskatalogen",
    "N-08": "Gitt dose ved stans",
    "N-09": "Retting",
}
VITALS = {
    "V-01": "Før infusjon",
    "V-02": "Etter infusjon",
    "V-03": "Gjentatte kontroller til normalisering",
    "V-04": "Overvåk sedasjon og respirasjon",
    "V-05": "Til vitale og mentale parametre er normalisert",
    "V-06": "Måleplan: Lavrisiko / Standard / Høyrisiko",
}
CARDS = {
    "E-01": "Anafylaktiske",
    "E-02": "Pulmonale",
    "E-03": "Kardiovaskulære",
    "E-04": "Gastrointestinale",
    "E-05": "Urogenitale",
    "E-06": "Muskulære",
    "E-07": "Oftalmologiske",
    "E-08": "Psykiatriske",
}
DISCHARGE = {
    "U-01": "Pasienten informert om at infusjonen er ferdig",
    "U-02": "Målinger etter infusjon",
    "U-03": "Vitale parametre normalisert",
    "U-04": "Mentale parametre normalisert",
    "U-05": "Tid siden infusjonsslutt",
    "U-06": "Utvidet overvåkning",
    "U-07": "Muntlig kjøreforbud gitt (gjelder hele behandlingsdagen)",
    "U-08": "Tilbud om telefonisk oppfølging påfølgende dag",
    "U-09": "Tilbud om integrasjonssamtale",
    "U-10": "Ikke amme før 48 timer",
    "U-11": "Meld fra om blod i urinen",
    "U-12": "PVK fjernet / følge hjem",
    "U-14": "Klar for hjemreise – besluttet av",
}
SERIES = {
    "S-01": "Oppstart 1/6 … 6/6",
    "S-02": "Responsevaluering",
    "S-03": "Vedlikehold 1/6 … 6/6",
    "S-04": "Forløp 12/12",
    "S-05": "Ekstra evaluering",
    "S-06": "Respons ≥ 50 %",
    "S-07": "Integrasjonssamtale frist",
    "S-09": "Pause / redusert frekvens",
}

CRISIS = (
    "Brystsmerter",
    "Redusert bevissthetsnivå, GCS < 8",
    "Alvorlige magesmerter",
    "Kortpustet",
    "Besvimelse, synkope",
    "Uro",
    "Synsforstyrrelser",
    "Evtl. symptomer på hjerneslag",
)
NON_ACUTE = (
    "Hodepine/hodetrykk, evt. øyetrykk",
    "Sjeldent svimmelhet",
    "Neseblødning",
    "Hjertebank",
    "De fleste merker ingen ubehag",
)
EVERYDAY = (
    "angst, panikk, forvirring, agitasjon, eufori, derealisering, depersonalisering, "
    "perseptuelle forstyrrelser, dissosiasjon, økt puls/blodtrykk, synsforstyrrelser, sedasjon, "
    "døsighet, ørhet, hodepine, svimmelhet, kvalme"
)
CARD_SYMPTOMS = {
    "E-01": "Urtikarielt utslett; Takykardi; Hypotensjon; Takypné; Hvesing",
    "E-02": "Økt sekresjon; Laryngospasme; Respirasjonsdepresjon; Hypoksi; Apné",
    "E-03": "Hypertensjon; Takykardi; Bradykardi; Arytmi",
    "E-04": "Kvalme; Oppkast",
    "E-05": "Vannlating; Polyuri; Hematuri; Inkontinens",
    "E-06": "Muskelstivhet; Spasmer; Tonisk-kloniske bevegelser",
    "E-07": "Diplopi; Nystagmus",
    "E-08": "Angst; Forvirring; Agitasjon; Desorientering; Dysfori",
}
CARD_ACTIONS = {
    "E-01": (
        "Tilkall legen",
        "Hev stolen/sengen 45 grader",
        "Hvis hypotensjon: legg pasienten flatt med bena høyt",
        "EpiPen",
    ),
    "E-02": (
        "Tilkall legen",
        "Hev stolen/sengen til 45 grader",
        "Stimuler verbalt og med berøring",
        "Head-tilt/Chin-lift/Jaw-thrust",
        "Ventiler med maske-bag",
        "HLR om nødvendig med AED",
    ),
    "E-03": (
        "Gjentatte kontroller til normalisering",
        "Tilkall legen",
        "Tilkall legen, HLR med AED",
    ),
    "E-04": ("Ondansetron i.v., maks 16 mg per dag; profylaktisk opptil 4 mg i.v. per dag",),
    "E-05": ("Reduser frekvens eller pause behandling",),
    "E-06": ("Ingen behandling nødvendig", "Tilkall legen"),  # the second is a local line (A30)
    "E-07": ("Ingen behandling nødvendig",),
    "E-08": (
        "Ved alvorlig angstanfall eller agitasjon: midazolam i.v./i.m. 1 mg/ml "
        "etter avtale med lege",
    ),
}
FIRST_STEPS = (
    "Vurder/stopp infusjonen",
    "Tilkall bakvakt",
    "Tilkall stansteamet (dersom tilgjengelig) eller ring 113",
)
BLOOD_PRESSURE = {
    "bp_normal": "Normal",
    "bp_elevated": "Forhøyet – gjenta til normalisering",
    "bp_high": "180/110 eller høyere – mål på nytt nå, varsle bakvakt",
    "bp_crisis": "HYPERTENSIV KRISE? Tilkall legen",
    "bp_call_doctor": "Tilkall legen",
    "bp_side_effect": "Logget som bivirkning",
    "bp_none": "Ingen gyldig måling",
}
PHASES = {
    "planned": "Planlagt",
    "arrival": "Oppmøte og dagsjekk",
    "preparation": "Forberedelse",
    "ready": "Klar for oppstart",
    "infusing": "Infusjon pågår",
    "paused": "Pauset",
    "observation": "Observasjon",
    "home": "Klar for hjemreise",
    "closed": "Signert og lukket",
    "aborted": "Ikke gjennomført / avbrutt",
}


@pytest.fixture(scope="module")
def protocol():
    return load(resources.path("protocol"))


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(ROLES, id="roles"),
        pytest.param(EQUIPMENT, id="equipment"),
        pytest.param(DAY_CHECK, id="day check"),
        pytest.param(PREPARATION, id="preparation"),
        pytest.param(CONSENT, id="consent"),
        pytest.param(TOUCH, id="physical contact"),
        pytest.param(DOSE, id="dose"),
        pytest.param(LEDGER, id="ledger"),
        pytest.param(VITALS, id="vitals"),
        pytest.param(CARDS, id="emergency cards"),
        pytest.param(DISCHARGE, id="going home"),
        pytest.param(SERIES, id="series"),
        pytest.param(BLOOD_PRESSURE, id="blood pressure"),
    ],
)
def test_the_wording_is_the_specifications(protocol, table):
    known = by_id(protocol)
    assert {id_: known[id_].text.nb for id_ in table} == table


def test_the_phases_are_called_as_specified(protocol):
    assert {phase.key: phase.text.nb for phase in protocol.phases.phase} == PHASES
    assert protocol.phases.emergency.nb == "NØDSITUASJON"
    assert protocol.phases.ended.nb == "Infusjon avsluttet"


@pytest.mark.parametrize(
    ("list_", "words"),
    [
        (SymptomList.CRISIS, CRISIS),
        (SymptomList.NON_ACUTE, NON_ACUTE),
    ],
)
def test_the_symptoms_stand_in_the_protocols_words_and_order(protocol, list_, words):
    assert tuple(s.text.nb for s in symptoms_in(protocol, list_)) == words


def test_every_everyday_side_effect_is_one_press_away(protocol):
    shown = {s.text.nb.lower() for s in symptoms_in(protocol, SymptomList.EVERYDAY)}
    assert shown == set(EVERYDAY.split(", "))


@pytest.mark.parametrize("id_", CARD_ACTIONS)
def test_a_card_has_the_protocols_symptoms_and_actions_in_its_order(protocol, id_):
    known = by_id(protocol)
    card = known[id_]
    assert "; ".join(known[symptom].text.nb for symptom in card.symptoms) == CARD_SYMPTOMS[id_]
    assert tuple(action.text.nb for action in card.actions) == CARD_ACTIONS[id_]


def test_above_every_card_stand_the_first_steps_and_the_first_of_them_is_local(protocol):
    first = protocol.emergency.first
    assert tuple(action.text.nb for action in first) == FIRST_STEPS
    assert [action.source for action in first] == ["local", "protocol", "protocol"]
    assert {call.whom: call.called.nb for call in protocol.emergency.call} == {
        "physician": "Ringt bakvakt kl.",
        "arrest_team": "Ringt stansteam kl.",
        "113": "Ringt 113 kl.",
    }


def test_the_rash_that_is_not_anaphylaxis_is_said_on_the_card(protocol):
    assert by_id(protocol)["E-01"].note.nb == (
        "Obs: Erytem og morbilliform utslett uten ovennevnte symptomer er en vanlig reaksjon, "
        "og ikke anafylaksi."
    )


def test_physical_contact_can_be_chosen_in_three_places_and_no_others(protocol):
    consent = protocol.consent
    assert [(site.id, site.text.nb) for site in consent.site] == [
        ("hand", "Hånd"),
        ("arm", "Arm"),
        ("shoulder", "Skulder"),
    ]
    assert consent.no_touch.nb == "Ingen fysisk kontakt"
    assert consent.not_settled.nb == "Ikke avklart = ingen kontakt"
    assert consent.heading.nb == "FYSISK KONTAKT"


def test_no_norwegian_letter_was_left_in_an_english_text(protocol):
    texts = [
        (file, path, part)
        for file, content in files_of(protocol).items()
        for path, part in walk(content)
        if isinstance(part, Text)
    ]
    assert len(texts) > 500
    assert [(f, p, text.en) for f, p, text in texts if set("æøåÆØÅ") & set(text.en)] == []
