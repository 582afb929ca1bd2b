"""`bedside site`: the clinic's own numbers and names, as files beside the shipped protocol."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from ui.cli_open import DataOption
from ui.i18n import mark
from ui.say import both, not_so, say

WRITTEN = mark("Written: {file}")
KEPT = mark("Kept as it is: {file}")
EXAMPLE = mark(
    "These are the numbers of a unit that does not exist: no real session opens. Run "
    "`bedside site --write`, fill in {folder}, and set example = false in site.toml."
)
IN_ORDER = mark("The clinic's own files in {folder} are in order.")


def site(
    data: DataOption = None,
    write: Annotated[
        bool, typer.Option("--write", help="Put the files there to be filled in; overwrites none.")
    ] = False,
) -> None:
    """Whether the clinic's own numbers are in order; --write puts the files there to fill in."""
    from bedside.protocol import LOCAL_FILES, ProtocolError
    from ui.data import load_protocol, place

    folder = place(data).protocol
    if write:
        _write(folder, sorted(LOCAL_FILES))
    try:
        example = load_protocol(folder).site.example
    except ProtocolError as error:
        not_so(error.text)
    if example:
        not_so(both(EXAMPLE, folder=folder))
    say(both(IN_ORDER, folder=folder))


def _write(folder: Path, names: list[str]) -> None:
    import resources

    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        own = folder / name
        if own.exists():
            say(both(KEPT, file=own))
        else:
            shutil.copyfile(resources.path("protocol") / name, own)
            say(both(WRITTEN, file=own))
