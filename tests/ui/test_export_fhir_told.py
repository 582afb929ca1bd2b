"""FHIR of a session that went otherwise: emergency, contact withdrawn, corrections, pauses."""

from decimal import Decimal

import pytest

from bedside import events
from tests.bedside.course import END, MIX, OPEN, START, amended, answer, identified, ready
from tests.bedside.telling import DOCTOR, NURSE, SECOND, D, Telling
from tests.ui.fhir_said import code, of_line, read, resources
from ui.export.fhir_base import at

HIGH = {"systolic": 189.0, "diastolic": 114.0}


def numbered(telling, event, by=NURSE):
    """The number of the line that was just told."""
    return telling.wait(1).tell(event, by=by).session.last_seq


@pytest.fixture(scope="module")
def eventful():
    """Alert to the physician, emergency, contact withdrawn, and doses corrected."""
    telling, seq = ready().wait(5).tell(START).wait(600), {}
    alert = events.PhysicianAlerted(
        alert=1, priority="high", condition="bp_high", to=DOCTOR, phone="12345", values=HIGH
    )
    seq["alert"] = numbered(telling, alert, "watch")
    seq["delivered"] = numbered(telling, events.AlertDelivered(alert=1), "watch")
    came = events.PhysicianAnswered(alert=1, answer="coming", physician=DOCTOR)
    seq["answer"] = numbered(telling, came, "physician")
    seq["declared"] = numbered(telling, events.EmergencyDeclared(category="E-01"))
    seq["call"] = numbered(telling, events.EmergencyCallMade(whom="113"))
    telling.wait(3).tell(
        events.EmergencySymptomTicked(symptom="chest_pain"),
        events.InfusionPaused(reason="høyt blodtrykk"),
        events.EmergencyClosed(summary="Trykket falt av seg selv <180."),
    )
    seq["withdrawn"] = numbered(telling, events.TouchConsentWithdrawn(sites=("arm",)))
    seq["gone"] = numbered(telling, events.TouchConsentWithdrawn(sites=("hand",)))
    wrong = events.PrnDoseGiven(drug="ondansetron", dose_mg=D(8), route="iv", indication="nausea")
    seq["wrong"] = numbered(telling, wrong)
    right = amended(wrong, dose_mg=D(4), corrects=seq["wrong"], reason="ampullen var 4 mg")
    seq["right"] = numbered(telling, right, SECOND)
    telling.wait(5).tell(events.InfusionResumed())
    seq["end"] = numbered(telling.wait(1800), END)
    less = events.DeliveredDoseCorrected(corrects=seq["end"], delivered_mg=D("70.1"), reason="lest")
    seq["less"] = numbered(telling, less)
    telling.tell(events.TreatmentConsentWithdrawn(said="vil ikke mer"), events.SessionClosed())
    telling.tell(events.AddendumWritten(text="ringte & spurte"))
    return telling, seq, read(telling.entries)


def one(bundle, kind, seq):
    (found,) = of_line(bundle, kind, seq)
    return found


def test_an_alert_is_sent_received_and_answered(eventful):
    telling, seq, bundle = eventful
    sent = one(bundle, "Communication", seq["alert"])
    assert (sent["status"], sent["priority"]) == ("completed", "stat")
    assert sent["sent"] == at(telling.entries[seq["alert"] - 1].at.wall)
    assert sent["received"] == at(telling.entries[seq["delivered"] - 1].at.wall)
    assert "systolic 189, diastolic 114" in sent["payload"][0]["contentString"]
    assert sent["recipient"][0]["display"] == "Dr. N. Hansen"
    answered = one(bundle, "Communication", seq["answer"])
    assert answered["inResponseTo"][0]["reference"].endswith(sent["id"])
    assert answered["sender"]["display"] == "Dr. N. Hansen"


STATES = [
    ("nobody knows whether it came", [], "in-progress"),
    ("a channel said no", [events.AlertFailed(alert=1, detail="ingen dekning")], "stopped"),
    ("the other channel delivered", [events.AlertFailed(alert=1), events.AlertDelivered(alert=1)],
     "completed"),
    ("a receipt of another version", [events.AlertDelivered(alert=1, version=2)], "in-progress"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "receipts", "status"), STATES, ids=[row[0] for row in STATES])
def test_an_alert_says_no_more_than_is_known(sentence, receipts, status):
    alert = events.PhysicianAlerted(
        alert=1, priority="high", condition="bp_high", to=DOCTOR, phone="12345"
    )
    telling = Telling().tell(OPEN, alert, *receipts, by="watch")
    (sent,) = resources(read(telling.entries), "Communication")
    assert (sent["status"], "received" in sent) == (status, status == "completed")


def test_the_emergency_is_an_adverse_event_and_its_log_is_told(eventful):
    telling, seq, bundle = eventful
    (event,) = resources(bundle, "AdverseEvent")
    assert code(event["event"]) == "E-01"
    assert event["date"] == at(telling.entries[seq["declared"] - 1].at.wall)
    text = " ".join(
        s["text"]["div"] for s in bundle["entry"][0]["resource"]["section"] if "text" in s
    )
    assert "Trykket falt av seg selv &lt;180." in text
    assert "ringte &amp; spurte" in text
    assert one(bundle, "Communication", seq["call"])["payload"][0]["contentString"].endswith("113")


def test_a_contact_that_was_withdrawn_keeps_every_version(eventful):
    telling, seq, bundle = eventful
    given = next(e.seq for e in telling.entries if isinstance(e.event, events.TouchConsentGiven))
    first, second, third = (
        one(bundle, "Consent", n) for n in (given, seq["withdrawn"], seq["gone"])
    )
    assert [v["status"] for v in (first, second, third)] == ["inactive", "inactive", "inactive"]
    assert sites(first["provision"]) == ("permit", ["hand", "arm"])
    assert sites(second["provision"]) == ("permit", ["hand"])
    assert sites(second["provision"]["provision"][0]) == ("deny", ["arm"])
    assert sites(third["provision"]) == ("deny", ["hand", "arm"])
    assert third["sourceReference"]["reference"].endswith(second["id"])


def sites(provision):
    return provision["type"], [code(site) for site in provision["code"]]


TOUCHED = [
    ("agreed", [events.TouchConsentGiven(sites=("hand",), informed_can_withdraw=True)], ["active"]),
    ("declined", [events.TouchConsentDeclined(informed_can_withdraw=True)], ["rejected"]),
    ("asked too late, which permits nothing",
     [START, events.TouchConsentGiven(sites=("hand",), informed_can_withdraw=True)], ["inactive"]),
    ("a yes under the influence leaves the yes of before",
     [events.TouchConsentGiven(sites=("hand",), informed_can_withdraw=True), START,
      events.TouchConsentGiven(sites=("arm",), informed_can_withdraw=True)],
     ["active", "inactive"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "told", "statuses"), TOUCHED, ids=[row[0] for row in TOUCHED])
def test_consent_to_contact_is_what_the_rule_reads(sentence, told, statuses):
    bundle = read(Telling().tell(OPEN, *told).entries)
    assert [consent["status"] for consent in resources(bundle, "Consent")] == statuses


def test_treatment_is_consented_to_until_it_is_withdrawn(eventful):
    _telling, _seq, bundle = eventful
    versions = [c for c in resources(bundle, "Consent") if code(c["category"][1]) == "treatment"]
    assert [v["status"] for v in versions] == ["inactive", "inactive"]
    assert versions[0]["dateTime"] == "2026-11-03"
    assert versions[1]["provision"]["type"] == "deny"
    no = Telling().tell(OPEN, answer("C-01", "no"))
    assert resources(read(no.entries), "Consent")[0]["status"] == "rejected"


def test_a_corrected_dose_stays_and_is_replaced(eventful):
    _telling, seq, bundle = eventful
    wrong = one(bundle, "MedicationAdministration", seq["wrong"])
    right = one(bundle, "MedicationAdministration", seq["right"])
    assert (wrong["status"], right["status"]) == ("entered-in-error", "completed")
    assert (wrong["dosage"]["dose"]["value"], right["dosage"]["dose"]["value"]) == (8, 4)
    assert wrong["effectiveDateTime"] == right["effectiveDateTime"]
    revision = next(p for p in resources(bundle, "Provenance") if "reason" in p)
    assert revision["target"][0]["reference"].endswith(right["id"])
    assert revision["entity"][0]["what"]["reference"].endswith(wrong["id"])
    assert revision["agent"][0]["who"]["display"] == "Per Moen"
    assert revision["reason"][0]["text"] == "ampullen var 4 mg"


def test_a_delivered_dose_read_again_counts_and_says_why(eventful):
    _telling, _seq, bundle = eventful
    infusion = next(
        m for m in resources(bundle, "MedicationAdministration") if "rateRatio" in m["dosage"]
    )
    assert infusion["dosage"]["dose"]["value"] == 70.1
    notes = [note["text"] for note in infusion["note"]]
    assert notes == [
        "Pumpen pauset: høyt blodtrykk",
        "Pumpen går",
        "Gitt dose rettet til 70,1 mg: lest",
    ]


def test_an_addendum_makes_the_document_amended(eventful):
    assert eventful[2]["entry"][0]["resource"]["status"] == "amended"


# (sentence, what the pump did after its start, what was delivered in each infusion, the states)
PUMPED = [
    ("it runs", [events.NoteWritten(text="rolig")], ["36.2"], ["in-progress"]),
    ("it stands", [events.InfusionPaused(reason="")], ["36.2"], ["on-hold"]),
    ("stopped early", [events.InfusionEnded(completed=False, reason="uro", delivered_mg=D(30))],
     ["30"], ["stopped"]),
    ("started again after its end",
     [events.InfusionEnded(completed=False, delivered_mg=D(30)), START], ["30", "0"],
     ["stopped", "in-progress"]),
    ("started twice goes on", [START], ["36.2"], ["in-progress"]),
    ("closed while it ran", [events.SessionClosed()], ["36.2"], ["unknown"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "told", "delivered", "statuses"), PUMPED, ids=[row[0] for row in PUMPED]
)
def test_every_infusion_says_what_it_delivered(sentence, told, delivered, statuses):
    telling = Telling().tell(OPEN, START).wait(1200).tell(*told)
    given = resources(read(telling.entries), "MedicationAdministration")
    assert [g["status"] for g in given] == statuses
    amounts = [Decimal(str(g["dosage"]["dose"]["value"])) for g in given]
    assert amounts == [Decimal(mg) for mg in delivered]
    assert sum(amounts) == telling.session.infusion.given_mg(telling.now)


def test_an_end_without_a_start_is_told_all_the_same():
    bundle = read(Telling().tell(OPEN, END).entries)
    (given,) = resources(bundle, "MedicationAdministration")
    assert (given["dosage"]["dose"]["value"], "effectiveDateTime" in given) == (72.4, True)


def test_a_preparation_that_was_corrected_is_in_error():
    telling = Telling().tell(OPEN, MIX, amended(MIX, batch="AB124", corrects=2, reason="lest feil"))
    found = resources(read(telling.entries), "Medication")
    assert [(m["batch"]["lotNumber"], m["status"]) for m in found] == [
        ("AB123", "entered-in-error"),
        ("AB124", "active"),
    ]


def test_a_dose_given_elsewhere_was_told_by_the_patient():
    telling = Telling().tell(
        OPEN,
        events.PrnElsewhereAsked(drug="ondansetron", dose_mg=D(0)),
        events.PrnElsewhereAsked(drug="ondansetron", dose_mg=D(8)),
    )
    (told,) = resources(read(telling.entries), "MedicationStatement")
    assert told["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 8
    assert told["informationSource"]["type"] == "Patient"


def test_cave_is_said_in_its_own_words_and_none_is_not_said():
    told = Telling().tell(OPEN, identified(allergies="penicillin"))
    (allergy,) = resources(read(told.entries), "AllergyIntolerance")
    assert allergy["code"]["text"] == "penicillin"
    silent = Telling().tell(OPEN, identified())
    assert not resources(read(silent.entries), "AllergyIntolerance")


def test_nobody_signed_in_is_no_practitioner():
    telling = Telling().tell(OPEN, by="-").tell(events.EmergencyDeclared(), by="-")
    bundle = read(telling.entries)
    assert not resources(bundle, "Practitioner")
    assert resources(bundle, "AuditEvent")[0]["agent"][0]["who"]["display"] == "ikke innlogget"
    assert resources(bundle, "AdverseEvent")[0]["event"]["text"] == "Nødsituasjon"


def test_a_session_that_was_given_up_has_no_infusion():
    given_up = events.SessionAborted(reason="feber", decided_by="patient")
    bundle = read(Telling().tell(OPEN, given_up).entries)
    (procedure,) = resources(bundle, "Procedure")
    assert (procedure["status"], procedure["outcome"]["text"]) == ("not-done", "feber")
    assert resources(bundle, "Encounter")[0]["status"] == "cancelled"
    assert not resources(bundle, "MedicationAdministration")


def test_a_loosened_alarm_limit_is_the_doctors_word_and_every_change_is_told():
    tighter = events.AlarmLimitChanged(limit="spo2_low", bound="low_percent", value=93, was=90)
    looser = events.AlarmLimitChanged(
        limit="pulse", bound="low_per_min", value=45, was=50, doctor=DOCTOR, channel="phone",
        read_back=True,
    )  # fmt: skip
    telling = Telling().tell(OPEN, tighter, looser)
    bundle = read(telling.entries)
    (said,) = resources(bundle, "Communication")
    assert said["sender"]["display"] == "Dr. N. Hansen"
    assert "Puls lav, 50 → 45/min" in said["payload"][0]["contentString"]
    sections = bundle["entry"][0]["resource"]["section"]
    text = " ".join(section["text"]["div"] for section in sections if "text" in section)
    assert "SpO₂ lav, 90 → 93 %" in text
    assert "Puls lav, 50 → 45/min" in text
