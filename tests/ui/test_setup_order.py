"""The first start on the screen: what is missing is named, and opened from where it is named."""

from dataclasses import replace

import msgspec
import pytest

from bedside.identity import Person
from bedside.text import Language
from tests.ui.press import beginning, named, names, press
from tests.ui.views import STAFF
from tests.ui.ward import PIN, Ward
from ui.i18n import Words
from ui.screens.setup_order import order_state
from ui.screens.start import still_missing
from ui.view import Place
from ui.widgets.checklist import Row

EN = Words(Language.EN)
OWNER = Person(id="eva", name="Eva Eier", role="clinical_owner")


def new(folder, size=None, staff=()):
    """A workstation on which nothing was done yet, for real patients."""
    ward = Ward(folder, size=size, simulated=False, language=Language.EN, staff=staff)
    ward.run(1)
    return ward


def missing(ward):
    return [row.id for row in order_state(ward.view, EN).rows if row.row is Row.MISSING]


def test_a_new_workstation_says_on_the_start_page_what_comes_first(tmp_path, qapp):
    ward = new(tmp_path)
    assert still_missing(ward.view, EN).startswith("The owner of this workstation · Staff · ")
    assert missing(ward)[0] == "owner"


def test_a_demonstration_asks_for_none_of_it(tmp_path, qapp):
    ward = Ward(tmp_path, language=Language.EN)
    assert still_missing(ward.view, EN) == ""
    assert "A demonstration needs none" in order_state(ward.view, EN).note


def test_a_real_set_up_opens_with_the_order_and_leads_to_each_place(tmp_path, qtbot, fonts):
    ward = new(tmp_path, size=(1366, 768), staff=(*STAFF, OWNER))
    ward.window.show()
    ward.app.go(Place.SETUP)
    ward.run(1)
    assert "Beginning" in names(ward.window)
    row = named(ward.window, beginning(ward.window, "Signed by the clinical owner"))
    press(qtbot, ward.window, row.button.accessibleName())
    assert ward.app.place is Place.LOCAL_VALUES


# (sentence, who is signed in, who is written down, what is said)
WRITTEN = [
    ("the first one is a nurse", (), "", "nurse", "owner_first"),
    ("the first one is the clinical owner", (), "", "clinical_owner", ""),
    ("nobody is signed in", (*STAFF, OWNER), "", "nurse", "owner_signs_in"),
    ("a nurse is signed in", (*STAFF, OWNER), "ida", "nurse", "owner_signs_in"),
    ("the owner is signed in", (*STAFF, OWNER), "eva", "nurse", ""),
]


@pytest.mark.parametrize(
    ("sentence", "staff", "who", "role", "why"), WRITTEN, ids=[row[0] for row in WRITTEN]
)
def test_the_owner_writes_down_the_others(tmp_path, qapp, sentence, staff, who, role, why):
    ward = new(tmp_path, staff=staff)
    if who:
        ward.sign_in(who)
    fresh = Person(id="kari", name="Kari Vik", role=role)
    assert ward.app.save_person(fresh, "2581") == why
    assert ("kari" in {person.id for person in ward.room.staff}) is (not why)


def test_a_simple_pin_is_refused_before_anything_is_written(tmp_path, qapp):
    ward = new(tmp_path)
    assert ward.app.save_person(OWNER, "1111") == "pin_too_simple"
    assert ward.room.staff == ()


def test_the_owner_ends_a_nurse_whose_name_stays_in_the_record(tmp_path, qtbot, fonts):
    ward = new(tmp_path, size=(1366, 768), staff=(*STAFF, OWNER)).sign_in("eva")
    ward.window.show()
    ward.app.go(Place.SETUP)
    ward.run(1)
    press(qtbot, ward.window, "Staff")
    press(qtbot, ward.window, beginning(ward.window, "Per Moen: May sign here"))
    press(qtbot, ward.window, "Signs here no more")
    assert "per" not in {person.id for person in ward.room.staff}
    assert "Per Moen" in {person.name for person in ward.room.everybody}
    assert ward.app.check_pin("per", PIN) != ""


def test_the_last_owner_stays(tmp_path, qapp):
    ward = new(tmp_path, staff=(*STAFF, OWNER)).sign_in("eva")
    ended = msgspec.structs.replace(OWNER, pin="x", ended="2026-11-24")
    assert ward.app.save_person(ended, "") == "last_owner"


def test_when_all_is_done_the_start_page_says_nothing(tmp_path, qapp):
    ward = new(tmp_path, staff=(*STAFF, OWNER))
    site = msgspec.structs.replace(ward.room.protocol.site, example=False)
    ward.room.protocol = replace(ward.room.protocol, site=site)
    for person in ("eva", "ida"):
        assert ward.app.approve(person, PIN) == ""
    ward.app.sound_heard(heard=True)
    left = still_missing(ward.view, EN)
    assert left == "Monitors · Back-up physician's page"
