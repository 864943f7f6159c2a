"""The OpenAPI document, and a page to try it that needs no other server."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, render_template, send_from_directory

from service.routes.openapi import document

blueprint = Blueprint("documents", __name__, template_folder="templates")
# Swagger UI sets styles of its own on what it draws.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
FILES = {
    "swagger-ui.css": "css/swagger-ui.css",
    "swagger-ui-bundle.js": "js/swagger-ui-bundle.js",
}
START = """window.onload = () => {
  SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null});
};
"""


@cache
def _openapi() -> bytes:
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()


@cache
def _bundle() -> Path:
    """Return the folder of Swagger UI's files; the package that carries them is not imported, only found."""
    spec = find_spec("flask_openapi_swagger")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("flask-openapi-swagger is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "templates" / "swagger"


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Return the OpenAPI document."""
    return Response(_openapi(), mimetype="application/json")


@blueprint.get("/docs")
def docs() -> Response:
    """Return the page to try the routes on."""
    return _page(Response(render_template("docs.html"), mimetype="text/html"))


@blueprint.get("/docs/start.js")
def start() -> Response:
    """Return the script that starts the page; a strict policy allows none inside it."""
    return Response(START, mimetype="text/javascript")


@blueprint.get("/docs/<any('swagger-ui.css', 'swagger-ui-bundle.js'):name>")
def file(name: str) -> Response:
    """Return a file of Swagger UI."""
    return send_from_directory(_bundle(), FILES[name], max_age=86_400)


def _page(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response
