"""Says in one sentence, in both languages, what is wrong with a protocol file and where."""

import re
from collections.abc import Mapping, Sequence

from bedside.text import Text

UNIT_OF_ENDING = {
    "_mg": "mg",
    "_mg_per_ml": "mg/ml",
    "_mg_per_kg": "mg/kg",
    "_kg": "kg",
    "_kg_per_m2": "kg/m²",
    "_ml": "ml",
    "_ml_per_h": "ml/h",
    "_mmhg": "mmHg",
    "_percent": "%",
    "_per_min": "/min",
    "_per_week": "/week",
    "_s": "s",
    "_min": "min",
    "_h": "h",
    "_days": "days",
    "_weeks": "weeks",
    "_months": "months",
    "_years": "years",
    "_points": "points",
    "_count": "count",
}

_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>.*)`")
_ABSENT = re.compile(r"Object missing required field `(?P<key>.*)`")
_ENUM = re.compile(r"Invalid enum value (?P<value>.*)")
_EMPTY = re.compile(r"Expected `str` (of length >= 1|matching regex .*\\S.*)")
_TYPE = re.compile(r"Expected `(?P<wanted>.*)`, got `(?P<got>.*)`")
_PLACE = re.compile(r"(?P<what>.*) - at `(?P<path>\$.*)`", re.DOTALL)


class ProtocolError(Exception):
    """The program refuses to start: `file` and `path` name the place, `text` says the fault."""

    def __init__(self, file: str, path: str, nb: str, en: str) -> None:
        place = f"{file}: {path}: " if path else f"{file}: "
        self.file = file
        self.path = path
        self.text = Text(nb=place + nb, en=place + en)
        super().__init__(self.text.en)


def refusal_of(file: str, raw: object, message: str, known_keys: frozenset[str]) -> ProtocolError:
    """What msgspec found, as a sentence a person without Python can act on."""
    place = _PLACE.fullmatch(message)
    what, path = (place["what"], place["path"].removeprefix("$")) if place else (message, "")
    path = path.removeprefix(".")
    if found := _UNKNOWN.fullmatch(what):
        return _unknown_key(file, with_id(raw, _join(path, found["key"])), found["key"], known_keys)
    if found := _ABSENT.fullmatch(what):
        return _absent_key(file, with_id(raw, _join(path, found["key"])), found["key"])
    path = with_id(raw, path)
    if found := _ENUM.fullmatch(what):
        return ProtocolError(
            file,
            path,
            f"verdien {found['value']} er ikke en av de tillatte.",
            f"the value {found['value']} is not one of those allowed.",
        )
    if _EMPTY.fullmatch(what):
        return ProtocolError(
            file,
            path,
            "teksten er tom eller har mellomrom i kantene.",
            "the text is empty or has blanks at its ends.",
        )
    if found := _TYPE.fullmatch(what):
        return ProtocolError(
            file,
            path,
            f"ventet {found['wanted']}, fant {found['got']}.",
            f"expected {found['wanted']}, found {found['got']}.",
        )
    return ProtocolError(
        file, path, f"verdien kan ikke brukes ({what}).", f"the value cannot be used ({what})."
    )


def _unknown_key(file: str, path: str, key: str, known_keys: frozenset[str]) -> ProtocolError:
    with_units = sorted(k for k in known_keys if k.startswith(key + "_") and ends_with_unit(k))
    if with_units:
        return ProtocolError(
            file,
            path,
            f"nøkkelen mangler enhet; skriv for eksempel `{with_units[0]}`.",
            f"the key lacks its unit; write for example `{with_units[0]}`.",
        )
    return ProtocolError(
        file, path, "ingen kjenner denne nøkkelen.", "nobody knows a key of this name."
    )


def _absent_key(file: str, path: str, key: str) -> ProtocolError:
    match key:
        case "nb":
            return ProtocolError(
                file, path, "den norske teksten mangler.", "the Norwegian text is missing."
            )
        case "en":
            return ProtocolError(
                file, path, "den engelske teksten mangler.", "the English text is missing."
            )
        case "unit":
            return ProtocolError(file, path, "enheten mangler.", "the unit is missing.")
        case _:
            return ProtocolError(file, path, "nøkkelen mangler.", "the key is missing.")


def ends_with_unit(key: str) -> bool:
    return key.endswith(tuple(UNIT_OF_ENDING))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def with_id(raw: object, path: str) -> str:
    """`question[3].colour` says nobody anything: `question[3] (D-04).colour` does."""
    shown = ""
    here = raw
    for part in re.findall(r"[^.\[\]]+|\[\d+\]|\[\.\.\.\]", path):
        if part.startswith("["):
            index = part[1:-1]
            is_list = isinstance(here, Sequence) and not isinstance(here, str)
            here = here[int(index)] if is_list and index.isdecimal() else None  # type: ignore[index]
            shown += part
            name = here.get("id", here.get("key")) if isinstance(here, Mapping) else None
            shown += f" ({name})" if name else ""
        else:
            here = here.get(part) if isinstance(here, Mapping) else None
            shown = _join(shown, part)
    return shown
