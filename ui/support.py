"""The support bundle: what somebody who helps from afar needs, and nothing of any patient.

Versions, configuration, how the record stands, timings and logs, as one ZIP file. Everything in it
is named here: nothing is copied whole and then cleaned. No name, id, telephone, free text or
measured value is put in, and sessions are only counted.
"""

import io
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from bedside import __version__, events
from bedside.clock import Clock
from bedside.events import Event
from bedside.protocol import Protocol
from bedside.settings import Settings
from bedside.store import FORMAT, Store, StoreError
from ui.bench import session_seconds, spread
from ui.codes import FAULTS, LINKS
from ui.data import Place
from ui.device_words import STATUSES
from ui.support_log import safe_lines

LIBRARIES = (
    "PySide6", "pyserial", "pyqtgraph", "SQLAlchemy", "sqlcipher3", "msgspec", "typer", "Babel",
    "aiohttp", "apprise", "argon2-cffi", "cryptography", "keyring", "platformdirs", "segno",
    "fpdf2",
)  # fmt: skip
SESSION = "support"
COMMITS = 50
NEWEST = 20  # sessions whose technical events are counted, and whose chains are verified
LOG_BYTES = 2_000_000  # of each file, its end
CODES = frozenset({*LINKS, *FAULTS, *STATUSES})
SET = "set"  # stands for something that is ours to know and not theirs
README = """bedside: support bundle / hjelpepakke

Versions, configuration, the state of the record, timings, and logs reduced to times, places in the
program and kinds of errors. No names, identifiers, telephone numbers, free text or measured values.
Look into it before you send it: every file in it is plain text.

Versjoner, oppsett, hvordan journalen står, tider, og logger redusert til tidspunkter, steder i
programmet og typer feil. Ingen navn, identifikatorer, telefonnumre, fritekst eller måleverdier.
Se i den før du sender den: hver fil i den er ren tekst.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the bundle is made from. `store` None: it could not be opened, and `trouble` is why."""

    at: Place
    settings: Settings
    protocol: Protocol | None
    store: Store | None
    now: Clock
    trouble: str = ""
    patient_waits: bool = False  # a session is open: nothing is measured or read that takes time


def file_name(at: datetime) -> str:
    return f"bedside-support-{at:%Y%m%d-%H%M%S}.zip"


def bundle(asked: Asked) -> bytes:
    """The ZIP file. What cannot be told says why in its place; it never fails as a whole."""
    parts: dict[str, Callable[[], object]] = {
        "versions.json": versions,
        "configuration.json": lambda: configuration(asked),
        "record.json": lambda: record(asked),
        "timings.json": lambda: timings(asked),
    }
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as zipped:
        zipped.writestr("README.txt", README)
        for name, tell in parts.items():
            zipped.writestr(name, msgspec.json.format(msgspec.json.encode(_told(tell)), indent=2))
        for file in sorted(asked.at.folder.glob("*.log*")):
            zipped.writestr(f"logs/{file.name}", "\n".join(_log(file)) + "\n")
    return made.getvalue()


def _told(tell: Callable[[], object]) -> object:
    try:
        return tell()
    except Exception as error:  # the bundle is for when something is broken
        return {"not_told": type(error).__name__}


def versions() -> dict[str, object]:
    return {
        "bedside": __version__,
        "record_format": FORMAT,
        "python": sys.version.split()[0],
        "implementation": platform.python_implementation(),
        "system": platform.platform(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "sqlite": sqlite3.sqlite_version,
        "libraries": {name: _version(name) for name in LIBRARIES},
    }


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "missing"


def configuration(asked: Asked) -> dict[str, object]:
    """The settings but for what is typed by people: only whether it is there."""
    settings, protocol = asked.settings, asked.protocol
    page = settings.physician
    return {
        "language": settings.language,
        "room": _whether(settings.room),
        "monitors": [
            {"role": one.role, "driver": one.driver, "port": _kind(one.port), "usb": bool(one.usb)}
            for one in settings.monitors
        ],
        "volume_percent": settings.volume_percent,
        "sound_folder": _whether(settings.sound_folder),
        "medium_sound": settings.medium_sound,
        "night": settings.night,
        "keep_raw_bytes": settings.keep_raw_bytes,
        "keep_raw_days": settings.keep_raw_days,
        "physician": {
            "address": _whether(page.address),
            "port": page.port,
            "phone": _whether(page.phone),
            "own_certificate": bool(page.certificate),
        },
        "protocol": None
        if protocol is None
        else {"version": protocol.version, "hash": protocol.hash, "example": protocol.site.example},
        "own_protocol_files": _names(asked.at.protocol, "*.toml", known=True),
        "staff": _staff(asked.store),
        "environment": {key: _whether(os.environ.get(key, "")) for key in _ENVIRONMENT},
    }


_ENVIRONMENT = ("QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "DISPLAY", "WAYLAND_DISPLAY", "LANG", "TZ")


def _whether(text: str) -> str:
    return SET if text else ""


def _kind(port: str) -> str:
    """A network address names a place; a serial port is the system's own name."""
    scheme, colon, _rest = port.partition("://")
    return f"{scheme}://" if colon else port.rpartition("/")[2] or port


def _names(folder: Path, pattern: str, *, known: bool) -> list[str]:
    """Names of files that are ours; a stray one is told as such."""
    from bedside.protocol import LOCAL_FILES

    found = sorted(file.name for file in folder.glob(pattern)) if folder.is_dir() else []
    return [name if not known or name in LOCAL_FILES else "(another file)" for name in found]


def _staff(store: Store | None) -> dict[str, int]:
    """How many sign here in each role."""
    people = [] if store is None else store.staff()
    return dict(Counter(person.role for person in people if person.pin and not person.ended))


def record(asked: Asked) -> dict[str, object]:
    """How much there is, whether it holds together, and what failed in the newest sessions."""
    at = asked.at.database(simulated=False)
    size = sum(file.stat().st_size for file in at.parent.glob(f"{at.name}*"))
    told: dict[str, object] = {"bytes": size, "sessions_with_raw_bytes": _raw_count(asked.at)}
    if asked.store is None:
        return told | {"cannot_be_read": asked.trouble}
    rows = asked.store.sessions()
    told |= {
        "sessions": len(rows),
        "open": sum(not row.over for row in rows),
        "lines": sum(row.lines for row in rows),
        "longest_session_lines": max((row.lines for row in rows), default=0),
    }
    if asked.patient_waits:
        return told | {"verified": "not while a session is open"}
    newest = [row.session for row in rows[:NEWEST]]
    breaks = [found.code for session in newest for found in asked.store.verify(session)]
    technical = Counter(code for session in newest for code in _technical(asked.store, session))
    return told | {
        "verified": len(newest),
        "breaks": dict(Counter(breaks)),
        "technical": dict(sorted(technical.items())),
    }


def _raw_count(at: Place) -> int:
    folder = at.raw("")
    return sum(1 for _one in folder.iterdir()) if folder.is_dir() else 0


def _technical(store: Store, session: str) -> Iterator[str]:
    try:
        lines = store.replay(session)
    except StoreError as error:
        yield f"unreadable {error.code}"
        return
    for entry in lines:
        if (code := technical_code(entry.event)) is not None:
            yield code


def technical_code(event: Event) -> str | None:
    """What an event says of equipment and program, in codes of ours; None: of the patient."""
    match event:
        case events.LinkLost(reason=reason):
            return f"LinkLost {_code(reason)}"
        case events.LinkRestored():
            return "LinkRestored"
        case events.MonitorSaid(status=status):
            return f"MonitorSaid {_code(status)}"
        case events.NibpMeasurementFailed(fault=fault):
            return f"NibpMeasurementFailed {_code(fault)}"
        case events.AlertFailed():
            return "AlertFailed"
        case events.ClockMoved():
            return "ClockMoved"
        case events.StorageRecovered():
            return "StorageRecovered"
        case events.SessionResumed():
            return "SessionResumed"
        case events.ProgramFaulted():
            return "ProgramFaulted"
        case _:
            return None


def _code(text: str) -> str:
    """Whatever is no word of ours is not passed on."""
    return text if text in CODES else "?"


def timings(asked: Asked) -> dict[str, object]:
    """What the disk costs here, in a record of its own beside the real one, which is removed."""
    disk = shutil.disk_usage(asked.at.folder)
    told: dict[str, object] = {"disk_free_mb": disk.free // 10**6, "disk_mb": disk.total // 10**6}
    if asked.patient_waits:
        return told | {"measured": "not while a session is open"}
    with tempfile.TemporaryDirectory(prefix="support-", dir=asked.at.folder) as folder:
        store = Store(Path(folder) / "support.db")
        try:
            took = list(_commits(store, asked.now))
            replay_s = _took(asked.now, lambda: store.replay(SESSION))
        finally:
            store.close()
    found = spread(took)
    return told | {
        "commits": COMMITS,
        "commit_p50_ms": round(found.p50_s * 1000, 2),
        "commit_p99_ms": round(found.p99_s * 1000, 2),
        "replay_ms": round(replay_s * 1000, 2),
        "newest_session_replay_ms": _newest_replay_ms(asked),
    }


def _commits(store: Store, now: Clock) -> Iterator[float]:
    seq = 0
    for one in session_seconds()[:COMMITS]:
        yield _took(now, partial(store.append, SESSION, one, seq))
        seq += len(one)


def _newest_replay_ms(asked: Asked) -> float | None:
    store = asked.store
    rows = [] if store is None else store.sessions()
    if store is None or not rows:
        return None
    return round(_took(asked.now, lambda: store.replay(rows[0].session)) * 1000, 2)


def _took(now: Clock, what: Callable[[], object]) -> float:
    start_s = now().mono_s
    what()
    return now().mono_s - start_s


def _log(file: Path) -> list[str]:
    """The end of a log, as far as it may leave the house."""
    try:
        with file.open("rb") as log:
            log.seek(max(0, file.stat().st_size - LOG_BYTES))
            return list(safe_lines(log.read().decode("utf-8", "replace").splitlines()))
    except OSError as error:
        return [f"(cannot be read: {type(error).__name__})"]
