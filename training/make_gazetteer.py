"""Writes the English names of the countries (Unicode CLDR, as babel carries it) to the gazetteer's ``names.tsv``.

Run it after a new country or a new CLDR release: ``python -m training.make_gazetteer``. The service itself reads only
the file that is checked in and needs no babel.
"""

from __future__ import annotations

import re
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "service" / "gazetteer" / "data"

# Where CLDR's display name is not what English text says, the name as it is said.
SAID = {
    "AG": "Antigua and Barbuda", "BA": "Bosnia and Herzegovina", "CD": "Congo", "CG": "Republic of the Congo",
    "CI": "Ivory Coast", "CZ": "Czech Republic", "HK": "Hong Kong", "KN": "Saint Kitts and Nevis", "LC": "Saint Lucia",
    "MM": "Myanmar", "MO": "Macao", "PS": "Palestine", "ST": "Sao Tome and Principe", "TR": "Turkey",
    "TT": "Trinidad and Tobago", "VA": "Vatican", "VC": "Saint Vincent and the Grenadines",
}  # fmt: skip
# Names that stand with "the".
WITH_ARTICLE = frozenset("AE BS CF CG DO FK FM FO GB GM KM KY MH MV NL PH SB SC US VA CK".split())


def main() -> None:
    """Write ``names.tsv``."""
    from babel import Locale
    from babel import __version__ as babel_version

    territories = Locale("en").territories
    codes = [line.split("\t")[0] for line in (DATA / "states.tsv").read_text("utf-8").splitlines()]
    rows = []
    for code in codes:
        if not re.fullmatch("[A-Z]{2}", code):
            continue
        display = territories[code].replace("’", "'")
        name = SAID.get(code, re.sub(r" \(.*\)| SAR China", "", display))
        rows.append(f"{code}\t{name}\t{'the' if code in WITH_ARTICLE else ''}\t{display}")
    header = (
        f"# English names: Unicode CLDR names, en, babel {babel_version}. © Unicode, Inc.; Unicode-3.0\n"
        '# Written by training/make_gazetteer.py. name: as text says it; article: whether it stands with "the".\n'
        "id\tname\tarticle\tcldr\n"
    )
    (DATA / "names.tsv").write_text(header + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
