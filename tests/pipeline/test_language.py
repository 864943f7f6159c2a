"""A text is refused for its language only when it is long enough and certainly not English."""

import time

import pytest

from service.pipeline.language import guess_language

ENGLISH = "The minister said on Monday that the talks with the delegation had gone well and would go on next week. "
FRENCH = "Le ministre a déclaré que les sanctions occidentales étaient illégales et que son pays continuerait. "
GERMAN = "Der Minister sagte am Montag, die Gespräche mit der Delegation seien gut verlaufen und gingen weiter. "
SPANISH = "El ministro dijo el lunes que las conversaciones con la delegación habían ido bien y que seguirían. "
TURKISH = "Bakan pazartesi günü yaptığı açıklamada görüşmelerin iyi geçtiğini ve gelecek hafta süreceğini söyledi. "
RUSSIAN = "Министр заявил в понедельник, что переговоры с делегацией прошли хорошо и будут продолжены. "
PERSIAN = "وزیر روز دوشنبه گفت که گفتگوها با هیئت به خوبی پیش رفته است و هفته آینده ادامه خواهد یافت. "
CHINESE = "部长星期一表示，与代表团的会谈进展顺利，下周将继续进行。各方均表示愿意合作。"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH * 4, "fr"),
        (GERMAN * 4, "de"),
        (SPANISH * 4, "es"),
        (TURKISH * 4, "tr"),
        (RUSSIAN * 4, "ru"),
        (PERSIAN * 4, "fa"),
        (CHINESE * 8, "zh"),
    ],
)
def test_an_article_in_another_language_is_certainly_not_english(text: str, language: str) -> None:
    guess = guess_language(text)
    assert guess.not_english
    assert guess.language == language


@pytest.mark.parametrize("text", [FRENCH, RUSSIAN, PERSIAN, CHINESE, "Bonjour."])
def test_a_short_text_is_never_refused(text: str) -> None:
    assert not guess_language(text).not_english


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        ENGLISH * 50,
        ENGLISH.upper() * 4,
        ENGLISH * 4 + FRENCH,
        "Azizi, Slutsky, Jalali, Ebrahimpour, Zarif, Lavrov, Erdoğan, Çavuşoğlu, Macron, Merkel and Xi met. " * 4,
        "A" * 100_000,
        "word " * 1_000,
        "(" * 10_000,
        "1234567890 " * 100,
        "“”‘’ \n\t" * 1_000,
    ],
)
def test_english_and_what_is_no_language_are_not_refused(text: str) -> None:
    assert not guess_language(text).not_english


def test_english_is_told() -> None:
    assert guess_language(ENGLISH * 3).language == "en"


@pytest.mark.parametrize("text", ["", "12 34", "…", "A" * 300])
def test_where_there_is_no_telling_the_language_is_null(text: str) -> None:
    assert guess_language(text).language is None


def test_the_longest_article_takes_well_under_seconds() -> None:
    started = time.process_time()
    guess_language(ENGLISH * 5_000)
    assert time.process_time() - started < 5
