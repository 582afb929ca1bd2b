"""A session is opened with who the patient is; where it may not be, none is, and it says why."""

import pytest

from bedside.session import Phase
from bedside.store import StoreError
from tests.bedside.course import identified
from tests.ui.ward import Ward


def refuses(*_given):
    raise StoreError("disk_full", "no room")


def test_who_the_patient_is_opens_the_session(tmp_path):
    ward = Ward(tmp_path).sign_in()
    assert ward.app.open_session(identified()) is None
    assert (ward.room.open, ward.session.phase) == (True, Phase.ARRIVAL)
    assert ward.session.patient.name == "Testpasient Syntetisk"


@pytest.mark.parametrize(
    ("story", "simulated", "full", "code"),
    [
        ("A18 no real session with the example numbers", False, False, "site_is_example"),
        ("no session that cannot be written down", True, True, "not_recorded"),
    ],
)
def test_a_session_that_may_not_be_is_not_open_and_says_why(
    tmp_path, monkeypatch, story, simulated, full, code
):
    ward = Ward(tmp_path, simulated=simulated).sign_in()
    if full:
        monkeypatch.setattr(ward.store, "append", refuses)
    assert ward.app.open_session(identified()).code == code
    assert ward.view.refusal.code == code
    assert not ward.room.open
    assert ward.store.sessions() == []
