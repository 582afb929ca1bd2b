"""Listens on one address, over TLS alone, and lets nobody in who connects and says nothing."""

import asyncio
import ssl
from contextlib import suppress

from aiohttp import web

from ui.physician.page import Page
from ui.physician.server import Handler, application

SAID_WITHIN_S = 10.0  # a connection on which nothing whole was asked by then is closed
HANDSHAKE_WITHIN_S = 5.0
MOST_SILENT = 64  # at one time; the oldest goes
KEPT_S = 20.0  # a connection without a request in between
LINGERS_S = 2.0  # for the rest of a body that was refused
ENDS_S = 0.5  # for requests under way when the process ends


class Listener:
    """One listening socket. `start` raises OSError when the address cannot be had."""

    def __init__(self, page: Page, context: ssl.SSLContext) -> None:
        self._page, self._context = page, context
        self._silent: dict[object, asyncio.TimerHandle] = {}
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen there; the port, which was chosen by the system where `port` is 0."""
        if self._runner is None:
            self._runner = self._made()
            await self._runner.setup()
        self._server = await asyncio.get_running_loop().create_server(
            self._connected,
            host,
            port,
            ssl=self._context,
            ssl_handshake_timeout=HANDSHAKE_WITHIN_S,
            reuse_address=True,
        )
        return int(self._server.sockets[0].getsockname()[1])

    def _made(self) -> web.AppRunner:
        app = application(self._page)
        app.middlewares.insert(0, self._counted)
        return web.AppRunner(
            app,
            access_log=None,
            keepalive_timeout=KEPT_S,
            lingering_time=LINGERS_S,
            shutdown_timeout=ENDS_S,
            handle_signals=False,
        )

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for live in list(self._page.lives):
            with suppress(ConnectionError, TimeoutError):
                await asyncio.wait_for(live.socket.close(code=1001), 1.0)
        if self._runner is not None:
            await self._runner.cleanup()
        for timer in self._silent.values():
            timer.cancel()

    def _connected(self) -> asyncio.BaseProtocol:
        """A new connection: it has a while to ask for something."""
        assert self._runner is not None
        assert self._runner.server is not None
        protocol = self._runner.server()
        while len(self._silent) >= MOST_SILENT:
            self._close(next(iter(self._silent)))
        loop = asyncio.get_running_loop()
        self._silent[protocol] = loop.call_later(SAID_WITHIN_S, self._close, protocol)
        return protocol

    def _close(self, protocol: object) -> None:
        timer = self._silent.pop(protocol, None)
        if timer is not None:
            timer.cancel()
        transport = getattr(protocol, "transport", None)
        if transport is not None:
            transport.abort()

    @web.middleware
    async def _counted(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """It has spoken: from here on the times of a request are watched instead."""
        timer = self._silent.pop(request.protocol, None)
        if timer is not None:
            timer.cancel()
        return await handler(request)
