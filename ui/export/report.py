"""The session's report: two to four pages that a clinician likes to read, from the record alone.

Clinical wording comes from the protocol in the language asked for, everything else from the
catalogue. Times are local, amounts as they were recorded.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import resources
from bedside.identity import Person
from bedside.protocol import Protocol
from bedside.summary import Summary
from ui.export import fhir, sections
from ui.export.paper import Fonts, Paper, paper
from ui.export.tables import json_lines
from ui.export.told import Told
from ui.i18n import Words

FONTS: Fonts = {
    ("Plex", ""): resources.path("fonts/IBMPlexSans_400Regular.ttf"),
    ("Plex", "B"): resources.path("fonts/IBMPlexSans_600SemiBold.ttf"),
    ("PlexMedium", ""): resources.path("fonts/IBMPlexSans_500Medium.ttf"),
}

Progress = Callable[[int, int], bool]  # (sections done, of all) -> go on?


@dataclass(frozen=True, slots=True)
class Reported:
    """Everything the report is made from."""

    summary: Summary
    protocol: Protocol
    words: Words
    names: Mapping[str, str]  # person's id -> name
    made_at: datetime
    version: str
    staff: Sequence[Person] = ()  # for the FHIR document: roles and HPR numbers


class CancelledError(Exception):
    """Somebody pressed Avbryt; nothing was left behind."""


def report_bytes(what: Reported, progress: Progress = lambda _done, _of: True) -> bytes:
    """The whole PDF/A-3b with the record attached. Raises CancelledError."""
    with closing(_paper(what)) as made:
        told = Told(what.protocol, what.words, what.names)
        for index, section in enumerate(sections.ALL):
            if not progress(index, len(sections.ALL)):
                raise CancelledError
            section(made, what.summary, told)
        made.embed_file(
            basename="session.jsonl",
            bytes=("\n".join(json_lines(what.summary)) + "\n").encode(),
            desc=what.words.text("Every event of the session, one a line"),
            mime_type="application/jsonl",
            creation_date=what.made_at,
            modification_date=what.made_at,
        )
        made.embed_file(
            basename="session.fhir.json",
            bytes=_fhir(what),
            desc=what.words.text("The session as a FHIR R4 document"),
            mime_type="application/fhir+json",
            creation_date=what.made_at,
            modification_date=what.made_at,
            associated_file_relationship="Source",
            compress=True,
        )
        return bytes(made.output())


def _fhir(what: Reported) -> bytes:
    return fhir.document_bytes(
        fhir.exported(
            what.summary,
            what.protocol,
            what.words,
            what.names,
            what.made_at,
            what.version,
            what.staff,
        )
    )


def write_report(what: Reported, out: Path, progress: Progress = lambda _done, _of: True) -> None:
    """Write the PDF/A-3b to `out`, whole or not at all. Raises OSError or CancelledError."""
    made = report_bytes(what, progress)
    fresh = out.with_suffix(".new")
    try:
        fresh.write_bytes(made)
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)


def _paper(what: Reported) -> Paper:
    _ = what.words.text
    opened, head = what.summary.opened, what.summary.head
    return paper(
        FONTS,
        title=_("Ketamine infusion – session report"),
        language=what.words.language,
        author="bedside",
        made_at=what.made_at,
        foot=_("Session {session} · record {head} · bedside {version}").format(
            session=opened.session if opened else "–",
            head=f"{head[:8]} … {head[-8:]}",
            version=what.version,
        ),
        page_word=_("page"),
        marked=_("SIMULATION – not patient data") if what.summary.simulated else "",
    )
