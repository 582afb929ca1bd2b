"""Checks in, answers and watches in a real Chromium (Qt's), and says what it saw as JSON.

A process of its own: the engine must be loaded before any other Qt application is. With a folder
as argument it leaves pictures there, to be looked at.
"""

import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--disable-gpu"

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

from bedside.clock import system_clock
from tests.bedside.course import cuff
from tests.ui.physician.served import CODE, PIN
from tests.ui.physician.test_process import Bedside
from tests.ui.physician.ward import alerted, raised, streamed

PHONE, TABLET, PC = (390, 844), (1024, 768), (1366, 768)


class Page(QWebEnginePage):
    """Says aloud what a browser would write to its console: the policy's refusals, faults."""

    complaints: list[str] = []  # noqa: RUF012  # one page

    def javaScriptConsoleMessage(self, _level, message, line, source):  # noqa: N802
        self.complaints.append(f"{message} ({source}:{line})")


class Doctor:
    def __init__(self, folder, pictures):
        self.bedside, self.pictures, self.vitals = Bedside(folder), pictures, True
        self.profile = QWebEngineProfile()
        self.page = Page(self.profile)
        self.page.certificateError.connect(lambda error: error.acceptCertificate())
        self.view = QWebEngineView()
        self.view.setPage(self.page)
        self.view.resize(*TABLET)
        self.view.show()
        self._measured = 0.0

    def spin(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()
            if self.vitals:
                self._live()
            time.sleep(0.01)

    def _live(self):
        if time.monotonic() - self._measured > 1:
            self._measured = time.monotonic()
            self.note(streamed("spo2", 97.0), streamed("pulse_rate", 91.0))
        self.bedside.beat()

    def note(self, *happened):
        for event in happened:
            self.bedside.room.note(event, system_clock(), "watch")

    def js(self, code):
        got = []
        self.page.runJavaScript(code, lambda answer: got.append(answer))
        end = time.monotonic() + 5
        while not got and time.monotonic() < end:
            self.spin(0.02)
        return got[0] if got else None

    def until(self, code, within_s=30.0):
        end = time.monotonic() + within_s
        while not self.js(f"Boolean({code})"):
            if time.monotonic() > end:
                seen = self.page_text()
                raise TimeoutError(f"{code}; the page says: {seen}; {Page.complaints}")

    def click(self, selector):
        self.until(f"document.querySelector('{selector}')?.getBoundingClientRect().width > 0")
        self.spin(0.8)
        box = f"document.querySelector('{selector}').getBoundingClientRect()"
        told = (
            f"(() => {{ const r = {box}; return JSON.stringify([r.x, r.y, r.width, r.height]) }})()"
        )
        x, y, width, height = json.loads(self.js(told))
        place = QPoint(int(x + width / 2), int(y + height / 2))
        QTest.mouseClick(self.view.focusProxy(), Qt.MouseButton.LeftButton, pos=place)
        self.spin(0.3)

    def page_text(self):
        told = []
        self.page.runJavaScript("document.body.innerText", lambda text: told.append(text))
        self.spin(1)
        return " ".join(str(told).split())

    def text(self, name):
        return self.js(f"document.getElementById('{name}').textContent")

    def picture(self, name, *sizes):
        if self.pictures is None:
            return
        for size in sizes:
            self.view.resize(*size)
            self.spin(1.2)
            self.view.grab().save(str(self.pictures / f"{name}-{size[0]}.png"))
        self.view.resize(*TABLET)
        self.spin(0.5)


def story(doctor):
    bedside, told = doctor.bedside, {}
    while not bedside.page.status.url:
        doctor.spin(0.05)
    bedside.page.admit(CODE)
    doctor.spin(1.5)
    doctor.page.load(QUrl(f"{bedside.page.status.url}#{CODE}"))
    doctor.until("document.getElementById('code')?.value")
    doctor.picture("1-pairing", PHONE)
    doctor.click("#pair-form .primary")
    doctor.until("!document.getElementById('sign-in').hidden")
    doctor.js(f"document.getElementById('name').value = 'hansen'; "
              f"document.getElementById('pin').value = '{PIN}'")  # fmt: skip
    doctor.click("#sign-in-form .primary")
    doctor.until("!document.getElementById('patient').hidden")
    told["silent_at_first"] = doctor.text("sound")
    doctor.picture("2-signed-in", PHONE, TABLET)
    doctor.click("#arm")
    doctor.click("#heard-yes")
    doctor.until("document.querySelector('.alert')")
    told["test"] = doctor.js("document.querySelector('.alert .name').textContent")
    doctor.click("#coming")
    doctor.until("!document.querySelector('.alert')")
    told["checked_in"] = bedside.room.session.people.backup.test_accepted
    told["sound"] = doctor.text("sound")
    doctor.note(cuff(186, 112), raised(), alerted(alert=2))
    began = time.monotonic()
    doctor.until("document.querySelector('.alert.high.rings')")
    told["shown_after_s"] = round(time.monotonic() - began, 3)
    told["alert"] = doctor.js("document.querySelector('.alert .name').textContent")
    doctor.until("document.querySelector('.alert').textContent.includes('Venter på svar')")
    doctor.picture("3-alert", PHONE, TABLET, PC)
    told["answer_on_screen"] = doctor.js(
        "document.getElementById('coming').getBoundingClientRect().bottom <= innerHeight"
    )
    doctor.click("#coming")
    doctor.until("document.querySelector('#arrived').getBoundingClientRect().width > 0")
    told["accepted"] = bedside.case.stage
    doctor.picture("4-accepted", PHONE, TABLET)
    doctor.click("#arrived")
    doctor.until("document.querySelector('#arrived').hidden")
    told["arrived"] = bedside.case.stage
    process, bedside.page._process = bedside.page._process, None  # the page's process is killed
    bedside.page._start_at_s = float("inf")
    process.kill()
    process.wait()
    doctor.until("document.getElementById('link').classList.contains('bad')")
    told["amber"] = doctor.text("link")
    doctor.until("document.querySelector('.value.spo2 output').textContent === '---'")
    told["stale"] = doctor.js("document.querySelector('.value.bp').className")
    told["too_wide"] = doctor.js("document.documentElement.scrollWidth > innerWidth")
    doctor.picture("5-amber", TABLET)
    doctor.until("!document.getElementById('lost').hidden")
    told["lost"] = doctor.js("document.querySelector('#lost h1').textContent")
    doctor.picture("6-lost", PHONE)
    told["complaints"] = [c for c in Page.complaints if "ERR_CONNECTION" not in c]
    bedside.close()
    return told


def main():
    application = QApplication([])
    assert application is not None
    pictures = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    status = 1
    try:
        with tempfile.TemporaryDirectory() as folder:
            told = story(Doctor(Path(folder), pictures))
        sys.stdout.write(json.dumps(told) + "\n")
        status = 0
    except Exception:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # the engine's own threads would keep it


if __name__ == "__main__":
    main()
