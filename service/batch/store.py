"""The work folder beside the output: a manifest that says what is being done, and shards moved into place when done."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.errors import ConfigurationError

MANIFEST = "manifest.json"


def write_atomically(path: Path, data: Iterable[bytes]) -> None:
    """Write beside, flush to the disk, then move into place: whoever looks sees the whole file or none."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as handle:
            for block in data:
                handle.write(block)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def as_line(value: Mapping[str, Any]) -> bytes:
    """Return a line of JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Store:
    """The work folder of one output file."""

    folder: Path

    @classmethod
    def beside(cls, output: Path) -> Store:
        """Return the store of an output."""
        return cls(output.with_name(f"{output.name}.parts"))

    def begin(self, manifest: Mapping[str, Any]) -> None:
        """Make the folder, or go on in it. Raises ``ConfigurationError`` if another run left it."""
        path = self.folder / MANIFEST
        self.folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write_atomically(path, [json.dumps(manifest, indent=1).encode() + b"\n"])
            return
        try:
            before = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            raise ConfigurationError(f"{path} is no manifest; remove {self.folder} to begin anew") from None
        changed = [key for key in manifest if before.get(key) != manifest[key]]
        if changed:
            raise ConfigurationError(
                f"{self.folder} was begun with other {', '.join(changed)}: finish it as it was begun, or begin anew "
                "with RESTART=1 (--restart)"
            )

    def discard(self) -> None:
        """Remove the folder and all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def shard(self, number: int) -> Path:
        """Return where a shard's results are, once they are."""
        return self.folder / f"shard-{number:06}.jsonl"

    def is_done(self, number: int) -> bool:
        """Tell whether a shard is scored."""
        return self.shard(number).exists()

    def write(self, number: int, results: Iterable[Mapping[str, Any]]) -> None:
        """Put a shard's results in place."""
        write_atomically(self.shard(number), map(as_line, results))

    def read(self, number: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield a shard's results, each with its place in the shard's file."""
        with self.shard(number).open("rb") as handle:
            place = 0
            for line in handle:
                yield place, json.loads(line)
                place += len(line)

    def result_at(self, number: int, place: int) -> dict[str, Any]:
        """Return the one result at a place of a shard's file."""
        with self.shard(number).open("rb") as handle:
            handle.seek(place)
            found: dict[str, Any] = json.loads(handle.readline())
            return found
