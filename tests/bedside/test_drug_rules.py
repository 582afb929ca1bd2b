"""The protocol's files hold the numbers that these tests' tables were written with."""

import resources
from bedside.drug_rules import dose_rules
from bedside.protocol import load
from tests.bedside.drugs import DOSE_RULES, RECIPE, WEIGHING


def test_the_files_give_the_numbers_of_the_tables():
    protocol = load(resources.path("protocol"))
    assert dose_rules(protocol.constants, protocol.dose) == DOSE_RULES
    assert protocol.dose.weighing == WEIGHING
    assert protocol.recipe.infusion_volume_ml == RECIPE.infusion_volume_ml
