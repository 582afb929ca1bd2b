"""What a request says and what is answered: bodies, cookies, and a sentence for each refusal."""

import asyncio
from typing import TypeVar

import msgspec
from aiohttp import web
from msgspec import Struct

from bedside.text import Language
from ui.physician.answers import Seen
from ui.physician.state import Shown

MOST_BYTES = 4096  # of a request's body, or of one message of the page
BODY_WITHIN_S = 5.0
DEVICE, VISIT = "__Host-device", "__Host-visit"
DEVICE_S = 400 * 24 * 3600
TOKEN = "X-Bedside-Token"
STATUS = {
    "not_paired": 401,
    "not_signed_in": 401,
    "not_from_here": 403,
    "too_often": 429,
    "worse": 409,
    "not_recorded": 503,
    "not_understood": 400,
}

Read = TypeVar("Read", bound=Struct)


class Code(Struct, frozen=True, forbid_unknown_fields=True):
    code: str


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    pin: str


class CheckIn(Struct, frozen=True, forbid_unknown_fields=True):
    session: str
    heard: bool


class Beat(Struct, frozen=True, forbid_unknown_fields=True):
    """What the page says each second, and which alerts it has painted since."""

    sound: bool = False
    visible: bool = False
    awake: bool = False
    language: Language = Language.NB
    seen: tuple[Seen, ...] = ()


class BedsideShown(Struct, frozen=True):
    state: str
    title: str = ""
    text: str = ""


class Full(Struct, frozen=True):
    """The whole state, each time: a page that was away has nothing to catch up with."""

    clock: str
    me: str
    bedside: BedsideShown
    sessions: tuple[Shown, ...]


class RefusedError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def body(request: web.Request, kind: type[Read]) -> Read:
    """The JSON of a request that was sent in time. Raises msgspec's errors and TimeoutError."""
    if request.content_type != "application/json":
        raise RefusedError("not_understood")
    async with asyncio.timeout(BODY_WITHIN_S):
        return msgspec.json.decode(await request.read(), type=kind)


def told(what: object, status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(what), status=status, content_type="application/json"
    )


def language(request: web.Request) -> Language:
    asked = request.query.get("language") or request.headers.get("X-Bedside-Language", "")
    return Language(asked) if asked in set(Language) else Language.NB


def address(request: web.Request) -> str:
    return request.remote or ""


def put_cookie(response: web.Response, name: str, value: str, max_age: int | None) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="Strict"
    )
