"""A session in which everything is in order, so that a test can leave one step out."""

import msgspec

from bedside import events
from bedside.protocol_base import Level
from bedside.protocol_lists import Clear
from tests.bedside.telling import DOCTOR, NURSE, SECOND, D, Telling, protocol

EQUIPMENT = ("EQ-01", "EQ-02", "EQ-03", "EQ-04", "EQ-05", "EQ-06", "EQ-07")


def amended(event, **changes):
    return msgspec.structs.replace(event, **changes)


def answer(item, said="yes", value="", **more):
    return events.ChecklistItemAnswered(item=item, answer=said, value=value, **more)


def decided(subject, allowed=True, doctor=DOCTOR, **more):
    how = {"channel": "phone", "read_back": True} | more
    return events.DoctorDecided(subject=subject, allowed=allowed, doctor=doctor, **how)


def cuff(systolic, diastolic, source="nibp", quality="good"):
    return events.Measured(
        vital="nibp",
        unit="mmHg",
        systolic=systolic,
        diastolic=diastolic,
        source=source,
        quality=quality,
    )


def documented(
    moment, systolic=124, diastolic=78, pulse_rate=70, spo2=98, source="monitor", **more
):
    return events.VitalsDocumented(
        moment=moment,
        systolic=systolic,
        diastolic=diastolic,
        pulse_rate=pulse_rate,
        spo2=spo2,
        source=source,
        **more,
    )


def clear_day_check():
    """Every question cleared, with what belongs beside the answer."""
    check, said = protocol().day_check, []
    groups = {group.id: group for group in check.group}
    for question in check.question:
        clear = groups[question.group].clear
        if clear is Clear.VALUE:
            continue
        said.append(answer(question.id, clear.value))
        if clear.value in question.entries_when:
            said += [beside(question.id, entry) for entry in question.entries]
    return said


def beside(item, entry):
    values = {"last_food_at": "2026-11-24T03:00:00+00:00", "last_drink_at": "2026-11-24T06:00:00Z"}
    return answer(f"{item}.{entry.key}", "yes", values.get(entry.key, "skrevet"))


def papers():
    return [
        answer(paper.id, "yes", "2026-11-10" if paper.max_age_days else "")
        for paper in protocol().on_file.document
    ]


def prepared_items(first=False):
    lists = protocol().preparation
    items = [item for item in lists.item if item.id not in ("P-03", "P-05", "P-06", "P-07")]
    items += lists.first if first else ()
    said = []
    for item in items:
        if item.level in (Level.SHOW, Level.INFO):
            continue
        said.append(answer(item.id))
        said += [beside(item.id, entry) for entry in item.entries if entry.required]
    return said


OPEN = events.SessionOpened(
    session="s1",
    simulated=True,
    room="room-2",
    program_version="0.1.0",
    protocol_version="2026-1",
    protocol_hash="0" * 64,
)


def identified(number=3, **more):
    return events.PatientIdentified(
        name="Testpasient Syntetisk",
        birth_date="1984-03-12",
        identifier="T-0001",
        number=number,
        **{
            "identifiers_checked": ("name", "birth_date"),
            "last_dose_given_mg_per_kg": D("0.75") if number > 1 else None,
        }
        | more,
    )


ORDER = events.DosePrescribed(
    doctor=DOCTOR,
    channel="phone",
    read_back=True,
    weight_kg=D("72.4"),
    dose_mg_per_kg=D(1),
    dose_mg=D("72.4"),
)
MIX = events.DrugPrepared(
    drug="ketamine",
    product="Ketalar",
    strength_mg_per_ml=D(10),
    batch="AB123",
    expiry="2027-03",
    withdrawn_mg=D(100),
    dose_mg=D("72.4"),
    drug_volume_ml=D("7.24"),
    total_volume_ml=D(50),
    rate_ml_h=D(75),
)
CHECK = events.PreparationDoubleChecked(checker=SECOND, computed_mg=D("72.4"), agrees=True)
BACKUP = events.BackupPhysicianNamed(name=DOCTOR, phone="12345", physically_available=True)
TOUCH = events.TouchConsentGiven(sites=("hand", "arm"), informed_can_withdraw=True)
START = events.InfusionStarted(dose_mg=D("72.4"), volume_ml=D(50), rate_ml_h=D(75))
END = events.InfusionEnded(completed=True, delivered_mg=D("72.4"))


def steps(first=False):
    """Name of the step -> what happens in it, in an order that a session may take."""
    order = ORDER
    mix, check = MIX, CHECK
    if first:
        half = {"dose_mg_per_kg": D("0.5"), "dose_mg": D("36.2")}
        order = events.DosePrescribed(
            doctor=DOCTOR, channel="phone", read_back=True, weight_kg=D("72.4"), **half
        )
        mix = events.DrugPrepared(
            drug="ketamine", product="Ketalar", strength_mg_per_ml=D(10), batch="AB123",
            expiry="2027-03", withdrawn_mg=D(50), dose_mg=D("36.2"), drug_volume_ml=D("3.62"),
            total_volume_ml=D(50), rate_ml_h=D(75),
        )  # fmt: skip
        check = events.PreparationDoubleChecked(checker=SECOND, computed_mg=D("36.2"), agrees=True)
    return {
        "opened": [OPEN],
        "identity": [identified(1 if first else 3)],
        "staff": [events.PersonPresent(person=NURSE, role="R-01")],
        "als": [events.PersonPresent(person=SECOND, role="R-10")],
        "equipment": [answer(item) for item in EQUIPMENT],
        "consent": [
            answer("C-01"),
            answer("C-01.consent_signed_on", "yes", "2026-11-03"),
            answer("C-01.consent_version", "yes", "2.1"),
        ],
        "off_label": [answer("C-02"), answer("C-02.followed_in", "yes", "register")],
        "specialist": [answer("G1-04")] if first else [],
        "day_check": clear_day_check(),
        "papers": papers() if first else [],
        "weight": [events.WeightRecorded(weight_kg=D("72.4"), how="scale")],
        "day_check_done": [events.StageFinished(stage="day_check")],
        "talks": prepared_items(first),
        "touch": [TOUCH],
        "cuff": [cuff(124, 78)],
        "vitals": [documented("before")],
        "cannula": [answer("P-06")],
        "flushed": [answer("P-07")],
        "backup": [BACKUP],
        "page": [events.PhysicianCheckedIn(physician=DOCTOR, test_accepted=True)],
        "prescribed": [order],
        "prepared": [mix],
        "double_check": [check],
        "prepared_done": [events.StageFinished(stage="preparation")],
    }


BY = {"double_check": SECOND, "page": "physician"}


def ready(*without, first=False, **instead):
    """A session that may start, but for the steps left `without`, or done otherwise `instead`."""
    telling = Telling()
    for name, happened in steps(first).items():
        if name in without:
            continue
        for event in instead.get(name, happened):
            by = "watch" if isinstance(event, events.Measured) else BY.get(name, NURSE)
            telling.wait(2).tell(event, by=by)
    return telling


def now(telling, red=()):
    return telling.session.chart.current(telling.now, red)


CRITERIA = ("U-04-oriented", "U-04-no-dissociation", "U-04-sedation-gone", "U-04-steady")
HOME = events.HomeReadinessDecided(decided_by=NURSE)


def told(item, said="yes", value="", **more):
    return events.DischargeItemAnswered(item=item, answer=said, value=value, **more)


def home_steps():
    """What is done after the infusion, 25 minutes of it, in an order that a session may take."""
    return {
        "ended": [END],
        "told": [told("U-01")],
        "end_vitals": [cuff(138, 88), documented("end", 138, 88)],
        "wait": [],
        "vitals_home": [cuff(128, 80), documented("discharge", 128, 80)],
        "mind": [told(item) for item in CRITERIA],
        "driving": [told("U-07")],
        "phone": [told("U-08", "accepted", "00 00 00 00")],
        "breast": [],
        "cannula_out": [told("U-12")],
    }


def observed(*without, telling=None, **instead):
    """An infusion of 40 minutes and the 25 minutes after it."""
    telling = telling or ready().tell(START).wait(2400)
    for name, happened in home_steps().items():
        if name in without:
            continue
        if name == "wait":
            telling.wait(1400)
        for event in instead.get(name, happened):
            by = "watch" if isinstance(event, events.Measured) else NURSE
            telling.wait(2).tell(event, by=by)
    return telling
