"""The sound test of the set-up: pressing Play plays, the answer is kept, the volume has a floor."""

import pytest

from bedside.bursts import VOLUME_FLOOR_PERCENT
from bedside.settings import Settings, load_settings
from bedside.text import Language
from tests.bedside.course import ready
from tests.bedside.telling import Telling
from tests.ui.fakes import FakeActs
from tests.ui.press import inside, named, names, press
from tests.ui.views import view_at
from ui.i18n import Words
from ui.screens.room_aside import room_state
from ui.screens.setup import SetupScreen, sound_set_up
from ui.screens.sound_page import VOLUMES_PERCENT, SoundPage, nearest, sound_state
from ui.sound.files import NotUsed
from ui.sound.said import NOT_USED, TROUBLE
from ui.view import Place, SoundPath

EN, NB = Words(Language.EN), Words(Language.NB)


def page_of(qtbot, theme, **changes):
    acts = FakeActs(Telling(), **changes)
    page = acts.shows(SoundPage(theme, EN, acts))
    return inside(qtbot, page, theme), acts


def test_play_plays_and_the_nurse_answers(qtbot, theme):
    page, acts = page_of(qtbot, theme)
    press(qtbot, page, "Play")
    press(qtbot, page, "Heard")
    press(qtbot, page, "Not heard")
    assert acts.called == [("play_sound",), ("sound_heard", True), ("sound_heard", False)]


def test_the_set_up_has_the_page_on_its_last_tab(qtbot, wide_theme):
    acts = FakeActs(Telling())
    acts.desk = None
    screen = inside(qtbot, acts.shows(SetupScreen(wide_theme, EN, acts, lambda: 0.0)), wide_theme)
    assert "Play" not in names(screen)
    screen._typed(tab="sound")
    press(qtbot, screen, "Play")
    press(qtbot, screen, "Start")
    assert acts.called == [("play_sound",), ("go", Place.START)]


def test_the_volume_button_leads_there_and_back_to_the_session(qtbot, wide_theme):
    acts = FakeActs(ready())
    acts.desk = None
    screen = acts.shows(sound_set_up(wide_theme, EN, acts, lambda: 0.0))
    press(qtbot, inside(qtbot, screen, wide_theme), "Play")
    press(qtbot, screen, "Back")
    assert acts.called == [("play_sound",), ("back",)]


def test_the_volume_is_chosen_and_none_is_offered_below_the_floor(qtbot, theme):
    page, acts = page_of(qtbot, theme)
    acts.save_settings = lambda settings: acts.called.append(settings.volume_percent) or ""
    name = next(name for name in names(page) if name.startswith(f"{VOLUME_FLOOR_PERCENT} %"))
    press(qtbot, page, name)
    assert acts.called == [VOLUME_FLOOR_PERCENT]
    assert min(VOLUMES_PERCENT) == VOLUME_FLOOR_PERCENT


def test_settings_that_cannot_be_written_say_why(qtbot, theme):
    page, acts = page_of(qtbot, theme)
    acts.save_settings = lambda settings: "No space left on device"
    press(qtbot, page, next(name for name in names(page) if name.startswith("100 %")))
    assert named(page, "No space left on device")


@pytest.mark.parametrize(("asked", "shown"), [(0, 40), (40, 40), (70, 70), (78, 85), (100, 100)])
def test_a_volume_that_is_not_offered_shows_as_the_nearest(asked, shown):
    assert nearest(asked) == shown


@pytest.mark.parametrize(("written", "loaded"), [(70, 70), (5, VOLUME_FLOOR_PERCENT), (250, 100)])
def test_a_settings_file_cannot_go_below_the_floor_either(tmp_path, written, loaded):
    (tmp_path / "settings.json").write_text(f'{{"volume_percent": {written}}}')
    assert load_settings(tmp_path / "settings.json") == Settings(volume_percent=loaded)


@pytest.mark.parametrize(
    ("path", "en", "nb"),
    [
        (None, "No alarm sound is played here", "ingen alarmlyd"),
        (SoundPath("Speakers"), "Alarms sound on: Speakers.", "Alarmer lyder på: Speakers."),
        (SoundPath("a/s.wav", file=True), "nobody hears the alarms", "ingen hører alarmene"),
        (SoundPath("", trouble="no_device"), "Meanwhile alarms sound", "Imens lyder"),
        (SoundPath("", trouble="a code of later"), "by a fault of the program", "en feil i"),
    ],
)
def test_where_the_sound_goes_is_said(path, en, nb):
    view = view_at(Telling(), sound=path)
    assert en in sound_state(view, EN).path
    assert nb in sound_state(view, NB).path


def test_of_a_muted_computer_nothing_else_is_promised():
    view = view_at(Telling(), sound=SoundPath("Speakers", trouble="muted"))
    assert sound_state(view, EN).path == TROUBLE["muted"]


@pytest.mark.parametrize("why", sorted(NOT_USED))
@pytest.mark.parametrize("words", [EN, NB], ids=["en", "nb"])
def test_a_file_of_the_hospital_that_is_not_used_is_named(why, words):
    path = SoundPath("Speakers", not_used=(NotUsed("h/high.wav", why, "44100"),))
    said = sound_state(view_at(Telling(), sound=path), words).not_used
    assert "h/high.wav" in said
    assert "bedside" in said
    assert "{" not in said


def test_the_room_is_not_ready_while_nothing_sounds():
    told = Telling()
    tested = view_at(told, sound=SoundPath("Speakers"), sound_tested_at=told.now.wall)
    silent = view_at(
        told, sound=SoundPath("Speakers", trouble="device_lost"), sound_tested_at=told.now.wall
    )
    assert room_state(tested, EN).ready == room_state(silent, EN).ready + 1
