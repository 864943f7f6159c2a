"""How a model of the contract becomes a response."""

from flask import Response
from pydantic import BaseModel


def answer(model: BaseModel, status: int = 200, mimetype: str = "application/json") -> Response:
    """Return the model as a JSON response."""
    return Response(model.model_dump_json(), status=status, mimetype=mimetype)
