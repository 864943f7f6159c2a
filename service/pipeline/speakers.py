"""Resolves every statement's source to a speaker, over the whole article.

Sources are read in the order in which they stand. A name is looked up among the article's persons; a pronoun or a role
("the lawmaker") is given to the candidate that scores best; organisations, groups, offices and documents keep the
text's words; a statement with no source goes to whoever spoke before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.gazetteer import Gazetteer
from service.pipeline.document import Article, Attribution, Resolution, Speaker, SpeakerResult
from service.pipeline.resolving import Resolver

ARTICLE = re.compile(r"^(?:an?|the|one|another)\s", re.IGNORECASE)

# Forms of address between a role and a name: no part of the role.
ADDRESS = re.compile(
    r"(?:(?:^|,?\s)(?:mr|mrs|ms|dr|sheikh|imam|ayatollah|hojj?atoleslam|seyy?ed|sayy?id|hajj?)\.?)+$", re.IGNORECASE
)


def resolve_speakers(article: Article, attributions: Sequence[Attribution], gazetteer: Gazetteer) -> SpeakerResult:
    """Return the article's speakers and, for each attribution in order, which of them speaks."""
    resolver = Resolver(article, attributions, gazetteer)
    decisions = resolver.run()
    ids: dict[int, str] = {}
    speakers: list[Speaker] = []
    resolutions: list[Resolution] = []
    for decision in decisions:
        entity = decision.entity
        if entity is None:
            resolutions.append(Resolution(None, decision.confidence, decision.rule))
            continue
        if id(entity) not in ids:
            ids[id(entity)] = f"s{len(ids) + 1}"
            role = max((ADDRESS.sub("", one.text) for one in entity.roles), key=len, default="") or None
            if entity.name is None and role is None and entity.mentions:
                # "A senior official" has no name: the words of the source are what is known of the role.
                role = ARTICLE.sub("", entity.mentions[0].of(article.text)) or None
            mentions = tuple(sorted(set(entity.mentions)))
            speakers.append(Speaker(ids[id(entity)], entity.name, entity.type, role, entity.country, mentions))
        resolutions.append(Resolution(ids[id(entity)], decision.confidence, decision.rule))
    return SpeakerResult(tuple(speakers), tuple(resolutions))
