"""The FHIR R4 bundle of a session: valid, resolved, and every number the record's own."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from bedside import events
from bedside.lines import aware
from bedside.text import Language
from bedside.vitals import Vital
from tests.bedside.any_event import any_event
from tests.bedside.course import OPEN, amended, cuff, identified, ready
from tests.bedside.strategies import records
from tests.bedside.telling import D, Telling
from tests.ui import whole
from tests.ui.fhir_said import (
    HEAD,
    by_code,
    code,
    exported,
    of_line,
    read,
    resources,
    valid,
)
from ui.export import fhir
from ui.export.fhir_base import at
from ui.export.fhir_codes import codes, pruned
from ui.export.fhir_measured import mean_of

HTEST = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}


@pytest.fixture(scope="module")
def telling():
    """A whole session that is no simulation, of a synthetic patient."""
    told = whole.whole(stream_s=10)
    return real(told.entries)


def real(entries, identifier="12829499914"):
    """The same lines as of a session on real monitors, of a patient with a test number."""
    changed = []
    for entry in entries:
        event = entry.event
        if isinstance(event, events.SessionOpened):
            event = amended(event, simulated=False, monitors={"oximeter": "nonin-format2"})
        if isinstance(event, events.PatientIdentified):
            event = amended(event, identifier=identifier)
        changed.append(type(entry)(entry.seq, entry.at, entry.by, event))
    return changed


@pytest.fixture(scope="module")
def bundle(telling):
    return read(telling)


def of_kind(entries, *kinds):
    return [entry for entry in entries if isinstance(entry.event, kinds)]


def number(quantity):
    return Decimal(str(quantity["value"]))


# --- the bundle ------------------------------------------------------------------------------


def test_a_document_begins_with_its_composition(bundle):
    first = bundle["entry"][0]["resource"]
    assert (bundle["type"], first["resourceType"]) == ("document", "Composition")
    assert (first["status"], first["language"]) == ("final", "nb")
    assert first["attester"][0]["party"]["display"] == "Ida Lund"
    listed = [e["reference"] for s in first["section"] for e in s.get("entry", [])]
    assert sorted(listed) == sorted(entry["fullUrl"] for entry in bundle["entry"][1:])


def test_the_same_record_gives_the_same_bundle(telling, bundle):
    assert read(list(telling)) == bundle
    later = exported(telling, made_at=telling[-1].at.wall)
    ids = [entry["fullUrl"] for entry in fhir.document(later)["entry"]]
    assert ids == [entry["fullUrl"] for entry in bundle["entry"]]


def test_the_ids_do_not_change_with_the_language(telling, bundle):
    english = read(telling, language=Language.EN)
    assert [e["fullUrl"] for e in english["entry"]] == [e["fullUrl"] for e in bundle["entry"]]
    assert english["entry"][0]["resource"]["title"] == "Ketamine infusion – session report"


def test_a_longer_record_keeps_the_ids_it_had(telling):
    before = {e["fullUrl"] for e in fhir.document(exported(telling[:-40]))["entry"]}
    assert before <= {e["fullUrl"] for e in fhir.document(exported(telling))["entry"]}


def test_the_provenance_has_the_last_hash(bundle):
    made = resources(bundle, "Provenance")[0]
    assert made["entity"][0]["what"]["identifier"]["value"] == HEAD
    assert made["target"][0]["type"] == "Composition"


def test_a_simulation_is_marked_everywhere_and_goes_to_no_server():
    simulated = exported(whole.prepared().entries)
    marked = json.loads(fhir.document_bytes(simulated))
    assert marked["meta"]["tag"] == [HTEST]
    assert all(entry["resource"]["meta"]["tag"] == [HTEST] for entry in marked["entry"])
    with pytest.raises(fhir.SimulatedError):
        fhir.transaction(simulated)


def test_a_session_nobody_opened_counts_as_simulated():
    nothing = exported([])
    valid(fhir.document_bytes(nothing))
    with pytest.raises(fhir.SimulatedError):
        fhir.transaction_bytes(nothing)


def test_a_real_session_is_not_marked(bundle):
    assert "HTEST" not in json.dumps(bundle)


def test_a_transaction_sent_twice_changes_nothing(telling):
    sent = valid(fhir.transaction_bytes(exported(telling)))
    assert sent["type"] == "transaction"
    requests = [entry["request"] for entry in sent["entry"]]
    assert len({(r["method"], r["url"], r.get("ifNoneExist")) for r in requests}) == len(requests)
    for entry in sent["entry"]:
        kind, request = entry["resource"]["resourceType"], entry["request"]
        assert request["url"].startswith(kind)
        assert entry["resource"]["id"] in request["url"] or kind == "Patient"


PATIENTS = [
    ("a national number is looked up, never changed", "12829499914", "POST", "ifNoneExist"),
    ("a D-number too", "52829400197", "POST", "ifNoneExist"),
    ("a local id is this session's own", "T-0001", "PUT", "url"),
]


@pytest.mark.parametrize(
    ("sentence", "identifier", "method", "key"), PATIENTS, ids=[row[0] for row in PATIENTS]
)
def test_how_the_patient_is_sent(sentence, identifier, method, key):
    telling = Telling().tell(OPEN, identified())
    sent = fhir.transaction(exported(real(telling.entries, identifier)))
    entry = next(e for e in sent["entry"] if e["resource"]["resourceType"] == "Patient")
    assert entry["request"]["method"] == method
    wanted = identifier if method == "POST" else entry["resource"]["id"]
    assert wanted in entry["request"][key]


# --- numbers ---------------------------------------------------------------------------------


def test_every_blood_pressure_is_there_when_it_was_measured(telling, bundle):
    cuffs = [e for e in of_kind(telling, events.Measured) if e.event.vital == Vital.NIBP]
    for entry in cuffs:
        (seen,) = of_line(bundle, "Observation", entry.seq)
        values = {code(c["code"]): number(c["valueQuantity"]) for c in seen["component"]}
        assert values == {"8480-6": entry.event.systolic, "8462-4": entry.event.diastolic}
        assert (code(seen["code"]), seen["effectiveDateTime"]) == ("85354-9", at(entry.at.wall))
        assert {c["valueQuantity"]["code"] for c in seen["component"]} == {"mm[Hg]"}
    assert len(by_code(resources(bundle, "Observation"), "85354-9")) == len(cuffs)


def test_a_pressure_that_was_told_later_has_both_its_times():
    told = ready().tell(amended(cuff(128, 79), measured_ago_s=40.0), by="watch")
    entry = told.entries[-1]
    (seen,) = of_line(read(told.entries), "Observation", entry.seq)
    assert seen["effectiveDateTime"] == at(entry.at.wall - timedelta(seconds=40))
    assert seen["issued"] == at(entry.at.wall)


def test_every_documented_set_names_its_members(telling, bundle):
    known = {f"urn:uuid:{r['id']}": r for r in resources(bundle, "Observation")}
    sets = of_kind(telling, events.VitalsDocumented)
    assert len(sets) == 4
    for entry in sets:
        event = entry.event
        (panel,) = by_code(of_line(bundle, "Observation", entry.seq), "85353-1")
        bp, pulse, spo2 = (known[member["reference"]] for member in panel["hasMember"])
        numbers = [number(c["valueQuantity"]) for c in bp["component"]]
        assert numbers == [event.systolic, event.diastolic]
        assert bp["effectiveDateTime"] < panel["effectiveDateTime"]  # as old as the cuff's reading
        assert number(pulse["valueQuantity"]) == event.pulse_rate
        assert number(spo2["valueQuantity"]) == event.spo2
        assert (code(pulse["code"]), code(spo2["code"])) == ("8867-4", "2708-6")


def test_streamed_values_are_minutes_with_their_extremes(telling, bundle):
    streamed = [e for e in of_kind(telling, events.Measured) if e.event.vital == Vital.SPO2]
    minutes = {}
    for entry in streamed:
        minutes.setdefault(entry.at.wall.replace(second=0, microsecond=0), []).append(entry)
    for entries in minutes.values():
        (seen,) = of_line(bundle, "Observation", entries[0].seq)
        values = [entry.event.value for entry in entries]
        lowest, highest = (number(c["valueQuantity"]) for c in seen["component"])
        assert number(seen["valueQuantity"]) == mean_of(values)
        assert (lowest, highest) == (min(values), max(values))
        assert seen["effectivePeriod"] == {
            "start": at(entries[0].at.wall),
            "end": at(entries[-1].at.wall),
        }
        assert seen["device"]["display"] == "oximeter"
    assert len(minutes) > 60


def test_a_fall_of_one_second_is_not_lost_in_the_mean():
    telling = Telling().tell(OPEN)
    for value in (98.0, 98.0, 71.0, 98.0):
        said = events.Measured(vital="spo2", unit="%", value=value, source="oximeter")
        telling.wait(1).tell(said, by="watch")
    (seen,) = by_code(resources(read(telling.entries), "Observation"), "2708-6")
    assert seen["valueQuantity"]["value"] == 91.2
    assert seen["component"][0]["valueQuantity"]["value"] == 71


def test_a_missing_number_is_missing_and_a_failed_cuff_is_told():
    telling = Telling().tell(
        OPEN,
        events.Measured(vital="nibp", unit="mmHg", systolic=184, source="nibp", quality="suspect"),
        events.NibpMeasurementFailed(start_id=2, fault="leak"),
        by="watch",
    )
    half, none = resources(read(telling.entries), "Observation")
    absent = [code(c["dataAbsentReason"]) for c in half["component"] if "dataAbsentReason" in c]
    assert (absent, code(half["interpretation"][0])) == (["unknown"], "suspect")
    assert [code(c["dataAbsentReason"]) for c in none["component"]] == ["error", "error"]
    assert none["note"][0]["text"] == "lekkasje eller løs mansjett"


def test_the_weight_the_order_and_the_dose_are_the_records(telling, bundle):
    (weight,) = by_code(resources(bundle, "Observation"), "29463-7")
    assert (number(weight["valueQuantity"]), weight["valueQuantity"]["code"]) == (D("72.4"), "kg")
    order = of_kind(telling, events.DosePrescribed)[0]
    (request,) = of_line(bundle, "MedicationRequest", order.seq)
    ordered, calculated = request["dosageInstruction"][0]["doseAndRate"]
    assert number(ordered["doseQuantity"]) == order.event.dose_mg_per_kg
    assert number(calculated["doseQuantity"]) == order.event.dose_mg
    assert request["requester"]["display"] == "Dr. N. Hansen"


def test_the_infusion_has_its_drug_rate_route_and_what_was_delivered(telling, bundle):
    start, end = of_kind(telling, events.InfusionStarted, events.InfusionEnded)
    (seen,) = of_line(bundle, "MedicationAdministration", start.seq)
    dosage = seen["dosage"]
    assert code(seen["medicationCodeableConcept"]) == "N01AX03"
    assert number(dosage["dose"]) == end.event.delivered_mg
    assert number(dosage["rateRatio"]["numerator"]) == start.event.rate_ml_h
    assert code(dosage["route"]) == "47625008"
    assert seen["effectivePeriod"] == {"start": at(start.at.wall), "end": at(end.at.wall)}
    functions = [(code(p["function"]), p["actor"]["display"]) for p in seen["performer"]]
    assert functions == [("performer", "Ida Lund"), ("verifier", "Per Moen")]
    batch = resources(bundle, "Medication")[0]["batch"]
    assert batch == {"lotNumber": "AB123", "expirationDate": "2027-03"}


def test_a_dose_as_needed_has_its_drug_and_what_came_of_it(telling, bundle):
    (given,) = of_kind(telling, events.PrnDoseGiven)
    (seen,) = of_line(bundle, "MedicationAdministration", given.seq)
    assert code(seen["medicationCodeableConcept"]) == "N05CD08"
    assert number(seen["dosage"]["dose"]) == given.event.dose_mg
    assert [note["text"] for note in seen["note"]] == ["roligere"]
    (request,) = of_line(bundle, "MedicationRequest", of_kind(telling, events.PrnPrescribed)[0].seq)
    assert seen["request"]["reference"].endswith(request["id"])
    looks = by_code(resources(bundle, "Observation"), "9279-1")
    assert [number(look["valueQuantity"]) for look in looks] == [14, 13, 14, 14, 15]


def test_the_patient_is_who_was_identified(bundle):
    (patient,) = resources(bundle, "Patient")
    number_, birth = patient["identifier"][1], patient["birthDate"]
    assert (number_["system"], number_["value"], birth) == (
        "urn:oid:2.16.578.1.12.4.1.4.1",
        "12829499914",
        "1984-03-12",
    )


# --- what is empty, and any session at all ---------------------------------------------------


def test_nothing_empty_leaves_and_nought_stays():
    assert pruned({"a": "", "b": [None, {}], "c": 0, "d": False, "e": " x "}) == {
        "c": 0,
        "d": False,
        "e": "x",
    }


def test_every_code_of_the_tables_has_a_system():
    known = codes()
    for concept in known.concepts.values():
        assert {coded.system for coded in concept} <= set(known.systems)


FEW = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def stored(entries):
    """The disk gives every line its zone."""
    return [replace(e, at=replace(e.at, wall=aware(e.at.wall))) for e in entries]


@FEW
@given(records(any_event(), max_size=10).map(stored))
def test_any_session_makes_a_valid_bundle(entries):
    read(entries)


@FEW
@given(records(any_event(finite=False), max_size=10).map(stored))
def test_no_damaged_number_stops_the_export(entries):
    read(entries)


# --- which devices ---------------------------------------------------------------------------


def identified_as(entries, *devices):
    """The same lines, and the oximeter's own word of which device it is, each in turn."""
    first = next(n for n, e in enumerate(entries) if isinstance(e.event, events.SessionOpened))
    opened = entries[first]
    said = [events.MonitorIdentified(monitor="oximeter", **device) for device in devices]
    told = [replace(opened, seq=10_000 + n, event=event) for n, event in enumerate(said)]
    return [*entries, *told]


def test_a_monitor_that_tells_its_number_is_that_device(telling):
    lines = identified_as(telling, {"model": "Philips MX450", "serial": "DE1", "firmware": "J.10"})
    device = next(d for d in resources(read(lines), "Device") if "serialNumber" in d)
    assert (device["serialNumber"], device["modelNumber"]) == ("DE1", "Philips MX450")
    assert device["version"] == [{"value": "J.10"}]
    assert "note" not in device


def test_a_monitor_that_was_exchanged_names_both(telling):
    lines = identified_as(telling, {"serial": "7"}, {"serial": "8"})
    device = next(d for d in resources(read(lines), "Device") if "serialNumber" in d)
    assert (device["serialNumber"], device["note"]) == ("8", [{"text": "nr. 7"}])


def test_a_monitor_that_does_not_say_has_no_number(bundle):
    assert not [d for d in resources(bundle, "Device") if "serialNumber" in d or "note" in d]
