"""What computes the models here: the CPU in single precision or bfloat16, or a GPU in half precision.

Chosen by what the processor can do, never by a stopwatch: the same machine must come to the same answers every day.
Which backends there are, and which were tried and left out: ``docs/decisions/0011-backends.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from service.errors import ConfigurationError

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Backend:
    """A place and a precision. ``dtype`` is that of matrix products; all else is computed in single precision.

    ``token_budget`` is how many tokens it takes at once where no setting says otherwise.
    """

    name: str
    dtype: torch.dtype
    device: str
    token_budget: int


FP32 = Backend("torch-fp32", torch.float32, "cpu", 2048)
BF16 = Backend("torch-bf16", torch.bfloat16, "cpu", 2048)
CUDA = Backend("torch-cuda-fp16", torch.float16, "cuda", 65_536)
BACKENDS = {backend.name: backend for backend in (FP32, BF16, CUDA)}


def choose_backend(wanted: str = AUTO) -> Backend:
    """Return the backend of that name, or for ``auto`` the fastest that this machine has.

    Raises ``ConfigurationError`` if there is none of that name, or not here. bfloat16 runs on any CPU, but without
    instructions for it slower than single precision, so ``auto`` does not take it there.
    """
    if wanted == AUTO:
        if torch.cuda.is_available():
            return CUDA
        return BF16 if multiplies_bf16() else FP32
    if wanted not in BACKENDS:
        raise ConfigurationError(f"DEMARCHE_BACKEND={wanted} is none of: {AUTO}, {', '.join(BACKENDS)}")
    if wanted == CUDA.name and not torch.cuda.is_available():
        raise ConfigurationError(f"DEMARCHE_BACKEND={wanted} needs a CUDA device and a torch that is built for it")
    return BACKENDS[wanted]


def multiplies_bf16(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Tell whether this x86 CPU has instructions for products of bfloat16 (AVX-512 BF16 or AMX); False if unknown."""
    try:
        flags = next(line for line in cpuinfo.read_text().splitlines() if line.startswith("flags"))
    except (OSError, StopIteration):
        return False
    return not {"avx512_bf16", "amx_bf16"}.isdisjoint(flags.split())
