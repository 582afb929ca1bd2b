"""`bedside support`: one file for whoever helps from afar, without anything of a patient."""

from pathlib import Path
from typing import Annotated

import typer

from ui.cli_open import DataOption
from ui.i18n import mark
from ui.say import both, say

WRITTEN = mark("Written: {file}. It holds nothing of any patient; look into it before you send it.")
NO_STORE = mark("The record could not be opened ({why}): the file says so, and has the rest.")


def support(
    out: Annotated[
        Path | None, typer.Option(help="The ZIP file to write; else one in this folder.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Versions, configuration, timings and logs in one file, without patient data."""
    from bedside.clock import system_clock
    from bedside.keys import KeyGoneError
    from bedside.passphrase import WrongPassphraseError
    from bedside.protocol_error import ProtocolError
    from bedside.settings import Settings, SettingsError, load_settings
    from bedside.store import StoreError
    from ui.data import Place, default_folder, load_protocol, open_store
    from ui.opened import asker
    from ui.plain import plainly
    from ui.support import Asked, bundle, file_name
    from ui.written import write_whole

    at = Place(data or default_folder())
    file = out or Path(file_name(system_clock().wall))
    with plainly(at.folder):
        try:
            settings = load_settings(at.settings)
        except SettingsError:
            settings = Settings()
        try:
            protocol = load_protocol(at.protocol)
        except ProtocolError:
            protocol = None
        store, trouble = None, "no_record"
        if at.database(simulated=False).exists():
            try:
                store, _keys = open_store(at, simulated=False, ask=asker(at.folder))
            except (KeyGoneError, WrongPassphraseError):
                trouble = "key_gone"
            except StoreError as error:
                trouble = error.code
        try:
            made = bundle(Asked(at, settings, protocol, store, system_clock, trouble))
        finally:
            if store is not None:
                store.close()
        write_whole(file, made)
    typer.echo(file)
    if store is None:
        say(both(NO_STORE, why=trouble))
    say(both(WRITTEN, file=file))
