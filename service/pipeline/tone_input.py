"""What the tone model reads: the statement with every country's name taken out, and what is known of who speaks.

The tone must follow the words and never the country. So names are replaced by what they are *to this question*:

- ``TARGET``: the country or bloc asked about;
- ``OWN``: the speaker's own country, where it is not the target;
- ``OTHER``: first, second, … further country or bloc, numbered in order of appearance.

"The" before a name goes with it, for "the United States" has an article and "China" none. Exchanging two countries
consistently then changes nothing that the model sees. By-names that carry an opinion of their
own ("the Zionist regime") and implied mentions ("both countries") keep their words, with the marker before them. The
second segment tells how the speaker stands to the target: of the same country, a member of the bloc, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from service.gazetteer import Gazetteer
from service.pipeline.document import Mention, Span, ToneItem

FORMAT = "masked-2"  # a model folder names the format that it was trained on in its config
ARTICLES_KEPT = "masked-1"  # an older one, still read: there "the" stays before a name's placeholder
FORMATS = (ARTICLES_KEPT, FORMAT)
MAX_TOKENS = 160

# Unused entries of BERT's vocabulary, so that the stock tokenizer and embedding size stay as they are.
TARGET, OWN = "[unused10]", "[unused11]"
OTHERS = ("[unused12]", "[unused13]", "[unused14]", "[unused15]")
RELATIONS = {
    "unknown": "[unused20]",
    "own": "[unused21]",
    "foreign": "[unused22]",
    "member": "[unused23]",
    "bloc": "[unused24]",
}
CONTEXT = "[unused25]"
THE = re.compile(r"(?<!\w)the\s$", re.IGNORECASE)
BARE = ("name", "institution")  # "the Russian envoy" has its article from the envoy


@dataclass(frozen=True, slots=True)
class Encoded:
    """Model input for one item, with the span of ``ToneItem.text`` that each first-segment token stands for."""

    ids: list[int]
    types: list[int]
    spans: list[Span | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: its words as they are, or a placeholder that stands for them."""

    span: Span
    placeholder: str | None
    keep: bool


def relation(item: ToneItem, gazetteer: Gazetteer) -> str:
    """Return how the speaker's country stands to the target: a key of ``RELATIONS``."""
    speaker, target = item.speaker_country, item.target_id
    if speaker is None or target is None:
        return "unknown"
    if speaker == target:
        return "own"
    one, other = gazetteer.targets.get(target), gazetteer.targets.get(speaker)
    if one is not None and speaker in (one.members or ()):
        return "member"
    if other is not None and target in (other.members or ()):
        return "bloc"
    return "foreign"


def pieces(item: ToneItem, mentions: Sequence[Mention]) -> list[Piece]:
    """Cut the text into plain stretches and names; the asked mention is always marked."""
    marks: list[Piece] = []
    numbers: dict[str, str] = {}
    seen_target = False
    for mention in mentions:
        overlapping = mention.span.overlaps(item.target)
        if mention.target == item.target_id or (item.target_id is None and overlapping):
            marks.append(Piece(mention.span, TARGET, mention.via == "alias"))
            seen_target = seen_target or overlapping
        elif overlapping:
            # An implied mention that holds another country's name ("Iran's neighbour"): the marker goes before it.
            continue
        elif mention.target == item.speaker_country:
            marks.append(Piece(mention.span, OWN, False))
        else:
            number = numbers.setdefault(mention.target, OTHERS[min(len(numbers), len(OTHERS) - 1)])
            marks.append(Piece(mention.span, number, False))
    if not seen_target:
        marks = [mark for mark in marks if not mark.span.overlaps(item.target)]
        marks.append(Piece(item.target, TARGET, True))
    marks.sort(key=lambda mark: mark.span)
    out: list[Piece] = []
    position = 0
    for mark in marks:
        if mark.span.start < position:
            continue
        if mark.span.start > position:
            out.append(Piece(Span(position, mark.span.start), None, True))
        out.append(mark)
        position = mark.span.end
    if position < len(item.text):
        out.append(Piece(Span(position, len(item.text)), None, True))
    return out


def with_article(mention: Mention, text: str) -> Mention:
    """Return a bare name with the "the" before it, anything else as it is."""
    if mention.via in BARE and (found := THE.search(text, max(0, mention.span.start - 5), mention.span.start)):
        return replace(mention, span=Span(found.start(), mention.span.end))
    return mention


class ToneEncoder:
    """Turns items into token ids. Holds a tokenizer whose options never change (it is shared, and not thread-safe)."""

    def __init__(self, tokenizer: Any, gazetteer: Gazetteer, form: str = FORMAT) -> None:
        """``form`` is one of ``FORMATS``."""
        self._tokenizer = tokenizer
        self._gazetteer = gazetteer
        self._articles = form != ARTICLES_KEPT
        # Capitals that are mere places tell which country it is as much as any other name, so they are masked too.
        self._mentions = lru_cache(maxsize=4096)(partial(gazetteer.find, places=True))
        self._id = {token: tokenizer.convert_tokens_to_ids(token) for token in (TARGET, OWN, *OTHERS, CONTEXT)}
        self._relation = {name: tokenizer.convert_tokens_to_ids(token) for name, token in RELATIONS.items()}

    def encode(self, items: Sequence[ToneItem]) -> list[Encoded]:
        """Return one ``Encoded`` for each item, in order, at most ``MAX_TOKENS`` tokens and a short second segment."""
        cut = [pieces(item, self._found(item.text)) for item in items]
        words = [
            piece.span.of(item.text) for item, parts in zip(items, cut, strict=True) for piece in parts if piece.keep
        ]
        coded = self._tokenize(words)
        position, out = 0, []
        for item, parts in zip(items, cut, strict=True):
            kept = sum(piece.keep for piece in parts)
            out.append(self._one(item, parts, coded[position : position + kept]))
            position += kept
        return out

    def _found(self, text: str) -> list[Mention]:
        found = self._mentions(text)
        return [with_article(mention, text) for mention in found] if self._articles else found

    def _tokenize(self, words: list[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        if not words:
            return []
        coded = self._tokenizer(
            words,
            add_special_tokens=False,
            return_offsets_mapping=True,
            return_attention_mask=False,
            return_token_type_ids=False,
            verbose=False,
        )
        return list(zip(coded["input_ids"], coded["offset_mapping"], strict=True))

    def _one(
        self, item: ToneItem, parts: Sequence[Piece], coded: Sequence[tuple[list[int], list[tuple[int, int]]]]
    ) -> Encoded:
        ids: list[int] = []
        spans: list[Span | None] = []
        words = iter(coded)
        focus = 0
        for piece in parts:
            if piece.placeholder is not None:
                if piece.placeholder == TARGET and piece.span.overlaps(item.target):
                    focus = len(ids)
                ids.append(self._id[piece.placeholder])
                spans.append(None)  # a name is no evidence, whoever bears it
            if piece.keep:
                piece_ids, offsets = next(words)
                ids.extend(piece_ids)
                spans.extend(Span(piece.span.start + a, piece.span.start + b) for a, b in offsets)
        start = max(0, min(focus - MAX_TOKENS // 2, len(ids) - MAX_TOKENS))
        ids, spans = ids[start : start + MAX_TOKENS], spans[start : start + MAX_TOKENS]
        second = [self._relation[relation(item, self._gazetteer)]]
        tokenizer = self._tokenizer
        row = [tokenizer.cls_token_id, *ids, tokenizer.sep_token_id, *second, tokenizer.sep_token_id]
        types = [0] * (len(ids) + 2) + [1] * (len(second) + 1)
        return Encoded(row, types, [None, *spans, None, *([None] * (len(second) + 1))])


def statement_hull(content: Sequence[Span], source: Span | None, cue: Span | None, reach: int = 300) -> Span:
    """Return the stretch of article that the tone model reads: content, and cue and source where near."""
    start, end = content[0].start, content[-1].end
    for part in (cue, source):
        if part is not None and part.start >= start - reach and part.end <= end + reach:
            start, end = min(start, part.start), max(end, part.end)
    return Span(start, end)
