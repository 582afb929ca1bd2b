"""Reads the protocol's files into one frozen value, or refuses to. Knows no screen."""

import hashlib
import math
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from bedside.protocol_course import Eligibility, Phases, Questionnaires, Series
from bedside.protocol_drugs import Constants, Dose, Ledger, Prn, Recipe
from bedside.protocol_error import ProtocolError, refusal_of, with_id
from bedside.protocol_help import Emergency, Equipment, Escalation, Roles, Site
from bedside.protocol_lists import Consent, DayCheck, Discharge, Gate, OnFile, Preparation
from bedside.protocol_references import REFERENCE_RULES, changed_beyond_local
from bedside.protocol_types import About, Protocol, files_of
from bedside.protocol_validate import RULES
from bedside.protocol_walk import key_names
from bedside.protocol_watch import Limits, Symptoms, Vitals

__all__ = ["Protocol", "ProtocolError", "faults", "load"]

Content = TypeVar("Content", bound=Struct)


# What a site may replace by files of its own; all else is the hospital's protocol.
LOCAL_FILES = frozenset(
    f"{name}.toml" for name in ("site", "recipe", "limits", "vitals", "escalation", "equipment")
)


def load(folder: Path, local: Path | None = None) -> Protocol:
    """Read and check every file in `folder`; raises ProtocolError on the first fault.

    A file of the same name in `local` stands in place of the shipped one. It may change what is
    marked as local and nothing else.
    """
    shipped = _texts(folder)
    if local is None:
        return _load(shipped)
    own = _texts(local)
    for name in own:
        if name not in LOCAL_FILES:
            raise ProtocolError(
                name,
                "",
                "denne filen kan ikke erstattes lokalt.",
                "this file cannot be replaced locally.",
            )
    protocol = _load({**shipped, **own})
    for fault in changed_beyond_local(_load(shipped), protocol):
        raise fault
    return protocol


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: _text(path) for path in sorted(folder.glob("*.toml"))}


def _load(texts: Mapping[str, str]) -> Protocol:

    def part(name: str, kind: type[Content]) -> Content:
        return _typed(name, texts, kind)

    protocol = Protocol(
        hash=_hash(texts),
        about=part("about.toml", About),
        constants=part("constants.toml", Constants),
        phases=part("phases.toml", Phases),
        roles=part("roles.toml", Roles),
        equipment=part("equipment.toml", Equipment),
        eligibility=part("eligibility.toml", Eligibility),
        day_check=part("day_check.toml", DayCheck),
        on_file=part("on_file.toml", OnFile),
        preparation=part("preparation.toml", Preparation),
        consent=part("consent.toml", Consent),
        gate_start=part("gate_start.toml", Gate),
        gate_home=part("gate_home.toml", Gate),
        discharge=part("discharge.toml", Discharge),
        dose=part("dose.toml", Dose),
        recipe=part("recipe.toml", Recipe),
        ledger=part("ledger.toml", Ledger),
        prn=part("prn.toml", Prn),
        vitals=part("vitals.toml", Vitals),
        limits=part("limits.toml", Limits),
        symptoms=part("symptoms.toml", Symptoms),
        emergency=part("emergency.toml", Emergency),
        escalation=part("escalation.toml", Escalation),
        series=part("series.toml", Series),
        questionnaires=part("questionnaires.toml", Questionnaires),
        site=part("site.toml", Site),
    )
    for name in texts:
        if name not in files_of(protocol):
            raise ProtocolError(
                name, "", "ingen kjenner denne filen.", "nobody knows a file of this name."
            )
    for fault in faults(protocol):
        raise fault
    return protocol


def faults(protocol: Protocol) -> Iterator[ProtocolError]:
    """Every fault between the values; the first is what the program refuses to start with."""
    for rule in (*RULES, *REFERENCE_RULES):
        yield from rule(protocol)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ProtocolError(
            path.name,
            "",
            f"filen er ikke lagret som UTF-8 (byte {error.start}).",
            f"the file is not saved as UTF-8 (byte {error.start}).",
        ) from error
    except OSError as error:
        raise ProtocolError(
            path.name,
            "",
            f"filen kan ikke leses ({error.strerror}).",
            f"the file cannot be read ({error.strerror}).",
        ) from error


def _hash(texts: Mapping[str, str]) -> str:
    """The same on every system: names in order, each with its text, lines ended by LF."""
    digest = hashlib.sha256()
    for name, text in texts.items():
        body = text.encode()
        digest.update(f"{name} {len(body)}\n".encode())
        digest.update(body)
    return digest.hexdigest()


def _typed(name: str, texts: Mapping[str, str], kind: type[Content]) -> Content:
    if name not in texts:
        raise ProtocolError(name, "", "filen mangler.", "the file is missing.")
    try:
        raw = tomllib.loads(texts[name])
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(
            name, "", f"filen er ikke gyldig TOML ({error}).", f"the file is not TOML ({error})."
        ) from error
    for path, number in _fractions(raw):
        if not math.isfinite(number):
            raise ProtocolError(
                name,
                with_id(raw, path),
                f"{number} er ikke et tall en grense kan ha.",
                f"{number} is not a number that a limit can have.",
            )
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise refusal_of(name, raw, str(error), key_names(kind)) from error


def _fractions(raw: object, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(raw, float):
        yield path, raw
    elif isinstance(raw, Mapping):
        for key, inner in raw.items():
            yield from _fractions(inner, f"{path}.{key}" if path else key)
    elif isinstance(raw, list):
        for index, inner in enumerate(raw):
            yield from _fractions(inner, f"{path}[{index}]")
