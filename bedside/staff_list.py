"""The hospital's list of staff as people of this workstation: read whole, or not at all.

A CSV file with a head: name and role are needed; id, phone, hpr, specialist, trained and ended may
be there. PINs are never in it: each chooses one beside the owner, at the workstation. Somebody who
is known by id or by name keeps PIN and place. Knows no file and no screen.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from bedside.answers import PHYSICIAN
from bedside.events import NOBODY, WATCH
from bedside.identity import Person, Role, has_owner, may_be_hpr, may_be_trained

NAME, ROLE = "name", "role"
COLUMNS: Mapping[str, str] = {  # what the head may say, in either language
    "name": NAME, "navn": NAME, "role": ROLE, "rolle": ROLE, "stilling": ROLE,
    "id": "id", "ident": "id", "phone": "phone", "telefon": "phone", "telephone": "phone",
    "hpr": "hpr", "hpr-nummer": "hpr", "hprnummer": "hpr", "hpr number": "hpr",
    "specialist": "specialist", "spesialist": "specialist",
    "trained": "trained", "opplært": "trained", "ended": "ended", "sluttet": "ended",
}  # fmt: skip
ROLES: Mapping[str, Role] = {
    "nurse": "nurse", "sykepleier": "nurse", "doctor": "doctor", "lege": "doctor",
    "consultant": "consultant", "overlege": "consultant",
    "clinical_owner": "clinical_owner", "clinical system owner": "clinical_owner",
    "klinisk systemeier": "clinical_owner", "clinical owner": "clinical_owner",
    "system_owner": "system_owner", "system owner": "system_owner", "systemeier": "system_owner",
}  # fmt: skip
YES, NO = frozenset({"yes", "ja", "1", "x", "true"}), frozenset({"no", "nei", "0", "", "false"})
DATES = ("%Y-%m-%d", "%d.%m.%Y")
MOST_ROWS, LONGEST = 2000, 120


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the list was not taken: a code, and what it is about. Row 1 is the head."""

    row: int
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StaffList:
    """Everybody in the list as they will be, new and known; empty where there are problems."""

    people: tuple[Person, ...] = ()
    problems: tuple[Problem, ...] = ()


def decoded(data: bytes) -> str:
    """As a spreadsheet saves it: UTF-8 with or without a mark, else the Windows of this country."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_staff(text: str, known: Sequence[Person], today: date) -> StaffList:
    """The people of the list, or every problem in it."""
    lines = text.splitlines()
    head = lines[0] if lines else ""
    try:
        rows = list(csv.reader(lines, delimiter=max(";,\t", key=head.count)))
    except csv.Error:
        return StaffList(problems=(Problem(1, "too_long"),))
    if not rows or not any(cell.strip() for cell in rows[0]):
        return StaffList(problems=(Problem(1, "empty"),))
    titles = [cell.strip().lower() for cell in rows[0]]
    if (problems := _head(titles)) or len(rows) > MOST_ROWS:
        return StaffList(problems=tuple(problems) or (Problem(1, "too_long"),))
    columns = [COLUMNS[title] for title in titles]
    people: list[Person] = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(columns):
            problems.append(Problem(number, "too_many_cells"))
            continue
        cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        person, found = _person(cells, known, today)
        taken = person is not None and any(one.id == person.id for one in people)
        if taken and person is not None:
            found = [("twice", {"name": person.name})]
        problems += [Problem(number, code, values) for code, values in found]
        people += [person] if person is not None and not found else []
    if not problems and not people:
        problems.append(Problem(1, "empty"))
    listed = {person.id for person in people}
    others = [person for person in known if person.id not in listed]
    if not problems and has_owner(known) and not has_owner([*others, *people]):
        problems.append(Problem(1, "last_owner"))
    return StaffList(() if problems else tuple(people), tuple(problems))


def _head(titles: Sequence[str]) -> list[Problem]:
    found = []
    for title in titles:
        if "pin" in title.split():
            found.append(Problem(1, "pin_column"))
        elif title not in COLUMNS:
            found.append(Problem(1, "unknown_column", {"column": title[:LONGEST]}))
    named = [COLUMNS[title] for title in titles if title in COLUMNS]
    found += [Problem(1, "no_column", {"column": one}) for one in (NAME, ROLE) if one not in named]
    if len(named) != len(set(named)):
        found.append(Problem(1, "column_twice"))
    return found


Found = list[tuple[str, Mapping[str, str]]]


def _person(
    cells: Mapping[str, str], known: Sequence[Person], today: date
) -> tuple[Person | None, Found]:
    """One row, and everything that is wrong with it."""
    found: Found = []
    name, said_role = cells.get(NAME, ""), cells.get(ROLE, "")
    if not name:
        found.append(("no_name", {}))
    if len(name) > LONGEST or any(not one.isprintable() for one in name):
        found.append(("bad_name", {}))
    role = ROLES.get(said_role.lower())
    if role is None:
        found.append(("unknown_role", {"role": said_role[:LONGEST]}))
    specialist = cells.get("specialist", "").lower()
    if specialist not in YES | NO:
        found.append(("not_yes_no", {"column": "specialist", "text": specialist[:LONGEST]}))
    days = {}
    for column in ("trained", "ended"):
        day = _day(cells.get(column, ""))
        if day is None:
            text = cells[column][:LONGEST]
            found.append(("no_date", {"column": column, "text": text}))
        days[column] = day or ""
    if (why := may_be_hpr(cells.get("hpr", ""))) is not None:
        found.append((why, {"number": cells["hpr"][:LONGEST]}))
    if (why := may_be_trained(days["trained"], today)) is not None:
        found.append((why, {}))
    if found or role is None:
        return None, found
    id_ = cells.get("id", "") or id_of(name)
    if not _is_id(id_):
        return None, [("bad_id", {"id": id_[:LONGEST]})]
    before = next((p for p in known if p.id == id_ or p.name == name), None)
    person = before or Person(id=id_, name=name, role=role)
    changed = {"name": name, "role": role}
    changed |= {c: cells[c] for c in ("phone", "hpr") if c in cells}
    changed |= {c: days[c] for c in ("trained", "ended") if c in cells}
    made = msgspec.structs.replace(person, **changed)
    if "specialist" in cells:
        made = msgspec.structs.replace(made, specialist=specialist in YES)
    return made, []


def id_of(name: str) -> str:
    """The id of somebody new: the name as one word."""
    return "".join(one if one.isalnum() else "." for one in name.strip().lower())


def _is_id(id_: str) -> bool:
    """Not one of the names that the record has for nobody and for the program."""
    letters = "".join(one for one in id_ if one not in ".-_")
    return letters.isalnum() and len(id_) <= LONGEST and id_ not in (NOBODY, WATCH, PHYSICIAN)


def _day(text: str) -> str | None:
    """An ISO date, "" where none is given, None where it cannot be read."""
    if not text:
        return ""
    for pattern in DATES:
        try:
            return datetime.strptime(text, pattern).date().isoformat()  # noqa: DTZ007  a day
        except ValueError:
            continue
    return None
