"""The analyst's page at `/`, and the files that it is made of: plain HTML, CSS and modules, served as they stand."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

# Nothing inline, nothing from elsewhere. `data:` and `blob:` are for the picture of the matrix.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
TEMPLATES = Path(__file__).parent / "templates"

blueprint = Blueprint("page", __name__, static_folder="static", static_url_path="/static")


@blueprint.get("/")
def page() -> Response:
    """Show the page."""
    return send_from_directory(TEMPLATES, "index.html")


@blueprint.after_request
def protect(response: Response) -> Response:
    """Let the page load what it is made of, and nothing else."""
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    return response
