"""A network between page and program that can be cut: bytes stall on the way, or the line drops."""

import asyncio
import contextlib

from tests.ui.physician.served import HOST


class Proxy:
    """Forwards to `port`. `stall` holds everything back, `cut` drops each line and lets none in."""

    def __init__(self, port):
        self.to, self.port, self.server = port, 0, None
        self.open, self.flowing = set(), asyncio.Event()
        self.flowing.set()
        self.down = False

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._came, HOST, 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_gone):
        self.server.close()
        self.cut()
        await asyncio.sleep(0)

    def stall(self):
        self.flowing.clear()

    def flow(self):
        self.down = False
        self.flowing.set()

    def cut(self):
        self.down = True
        for writer in self.open:
            writer.transport.abort()
        self.open = set()

    async def _came(self, reader, writer):
        if self.down:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection(HOST, self.to)
        except OSError:
            writer.transport.abort()
            return
        self.open |= {writer, back}
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        self.open -= {writer, back}

    async def _pass(self, reader, writer):
        with contextlib.suppress(OSError):
            while said := await reader.read(65536):
                await self.flowing.wait()
                writer.write(said)
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()
