"""Rules that look at the words around a match: is it the state, or a place, a person, a language, a people by descent?

Each rule looks a bounded number of characters to either side, so that a whole text costs no more than its matches.
"""

from __future__ import annotations

import re

from service.gazetteer.loader import person_words
from service.gazetteer.model import Form

REACH = 48
GIVEN = person_words("given")
TITLES = person_words("title")
# Countries' names that are given names too: before a family name they are no country.
BOTH = person_words("both")

WORD_BEFORE = re.compile(r"([^\s\"“”‘()\[\]]{1,30})\s{1,2}$")
WORD_AFTER = re.compile(r"\s{1,2}([^\s\"“”()\[\],;:?!]{1,30})")
ENDS_SENTENCE = re.compile(r"(?:[.!?:]['\"’”)]{0,2}|^|[\"“”‘(\[\-–—\n])\s{0,3}$")

# A capital after one of these is where something happens.
PLACE_BEFORE = frozenset(
    "in at near outside inside around across throughout downtown central northern southern eastern western central "
    "northwest northeast southwest southeast visit visits visited visiting leave leaves left leaving reach reached "
    "tour toured arrive arrived via into greater".split()
)
# After these it may be either; the state, where it acts or is addressed.
WAY_BEFORE = frozenset(("to", "from"))
PLACE_OF = re.compile(
    r"\b(?:city|capital|capitals|streets?|suburbs?|district|downtown|north|south|east|west|outskirts|mayor|province|"
    r"airport|embassy|university|residents?|people|port|town|centre|center|heart|miles|kilometers|kilometres|km)"
    r"\s{1,2}of\s{1,2}$"
)
RULERS_IN = re.compile(
    r"\b(?:government|regime|authorities|officials|leaders|leadership|rulers|junta|administration|policymakers|"
    r"politicians|decision-makers|power|masters|sponsors|friends|allies|partners|counterparts)\s{1,2}in\s{1,2}$"
)
MOVES_TO = re.compile(
    r"\b(?:travel(?:l?ed|l?ing|s)?|fl(?:y|ies|ew|own|ying)|trips?|visits?|return(?:ed|ing|s)?|back|go(?:es|ing|ne)?|"
    r"went|com(?:e|es|ing)|came|mov(?:e|ed|es|ing)|arriv(?:e|ed|es|ing|al)|flights?|head(?:ed|ing|s)?|journey|envoy|"
    r"ambassadors?|delegation|reported|reports?|reporting|invit(?:e|ed|ation)|embassy|missiles?|road|train|kilometers|"
    r"kilometres|miles|km|away|far|embass(?:y|ies)|speaking|live|depart(?:ed|ing|ure)?|relocat(?:e|ed|ing|ion)|"
    r"shipped)(?:\s{1,2}[a-z]{1,12}){0,2}\s{1,2}(?:to|from)\s{1,2}$"
    r"|\bfrom\s{1,2}[A-Z]\w{1,20}\s{1,2}to\s{1,2}$"
)
# A capital behind one of these is where somebody is posted, even with his own name right behind it: "the ambassador to
# Rome Ann Lee", "the representative to the agencies in Rome Ann Lee".
POSTED = re.compile(
    r"\b(?:ambassadors?|envoys?|representatives?|consuls?|consul general|attach[eé]s?|high commissioners?|"
    r"correspondents?)"
    r"\s{1,2}(?:(?:to|at)\s{1,2}(?:[\w'’&-]{1,20}\s{1,2}){1,6}in|to|in)\s{1,2}$",
    re.I,
)
POST_REACH = 120
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]{0,7}\.?"
DATELINE_AFTER = re.compile(
    rf"(?:,\s{{1,2}}[A-Z][\w.]{{1,20}}(?:\s[A-Z][a-z]{{1,20}})?)?(?:,?\s{{1,2}}{MONTH}\s{{1,2}}\d{{1,2}}(?:,\s\d{{4}})?)?[.,]?"
    r"\s{0,2}(?:[(/\[][^()\[\]/\n]{1,40}[)/\]]\s{0,2})?(?:-{1,2}|–|—|:)\s"
)
DATE = rf",?\s{{1,2}}{MONTH}\s{{1,2}}\d{{1,2}}\s{{0,2}}"
AGENCY_AFTER = re.compile(rf"(?:{DATE})?\s{{0,2}}[(/\[][A-Z][A-Za-z. ]{{1,20}}[)/\]]\s{{0,2}}[-–—]|{DATE}[(/\[][A-Z]")
DATELINE_LEAD = re.compile(r"(?:^|\n)\s{0,4}(?:By [^\n]{1,60}\n\s{0,3})?(?:[A-Z][A-Za-z. ]{1,20}[/,]\s{0,1})?$")
LANGUAGE_AFTER = re.compile(r"[\s-](?:language|languages|speaking|speaker|speakers|speech|alphabet|translation)\b")
LANGUAGES = frozenset(
    "English French German Spanish Italian Portuguese Russian Chinese Japanese Korean Turkish Persian Dutch Polish "
    "Greek Swedish Danish Norwegian Finnish Hungarian Czech Romanian Bulgarian Ukrainian Hindi Urdu Thai Vietnamese "
    "Indonesian Malay Somali Armenian Georgian Azeri Kazakh Uzbek Serbian Croatian Albanian".split()
)
IN_LANGUAGE = frozenset("in into speak speaks speaking spoke spoken fluent learn learning teach written".split())
NOUN_AFTER = re.compile(
    r"\s{1,2}(?!and\b|or\b|to\b|at\b|on\b|with\b|by\b|for\b|that\b|but\b|he\b|she\b|is\b|was\b)[a-z]"
)
DESCENT_AFTER = re.compile(r"(?:-\s?|\s)(?:American|Canadian|Australian|Briton)s?\b")
TWO_SIDES = re.compile(
    r"(?:-\s?|\s)(?:American|Canadian|Australian)\s{1,2}(?:relation|tie|talk|dialogue|trade|cooperation|summit|war|"
    r"agreement|treaty|alliance|partnership|border|conflict|negotiation|friendship|rivalry|exchange|deal|contact|military|"
    r"nuclear|joint|strategic|economic|diplomatic|plot|axis|aggression|policy|conspiracy|project|front|attack|regime)"
)
BASED = re.compile(r"-(?:based|born|area|educated|listed|trained|to|bound)\b")
CALENDAR = re.compile(r"\s{1,2}(?:calendar|rug|rugs|carpet|carpets|cat|cats|service|food|restaurant|cuisine)\b")
# "The Southeast Asian country", "a former Soviet republic": one country, not the region or its old state.
ONE_COUNTRY = re.compile(r"\s{1,2}(?:country|nation|state|republic|republics|kingdom|monarchy|sheikhdom)\b(?!-)")
GOVERNMENT = re.compile(
    r"\s{1,2}(?:administration|Administration|government|Government|regime|Regime|cabinet|White House)\b"
)
# Offices of a province or state, or of who sits for one: "Massachusetts Senator", "Ontario Premier".
OFFICE = (
    r"(?:Governor|Gov|Lieutenant\sGovernor|Premier|Senators?|Sen|Representatives?|Rep|Congressman|Congresswoman|"
    r"Attorney\sGeneral|Republicans?|Democrats?)"
)
CITY_NOUN = re.compile(
    r"\s{1,2}(?:area|suburbs?|jail|prison|hospitals?|hotels?|airports?|streets?|neighbou?rhoods?|attacks?|bombings?|"
    r"talks|summit|conference|meetings?|negotiations|process|march|rally|university|court|restaurant|region|office|"
    r"bureau|stock|metro|subway|station|residents?|train|branch|headquarters|correspondent|trip|visit|embassy|"
    r"apartment|home|church|mosque|market|time|province|airspace|port|forum|round|event|exhibition|agreement|"
    rf"nightclub|theat(?:er|re)|[Mm]ayor|{OFFICE}|police|city|on\s[A-Z]|today\b)\b"
)
DAYS = re.compile(
    r"\s{1,2}(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|"
    rf"August|September|October|November|December|I|II|Prime|President|Foreign|Minister|Mayor|{OFFICE}|Secretary|Political|"
    r"Chief|Leader|Deputy|Commander|Spokes\w{3,6}|Ambassador|Vice)\b"
)
NOT_A_PERSON = frozenset("The In On And But For From With By As When While If At To Of After Before Since That".split())


def stands(plain: str, start: int, stop: int, form: Form, places: bool) -> bool:
    """Tell whether a match names its target where it stands; ``places`` lets capitals that are mere places through."""
    said = plain[start:stop]
    before = plain[max(0, start - REACH) : start]
    after = plain[stop : stop + REACH]
    if form.conditional and said[:1].isupper() and " " not in said and _after_capital(before):
        return False
    match form.via:
        case "capital":
            if POSTED.search(plain[max(0, start - POST_REACH) : start]) and not RULERS_IN.search(before):
                return places
            return not _other_than_state(before, after) and (places or not is_place(before, after))
        case "leader":
            return not (_named_otherwise(before) or _given_after_title(said, before, after))
        case "name":
            if said == "West" and (_longer_name(after) or before[-1:] in tuple("-–")):
                return False
            if said in BOTH and _longer_name(after):
                return False
            return said.isupper() or not _given_name(before)
        case "adjective":
            if (len(form.target or "") > 2 or said == "Soviet") and ONE_COUNTRY.match(after):
                return False
            return not (_language(said, before, after) or CALENDAR.match(after) or _given_name(before))
    return True


def is_place(before: str, after: str) -> bool:
    """Tell whether a capital is a mere place: a dateline, or after a preposition or verb of place."""
    if DATELINE_LEAD.search(before) and DATELINE_AFTER.match(after) or AGENCY_AFTER.match(after):
        return True
    if BASED.match(after) or PLACE_OF.search(before) or (CITY_NOUN.match(after) and before[-1:] not in tuple("-–—/")):
        return True
    word = _word(before)
    if word in PLACE_BEFORE:
        if RULERS_IN.search(before):
            return False
        return not after.startswith("'s")
    if word in WAY_BEFORE:
        return bool(MOVES_TO.search(before)) and not after.startswith("'s")
    return False


def government_after(plain: str, stop: int) -> int:
    """Return where "Trump administration" ends if the words after a leader's name make it the government, else 0."""
    found = GOVERNMENT.match(plain, stop)
    return found.end() if found else 0


def descent_after(plain: str, stop: int) -> int:
    """Return where "Mexican-American" ends if an adjective is one of descent in another country, else 0.

    "Iranian-American relations" are between two sides.
    """
    found = DESCENT_AFTER.match(plain, stop)
    return found.end() if found and not TWO_SIDES.match(plain, stop) else 0


def introduced_by_title(before: str) -> bool:
    """Tell whether an office or form of address stands before a family name."""
    found = WORD_BEFORE.search(before)
    return found is not None and found[1] in TITLES


def _word(before: str) -> str:
    found = WORD_BEFORE.search(before)
    return found[1].lower() if found else ""


def _given_name(before: str) -> bool:
    """Tell whether the word before is a person's given name ("Michael Jordan")."""
    found = WORD_BEFORE.search(before)
    return found is not None and (
        found[1] in GIVEN or (len(found[1]) == 2 and found[1][0].isupper() and found[1][1] == ".")
    )


def _after_capital(before: str) -> bool:
    """Tell whether the word before is part of a longer name ("Mehr News Agency")."""
    found = WORD_BEFORE.search(before)
    return (
        found is not None
        and found[1][:1].isupper()
        and found[1][-1] not in ",.;:"
        and found[1] not in NOT_A_PERSON
        and not ENDS_SENTENCE.search(before[: found.start()])
    )


def _named_otherwise(before: str) -> bool:
    """Tell whether another given name stands before a leader's family name ("Laura Bush")."""
    found = WORD_BEFORE.search(before)
    return found is not None and found[1] not in TITLES and found[1] in GIVEN


def _given_after_title(said: str, before: str, after: str) -> bool:
    """Tell whether a leader's family name is another's given name here: "Transport Minister Abbas Akhoundi"."""
    title = WORD_BEFORE.search(before)
    return " " not in said and title is not None and title[1] in TITLES and _longer_name(after)


def _other_than_state(before: str, after: str) -> bool:
    """Tell whether a capital's name is part of a longer one: "George Washington", "Moscow State University"."""
    if _given_name(before):
        return True
    return _longer_name(after)


def _language(said: str, before: str, after: str) -> bool:
    if LANGUAGE_AFTER.match(after):
        return True
    return said in LANGUAGES and _word(before) in IN_LANGUAGE and not NOUN_AFTER.match(after)


def _longer_name(after: str) -> bool:
    """Tell whether a capitalized word follows that is no day, month or office."""
    following = WORD_AFTER.match(after)
    return following is not None and following[1][:1].isupper() and not DAYS.match(after)
