"""The inputs that are kept: one line of base64 each, in order, so that a change of them can be read as one."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

PATH = Path(__file__).parent / "corpus.txt"


def read() -> list[bytes]:
    """Return the inputs."""
    return [base64.b64decode(line) for line in PATH.read_text(encoding="ascii").split()]


def write(inputs: Iterable[bytes]) -> None:
    """Replace the inputs."""
    lines = sorted({base64.b64encode(data).decode("ascii") for data in inputs if data})
    PATH.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")


def unpack(folder: Path) -> Path:
    """Write each input to a file of its own in ``folder``, which is returned."""
    folder.mkdir(exist_ok=True)
    for number, data in enumerate(read()):
        (folder / f"{number:05}").write_bytes(data)
    return folder
