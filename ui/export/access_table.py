"""The log of who saw the record as a file: one CSV row a line, or one FHIR bundle of AuditEvents.

RFC 4180: comma, UTC in ISO 8601, UTF-8. The screen and the command line write the same.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from bedside.access import Access
from bedside.lines import aware
from bedside.record import iso
from ui.export import fhir_access

CSV, FHIR = "csv", "fhir"
ENDINGS = {CSV: "csv", FHIR: "fhir.json"}
COLUMNS = ("seq", "at", "by", "name", "what", "session", "patient", "why", "detail")


def access_bytes(kind: str, lines: Sequence[Access], names: Mapping[str, str]) -> bytes:
    """`names` are of the staff, by id. ValueError where nobody knows the kind."""
    if kind == CSV:
        return csv_table(lines, names).encode()
    if kind == FHIR:
        return msgspec.json.encode(fhir_access.bundle(lines, names))
    raise ValueError(f"no such export: {kind}")


def csv_table(lines: Sequence[Access], names: Mapping[str, str]) -> str:
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for line in lines:
        at, name = iso(aware(line.at)), names.get(line.by, "")
        about = (line.what, line.session, line.patient, line.why, line.detail)
        table.writerow((line.seq, at, line.by, name, *about))
    return written.getvalue()


def file_name(kind: str, at: datetime, session: str = "") -> str:
    """Of one patient by the session it was asked from: no file's name has a person's number."""
    of = f"-{session}" if session else ""
    return f"access-log{of}-{at:%Y%m%d-%H%M%S}.{ENDINGS[kind]}"
