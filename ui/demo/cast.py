"""Who acts in a demonstration: invented staff, an invented patient, PINs that everybody knows."""

from bedside.identity import Person, with_pin

PIN = "2580"

NURSE = Person(id="ida.lund", name="Ida Lund", role="nurse", trained="2026-03-02")
SECOND = Person(id="per.moen", name="Per Moen", role="nurse", trained="2026-03-02")
DOCTOR = Person(
    id="n.hansen",
    name="Dr. N. Hansen",
    role="consultant",
    phone="12345",
    specialist=True,
    trained="2026-01-15",
)

PATIENT_NAME = "Testpasient Syntetisk"
PATIENT_BORN = "12.03.1984"
PATIENT_ID = "TEST-0001"


def cast() -> tuple[Person, ...]:
    """The staff with their PINs set."""
    return tuple(with_pin(person, PIN) for person in (NURSE, SECOND, DOCTOR))
