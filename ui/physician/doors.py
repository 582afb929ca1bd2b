"""Who may come in: pairing a device, signing in, staying signed in. Pure: time is an argument.

A stranger on the network meets three doors (ALARMS B.7): a device is paired by a code that only
the room's screen shows, once and for five minutes; on a paired device a doctor signs in with name
and PIN; and every answer carries a token that only our own page knows. Of every secret that was
given out only a digest is kept.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from bedside.clock import Instant
from bedside.identity import Attempts, Person, is_doctor, try_pin, with_pin

CODE_S = 300.0  # how long a pairing code holds
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
CODE_LENGTH = 10  # 31 ** 10: nobody guesses it in five minutes
WINDOW_S = 300.0  # in which attempts are counted
MOST_PER_ADDRESS = 10  # attempts with a code or a PIN; a slip of the finger is not locked out
MOST_IN_ALL = 60
MOST_VISITS = 64  # nobody has more pages; the oldest goes
MOST_DEVICES = 64
KINDS = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "CrOS", "Linux")  # in User-Agent

NOBODY_KNOWN = with_pin(Person(id="", name="", role="doctor"), secrets.token_hex(8))


@dataclass(frozen=True, slots=True)
class Visit:
    """One signed-in page."""

    person: str
    name: str
    csrf: str
    since: Instant
    ends_at: datetime  # the close of the day (ALARMS B.7)


@dataclass(frozen=True, slots=True)
class Device:
    """One paired device, as the room's screen lists it."""

    kind: str  # "iPhone", "Windows" … as it says of itself; "": it does not
    since: datetime
    last: str = ""  # who signed in there last


@dataclass(frozen=True, slots=True)
class Doors:
    """What is known of whoever came. `secret` signs the cookie of a paired device."""

    secret: bytes
    devices: dict[str, Device] = field(default_factory=dict)  # by their cookie's first half
    codes: dict[str, float] = field(default_factory=dict)  # digest -> until, monotonic
    tries: dict[str, tuple[float, ...]] = field(default_factory=dict)  # address -> when
    wrong: dict[str, Attempts] = field(default_factory=dict)  # person's id
    visits: dict[str, Visit] = field(default_factory=dict)  # digest of the cookie


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


# --- pairing ---------------------------------------------------------------------------------


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def admitting(doors: Doors, code: str, now: Instant) -> Doors:
    """From now on for five minutes, one device may be paired with this code."""
    return admitting_digest(doors, code_digest(code), now.mono_s + CODE_S, now)


def admitting_digest(doors: Doors, code: str, until_s: float, now: Instant) -> Doors:
    kept = {key: until for key, until in doors.codes.items() if now.mono_s < until}
    return replace(doors, codes={**kept, code: until_s})


def code_digest(code: str) -> str:
    """As people type it: small letters, spaces and dashes do not matter."""
    return digest("".join(letter for letter in code.upper() if letter.isalnum()))


def pair(
    doors: Doors, code: str, address: str, now: Instant, kind: str = ""
) -> tuple[Doors, str, str]:
    """The doors after it, the new device's cookie, and why not."""
    doors, why = _counted(doors, address, now)
    if why:
        return doors, "", why
    key = code_digest(code)
    if now.mono_s >= doors.codes.get(key, -1.0):
        return doors, "", "code_wrong"
    left = {known: until for known, until in doors.codes.items() if known != key}
    device = secrets.token_urlsafe(16)
    newest = sorted(doors.devices.items(), key=lambda item: item[1].since)[-(MOST_DEVICES - 1) :]
    known = {**dict(newest), device: Device(kind, now.wall)}
    cookie = f"{device}.{_signature(doors.secret, device)}"
    return replace(doors, codes=left, devices=known), cookie, ""


def device_of(cookie: str) -> str:
    """Which device says so; whether it is true, `is_paired` knows."""
    return cookie.partition(".")[0]


def is_paired(doors: Doors, cookie: str) -> bool:
    """Its cookie is one of ours, and it was not revoked since."""
    device, _dot, signature = cookie.partition(".")
    made = _signature(doors.secret, device)
    ours = hmac.compare_digest(made.encode(), signature.encode())
    return ours and device in doors.devices


def signed_in_on(doors: Doors, cookie: str, name: str) -> Doors:
    """The list in the room says who used this device last."""
    device = device_of(cookie)
    known = doors.devices.get(device)
    if known is None or known.last == name:
        return doors
    return replace(doors, devices={**doors.devices, device: replace(known, last=name)})


def revoked(doors: Doors, device: str) -> Doors:
    """It may not come in any more; "*": none may."""
    left = {key: one for key, one in doors.devices.items() if device not in (key, "*")}
    return replace(doors, devices=left)


def kind_of(user_agent: str) -> str:
    """What a browser says that it runs on; only shown, never believed."""
    return next((kind for kind in KINDS if kind in user_agent), "")


def _signature(secret: bytes, device: str) -> str:
    return hmac.new(secret, device.encode(), hashlib.sha256).hexdigest()


# --- signing in ------------------------------------------------------------------------------


def sign_in(
    doors: Doors,
    staff: Iterable[Person],
    who: str,
    pin: str,
    address: str,
    now: Instant,
    zone: tzinfo,
) -> tuple[Doors, str, str]:
    """The doors after it, the new visit's cookie, and why not. Somebody unknown takes as long,
    and is told the same, as somebody known with a wrong PIN."""
    doors, why = _counted(doors, address, now)
    if why:
        return doors, "", why
    person = _named(staff, who)
    known = NOBODY_KNOWN if person is None else person
    before = doors.wrong.get(known.id, Attempts())
    fits, after, why_not = try_pin(known, pin, before, now.mono_s)
    if person is None:
        return doors, "", "pin_wrong"
    doors = replace(doors, wrong={**doors.wrong, person.id: after})
    if not fits:
        return doors, "", why_not or "pin_wrong"
    if not is_doctor(person):
        return doors, "", "not_a_doctor"
    cookie = secrets.token_urlsafe(32)
    ends_at = midnight(now.wall, zone)
    visit = Visit(person.id, person.name, secrets.token_urlsafe(32), now, ends_at)
    kept = {key: one for key, one in doors.visits.items() if now.wall < one.ends_at}
    newest = sorted(kept.items(), key=lambda item: item[1].since.mono_s)[-(MOST_VISITS - 1) :]
    return replace(doors, visits={**dict(newest), digest(cookie): visit}), cookie, ""


def visit_of(doors: Doors, cookie: str, now: Instant) -> Visit | None:
    visit = doors.visits.get(digest(cookie)) if cookie else None
    return visit if visit is not None and now.wall < visit.ends_at else None


def sign_out(doors: Doors, cookie: str) -> Doors:
    left = {key: visit for key, visit in doors.visits.items() if key != digest(cookie)}
    return replace(doors, visits=left)


def csrf_fits(visit: Visit, token: str) -> bool:
    return hmac.compare_digest(visit.csrf.encode(), token.encode())


def midnight(wall: datetime, zone: tzinfo) -> datetime:
    """When this calendar day closes."""
    day = wall.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=1)


def _named(staff: Iterable[Person], who: str) -> Person | None:
    """By id or full name, in any letter case; two of one name are nobody until they say which."""
    wanted = " ".join(who.split()).casefold()
    people = list(staff)
    by_id = [person for person in people if person.id.casefold() == wanted]
    by_name = [person for person in people if person.name.casefold() == wanted]
    found = by_id or by_name
    return found[0] if wanted and len(found) == 1 else None


def _counted(doors: Doors, address: str, now: Instant) -> tuple[Doors, str]:
    """One more attempt from this address; "too_often" where it is not even looked at."""
    since_s = now.mono_s - WINDOW_S
    lately = {a: tuple(t for t in times if t > since_s) for a, times in doors.tries.items()}
    lately = {a: times for a, times in lately.items() if times}
    mine = lately.get(address, ())
    if len(mine) >= MOST_PER_ADDRESS or sum(map(len, lately.values())) >= MOST_IN_ALL:
        return replace(doors, tries=lately), "too_often"
    return replace(doors, tries={**lately, address: (*mine, now.mono_s)}), ""
