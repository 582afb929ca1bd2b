"""The unit's own numbers on the screen: what is signed, who has, and what is still missing."""

from dataclasses import replace

import msgspec
import pytest

from bedside.identity import Person
from bedside.text import Language
from tests.ui.press import beginning, named, names, press
from tests.ui.views import STAFF
from tests.ui.ward import PIN, Ward
from ui.i18n import Words
from ui.screens.local_values import Draft, local_state
from ui.screens.room_aside import room_state
from ui.view import Place
from ui.widgets.checklist import Row

EN = Words(Language.EN)
OWNER = Person(id="eva", name="Eva Eier", role="clinical_owner")


def real(folder, size=None):
    ward = Ward(folder, size=size, simulated=False, language=Language.EN, staff=(*STAFF, OWNER))
    site = msgspec.structs.replace(ward.room.protocol.site, example=False)
    ward.room.protocol = replace(ward.room.protocol, site=site)
    return ward.sign_in().run(2)


def limits(ward):
    return next(line for line in room_state(ward.view, EN).lines if line.id == "limits")


def test_every_number_of_the_unit_stands_there(tmp_path, qapp):
    state = local_state(real(tmp_path).view, EN, Draft())
    rows = {row.words: row.second for row in state.values}
    assert "limits.toml: low percent 90" in rows["SpO₂ low"].replace(".0", "")
    assert all(row.second for row in state.values)


# (sentence, who signs, what the start page says then)
SIGNED = [
    ("nobody yet", [], Row.MISSING),
    ("the owner alone", ["eva"], Row.MISSING),
    ("two nurses", ["ida", "per"], Row.MISSING),
    ("the owner and a nurse", ["eva", "ida"], Row.DONE),
]


@pytest.mark.parametrize(("sentence", "people", "row"), SIGNED, ids=[r[0] for r in SIGNED])
def test_the_start_page_says_whether_they_are_signed(tmp_path, qapp, sentence, people, row):
    ward = real(tmp_path)
    for person in people:
        assert ward.app.approve(person, PIN) == ""
    assert limits(ward).row is row
    assert (local_state(ward.view, EN, Draft()).pin is None) is (row is Row.DONE)


def test_a_wrong_pin_signs_nothing(tmp_path, qapp):
    ward = real(tmp_path)
    assert ward.app.approve("eva", "1379") == "pin_wrong"
    assert ward.view.approvals == ()


def test_they_are_signed_on_the_page(tmp_path, qtbot):
    ward = real(tmp_path, (1920, 1080))
    qtbot.addWidget(ward.window)
    ward.window.show()
    press(qtbot, ward.window, beginning(ward.window, "Look"))
    assert ward.app.place is Place.LOCAL_VALUES
    for name in ("Eva Eier, clinical owner", "Ida Lund, nurse"):
        press(qtbot, ward.window, name)
        for digit in PIN:
            press(qtbot, ward.window, digit)
        press(qtbot, ward.window, "Sign")
    assert [approval.by for approval in ward.view.approvals] == ["eva", "ida"]
    assert "Sign" not in names(ward.window)
    assert named(ward.window, "Back").isEnabled()


def test_a_demonstration_needs_no_signature(tmp_path, qapp):
    ward = Ward(tmp_path).run(2)
    state = local_state(ward.view, EN, Draft())
    assert (state.pin, state.missing, state.signatures) == (None, "", ())
    assert limits(ward).row is Row.DONE
