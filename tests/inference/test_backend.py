"""Which backend is chosen, and how a wrong choice is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from service.errors import ConfigurationError
from service.inference.backend import BACKENDS, BF16, CUDA, FP32, choose_backend, multiplies_bf16


@pytest.mark.parametrize(
    ("flags", "expected"),
    [("fpu avx2", False), ("avx2 avx512_bf16", True), ("amx_bf16 amx_tile", True), ("avx512f avx512_vnni", False)],
)
def test_bfloat16_is_taken_where_the_cpu_multiplies_it(tmp_path: Path, flags: str, expected: bool) -> None:
    path = tmp_path / "cpuinfo"
    path.write_text(f"processor\t: 0\nflags\t\t: {flags}\n")
    assert multiplies_bf16(path) is expected


def test_an_unknown_cpu_computes_in_single_precision(tmp_path: Path) -> None:
    assert not multiplies_bf16(tmp_path / "none")
    arm = tmp_path / "arm"
    arm.write_text("processor\t: 0\nFeatures\t: fp asimd bf16\n")
    assert not multiplies_bf16(arm)


def test_auto_is_one_that_can_be_asked_for_by_name() -> None:
    assert choose_backend("auto") in BACKENDS.values()
    assert choose_backend("torch-fp32") is FP32
    assert choose_backend("torch-bf16") is BF16


def test_an_unknown_backend_is_told_with_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match="DEMARCHE_BACKEND=tpu is none of: auto, torch-fp32, torch-bf16"):
        choose_backend("tpu")


def test_cuda_is_given_where_there_is_a_gpu_and_refused_elsewhere() -> None:
    if torch.cuda.is_available():
        assert choose_backend(CUDA.name) is choose_backend("auto") is CUDA
        return
    with pytest.raises(ConfigurationError, match="needs a CUDA device"):
        choose_backend(CUDA.name)
