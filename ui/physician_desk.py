"""The back-up physician's page for the set-up: where it is served, who is paired, who rings.

Between the set-up's screens and the page's process; draws nothing. What is changed is written to
the settings or to the locked list of ringers, and the process is told or begun anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace
from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface

from bedside.clock import Instant
from bedside.ringers import Box, Ringer, RingersError, may_add
from bedside.settings import PhysicianPage, Settings
from ui.physician import doors
from ui.physician_process import PhysicianProcess

LOOPBACK = ("127.", "::1")


def addresses() -> tuple[tuple[str, str], ...]:
    """Address and interface of every network that is up; this computer's own loop comes last."""
    found: list[tuple[str, str]] = []
    up = QNetworkInterface.InterfaceFlag.IsUp
    for interface in QNetworkInterface.allInterfaces():
        if not interface.flags() & up:
            continue
        for entry in interface.addressEntries():
            ip = entry.ip()
            v4 = ip.protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
            if v4 or not (ip.isLinkLocal() or ip.isLoopback()):
                found.append((ip.toString(), interface.humanReadableName()))
    return tuple(sorted(found, key=lambda one: (one[0].startswith(LOOPBACK), ":" in one[0])))


@dataclass
class PhysicianDesk:
    """Implements `ui.view.PageDesk`. `save` writes the settings, `settings` reads them."""

    process: PhysicianProcess
    settings: Callable[[], Settings]
    save: Callable[[Settings], str]
    now: Callable[[], Instant]
    box: Box | None
    listed: Callable[[], tuple[tuple[str, str], ...]] = addresses
    _code: tuple[str, float] = ("", 0.0)

    def addresses(self) -> tuple[tuple[str, str], ...]:
        return self.listed()

    def serve_at(self, address: str, port: int) -> str:
        """Empty, or why not. The page's process is begun anew there."""
        page = replace(self.settings().physician, address=address, port=port)
        return self._kept(page) or self._again()

    def _kept(self, page: PhysicianPage) -> str:
        return self.save(replace(self.settings(), physician=page))

    def _again(self) -> str:
        self.process.restart(self.now())
        return ""

    @property
    def code(self) -> tuple[str, float]:
        """The code that pairs one device, and how many seconds it holds yet; or ("", 0)."""
        code, until_s = self._code
        left_s = until_s - self.now().mono_s
        return (code, left_s) if code and left_s > 0 else ("", 0.0)

    def let_in(self) -> None:
        """One more device may be paired in the next five minutes."""
        code = doors.new_code()
        self._code = (code, self.now().mono_s + doors.CODE_S)
        self.process.admit(code)

    def paired(self) -> None:
        """The code has been used: it is shown no longer."""
        self._code = ("", 0.0)

    def revoke(self, device: str) -> None:
        self.process.revoke(device)

    def ring_test(self) -> None:
        self.process.test_ringers()

    def add_ringer(self, name: str, url: str) -> str:
        """Empty, or a code why not."""
        try:
            known = self._ringers()
            why = may_add(known, name, url)
            return why or self._keep((*known, Ringer(name=name.strip(), url=url.strip())))
        except (RingersError, OSError):
            return "ringers_unreadable"

    def remove_ringer(self, name: str) -> str:
        """Empty, or a code why not. Of a list that cannot be read, all are removed."""
        try:
            known = self._ringers()
        except RingersError:
            known = ()
        except OSError:
            return "ringers_unreadable"
        return self._keep(tuple(ringer for ringer in known if ringer.name != name))

    def _ringers(self) -> tuple[Ringer, ...]:
        return () if self.box is None else self.box.load()

    def _keep(self, ringers: tuple[Ringer, ...]) -> str:
        if self.box is None:
            return "ringers_no_key"
        try:
            self.box.save(ringers)
        except OSError:
            return "disk_full"
        return ""
