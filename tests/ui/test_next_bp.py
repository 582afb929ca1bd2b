"""The field of the next blood pressure: it says why the cuff cannot be started from here."""

import pytest

from bedside.text import Language
from tests.ui.ward import Ward
from ui.frame_vitals import next_bp_state
from ui.i18n import Words

EN = Words(Language.EN)

# (sentence, why the line is lost, what stands beside the button)
ASIDES = [
    ("the line is there, no plan is chosen", "", "The doctor chooses the plan"),
    ("the cable is out: that is what can be mended", "unplugged", "The cable is unplugged"),
]


@pytest.mark.parametrize(("sentence", "lost", "aside"), ASIDES, ids=[row[0] for row in ASIDES])
def test_what_stands_beside_the_button(tmp_path, qapp, sentence, lost, aside):
    ward = Ward(tmp_path).sign_in()
    ward.room.open_session(ward.now)
    ward.bp(120, 75).run(2)
    if lost:
        ward.loses("nibp", lost)
    assert next_bp_state(ward.view, EN).aside == aside
