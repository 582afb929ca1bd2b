"""The set-up of the back-up physician's page: its network, pairing by QR, revoking; ringers."""

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from bedside.clock import ManualClock
from bedside.ringers import Box
from bedside.settings import PhysicianPage, Settings
from bedside.text import Language
from tests.bedside.telling import Telling
from tests.ui.fakes import FakeActs
from tests.ui.press import inside, names, press
from tests.ui.views import view_at
from ui.i18n import Words
from ui.physician.doors import CODE_S
from ui.physician.link import DeviceSeen, FromPage, PageSeen, RingerSeen
from ui.physician_desk import PhysicianDesk, addresses
from ui.screens.pairing import PairingPage
from ui.screens.pairing_state import (
    REFUSALS,
    grouped,
    page_line,
    pairing_state,
    ringer_rows,
    squares,
)
from ui.screens.ringers_page import RingersPage
from ui.screens.setup import SetupScreen, physician_set_up
from ui.view import Place
from ui.widgets.checklist import Row
from ui.widgets.qr import QUIET, QrCode, QrState

EN, NB = Words(Language.EN), Words(Language.NB)
HERE = "10.20.30.40"
SERVED = Settings(physician=PhysicianPage(address=HERE))
PHONE = DeviceSeen("dev-1", "iPhone", "2026-11-24T07:41:00+00:00", "Dr. N. Hansen")
PC = DeviceSeen("dev-2", "", "2026-11-20T12:02:00+00:00")
PAGE = FromPage(
    url=f"https://{HERE}:8443/",
    fingerprint=":".join(["AB"] * 32),
    pages=(PageSeen("Dr. N. Hansen", 1.0, True, True, True),),
    devices=(PHONE, PC),
    ringers=(
        RingerSeen("SMS", "sent", "2026-11-24T08:40:31+00:00"),
        RingerSeen("E-post", "silent", "2026-11-24T08:40:35+00:00"),
        RingerSeen("Teams", "unusable"),
        RingerSeen("Ny"),
        RingerSeen("Nå", "", "", True),
    ),
)


@dataclass
class FakeProcess:
    """What the page's process was asked."""

    asked: list = field(default_factory=list)

    def admit(self, code):
        self.asked.append(("admit", code))

    def restart(self, _now):
        self.asked.append(("restart",))

    def revoke(self, device):
        self.asked.append(("revoke", device))

    def test_ringers(self):
        self.asked.append(("test",))


class Desk:
    def __init__(self, folder, settings=SERVED):
        self.process, self.clock, self.kept = FakeProcess(), ManualClock(), [settings]
        self.box = Box(folder / "ringers.sealed", "ab" * 32)
        networks = ((HERE, "eth0"), ("127.0.0.1", "lo"))
        self.desk = PhysicianDesk(
            self.process, lambda: self.kept[-1], self._save, self.clock, self.box, lambda: networks
        )

    def _save(self, settings):
        self.kept.append(settings)
        return ""


@pytest.fixture
def made(tmp_path):
    return Desk(tmp_path)


def page_of(qtbot, theme, made, kind=PairingPage, page=PAGE):
    acts = FakeActs(Telling(), settings=made.kept[-1], page=page)
    acts.page_desk = made.desk
    return inside(qtbot, acts.shows(kind(theme, EN, acts)), theme), acts


# --- the page --------------------------------------------------------------------------------


def test_until_it_is_opened_here_the_page_listens_nowhere(qtbot, wide_theme, tmp_path):
    made = Desk(tmp_path, Settings())
    page, acts = page_of(qtbot, wide_theme, made, page=FromPage())
    assert not page.primary(acts.view).enabled
    page._choose(HERE)
    assert page.primary(acts.view).text == "Open the page here"
    page.apply()
    assert made.kept[-1].physician.address == HERE
    assert made.process.asked == [("restart",)]


@pytest.mark.parametrize("port", ["", "80", "70000", "åtte"])
def test_a_port_that_is_none_is_refused(qtbot, wide_theme, made, port):
    page, _acts = page_of(qtbot, wide_theme, made)
    page._type_port(port)
    page.apply()
    assert (page.reason(), len(made.kept)) == ("The port is a number from 1024 to 65535.", 1)


def test_a_device_is_paired_by_a_code_that_is_gone_when_it_was_used(qtbot, wide_theme, made):
    page, acts = page_of(qtbot, wide_theme, made)
    assert page._aside.isHidden()
    page.apply()
    ((_admit, code),) = made.process.asked
    acts.shows(page)
    assert not page._aside.isHidden()
    assert f"{code[:5]} {code[5:]}" in names(page)
    come = DeviceSeen("dev-3", "Android", "2026-11-24T09:00:00+00:00")
    acts.changes["page"] = replace(PAGE, devices=(*PAGE.devices, come))
    page.show_view(acts.view)
    assert made.desk.code == ("", 0.0)
    assert page._aside.isHidden()


def test_the_code_holds_for_five_minutes(made):
    made.desk.let_in()
    code, left_s = made.desk.code
    assert (len(code), left_s) == (10, CODE_S)
    made.clock.advance(CODE_S)
    assert made.desk.code == ("", 0.0)


def test_a_device_is_removed(qtbot, wide_theme, made):
    page, _acts = page_of(qtbot, wide_theme, made)
    page._devices.rows[1].button.click()
    assert made.process.asked == [("revoke", "dev-2")]


def test_what_the_page_says_of_itself():
    state = pairing_state(PAGE, ("ABCDEFGHJK", 299.0), NB)
    assert state.where == f"https://{HERE}:8443/"
    assert state.opens == f"https://{HERE}:8443/#ABCDEFGHJK"
    assert (state.code, state.code_left) == ("ABCDE FGHJK", "gjelder i 4:59")
    first, second = state.devices
    assert (first.words, first.row) == ("iPhone", Row.DONE)
    assert first.second == "paret 24.11.2026 08:41 · sist brukt av Dr. N. Hansen"
    assert (second.words, second.row) == ("Enhet", Row.WAITING)
    assert second.second.endswith("ikke brukt ennå")
    assert pairing_state(FromPage(trouble="not_free"), ("", 0), NB).where.startswith(
        "Siden kan ikke åpnes på denne adressen"
    )


def test_the_fingerprint_is_in_groups_that_can_be_compared():
    assert grouped(PAGE.fingerprint).split() == ["AB:AB:AB:AB"] * 8
    assert grouped("") == ""


def test_the_code_can_be_read_by_a_camera(qtbot, theme):
    """Dark on white, whole squares, and the quiet edge that readers ask for."""
    rows = squares("https://10.20.30.40:8443/#ABCDEFGHJK")
    qr = QrCode(theme)
    qtbot.addWidget(qr)
    qr.show_state(QrState(rows, "opens"))
    qr.resize(qr.sizeHint())
    image = qr.grab().toImage()
    scale = image.width() / qr.width()
    square = qr.width() // (len(rows) + 2 * QUIET)
    edge = (qr.width() - square * len(rows)) / 2
    assert edge >= QUIET * square
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            at = [round((edge + (n + 0.5) * square) * scale) for n in (x, y)]
            assert (image.pixelColor(*at).lightness() < 128) == dark
    assert squares("") == ()


def test_without_a_page_the_set_up_says_so(qtbot, wide_theme):
    acts = FakeActs(Telling())
    acts.page_desk = None
    page = inside(qtbot, acts.shows(PairingPage(wide_theme, EN, acts)), wide_theme)
    assert page.primary(acts.view) is None
    assert any("no page" in name for name in names(page))


def test_the_set_up_opens_at_the_page_and_its_button_pairs(qtbot, wide_theme, made):
    acts = FakeActs(Telling(), settings=SERVED, page=PAGE)
    acts.page_desk, acts.desk = made.desk, None
    make = physician_set_up(wide_theme, EN, acts, lambda: 0.0)
    screen = inside(qtbot, acts.shows(make), wide_theme)
    press(qtbot, screen, "Pair a device")
    assert made.process.asked[0][0] == "admit"
    screen._typed(tab="ringers")
    assert isinstance(screen, SetupScreen)
    assert "Ring them all once" in names(screen)


def test_the_room_says_whether_a_physician_can_be_reached_on_a_page():
    rows = [
        (None, None),
        (FromPage(), (Row.MISSING, "nås bare på telefon")),
        (FromPage(url="https://x/"), (Row.MISSING, "ingen enhet er paret")),
        (PAGE, (Row.DONE, "2 paret")),
    ]
    for page, expected in rows:
        line = page_line(view_at(Telling(), Place.START, page=page), NB)
        assert (line and (line.row, line.second)) == expected


def test_this_computers_networks_are_listed_with_the_loop_last():
    found = addresses()
    assert found
    loops = [address.startswith("127.") for address, _name in found]
    assert loops == sorted(loops)


# --- ringers ---------------------------------------------------------------------------------


def test_a_ringer_is_added_rung_and_removed(qtbot, wide_theme, made):
    page, acts = page_of(qtbot, wide_theme, made, RingersPage)
    assert not page.primary(acts.view).enabled
    page._type_name("SMS")
    page._type_url("smseagle://tok3n@10.0.0.9/47123")
    assert page.primary(acts.view).enabled
    page.apply()
    assert [(r.name, r.url) for r in made.box.load()] == [
        ("SMS", "smseagle://tok3n@10.0.0.9/47123")
    ]
    page.show_view(acts.view)
    assert not any("tok3n" in name for name in names(page))
    page._type_name("sms")
    page._type_url("json://10.0.0.9")
    page.apply()
    assert page.reason() == "There is a ringer of this name."
    page._ring()
    assert made.process.asked == [("test",)]
    page._remove("SMS")
    assert made.box.load() == ()


def test_a_list_that_cannot_be_read_is_said_and_can_be_begun_anew(made):
    made.box.file.write_bytes(b"no list")
    assert made.desk.add_ringer("SMS", "json://x") == "ringers_unreadable"
    assert made.desk.remove_ringer("SMS") == ""
    assert made.desk.add_ringer("SMS", "json://x") == ""


def test_without_the_records_key_nothing_is_kept(made):
    made.desk.box = None
    assert made.desk.add_ringer("SMS", "json://x") == "ringers_no_key"


def test_every_refusal_has_its_words():
    for sentence in REFUSALS.values():
        assert NB.text(sentence) != sentence


def test_no_ringer_is_ever_more_than_unconfirmed():
    said = {row.id: (row.row, row.second) for row in ringer_rows(PAGE, NB)}
    assert said == {
        "SMS": (Row.WAITING, "tok imot siste melding 09:40:31 · ubekreftet"),
        "E-post": (Row.MISSING, "svarte IKKE innen fire sekunder, 09:40:35"),
        "Teams": (Row.MISSING, "denne adressen kan ikke ringes"),
        "Ny": (Row.WAITING, "ikke prøvd ennå · ubekreftet"),
        "Nå": (Row.WAITING, "ringer …"),
    }
