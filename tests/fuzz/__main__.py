"""Fuzzing, guided by coverage: ``make fuzz`` (ten minutes), or ``python -m tests.fuzz --minutes 10``.

Wants atheris (``requirements-fuzz.txt``), which has builds for some Python versions only. Inputs that reach new code
are kept in ``build/fuzz``; ``--keep`` merges the fewest that reach as much into ``tests/fuzz/corpus.txt``, which
``make test`` runs through. An input that fails is written to ``build/fuzz-failures`` and ends the run.
"""

from __future__ import annotations

import argparse
import logging
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz import corpus

BUILD = Path(__file__).parent.parent.parent / "build"


def fuzz(arguments: list[str]) -> None:
    """Run libFuzzer with its own arguments; it never returns."""
    import atheris  # type: ignore[import-untyped]

    with atheris.instrument_imports(include=["service"]):
        from tests.fuzz.targets import Targets

    from service.settings import Settings
    from tests.tiny import save_attribution, save_tone

    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            attribution_model=str(save_attribution(Path(folder) / "attribution")),
            tone_model=str(save_tone(Path(folder) / "tone")),
            threads=1,
        )
        targets = Targets(settings, Path(folder))
        # libFuzzer starts itself again when it merges, by the first of its arguments.
        itself = Path(folder) / "fuzz"
        itself.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m tests.fuzz -- "$@"\n')
        itself.chmod(0o755)
        atheris.Setup([str(itself), *arguments], targets)
        atheris.Fuzz()


def again(arguments: list[str]) -> None:
    """Run libFuzzer in a process of its own, which it ends itself."""
    status = subprocess.run([sys.executable, "-m", "tests.fuzz", "--", *arguments], check=False).returncode
    if status:
        raise SystemExit(status)


def keep(found: Path) -> int:
    """Merge what reaches new code into the corpus that is kept; returns how many inputs that has."""
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder) / "merged"
        merged.mkdir()
        again(["-merge=1", str(merged), str(corpus.unpack(Path(folder) / "kept")), str(found)])
        inputs = [path.read_bytes() for path in merged.iterdir()]
    if not inputs:
        raise SystemExit("nothing came out of merging; the corpus stays as it is")
    corpus.write(inputs)
    return len(inputs)


def main() -> None:
    """Command line."""
    if "--" in sys.argv:
        fuzz(sys.argv[sys.argv.index("--") + 1 :])
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="add what was found to the corpus that is kept")
    parser.add_argument("--merge", action="store_true", help="only that, without looking for more")
    options = parser.parse_args()
    found, failures = BUILD / "fuzz", BUILD / "fuzz-failures"
    for folder in (found, failures):
        folder.mkdir(parents=True, exist_ok=True)
    if options.merge:
        print(f"{keep(found)} inputs are kept in {corpus.PATH}")
        return
    kept = corpus.unpack(BUILD / "fuzz-kept")
    again(
        [
            f"-max_total_time={round(60 * options.minutes)}",
            f"-seed={options.seed}",
            "-max_len=4000",
            "-timeout=20",  # seconds for one input: a step that is not linear shows here
            "-rss_limit_mb=4000",
            f"-artifact_prefix={failures}/",
            str(found),
            str(kept),
        ]
    )
    if options.keep:
        print(f"{keep(found)} inputs are kept in {corpus.PATH}")


if __name__ == "__main__":
    main()
