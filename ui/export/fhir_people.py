"""Who and what took part: Patient, Practitioner and role, Device, allergies (FHIR R4)."""

from datetime import date

from bedside import events
from bedside.national_id import series_of
from ui.codes import ROLES, said
from ui.device_words import device_text, devices_of, role_name
from ui.export.fhir_base import Exported
from ui.export.fhir_codes import Json, concept, own

HPR = "urn:oid:2.16.578.1.12.4.1.4.4"
PERSONNEL = frozenset({"nurse", "doctor", "consultant"})  # that 9060 has a code for
LOCAL_PATIENT = "urn:bedside:patient"  # identifier systems of what is no national number
LOCAL_STAFF = "urn:bedside:staff"
MODEL, NAME = "model-name", "user-friendly-name"
GENDERS = frozenset({"male", "female", "other", "unknown"})


def people(x: Exported) -> list[Json]:
    staff = (made for who in x.people for made in (_practitioner(x, who), *_role(x, who)))
    return [_patient(x), *_allergies(x), *staff]


def _patient(x: Exported) -> Json:
    """Also where nobody was identified: then it is this session's patient, without a name.

    The name stays one text: which part is the family's is not in the record, and not guessed.
    """
    patient = x.summary.session.patient
    if patient is None:
        return x.made("Patient")
    return x.made(
        "Patient",
        identifier=[_number(x, patient.identifier)],
        name=[{"text": patient.name}],
        birthDate=_day(patient.birth_date),
        gender=patient.sex if patient.sex in GENDERS else None,
    )


def _number(x: Exported, identifier: str) -> Json:
    """A local id says whose it is: the same id of another unit is another patient."""
    series = series_of(identifier.strip())
    if series is not None:
        return {"use": "official", "system": f"urn:oid:{series}", "value": identifier}
    unit = x.told.words.of(x.told.protocol.site.name)
    return {"system": LOCAL_PATIENT, "value": identifier, "assigner": {"display": unit}}


def _day(written: str) -> str | None:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return None


def _allergies(x: Exported) -> list[Json]:
    """CAVE as it was written, in one text; none stated is nothing, never "no known allergy"."""
    patient = x.summary.session.patient
    if patient is None or not patient.allergies.strip():
        return []
    return [
        x.made(
            "AllergyIntolerance",
            clinicalStatus=concept("active"),
            code={"text": patient.allergies},
            patient=x.patient,
            encounter=x.encounter,
        )
    ]


def _practitioner(x: Exported, who: str) -> Json:
    """The id is the unit's own; an HPR number is the staff list's, and not everybody has one."""
    known = x.staff.get(who)
    hpr = known.hpr.strip() if known is not None else ""
    return x.made(
        "Practitioner",
        who,
        identifier=[
            {"system": LOCAL_STAFF, "value": who},
            {"use": "official", "system": HPR, "value": hpr} if hpr else None,
        ],
        name=[{"text": x.told.person(who)}],
    )


def _role(x: Exported, who: str) -> list[Json]:
    """What the staff list says that this person is, as it stands when it is exported: the record
    has who it was, and not what they were. Of whom no list knows, nothing is guessed."""
    known = x.staff.get(who)
    if known is None:
        return []
    named = [concept(known.role)] if known.role in PERSONNEL else []
    unit = x.told.words.of(x.told.protocol.site.name)
    return [
        x.made(
            "PractitionerRole",
            who,
            practitioner=x.ref("Practitioner", who, display=x.told.person(who)),
            organization={"display": unit},
            code=[*named, own("role", known.role, said(x.told.words, ROLES, known.role))],
        )
    ]


def devices(x: Exported) -> list[Json]:
    return [_program(x), *(_monitor(x, role) for role in x.roles)]


def _program(x: Exported) -> Json:
    """The program, in the version that recorded and in the one that exports."""
    recorded = x.summary.opened.program_version if x.summary.opened else ""
    return x.made(
        "Device",
        "program",
        deviceName=[{"name": "bedside", "type": MODEL}],
        type=own("device", "program", "bedside"),
        version=[
            {"type": own("version", kind), "value": version}
            for kind, version in (("recorded", recorded), ("exported", x.version))
            if version.strip()
        ],
    )


def _monitor(x: Exported, role: str) -> Json:
    """The driver says make and model; a simulated one is marked by the session's HTEST."""
    opened = x.summary.opened
    driver = opened.monitors.get(role, "") if opened else ""
    name = role_name(role, x.told.words)
    *before, device = devices_of(x.summary, role) or [events.MonitorIdentified(monitor=role)]
    return x.made(
        "Device",
        role,
        deviceName=[
            {"name": name, "type": NAME},
            {"name": driver, "type": MODEL} if driver.strip() else None,
        ],
        type=own("monitor", role, name),
        patient=x.patient,
        serialNumber=device.serial.strip(),
        modelNumber=device.model.strip(),
        version=[{"value": device.firmware}] if device.firmware.strip() else [],
        note=[{"text": text} for one in before if (text := device_text(one, x.told.words))],
    )
