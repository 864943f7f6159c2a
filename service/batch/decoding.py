"""Bytes to text: UTF-8, what a byte order mark tells, or what can be detected; never mangled in silence."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from service.errors import InvalidRequest

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 200_000  # bytes that a guess is made from


def decode(data: bytes) -> tuple[str, str | None]:
    """Return the text, and the encoding's name where it is not UTF-8. Raises ``InvalidRequest`` for what is no text."""
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise InvalidRequest.at("", f"is no text in {encoding}") from None
    if "\0" in text:
        raise InvalidRequest.at("", "holds zero bytes: it is no text")
    return text, None if encoding in {"utf-8", "utf-8-sig"} else encoding


def encoding_of(data: bytes) -> str:
    """Return the encoding that the bytes are in. Raises ``InvalidRequest`` where it can't be told."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    if b"\0" in data[:SAMPLE]:
        raise InvalidRequest.at("", "is no text")
    guess = from_bytes(data[:SAMPLE]).best()
    if guess is None:
        raise InvalidRequest.at("", "is in no encoding that could be told")
    # What Windows wrote is often taken for ISO 8859-1, which has control characters where Windows has quotation marks.
    return "cp1252" if guess.encoding in {"latin_1", "ascii"} else guess.encoding
