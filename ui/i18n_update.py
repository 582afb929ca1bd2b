"""`python -m ui.i18n_update`: brings the catalogues up to what the code says, and compiles them.

New sentences come in untranslated and are listed; sentences no longer used stay as comments
until `--prune`. Exit status 1 while something is missing. Knows no screen.
"""

import io
import sys
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import resources
from bedside.text import Language
from ui.i18n import DOMAIN, compiled

# What the code calls sentences by: ui.i18n.Words.text, .several and .meant, the short names they
# are given, and `mark` for tables.
KEYWORDS = {
    **dict.fromkeys(("_", "text", "mark")),
    **dict.fromkeys(("n_", "several"), (1, 2)),
    **dict.fromkeys(("p_", "meant"), ((1, "c"), 2)),
}
METHODS = [("**.py", "python")]
HEADER = (
    "# Every sentence of bedside that is not clinical wording. Made by python -m ui.i18n_update."
)
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a date that changed by itself would be noise in diffs


def sentences(source: Path) -> Catalog:
    """Every sentence the code under `source` asks for, with the files that ask."""
    found = Catalog(project="bedside", creation_date=NO_DATE, fuzzy=False)
    for name, _line, message, comments, context in extract_from_dir(
        source, METHODS, keywords=KEYWORDS, comment_tags=["i18n:"], strip_comment_tags=True
    ):
        place = (Path(source.name) / name).as_posix()
        found.add(message, None, [(place, 0)], auto_comments=comments, context=context)
    return found


def read(po: Path, language: Language) -> Catalog:
    """The catalogue as it lies there, or a new one, headed as ours are."""
    if po.exists():
        catalogue = read_po(io.BytesIO(po.read_bytes()), locale=language.value, domain=DOMAIN)
    else:
        catalogue = Catalog(locale=language.value, domain=DOMAIN, fuzzy=False)
    catalogue.project, catalogue.version = "bedside", "-"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "-"
    catalogue.revision_date = NO_DATE
    catalogue.header_comment = HEADER
    return catalogue


def updated(old: Catalog, found: Catalog, language: Language, prune: bool) -> Catalog:
    """`old` with exactly the sentences of `found`. In English a sentence is its own translation."""
    # Babel puts the messages of `found` themselves into `old`: a copy keeps languages apart.
    old.update(deepcopy(found), no_fuzzy_matching=True, update_header_comment=False)
    if prune:
        old.obsolete.clear()
    if language is Language.EN:
        for message in old:
            if message.id and not _done(message.string):
                message.string = message.id
    return old


def missing(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        if message.id and not _done(message.string):
            yield message.id if isinstance(message.id, str) else message.id[0]


def as_bytes(catalogue: Catalog) -> bytes:
    """Sorted and without line numbers, so that a change of code elsewhere changes nothing here."""
    written = io.BytesIO()
    write_po(written, catalogue, width=100, sort_output=True, include_lineno=False)
    lines = written.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b'"Generated-By'))


def main(arguments: list[str]) -> int:
    if set(arguments) - {"--prune"}:
        sys.stderr.write("usage: python -m ui.i18n_update [--prune]\n")
        return 2
    found = sentences(Path(__file__).parent)
    complete = True
    for language in Language:
        po = resources.path("i18n") / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        catalogue = updated(read(po, language), found, language, "--prune" in arguments)
        text = as_bytes(catalogue)
        if not po.exists() or po.read_bytes() != text:
            po.parent.mkdir(parents=True, exist_ok=True)
            po.write_bytes(text)
        po.with_suffix(".mo").write_bytes(compiled(text))
        for sentence in missing(catalogue):
            complete = False
            sys.stdout.write(f"{language}: {sentence!r} is not translated\n")
    return 0 if complete else 1


def _done(string: str | list[str] | tuple[str, ...] | None) -> bool:
    return bool(string) and all(string if isinstance(string, list | tuple) else (string,))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
