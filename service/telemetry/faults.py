"""Telling of a fault without the words of its message."""

from __future__ import annotations

import traceback


def describe(error: BaseException) -> str:
    """Tell an error's type and where it came from; its message stays out, since it may quote the article."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.name}:{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {where}"
