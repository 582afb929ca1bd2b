"""Which numbers of the protocol the rules of the dose are judged with. Holds none of its own."""

from dataclasses import dataclass
from decimal import Decimal

from bedside.protocol_drugs import Constants, Dose


@dataclass(frozen=True, slots=True)
class DoseRules:
    """§3.2"""

    min_mg_per_kg: Decimal
    max_mg_per_kg: Decimal
    step_mg_per_kg: Decimal
    cap_mg: Decimal
    duration_min: int
    im_max_ml: Decimal
    usual_course_mg_per_kg: tuple[Decimal, ...]  # infusion 1, 2, and from 3 on
    round_down_to_mg: Decimal


def dose_rules(constants: Constants, dose: Dose) -> DoseRules:
    return DoseRules(
        min_mg_per_kg=constants.dose_min_mg_per_kg.value,
        max_mg_per_kg=constants.dose_max_mg_per_kg.value,
        step_mg_per_kg=constants.dose_step_mg_per_kg.value,
        cap_mg=constants.dose_cap_mg.value,
        duration_min=int(constants.infusion_duration_min.value),
        im_max_ml=constants.im_volume_max_ml.value,
        usual_course_mg_per_kg=dose.usual_course_mg_per_kg,
        round_down_to_mg=dose.round_down_to_mg,
    )
