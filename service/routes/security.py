"""Headers that keep a browser from doing more with an answer than it is for."""

from __future__ import annotations

from flask import Flask, Response, request

NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def init_app(app: Flask) -> None:
    """Send the headers with every answer; a page that needs more than nothing sets its own policy first."""
    app.after_request(_secure)


def _secure(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", NOTHING)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/v1/"):
        # An answer holds the caller's article: no cache on the way may keep it.
        response.headers.setdefault("Cache-Control", "no-store")
    return response
