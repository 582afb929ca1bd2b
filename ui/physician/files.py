"""What anybody may read: the page's own files, and the headers of every answer."""

from aiohttp import web

import resources

FILES = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
    "/watch.js": ("watch.js", "text/javascript"),
    "/icon.svg": ("../icons/stethoscope.svg", "image/svg+xml"),
    "/plex-400.ttf": ("../fonts/IBMPlexSans_400Regular.ttf", "font/ttf"),
    "/plex-600.ttf": ("../fonts/IBMPlexSans_600SemiBold.ttf", "font/ttf"),
}
HEADERS = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), screen-wake-lock=(self)",
    "Cache-Control": "no-store",
    "Server": "bedside",
}


async def with_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "worker-src 'self'; img-src 'self'; "
        f"connect-src 'self' wss://{request.host}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


async def file(request: web.Request) -> web.Response:
    name, kind = FILES[request.path]
    body = resources.path(f"physician/{name}").read_bytes()
    charset = None if kind.startswith(("font/", "image/")) else "utf-8"
    return web.Response(body=body, content_type=kind, charset=charset)
