"""What the set-up says of the back-up physician's page and of the ringers. Pure.

The page's process says what is so; here it becomes sentences and rows.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import segno

from bedside.ringing import REFUSED, SENT, SILENT, UNUSABLE
from ui.figures import short_time
from ui.i18n import ZONE, Words, mark
from ui.physician.link import DeviceSeen, FromPage, RingerSeen
from ui.view import View
from ui.widgets.button import ButtonState
from ui.widgets.checklist import ChecklistState, Row

KINDS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows",
         "Macintosh": "Mac", "CrOS": "Chromebook", "Linux": "Linux"}  # fmt: skip
RINGER_WORDS = {
    SENT: mark("took the last message {time} · unconfirmed"),
    REFUSED: mark("did NOT take the last message, {time}"),
    SILENT: mark("did NOT answer within four seconds, {time}"),
    UNUSABLE: mark("this address cannot be rung"),
    "": mark("not tested yet · unconfirmed"),
}
TROUBLES = {
    "not_free": mark("This address and port cannot be listened on: another program has it, or "
                     "the network is down. It is tried again."),
    "ringers_unreadable": mark("The list of ringers cannot be read with this computer's key. "
                               "Remove them and enter them again."),
}  # fmt: skip
REFUSALS = {
    "ringer_incomplete": mark("A ringer has a name and an address such as mailto://… or sms://…"),
    "ringer_name_long": mark("The name has 24 letters at most."),
    "ringer_known": mark("There is a ringer of this name."),
    "ringers_full": mark("There are eight ringers at most."),
    "ringers_no_key": mark("The key of this computer's record cannot be had: nothing was kept."),
    **{code: TROUBLES[code] for code in ("ringers_unreadable",)},
    "disk_full": mark("The disk is full: nothing was changed. Make room and try again."),
    "port": mark("The port is a number from 1024 to 65535."),
}


@dataclass(frozen=True, slots=True)
class PairingState:
    """`url` empty: it is served nowhere yet."""

    where: str
    fingerprint: str
    devices: tuple[ChecklistState, ...]
    code: str = ""  # one device may be paired with it
    code_left: str = ""
    opens: str = ""  # what the QR code says


def pairing_state(page: FromPage, code: tuple[str, float], words: Words) -> PairingState:
    _ = words.text
    where = page.url or _("Served nowhere yet: choose the hospital's network and open the page.")
    if page.trouble in TROUBLES and not page.url:
        where = _(TROUBLES[page.trouble])
    shown, left_s = code
    return PairingState(
        where=where,
        fingerprint=grouped(page.fingerprint),
        devices=tuple(_device(device, page, words) for device in page.devices),
        code=f"{shown[:5]} {shown[5:]}" if shown else "",
        code_left=_("holds {left}").format(left=short_time(left_s)) if shown else "",
        opens=f"{page.url}#{shown}" if shown and page.url else "",
    )


def _device(device: DeviceSeen, page: FromPage, words: Words) -> ChecklistState:
    _ = words.text
    kind = KINDS.get(device.kind, "") or _("Device")
    since = datetime.fromisoformat(device.since)
    paired = _("paired {date} {time}").format(
        date=words.short_day(since.astimezone(ZONE).date()), time=words.time(since)
    )
    is_open = any(seen.name == device.last for seen in page.pages) if device.last else False
    used = _("last used by {name}").format(name=device.last) if device.last else _("not used yet")
    return ChecklistState(
        id=device.id,
        words=kind,
        row=Row.DONE if is_open else Row.WAITING,
        second=f"{paired} · {used}",
        button=ButtonState(_("Remove"), "cross"),
    )


def grouped(fingerprint: str) -> str:
    """In groups of four bytes, which can be compared with a telephone in the other hand."""
    bytes_ = fingerprint.split(":") if fingerprint else []
    return " ".join(":".join(bytes_[n : n + 4]) for n in range(0, len(bytes_), 4))


@lru_cache(maxsize=4)
def squares(text: str) -> tuple[tuple[bool, ...], ...]:
    """The squares of a QR code; True is dark."""
    if not text:
        return ()
    return tuple(tuple(bool(x) for x in row) for row in segno.make(text, error="m").matrix)


def ringer_rows(page: FromPage, words: Words) -> tuple[ChecklistState, ...]:
    """Each with what it did last. None is ever green: nobody confirms what a ringer rang."""
    return tuple(_ringer(ringer, words) for ringer in page.ringers)


def _ringer(ringer: RingerSeen, words: Words) -> ChecklistState:
    _ = words.text
    time = words.time_s(datetime.fromisoformat(ringer.at)) if ringer.at else ""
    said = _("rings …") if ringer.busy else _(RINGER_WORDS.get(ringer.state, "")).format(time=time)
    row = Row.WAITING if ringer.busy or ringer.state in ("", SENT) else Row.MISSING
    return ChecklistState(
        id=ringer.name,
        words=ringer.name,
        row=row,
        second=said,
        button=ButtonState(_("Remove"), "cross"),
    )


def page_line(view: View, words: Words) -> ChecklistState | None:
    """The page among what the room has ready; None where there is none to be had."""
    if view.page is None:
        return None
    _ = words.text
    name, look = _("Physician's page"), ButtonState(_("Pair"), icon="stethoscope")
    if not view.page.url:
        line = _("reached by telephone alone")
        return ChecklistState("page", name, Row.MISSING, line, button=look)
    if not view.page.devices:
        return ChecklistState("page", name, Row.MISSING, _("no device is paired"), button=look)
    paired = _("{n} paired").format(n=len(view.page.devices))
    return ChecklistState("page", name, Row.DONE, paired)
