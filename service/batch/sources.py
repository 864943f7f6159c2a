"""Which files there are to score, and how they are opened."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from glob import glob
from hashlib import sha256
from pathlib import Path
from typing import IO, cast

from service.errors import ConfigurationError

TEXT, PAGE, LINES, CSV, PARQUET = "text", "page", "lines", "csv", "parquet"
KINDS = {
    ".txt": TEXT,
    ".text": TEXT,
    ".html": PAGE,
    ".htm": PAGE,
    ".xhtml": PAGE,
    ".jsonl": LINES,
    ".ndjson": LINES,
    ".csv": CSV,
    ".tsv": CSV,
    ".parquet": PARQUET,
}
COMPRESSED = {".gz": "gzip", ".zst": "zstd"}


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path, what it holds, how it is compressed, and the name that rows are told by."""

    path: Path
    kind: str
    compression: str | None
    name: str

    @property
    def suffix(self) -> str:
        """The ending that tells what it holds."""
        return kind_of(self.path)[2]

    def open(self) -> IO[bytes]:
        """Open it for reading, uncompressed. Raises ``OSError``."""
        if self.compression == "gzip":
            return cast("IO[bytes]", gzip.open(self.path, "rb"))
        if self.compression == "zstd":
            import zstandard

            stream = zstandard.ZstdDecompressor().stream_reader(
                self.path.open("rb"), read_across_frames=True, closefd=True
            )
            return io.BufferedReader(stream)
        return self.path.open("rb")

    def digest(self) -> str:
        """Return the SHA-256 of the file as it stands on the disk."""
        found = sha256()
        with self.path.open("rb") as handle:
            while block := handle.read(1 << 20):
                found.update(block)
        return found.hexdigest()


def kind_of(path: Path) -> tuple[str | None, str | None, str]:
    """Return what a file of this name holds, how it is compressed, and the ending that tells the first."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compression = COMPRESSED.get(suffixes[-1]) if suffixes else None
    if compression:
        suffixes.pop()
    suffix = suffixes[-1] if suffixes else ""
    return KINDS.get(suffix), compression, suffix


def find_sources(given: str) -> list[Source]:
    """Return the files of a folder (and those below it), of a glob, or the one file, in the order of their names.

    Files of other kinds in a folder are passed over. Raises ``ConfigurationError`` where there is nothing to score.
    """
    path = Path(given)
    if path.is_dir():
        found = [one for one in sorted(path.rglob("*")) if one.is_file() and kind_of(one)[0]]
        base = path
    elif path.is_file():
        found, base = [path], path.parent
    else:
        found = [Path(one) for one in sorted(glob(given, recursive=True)) if Path(one).is_file()]
        base = Path(*_common(found))
    if not found:
        raise ConfigurationError(f"{given}: no file to score there ({', '.join(KINDS)}, each also .gz or .zst)")
    return [_source(one, base) for one in found]


def _source(path: Path, base: Path) -> Source:
    kind, compression, _ = kind_of(path)
    if kind is None:
        raise ConfigurationError(f"{path}: what it holds can't be told by its ending ({', '.join(KINDS)})")
    if kind == PARQUET and compression:
        raise ConfigurationError(f"{path}: Parquet is compressed inside; unpack the file")
    if compression == "zstd":
        require("zstandard", path)
    if kind == PARQUET:
        require("pyarrow", path)
    return Source(path, kind, compression, path.relative_to(base).as_posix())


def require(module: str, path: Path) -> None:
    """Raise ``ConfigurationError`` where a module of the batch extra is not installed."""
    try:
        __import__(module)
    except ImportError:
        raise ConfigurationError(f"{path}: needs {module}: pip install -r requirements-batch.txt") from None


def _common(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the parts that the paths' folders share."""
    shared: list[str] = []
    for parts in zip(*(path.parent.parts for path in paths), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return tuple(shared)
