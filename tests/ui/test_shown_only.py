"""What the protocol wants to be seen and nobody is asked: suitability, and calm before a drug."""

import pytest

from bedside.text import Language
from tests.bedside.course import OPEN, identified
from tests.bedside.telling import Telling, protocol
from tests.ui import whole
from tests.ui.fakes import FakeActs
from tests.ui.press import beginning, inside, press
from tests.ui.views import view_at
from ui.i18n import Words
from ui.screens.day_check import DayCheckScreen
from ui.screens.eligibility import EligibilityList, eligibility_state
from ui.screens.prn_state import Draft, prn_state
from ui.screens.symptom import calm_first
from ui.view import Place
from ui.widgets.paragraph import Paragraph
from ui.widgets.words import plain

NB = Words(Language.NB)
CRITERIA = (
    "IN-01", "IN-02", "IN-03", "IN-04", "IN-05", "IN-06", "IN-07",
    "EX-01", "EX-02", "EX-03",
    "XC-01", "XC-02", "XC-03", "XC-04", "XC-05",
)  # fmt: skip
CALM = ("calm-surroundings", "calm-music", "calm-eye-mask", "calm-presence")


def criterion(id_):
    known = protocol().eligibility
    return next(i for i in (*known.inclusion, *known.exclusion, *known.extra_care) if i.id == id_)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("id_", CRITERIA)
def test_every_criterion_is_shown_with_its_section(id_, language):
    words, item = Words(language), criterion(id_)
    shown = eligibility_state(protocol(), words)
    lines = [plain(line) for criteria in shown.lists for line in criteria.lines]
    assert f"{words.of(item.text)}  §\u00a0{item.section}" in lines


def test_no_criterion_is_forgotten():
    shown = eligibility_state(protocol(), NB)
    assert sum(len(criteria.lines) for criteria in shown.lists) == len(CRITERIA)
    assert shown.note == "Avgjort ved henvisning av spesialist. Vises bare."


# (sentence, tab of the day check, shown)
TABS = [
    ("beside the papers suitability can be read", "Papirer", True),
    ("in the room there is none of it", "Rommet", False),
]


@pytest.mark.parametrize(("sentence", "tab", "shown"), TABS, ids=[row[0] for row in TABS])
def test_suitability_stands_by_the_papers(qtbot, theme, sentence, tab, shown):
    told = Telling().tell(OPEN, identified(1))
    acts = FakeActs(told)
    screen = inside(qtbot, DayCheckScreen(theme, NB, acts, lambda: told.now.mono_s), theme)
    acts.shows(screen)
    press(qtbot, screen, beginning(screen, tab))
    page = screen.findChild(EligibilityList)
    assert page.isVisibleTo(screen) is shown
    if shown:
        said = [part.accessibleName() for part in page.findChildren(Paragraph)]
        assert "Dissosiative lidelser  §\u00a01.4" in said


# (sentence, drug, what stands there)
DRUGS = [
    ("prn-calm-first: before midazolam the page says what is tried first", "midazolam",
     "Først: rolig atmosfære, musikk, øyemaske og støttende tilstedeværelse av personale"),
    ("a drug against nausea has nothing before it", "ondansetron", ""),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "drug", "said"), DRUGS, ids=[row[0] for row in DRUGS])
def test_calm_before_a_sedative(sentence, drug, said):
    view = view_at(whole.prepared().wait(60).tell(whole.START), Place.PRN)
    assert prn_state(view, NB, Draft(drug=drug)).first == said


# (sentence, symptom, is calm named)
SYMPTOMS = [
    ("anxiety is met with calm first", "anxiety", True),
    ("panic is met with calm first", "panic", True),
    ("agitation is met with calm first", "agitation", True),
    ("nausea is not", "nausea", False),
    ("before a symptom is chosen nothing is said", "", False),
]


@pytest.mark.parametrize(("sentence", "symptom", "calm"), SYMPTOMS, ids=[r[0] for r in SYMPTOMS])
def test_calm_surroundings_music_eye_mask_and_presence_come_first(sentence, symptom, calm):
    said = calm_first(view_at(whole.prepared(), Place.SYMPTOM), NB, symptom)
    known = {item.id: item for item in protocol().symptoms.first}
    assert tuple(known) == CALM
    assert [NB.of(known[id_].text) in said for id_ in CALM] == [calm] * len(CALM)
