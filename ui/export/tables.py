"""Every line of the record: as JSON, or as a row of one CSV table. Knows no words.

RFC 4180: comma, decimal point, UTC in ISO 8601, UTF-8. What a kind of event says beyond the
columns stands as JSON in the last one, so that nothing of the record is left out.
"""

import csv
import io
from typing import Any

import msgspec

from bedside.record import as_line
from bedside.summary import Summary

HEAD = ("seq", "at", "minute", "by", "kind")
VALUES = (
    "vital",
    "value",
    "unit",
    "systolic",
    "diastolic",
    "mean",
    "pulse_rate",
    "spo2",
    "moment",
    "reason",
    "source",
    "quality",
    "item",
    "answer",
    "drug",
    "dose_mg",
    "condition",
    "priority",
    "symptom",
    "severity",
)
REST = "more"
COLUMNS = (*HEAD, *VALUES, REST)
NOT_SHOWN = frozenset({"mono_s"})  # means nothing outside the computer that counted it


def json_lines(summary: Summary) -> list[str]:
    """The lines of session.jsonl: every event in order, one a line."""
    return [msgspec.json.encode(as_line(entry)).decode() for entry in summary.entries]


def csv_table(summary: Summary) -> str:
    """The whole session; `minute` counts from the beginning of the infusion."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for entry in summary.entries:
        line = as_line(entry)
        minute = f"{summary.minute(entry.at.wall):.3f}"
        head = [line["seq"], line["at"], minute, line["by"], line["kind"]]
        table.writerow([*head, *(_cell(line.get(name, "")) for name in VALUES), _rest(line)])
    return written.getvalue()


def _rest(line: dict[str, Any]) -> str:
    known = {*COLUMNS, *NOT_SHOWN}
    rest = {name: value for name, value in line.items() if name not in known}
    return msgspec.json.encode(rest, order="deterministic").decode() if rest else ""


def _cell(value: Any) -> Any:
    return "" if value is None else value
