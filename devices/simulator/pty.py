"""Carries a simulated monitor's bytes to a pseudo-terminal, which any program can open as a serial
port; on Windows to a socket of this computer. Knows no monitor.

The port keeps its name when the cable is pulled and put back: the name is a link, and the terminal
behind it a new one, as with a USB adapter.
"""

import contextlib
import os
import select
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Protocol

from bedside.clock import Clock
from devices.simulator.link import Simulator
from devices.simulator.scenario import LineChange

LONGEST_WAIT_S = 0.05  # between looks at the clock, in the world's time
ARRIVES_WITHIN_S = 2.0  # what was written at the other end, in the world's time
LARGEST_READ = 4096


class Wire(Protocol):
    """The far end of one cable."""

    @property
    def url(self) -> str: ...

    def plug(self) -> None: ...

    def unplug(self) -> None: ...

    def read(self) -> bytes:
        """What has come, perhaps nothing. Never waits."""

    def write(self, data: bytes) -> None:
        """What nobody takes is lost, as on a real line."""

    def wait(self, timeout_s: float) -> None:
        """Until something comes, or so long."""


class Server:
    """One simulated monitor on one wire. `sent` and `received` count the bytes on it.

    `hung`: it stays plugged in, and neither speaks nor hears.
    """

    def __init__(
        self,
        simulator: Simulator,
        wire: Wire,
        is_plugged: Callable[[float], bool] | None = None,
    ) -> None:
        self.simulator, self.wire = simulator, wire
        self.sent = self.received = 0
        self.plugged, self.hung = False, False
        self._is_plugged, self._lock = is_plugged, Lock()
        self._plug()

    @property
    def url(self) -> str:
        return self.wire.url

    def change(self, change: LineChange) -> None:
        """From any thread."""
        with self._lock:
            if change is LineChange.UNPLUG:
                self._unplug()
            else:
                self._plug()

    def step(self, now_s: float, listening: bool = True, expected: int = 0) -> None:
        """Hear, let time reach `now_s`, speak. `listening`: somebody is at the other end.

        `expected`: how many bytes were written there so far; what is under way is waited for.
        """
        with self._lock:
            if self._is_plugged is not None and self._is_plugged(now_s) != self.plugged:
                if self.plugged:
                    self._unplug()
                else:
                    self._plug()
            heard = self._hear(expected)
            if self.hung:
                return
            said = self.simulator.step(now_s, heard)
            if said and listening and self.plugged:
                self.wire.write(said)
                self.sent += len(said)

    def close(self) -> None:
        with self._lock:
            self._unplug()

    def _hear(self, expected: int) -> bytes:
        heard = b""
        while self.plugged:
            part = self.wire.read()
            heard += part
            self.received += len(part)
            if self.received < expected and not part:
                self.wire.wait(ARRIVES_WITHIN_S)
                part = self.wire.read()
                heard += part
                self.received = self.received + len(part) if part else expected  # lost on the line
            if not part:
                break
        return heard

    def _plug(self) -> None:
        if not self.plugged:
            self.wire.plug()
            self.plugged = True

    def _unplug(self) -> None:
        if self.plugged:
            self.wire.unplug()
            self.plugged = False


def start(server: Server, now: Clock, stopping: Event, speed: float = 1.0) -> Thread:
    """Serve in a thread until `stopping` is set; `speed`: how much faster `now` runs."""
    thread = Thread(target=serve, args=(server, now, stopping, speed), daemon=True)
    thread.start()
    return thread


def serve(server: Server, now: Clock, stopping: Event, speed: float = 1.0) -> None:
    try:
        while not stopping.is_set():
            server.step(now().mono_s)
            due_s = server.simulator.next_due_s()
            left_s = LONGEST_WAIT_S if due_s is None else (due_s - now().mono_s) / speed
            if not server.plugged:
                stopping.wait(LONGEST_WAIT_S)
                continue
            with contextlib.suppress(OSError, ValueError):  # unplugged just now
                server.wire.wait(min(max(left_s, 0.0), LONGEST_WAIT_S))
    finally:
        server.close()


def wire_for(folder: Path, name: str) -> Wire:
    """A pseudo-terminal named `name` in `folder`, or what stands in for it on Windows."""
    if sys.platform == "win32":
        return SocketWire()
    return PtyWire(folder / name)


class PtyWire:
    """`path` is a link to whatever terminal it is just now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ours = self._theirs = -1

    @property
    def url(self) -> str:
        return str(self._path)

    def plug(self) -> None:
        import pty
        import tty

        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs)  # nothing is echoed before somebody opens it
        os.set_blocking(self._ours, False)
        new = self._path.with_name(self._path.name + ".new")
        new.unlink(missing_ok=True)
        new.symlink_to(os.ttyname(self._theirs))
        new.replace(self._path)

    def unplug(self) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._ours)
        os.close(self._theirs)

    def read(self) -> bytes:
        with contextlib.suppress(BlockingIOError):
            return os.read(self._ours, LARGEST_READ)
        return b""

    def write(self, data: bytes) -> None:
        import termios

        try:
            written = os.write(self._ours, data)
        except BlockingIOError:
            written = 0
        if written < len(data):  # nobody reads: let go of what is old
            termios.tcflush(self._theirs, termios.TCIFLUSH)

    def wait(self, timeout_s: float) -> None:
        select.select([self._ours], [], [], timeout_s)


class SocketWire:
    """One listener at a time, on a port number that stays."""

    def __init__(self) -> None:
        self._number = 0
        self._server: socket.socket | None = None
        self._client: socket.socket | None = None

    @property
    def url(self) -> str:
        return f"socket://127.0.0.1:{self._number}"

    def plug(self) -> None:
        self._server = socket.create_server(("127.0.0.1", self._number))
        self._server.setblocking(False)
        self._number = self._server.getsockname()[1]

    def unplug(self) -> None:
        for end in (self._client, self._server):
            if end is not None:
                end.close()
        self._client = self._server = None

    def read(self) -> bytes:
        self._accept()
        if self._client is None:
            return b""
        try:
            data = self._client.recv(LARGEST_READ)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:  # the other end closed
            self._client.close()
            self._client = None
        return data

    def write(self, data: bytes) -> None:
        self._accept()
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.send(data)

    def wait(self, timeout_s: float) -> None:
        ends = [end for end in (self._client, self._server) if end is not None]
        select.select(ends, [], [], timeout_s)

    def _accept(self) -> None:
        if self._server is None or self._client is not None:
            return
        with contextlib.suppress(BlockingIOError):
            self._client, _ = self._server.accept()
            self._client.setblocking(False)
