"""Two rows of alarms on the small screen: nothing that must be pressed is out of sight."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QScrollArea

from bedside.text import Language
from tests.bedside.course import START, ready
from tests.ui.alarm_pictures import emergency, six
from tests.ui.ward import Ward
from ui.view import Place
from ui.widgets.button import Button
from ui.widgets.log import LogList
from ui.widgets.tick import Tick

SMALL = (1366, 768)


@pytest.fixture
def ward_of(tmp_path, qapp, fonts, qtbot):
    made = []

    def make(language=Language.NB):
        ward = Ward(tmp_path, size=SMALL, language=language).follow(ready().tell(START)).run(3)
        qtbot.addWidget(ward.window)
        made.append(ward)
        return ward

    yield make
    for ward in made:
        ward.store.close()


def stage(ward):
    ward.window.show()
    ward.app.show()
    QApplication.processEvents()
    assert len({segment.y() for segment in ward.window.band.segments}) == 2, "two rows"
    return ward.window._stage


def out_of_sight(stage, kind):
    """What lies in a list and not whole inside its frame."""
    found, out = 0, []
    for area in stage.findChildren(QScrollArea):
        for part in area.widget().findChildren(kind):
            if part.isVisibleTo(stage) and part.accessibleName():
                found += 1
                top = part.mapTo(area.viewport(), QPoint(0, 0)).y()
                if top < 0 or top + part.height() > area.viewport().height():
                    out.append(part.accessibleName())
    assert found
    return out


@pytest.mark.parametrize("language", list(Language))
def test_every_symptom_is_in_sight_while_six_alarms_stand(ward_of, language):
    ward = ward_of(language)
    six(ward)
    assert ward.app.place is Place.HIGH_BP
    assert out_of_sight(stage(ward), Tick) == []


@pytest.mark.parametrize("language", list(Language))
def test_every_card_is_in_sight_in_an_emergency_beside_three_alarms(ward_of, language):
    ward = ward_of(language)
    emergency(ward)
    assert out_of_sight(stage(ward), Button) == []


def test_the_help_can_be_scrolled_where_the_alarms_take_its_room(ward_of):
    ward = ward_of()
    six(ward)
    ward.app.go(Place.HELP)
    shown = stage(ward)
    areas = [area for area in shown.findChildren(QScrollArea) if area.findChildren(LogList)]
    (area,) = areas
    whole, seen = area.widget().height(), area.viewport().height()
    assert area.verticalScrollBar().maximum() == max(0, whole - seen)
    assert whole >= area.widget().sizeHint().height()
