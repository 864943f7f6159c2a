"""The table itself: targets, members, codes, whose a role is."""

from __future__ import annotations

import pytest

from service.gazetteer import load_gazetteer
from service.gazetteer.loader import load_tables, rows_of_leaders

GUIDELINE_BLOCS = (
    "EU NATO UN IAEA WEST EUROPE E3 P5_1 BRICS SCO CSTO EAEU CIS GCC ASEAN AFRICAN_UNION ARAB_LEAGUE OIC OPEC G7 G20 "
    "QUAD AUKUS GULF_STATES AXIS_OF_RESISTANCE GLOBAL_SOUTH ARAB_WORLD MUSLIM_WORLD MIDDLE_EAST AFRICA LATAM "
    "INTERNATIONAL_COMMUNITY P4_1"
).split()


def test_all_members_of_the_united_nations_are_there() -> None:
    targets = load_gazetteer().targets
    members = targets["UN"].members
    assert len(members) == len(set(members)) == 193
    assert all(targets[code].type == "country" for code in members)


@pytest.mark.parametrize("code", ["TW", "XK", "PS", "VA", "HK"])
def test_the_usual_non_members_are_there(code: str) -> None:
    assert load_gazetteer().targets[code].type == "country"


@pytest.mark.parametrize("code", GUIDELINE_BLOCS)
def test_every_bloc_of_the_guidelines_is_there(code: str) -> None:
    assert load_gazetteer().targets[code].type == "bloc"


def test_codes_and_items_are_well_formed_and_unique() -> None:
    countries = [target for target in load_gazetteer().targets.values() if target.type == "country"]
    assert all(len(one.id) == 2 and one.id.isupper() for one in countries)
    assert all(one.iso3 and len(one.iso3) == 3 and one.iso3.isupper() for one in countries)
    assert len({one.iso3 for one in countries}) == len(countries)
    items = [target.wikidata for target in load_gazetteer().targets.values() if target.wikidata]
    assert len(items) == len(set(items))
    assert all(item[0] == "Q" and item[1:].isdecimal() for item in items)


@pytest.mark.parametrize(
    ("code", "iso3", "item"),
    [("US", "USA", "Q30"), ("RU", "RUS", "Q159"), ("IR", "IRN", "Q794"), ("DE", "DEU", "Q183"), ("CH", "CHE", "Q39")],
)
def test_codes_of_some(code: str, iso3: str, item: str) -> None:
    target = load_gazetteer().targets[code]
    assert (target.iso3, target.wikidata) == (iso3, item)


def test_members_are_known_countries() -> None:
    targets = load_gazetteer().targets
    for target in targets.values():
        assert all(targets[code].type == "country" for code in target.members)
    assert len(targets["EU"].members) == 27
    assert len(targets["NATO"].members) == 32
    assert targets["E3"].members == ("FR", "DE", "GB")


def test_the_gazetteer_is_built_once_and_has_a_version() -> None:
    assert load_gazetteer() is load_gazetteer()
    assert load_gazetteer().version


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("the Russian deputy foreign minister", "RU"),
        ("EU foreign policy chief", "EU"),
        ("State Department spokesman", "US"),
        ("Kremlin", "RU"),
        ("Kremlin spokesman Dmitry Peskov", "RU"),
        ("Russian ambassador to Iran", "RU"),
        ("Iran's envoy to the United Nations", "IR"),
        ("ambassador of France to Lebanon", "FR"),
        ("the top diplomat of Saudi Arabia", "SA"),
        ("U.N. special envoy for Syria", "UN"),
        ("UN Secretary-General", "UN"),
        ("US special representative for Iran", "US"),
        ("special envoy for Afghanistan", None),
        ("ambassador to Iran", None),
        ("Tehran mayor", "IR"),
        ("White House press secretary", "US"),
        ("Bundestag member", "DE"),
        ("IAEA Director General", "IAEA"),
        ("chief of the United Nations' International Atomic Energy Agency", "IAEA"),
        ("the Washington Post columnist", None),
        ("the chairman of the committee", None),
        ("", None),
    ],
)
def test_whose_a_role_is(phrase: str, code: str | None) -> None:
    assert load_gazetteer().country_of(phrase) == code


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("Istanbul mayor", "TR"),
        ("Ontario Premier", "CA"),
        ("Moscow Mayor", "RU"),
        ("former Texas governor", "US"),
        ("a Geneva lawyer", "CH"),
        ("Kharkiv region head", "UA"),
        ("Massachusetts Senator", "US"),
        ("Indiana Representative", "US"),
        ("Taliban spokesman", "AF"),
        ("Hezbollah Secretary General", "LB"),
    ],
)
def test_a_place_tells_whose_a_role_is_but_is_no_target(phrase: str, code: str) -> None:
    assert load_gazetteer().country_of(phrase) == code
    assert load_gazetteer().find(f"They met the {phrase}.") == []


def test_all_words_name_known_targets() -> None:
    tables = load_tables()
    for phrase, forms in tables.forms.items():
        assert phrase == phrase.strip() and phrase
        assert all(form.target is None or form.target in tables.targets for form in forms), phrase


def test_no_word_is_both_a_country_and_a_trap() -> None:
    tables = load_tables()
    for words in tables.words.values():
        for phrase in (*words.names, *words.adjectives, *words.peoples, *words.capitals):
            assert any(form.target for form in tables.forms[phrase]), phrase


def test_terms_of_office_run_forward() -> None:
    for row in rows_of_leaders():
        assert 1940 < row.since <= row.until < 2045, row.names
