"""Windows over long texts, and decoding of tags into spans."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.document import Span
from service.pipeline.tagging import (
    GROUPS,
    OVERLAP,
    SLICES,
    TAGS,
    WINDOW,
    Encoded,
    TaggedSpan,
    best_path,
    decode,
    encode,
    join_windows,
    softmax,
    trim,
    whole_words,
    windows,
)


@given(st.integers(0, 5000))
def test_windows_cover_every_token_and_overlap(length: int) -> None:
    cuts = windows(length)
    covered = set(itertools.chain.from_iterable(range(a, b) for a, b in cuts))
    assert covered == set(range(length))
    assert all(b - a <= WINDOW for a, b in cuts)
    assert all(after[0] <= before[1] - OVERLAP for before, after in itertools.pairwise(cuts))


def test_a_token_in_two_windows_is_judged_where_it_has_more_context() -> None:
    length = WINDOW + 100
    cuts = windows(length)
    logits = [np.full((b - a, len(TAGS)), float(number), dtype=np.float32) for number, (a, b) in enumerate(cuts)]
    joined = join_windows(length, cuts, logits)[:, 0]
    assert joined[0] == 0 and joined[-1] == len(cuts) - 1
    assert joined[WINDOW - 1] > 0 and joined[cuts[1][0]] == 0
    assert (np.diff(joined) >= 0).all()


def test_the_best_path_is_the_likeliest_of_all_allowed_ones() -> None:
    random = np.random.default_rng(3)
    for _ in range(40):
        log = np.log(probabilities := softmax(random.normal(size=(5, 4)).astype(np.float32)))
        allowed = (
            path
            for path in itertools.product(range(4), repeat=5)
            if path[0] != 1 and not any(a == 0 and b == 1 for a, b in itertools.pairwise(path))
        )
        best = max(allowed, key=lambda path: sum(log[row, tag] for row, tag in enumerate(path)))
        assert best_path(probabilities) == list(best)


def tags(*names: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Logits in which each token surely has the named content tag and nothing else."""
    out = np.full((len(names), len(TAGS)), -9, dtype=np.float32)
    for row, name in enumerate(names):
        for group, part in SLICES.items():
            out[row, part.start + (GROUPS[group].index(name) if group == "content" else 0)] = 9
    return out


def test_spans_begin_at_a_beginning_and_adjoining_ones_stay_apart() -> None:
    text = "aa bb cc dd ee"
    offsets = [Span(start, start + 2) for start in range(0, 14, 3)]
    found = decode(tags("B-back", "I", "B-fwd", "O", "B-cont"), Encoded([0] * 5, offsets), text)
    assert [(one.tag, one.span.of(text)) for one in found.content] == [
        ("B-back", "aa bb"),
        ("B-fwd", "cc"),
        ("B-cont", "ee"),
    ]
    assert not found.source and not found.cue and not found.inner


@given(st.text(max_size=300))
def test_offsets_of_any_text_lie_inside_it_and_in_order(tokenizer: Any, text: str) -> None:
    encoded = encode(tokenizer, text)
    last = 0
    for span in encoded.offsets:
        assert last <= span.start <= span.end <= len(text)
        last = span.start
    assert len(encoded.ids) == len(encoded.offsets)


@pytest.mark.parametrize("gap", ["\n\n", "\r\n", "\u2028", "\n \t\n"])
def test_a_paragraphs_end_is_a_token_of_its_own(tokenizer: Any, gap: str) -> None:
    encoded = encode(tokenizer, f"One.{gap}Two.")
    separator = tokenizer.convert_tokens_to_ids("[unused1]")
    assert encoded.ids.count(separator) == 1


def test_white_space_is_taken_off_both_edges() -> None:
    assert trim(Span(0, 6), "  ab  ") == Span(2, 4)


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("he fumed again", (3, 5), "fumed"),
        ("he fumed again", (5, 8), "fumed"),
        ("they'll say so", (0, 4), "they"),
        ("in 2016 alone", (3, 5), "20"),
        ("\u4ed6\u8bf4\u4e0d\u884c", (0, 1), "\u4ed6"),
        ("na\u00efve words", (0, 2), "na\u00efve"),
    ],
)
def test_a_span_holds_its_words_whole(text: str, cut: tuple[int, int], whole: str) -> None:
    [one] = whole_words([TaggedSpan(Span(*cut), "B", 1.0)], text)
    assert one.span.of(text) == whole


@given(st.text(alphabet="ab\u00e9 '1\u8bf4", max_size=30), st.data())
def test_whole_words_keep_order_and_never_overlap(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    tagged = [TaggedSpan(Span(a, b), "B", 1.0) for a, b in itertools.pairwise(edges)][::2]
    out = whole_words(tagged, text)
    assert all(one.span.covers(was.span) for one, was in zip(out, tagged, strict=True))
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(out))
