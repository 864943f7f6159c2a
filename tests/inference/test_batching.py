"""Batches by a budget of padded tokens."""

from hypothesis import given
from hypothesis import strategies as st

from service.inference.batching import batches_by_budget, pad


@given(st.lists(st.integers(1, 600), max_size=80), st.integers(64, 4096))
def test_every_index_travels_once_and_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(batches_by_budget(lengths, budget))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= budget


def test_the_longest_come_first_so_that_neighbours_are_alike() -> None:
    assert list(batches_by_budget([1, 9, 5, 8], 18)) == [[1, 3], [2, 0]]


def test_padding_fills_up_on_the_right() -> None:
    assert pad([[1, 2, 3], [4]], 7).tolist() == [[1, 2, 3], [4, 7, 7]]


def test_no_rows_make_an_empty_array() -> None:
    assert pad([]).shape == (0, 0)
