"""What is wrong, beside the vital's name: the name is not said twice, and no word is cut in two."""

import pytest

from bedside.text import Language
from ui.alarm_words import shorter
from ui.i18n import Words

SAID = [
    (
        "the vital stands before it already",
        Language.NB,
        "BT 180/110 eller høyere",
        "180/110 eller høyere",
    ),
    ("in English too", Language.EN, "BP 180/110 or higher", "180/110 or higher"),
    ("saturation", Language.NB, "SpO₂ svært lav", "svært lav"),
    ("pulse", Language.NB, "Puls utenfor grensen", "utenfor grensen"),
    ("a longer word is whole", Language.NB, "BT-måleren svarer ikke", "BT-måleren svarer ikke"),
    ("another subject too", Language.EN, "The BP monitor is silent", "The BP monitor is silent"),
]


@pytest.mark.parametrize(("sentence", "language", "text", "said"), SAID, ids=[r[0] for r in SAID])
def test_what_is_said_beside_the_vitals_name(sentence, language, text, said):
    assert shorter(text, Words(language)) == said
