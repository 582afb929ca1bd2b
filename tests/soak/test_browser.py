"""The page in a real Chromium: checked in, armed, alerted, answered, arrived, cut off, stopped.

BEDSIDE_PICTURES=folder leaves pictures there, to be looked at.
"""

import os
import shutil
import time
from pathlib import Path

import pytest

from bedside.clock import system_clock
from bedside.vitals import Arrival
from tests.ui.physician.monitor import Cuff
from tests.ui.physician.served import CODE, PIN
from tests.ui.physician.test_process import Bedside
from tests.ui.physician.ward import HANSEN, streamed
from tests.ui.views import view_of
from ui.frame_physician import physician_state
from ui.i18n import Language, Words

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE, TABLET, PC = (390, 844), (1024, 768), (1366, 768)
ARGS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=user-gesture-required"]
NB = Words(Language.NB)

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: apt-get install chromium"),
    pytest.mark.skipif(os.name != "posix", reason="kill -9"),
]


class Doctor:
    """A browser, and the bedside that beats while it is waited for."""

    def __init__(self, bedside, page):
        self.bedside, self.page, self.cuff = bedside, page, Cuff()
        self.pictures = os.environ.get("BEDSIDE_PICTURES")
        self.vitals, self.measured_s = True, 0.0

    def spin(self, seconds=0.02):
        until_s = time.monotonic() + seconds
        while True:
            if self.vitals and time.monotonic() - self.measured_s > 1:
                self.measured_s = time.monotonic()
                for happened in (streamed("spo2", 97.0), streamed("pulse_rate", 91.0)):
                    self.bedside.room.note(happened, system_clock(), "watch")
            if self.bedside.page is not None:
                self.bedside.beat()
            self.page.wait_for_timeout(10)
            if time.monotonic() >= until_s:
                return

    def until(self, what, within_s=30.0):
        until_s = time.monotonic() + within_s
        while not (found := what()):
            assert time.monotonic() < until_s, self.page.inner_text("body")
            self.spin()
        return found

    def sees(self, selector, text=""):
        def there():
            found = self.page.locator(selector)
            return found.count() and found.first.is_visible() and text in found.first.inner_text()

        self.until(there)
        return self

    def press(self, selector):
        self.sees(selector)
        self.spin(0.8)  # the page takes no finger that was on its way before
        self.page.locator(selector).first.click()
        self.spin(0.2)

    def reads(self, systolic, diastolic):
        """A cuff cycle, in bytes; every item arrives now."""
        for item in self.cuff.measure(systolic, diastolic):
            self.bedside.room.take(Arrival("nibp", system_clock(), item))
        self.bedside.beat()

    def picture(self, name, *sizes):
        for size in sizes:
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            self.spin(0.4)
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
            if self.pictures:
                self.page.screenshot(path=str(Path(self.pictures) / f"{name}-{size[0]}.png"))
        self.page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})

    def strip(self):
        room = self.bedside.room
        status = self.bedside.page.status
        view = view_of(room.session, system_clock(), cases=room.cases, page=status)
        state = physician_state(view, NB)
        return f"{state.title} | {state.line}"


@pytest.fixture
def doctor(tmp_path):
    bedside = Bedside(tmp_path)
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        context = browser.new_context(
            ignore_https_errors=True, viewport={"width": TABLET[0], "height": TABLET[1]}
        )
        page = context.new_page()
        complaints = []
        page.on(
            "console",
            lambda said: said.type == "error" and complaints.append(f"{said.text} {said.location}"),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        made = Doctor(bedside, page)
        made.complaints = complaints
        yield made
        browser.close()
    if bedside.page is not None:
        bedside.close()


def come_in(doctor):
    bedside, page = doctor.bedside, doctor.page
    doctor.until(lambda: bedside.page.status.url)
    bedside.page.admit(CODE)
    doctor.spin(1.5)
    page.goto(f"{bedside.page.status.url}#{CODE}")
    doctor.until(lambda: page.input_value("#code") == CODE)
    assert CODE not in page.url  # it is not left in the history
    doctor.picture("1-pairing", PHONE)
    doctor.press("#pair-form .primary")
    doctor.sees("#sign-in")
    page.fill("#name", "hansen")
    page.fill("#pin", PIN)
    doctor.press("#sign-in-form .primary")
    doctor.sees("#patient")


def check_in(doctor):
    doctor.sees("#sound", "INGEN LYD")
    doctor.picture("2-signed-in", PHONE, TABLET)
    doctor.press("#arm")
    doctor.press("#heard-yes")
    doctor.sees(".alert .name", "PRØVEVARSEL")
    doctor.press("#coming")
    doctor.until(lambda: doctor.page.locator(".alert").count() == 0)
    assert doctor.bedside.room.session.people.backup.test_accepted
    doctor.sees("#sound", "lyd på")


def test_a_physician_at_the_page_from_pairing_to_arrival(doctor):
    bedside, page = doctor.bedside, doctor.page
    come_in(doctor)
    check_in(doctor)
    doctor.until(lambda: "side OK for" in doctor.strip() or "skjermen kan" in doctor.strip())
    began_s = time.monotonic()
    doctor.reads(186, 112)
    doctor.sees(".alert.high.rings .name", "!!! BT 186/112")
    assert time.monotonic() - began_s < 3
    doctor.sees(".alert", "Venter på svar")
    doctor.until(lambda: doctor.strip().startswith("Varsel vist"))
    doctor.picture("3-alert", PHONE, TABLET, PC)
    box = page.locator("#coming").bounding_box()
    assert box["y"] + box["height"] <= TABLET[1]
    doctor.press("#coming")
    doctor.until(lambda: doctor.strip().startswith(f"Bakvakt {HANSEN} | GODTATT"))
    doctor.picture("4-accepted", PHONE, TABLET, PC)
    doctor.press("#arrived")
    doctor.until(lambda: doctor.strip().startswith(f"{HANSEN} er her"))
    doctor.picture("5-arrived", PHONE)
    told = [type(entry.event).__name__ for entry in bedside.room.session.log]
    assert told.count("PhysicianArrived") == 1
    assert doctor.complaints == []


def test_the_page_says_by_itself_that_nobody_speaks_any_more(doctor):
    """Its process is killed and none is begun: amber after ten seconds, red after fifteen."""
    bedside, page = doctor.bedside, doctor.page
    come_in(doctor)
    process, bedside.page._process = bedside.page._process, None
    bedside.page._start_at_s = float("inf")
    process.kill()
    process.wait()
    killed_s = time.monotonic()
    doctor.sees("#link.bad", "Ingen nytt på")
    assert 8 < time.monotonic() - killed_s < 13
    doctor.picture("6-amber", TABLET)
    doctor.sees("#lost h1", "FORBINDELSEN ER BRUTT")
    assert 13 < time.monotonic() - killed_s < 18
    assert page.locator(".value.spo2 output").inner_text() == "---"
    doctor.picture("7-lost", PHONE)


def test_an_application_that_dies_is_red_on_every_page_at_once(doctor):
    bedside = doctor.bedside
    come_in(doctor)
    left, bedside.page._process = bedside.page._process, None
    bedside.page._said.close()  # its pipe ends without a goodbye
    bedside.page = None
    killed_s = time.monotonic()
    doctor.sees("#lost h1", "BEDSIDE-PROGRAMMET HAR STOPPET")
    assert time.monotonic() - killed_s < 3
    doctor.sees("#lost p", "Gå til Behandlingsrom 2.")
    doctor.picture("8-stopped", PHONE, PC)
    left.kill()
    left.wait()
    bedside.store.close()
