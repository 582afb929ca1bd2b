"""The protocol's numbers for the tables of these tests, typed from the protocol, and entries."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from bedside.clock import Instant
from bedside.drug_rules import DoseRules
from bedside.events import Entry
from bedside.protocol_base import Source
from bedside.protocol_drugs import DrugName, Product, Recipe, Weighing
from bedside.text import Text

OSLO = ZoneInfo("Europe/Oslo")
START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # 09:00 in Norway

D = Decimal

DOSE_RULES = DoseRules(
    min_mg_per_kg=D("0.5"),
    max_mg_per_kg=D("1.5"),
    step_mg_per_kg=D("0.25"),
    cap_mg=D(150),
    duration_min=40,
    im_max_ml=D(3),
    usual_course_mg_per_kg=(D("0.5"), D("0.75"), D(1)),
    round_down_to_mg=D("0.1"),
)
WEIGHING = Weighing(
    source=Source.LOCAL,
    max_age_days=7,
    confirm_change_percent=5,
    unlikely_below_kg=D(35),
    unlikely_above_kg=D(200),
)
WORD = Text("ord", "word")
RECIPE = Recipe(
    source=Source.LOCAL,
    diluent=Text("NaCl 9 mg/ml", "NaCl 9 mg/ml"),
    infusion_volume_ml=D(50),
    rate_ml_per_h=D(75),
    duration_min=40,
    product=(
        Product(
            id="ketalar",
            drug=DrugName.KETAMINE,
            name="Ketalar",
            source=Source.LOCAL,
            strengths_mg_per_ml=(D(10), D(50)),
        ),
        Product(
            id="midazolam-injection",
            drug=DrugName.MIDAZOLAM,
            name="Midazolam",
            source=Source.LOCAL,
            strengths_mg_per_ml=(D(1), D(5)),
        ),
    ),
)


def at(minutes: float) -> Instant:
    """That many minutes after 09:00 in Norway."""
    return Instant(minutes * 60, START + timedelta(minutes=minutes))


def fold(part, *happened):
    """`happened`: (minutes, who, event), numbered from 1."""
    for seq, (minutes, by, event) in enumerate(happened, start=1):
        part = part.after(Entry(seq, at(minutes), by, event))
    return part


def amended(struct, **changes):
    return msgspec.structs.replace(struct, **changes)
