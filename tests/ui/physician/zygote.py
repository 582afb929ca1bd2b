"""Real processes that are quick to start: forked from one that has loaded everything.

What is killed, piped to and listened to is a process like any other; only the seconds that Python
takes to load the libraries are spared. Linux and other POSIX systems alone.
"""

import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path

HOUSE = Path(__file__).parents[3]


class Forked:
    """As much of a `subprocess.Popen` as we use."""

    def __init__(self, pid, stdin, stdout):
        self.pid, self.stdin, self.stdout, self.returncode = pid, stdin, stdout, None

    def poll(self):
        """Its real end is the zygote's to know: 0 says only that it is gone."""
        if self.returncode is None and not Path(f"/proc/{self.pid}").exists():
            self.returncode = 0
        return self.returncode

    def kill(self):
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout=10.0):
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired("forked", timeout)
            time.sleep(0.005)
        return self.returncode


class Zygote:
    """`start(argv)` forks a child that runs the module and function named in `argv`."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="zygote-")
        self.path = str(Path(self.folder.name) / "socket")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ui.physician.zygote", self.path],
            cwd=HOUSE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout.readline() == b"ready\n"

    def start(self, argv):
        return start(self.path, argv)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()


def start(path, argv):
    """argv: "module:function" and its arguments, as text."""
    in_read, in_write = os.pipe()
    out_read, out_write = os.pipe()
    with socket.socket(socket.AF_UNIX) as to:
        to.connect(path)
        socket.send_fds(to, [json.dumps(list(argv)).encode()], [in_read, out_write])
        pid = int(to.recv(32))
    os.close(in_read)
    os.close(out_write)
    return Forked(pid, os.fdopen(in_write, "wb"), os.fdopen(out_read, "rb"))


def page(folder):
    """The page's process, as the application starts it."""
    from ui.cli_physician import physician

    physician(Path(folder), simulation=True, address="", port=0, pair=False, piped=True)


def _child(argv, fds):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(fds[0], 0)
    os.dup2(fds[1], 1)
    for fd in fds:
        os.close(fd)
    module, _colon, function = argv[0].partition(":")
    try:
        getattr(importlib.import_module(module), function)(*argv[1:])
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        status = 1
    with suppress(ValueError, OSError):  # its pipe is closed by then
        sys.stdout.flush()
    os._exit(status)


def _load():
    """What every child needs, once: libraries, the protocol, the catalogues, the key store."""
    import keyring

    import ui.cli_physician
    import ui.data
    import ui.physician.attention
    import ui.physician.folder
    import ui.physician.run
    from bedside.text import Language
    from tests.bedside.telling import protocol
    from ui.i18n import Words

    keyring.get_keyring()
    for language in Language:
        Words(language)
    loaded = protocol()
    ui.data.load_protocol = lambda _local=None: loaded
    gc.collect()
    gc.freeze()  # else the first collection in each child copies all of it


def main(path):
    _load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped by the system
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            asking, _address = listening.accept()
            with asking:
                said, fds, _flags, _from = socket.recv_fds(asking, 65536, 2)
                pid = os.fork()
                if pid == 0:
                    listening.close()
                    asking.close()
                    _child(json.loads(said), fds)
                for fd in fds:
                    os.close(fd)
                asking.sendall(str(pid).encode())


if __name__ == "__main__":
    main(sys.argv[1])
