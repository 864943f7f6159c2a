"""Guessing an article's language, and telling when it is certainly not English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

MIN_LETTERS = 200  # the contract: below this no text is refused
CERTAIN = 0.9
PLAUSIBLE = 0.5
# Text that repeats itself says little of its language however long it is, and names alone say nothing.
MIN_TRIGRAMS = 60
FOREIGN_SCRIPT = 0.5
LATIN_END = "\u024f"


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest language (ISO 639-1, or None: no telling), and whether it is certain that it is not English."""

    language: str | None
    not_english: bool


@cache
def _identifier() -> LanguageIdentifier:
    # Its tables are only read when it classifies, so that threads may share it.
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def guess_language(text: str) -> Guess:
    """Guess the language of ``text``; linear in its length (0.1 s for half a million characters)."""
    letters = "".join(filter(str.isalpha, text))
    if not letters:
        return Guess(None, False)
    language, confidence = _identifier().classify(text)
    foreign = sum(letter > LATIN_END for letter in letters) / len(letters)
    if foreign > FOREIGN_SCRIPT:
        guess = None if language == "en" else str(language)
        return Guess(guess, len(letters) >= MIN_LETTERS)
    certain = (
        language != "en"
        and confidence >= CERTAIN
        and len(letters) >= MIN_LETTERS
        and len({letters[index : index + 3] for index in range(min(len(letters), 20_000))}) >= MIN_TRIGRAMS
    )
    return Guess(str(language) if confidence >= PLAUSIBLE else None, certain)


def warm_up() -> None:
    """Load the tables now, so that the first article does not wait for them."""
    _identifier()
