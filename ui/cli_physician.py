"""`bedside physician`: the process behind the back-up physician's page. Has no window.

The application starts it and talks with it over a pipe; started by hand it serves what the record
holds. Standard output: `url: …`, and with --pair `pair: …` and `fingerprint: …`.
"""

import asyncio
import ipaddress
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from bedside.clock import system_clock
from ui.cli_open import DataOption
from ui.i18n import mark
from ui.say import both, not_so, say, wrong_use

if TYPE_CHECKING:
    from bedside.keys import Keys
    from bedside.protocol import Protocol
    from bedside.ringers import Box
    from bedside.settings import PhysicianPage, Settings
    from bedside.store import Store
    from ui.data import Place
    from ui.physician.certificates import Certificate
    from ui.physician.page import Page
    from ui.physician.ringers import Ringers
    from ui.physician.run import Address, Lines

NOT_PAIRED = mark(
    "No device is paired yet, so the page listens nowhere. Pair one in the room, under Set-up, or "
    "here: bedside physician --pair --address ADDRESS, with the address of this computer on the "
    "hospital's network."
)
NO_ADDRESS = mark("--address takes the address of one network interface; {address!r} is none.")
NOT_FREE = mark("{address} port {port} cannot be listened on ({why}).")
NO_CERTIFICATE = mark("The certificate cannot be used ({why}): {file}")
CODE = mark(
    "The code {code} pairs one device and holds for five minutes. If bedside was open before its "
    "first device is paired, close it and open it again."
)
SERVING = mark("The page is served at {url}. End with Ctrl-C.")


def physician(
    data: DataOption = None,
    simulation: Annotated[
        bool, typer.Option("--simulation", help="Of the demonstrations, not the real record.")
    ] = False,
    address: Annotated[str, typer.Option(help="Of the network interface to listen on.")] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 keeps the one of before.")] = 0,
    pair: Annotated[bool, typer.Option("--pair", help="Let one more device in.")] = False,
    piped: Annotated[bool, typer.Option("--piped", hidden=True)] = False,
) -> None:
    """Serve the back-up physician's page over TLS, beside the application."""
    from bedside.settings import load_settings, save_settings
    from ui.data import default_folder, load_protocol, place
    from ui.plain import plainly

    folder = data or default_folder()
    with plainly(folder):
        at = place(folder)
        settings = load_settings(at.settings)
        page = _chosen(settings.physician, address, port)
        if not page.address and not piped:
            not_so(both(NOT_PAIRED))
        files = at.folder / "physician"
        if pair:
            if page != settings.physician:
                save_settings(at.settings, replace(settings, physician=page))
            _let_in(page, files)
            return
        store, keys = _opened(at, simulation=simulation, piped=piped)
        try:
            box = _ringers(at, keys)
            protocol = load_protocol(None if simulation else at.protocol)  # as the application
            chosen = replace(settings, physician=page)
            _run(store, protocol, chosen, files, piped, box, simulation)
        finally:
            store.close()


def _opened(at: "Place", *, simulation: bool, piped: bool) -> "tuple[Store, Keys]":
    """Keys under a passphrase are told by the application, as the first line of its pipe.

    Raises what open_store raises.
    """
    from bedside.keys import LOCKED_FILE
    from ui.data import open_store, opened_with
    from ui.opened import asker, keys_at

    if piped and not simulation and (at.folder / LOCKED_FILE).exists():
        keys = keys_at(at, piped=True)
        return opened_with(at.database(simulated=False), keys), keys
    return open_store(at, simulated=simulation, ask=asker(at.folder))


def _chosen(known: "PhysicianPage", address: str, port: int) -> "PhysicianPage":
    """One interface and never all of them: the page is for one network."""
    if address:
        try:
            if ipaddress.ip_address(address).is_unspecified:
                raise ValueError
        except ValueError:
            wrong_use(both(NO_ADDRESS, address=address))
    return replace(known, address=address or known.address, port=port or known.port)


def _ringers(at: "Place", keys: "Keys") -> "Box | None":
    """Where their key cannot be had, nobody is rung, and the page is served all the same."""
    from bedside.keys import KeyGoneError, PassphraseNeededError
    from ui.data import ringers_of

    try:
        return ringers_of(at, keys)
    except (KeyGoneError, PassphraseNeededError, OSError):
        return None


def _run(
    store: "Store",
    protocol: "Protocol",
    settings: "Settings",
    folder: Path,
    piped: bool,
    box: "Box | None",
    simulated: bool,
) -> None:
    from bedside.text import Language
    from ui.physician import certificates, doors
    from ui.physician.attention import ringers_for
    from ui.physician.folder import load_devices, secret_of
    from ui.physician.link import Bedside
    from ui.physician.page import Page
    from ui.physician.records import Records

    chosen = settings.physician
    served = _served(chosen, folder) if chosen.address else None
    names = certificates.names(served.certificate.chain) if served else ()
    page = Page(
        Records(store),
        protocol,
        doors.Doors(secret_of(folder), load_devices(folder)),
        system_clock,
        frozenset({*names, chosen.address}),
        Bedside(protocol.escalation.link.process_dead_s, piped=piped),
        chosen.phone,
    )
    language = Language(settings.language)
    ringers = (
        None
        if box is None
        else ringers_for(page, box, settings.room, language, simulated=simulated)
    )
    if piped:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the application's; it tells us
        _serve_piped(page, served, folder, ringers)
        return

    def ready(url: str) -> None:
        typer.echo(f"url: {url}")
        sys.stdout.flush()
        say(both(SERVING, url=url))

    def nothing_heard() -> list[bytes] | None:
        return []

    try:
        _serve(page, served, folder, nothing_heard, lambda _text: None, ready, ringers)
    except KeyboardInterrupt:
        return


def _serve_piped(
    page: "Page", served: "Address | None", folder: Path, ringers: "Ringers | None"
) -> None:
    from ui.pipe import LinesIn, LinesOut

    heard, said = LinesIn(sys.stdin.buffer), LinesOut(sys.stdout.buffer)
    _serve(page, served, folder, heard.take, said.say, lambda _url: None, ringers)
    said.close()


def _serve(
    page: "Page",
    served: "Address | None",
    folder: Path,
    heard: "Lines",
    tell: Callable[[bytes], None],
    ready: Callable[[str], None],
    ringers: "Ringers | None",
) -> None:
    from ui.physician.run import serve

    try:
        asyncio.run(serve(page, served, folder, heard, tell, ready, ringers))
    except OSError as error:
        if served is None:
            raise
        not_so(both(NOT_FREE, address=served.host, port=served.port, why=error.strerror or error))


def _served(chosen: "PhysicianPage", folder: Path) -> "Address":
    """The hospital's certificate, or ours; a new one where the address is another."""
    from ui.physician import certificates
    from ui.physician.run import Address

    if chosen.certificate:
        certificate = certificates.Certificate(Path(chosen.certificate), Path(chosen.key))
    else:
        known = certificates.own(folder)
        hosts = (chosen.address, socket.gethostname().lower())
        if known is None or chosen.address not in certificates.names(known.chain):
            known = certificates.make(folder, hosts, system_clock().wall)
        certificate = known
    _usable(certificate)
    return Address(chosen.address, chosen.port, certificate)


def _usable(certificate: "Certificate") -> None:
    from ui.physician import certificates

    try:
        certificates.context(certificate)
        certificates.names(certificate.chain)
    except (OSError, ValueError) as error:
        not_so(both(NO_CERTIFICATE, why=error, file=certificate.chain))


def _let_in(chosen: "PhysicianPage", folder: Path) -> None:
    """The certificate is made, and the process that serves lets one device in."""
    from ui.physician import certificates, doors
    from ui.physician.folder import leave_code
    from ui.physician.run import bracketed

    code, served = doors.new_code(), _served(chosen, folder)
    leave_code(folder, code, system_clock())
    typer.echo(f"pair: https://{bracketed(served.host)}:{served.port}/#{code}")
    typer.echo(f"fingerprint: {certificates.fingerprint(served.certificate.chain)}")
    say(both(CODE, code=code))
