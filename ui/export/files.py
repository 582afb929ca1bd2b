"""Makes what leaves the room, from the record on disk: the report to look at, and the files.

Reads the record anew each time, so that what is exported is what was written, not what is
believed. Raises StoreError (the record could not be read) and OSError (the file not written).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bedside import __version__
from bedside.clock import Instant
from bedside.identity import Person
from bedside.protocol import Protocol
from bedside.store import Store, StoreError
from bedside.summary import Summary, summarise
from ui.export import fhir
from ui.export.fhir_base import Exported
from ui.export.tables import csv_table, json_lines
from ui.i18n import Words
from ui.written import WHY

PDF, CSV, JSONL = "pdf", "csv", "jsonl"
FHIR, FHIR_TRANSACTION = "fhir", "fhir-transaction"
KINDS = (PDF, FHIR, FHIR_TRANSACTION, CSV, JSONL)


@dataclass(frozen=True, slots=True)
class Source:
    """One session's record, and what its codes are called."""

    store: Store
    session: str
    protocol: Protocol
    names: Mapping[str, str]  # person's id -> name
    staff: Sequence[Person] = ()  # for the FHIR document: roles and HPR numbers

    def summary(self) -> Summary:
        bp = self.protocol.limits.bp
        limit = (round(bp.high_systolic_mmhg), round(bp.high_diastolic_mmhg))
        entries = self.store.replay(self.session)
        signed = self.store.signed(self.session)
        return summarise(entries, self.store.head(self.session), limit, signed)

    def whole(self) -> bool:
        """The chain of this session is unbroken, and ends where the register says."""
        return not self.store.verify(self.session)


def report_of(source: Source, summary: Summary, words: Words, now: Instant) -> bytes:
    """The PDF/A-3b, in memory: what is only looked at leaves nothing readable on the disk."""
    from ui.export.report import Reported, report_bytes  # loaded for the first one, not at start

    return report_bytes(
        Reported(
            summary=summary,
            protocol=source.protocol,
            words=words,
            names=source.names,
            made_at=now.wall,
            version=__version__,
            staff=source.staff,
        )
    )


def content(kind: str, source: Source, words: Words, now: Instant) -> bytes:
    """The bytes of an export. ValueError where nobody knows the kind.

    Raises fhir.SimulatedError where a simulation was to go to a server.
    """
    summary = source.summary()
    match kind:
        case "pdf":
            return report_of(source, summary, words, now)
        case "fhir":
            return fhir.document_bytes(_exported(source, summary, words, now))
        case "fhir-transaction":
            return fhir.transaction_bytes(_exported(source, summary, words, now))
        case "csv":
            return csv_table(summary).encode()
        case "jsonl":
            return ("\n".join(json_lines(summary)) + "\n").encode()
        case _:
            raise ValueError(f"no such export: {kind}")


def _exported(source: Source, summary: Summary, words: Words, now: Instant) -> Exported:
    return fhir.exported(
        summary, source.protocol, words, source.names, now.wall, __version__, source.staff
    )


def why_not_written(error: OSError | fhir.SimulatedError) -> str:
    """A code that chooses the sentence on the screen."""
    if isinstance(error, fhir.SimulatedError):
        return "simulated"
    if isinstance(error, StoreError):
        return "record_unreadable"
    return WHY.get(error.errno or 0, "cannot_write")
