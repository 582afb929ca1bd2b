"""The unit's staff list from a file: taken whole, or not at all."""

from pathlib import Path

from bedside.clock import Instant
from bedside.identity import may_import_staff
from bedside.lines import local_day
from bedside.room import Room
from bedside.staff_list import decoded, read_staff
from bedside.store import StoreError
from ui.i18n import ZONE
from ui.view import StaffImported


def import_staff(room: Room, file: Path, now: Instant) -> StaffImported:
    """In a demonstration everybody may: its people are invented."""
    why = None if room.set_up.simulated else may_import_staff(room.person)
    if why is not None:
        return StaffImported(refused=why)
    try:
        text = decoded(file.read_bytes())
    except OSError:
        return StaffImported(refused="no_file")
    found = read_staff(text, room.everybody, local_day(now.wall, ZONE))
    if found.problems:
        return StaffImported(problems=found.problems)
    known = {person.id: person for person in room.everybody}
    try:
        room.save_people(found.people)
    except StoreError as error:
        return StaffImported(refused=error.code)
    return StaffImported(
        added=sum(person.id not in known for person in found.people),
        changed=sum(known.get(one.id, one) != one for one in found.people),
        without_pin=sum(not one.pin and not one.ended for one in found.people),
    )
