"""The grammar of dates: a regular expression over the roles of tokens."""

from __future__ import annotations

import re
from functools import cache

from forumclean.dates.lexicon import lexicon

__all__ = ["ago_pattern", "date_pattern"]

# A letter in braces is a role; a name in angle brackets is a part below; all else is itself.
#   D day or month    M name of a month     Y year        y its last two digits    f any four digits    n any number
#   T hour            S two digits          H half of the day      I one that can stand before the hour  Z zone
#   W weekday         J joint               O what makes an ordinal                  E era
#   K L P what follows year, month, day (年月日)              h m s what follows hour, minute, second
#   A ago             U unit (u: short)   B both in one           Q one, before a unit                 N near now
_PARTS = {
    "day": r"(?:{D}(?: ?{O})?\.?)",
    "month": r"(?:{M}\.?)",
    "year": r"(?:{Y}(?: ?{K}(?!{n}))?\.?)",
    "any_year": r"(?:<year>|'?{y}(?!{n}|[:.]{S}))",
    "sep": r"(?:[ ,.\-/']|{J}){0,5}?",
    "weekday": r"(?:\(?{W}(?:\.|[ ,)])[ ,]{0,2}{J}? ?)?",
    # 05.03.2024, 5. 3. 2024, 2024-03-05, 24/03/05: the same mark twice.
    "inner": r"(?:-{D}-|/{D}/|\. ?{D}\. ?)",
    "numbers": r"(?:(?:{Y}|{y})<inner>{D}|{D}<inner>(?:{Y}|{y}))(?![/.\-]?{n})",
    "marked": r"(?:(?:(?:{E} ?)?{n} ?{K} ?)?{D} ?{L} ?{D} ?{P}?|{E}{n}<inner>{D})",
    "named": (
        r"(?:<day><sep><month><sep><any_year>|<month><sep><day><sep><any_year>|<year><sep><month><sep><day>"
        r"|<year><sep><day><sep><month>(?![ ,.\-/]{0,2}{Y}))"
    ),
    "short": (
        r"(?:{D}(?: ?{O})?\.?(?: |-|/)?(?:{J} ?)?<month>|<month>,?[ \-]{D}(?:{O})?(?!{n}|:{S})"
        r"|<month>,?[ \-]{J}? ?<year>)"
    ),
    "minutes": (
        r"(?::{S}(?::{S}(?:\.{n})?)?|\.{S}(?:\.{S})?(?![./\-]?{n})"
        r"|{h} ?(?:{S}|{n})?(?: ?{m}(?: ?{S} ?{s})?)?|(?= ?{H}))"
    ),
    "clock": r"(?:(?:{I}\.? ?)?{T}<minutes>(?: ?{H}\.?| ?{h}(?!{n}))?)",
    "zone": r"(?: ?\(?(?:{Z}(?:\)| ?[+\-](?:{T}:{S}|{f}|{T}))?|[+\-](?:{T}:{S}|{f}))\)?)",
    "w": r"(?:{W}\.?)",
}
_DATE = (
    r"(?<!{n}[.:/\-])(?:(?P<before><clock>)(?P<zone_before><zone>)?(?:[ ,\-|@·•.»/]|{J}|{h}|<w>){0,6}?)?"
    r"(?P<lead><weekday>)(?P<date><marked>|<named>|<numbers>"
    r"|<month> {D} (?P<within><clock>)(?P<zone_within><zone>)? ?{Y}|<short>)"
    r"(?:(?:[ ,\-()|@·•.»/~]|{J}|{P}|{h}|<w>){0,7}?(?P<after><clock>)(?P<zone><zone>)?)?(?P<trail>[ ,]?\(?<w>)?"
)
_AGO = (
    r"(?:(?P<shared>{n}{u} {A})|{n}\+? ?{U}\.? ?{A}|{A} {n} ?{U}\.?|{n} ?{B}|(?:{Q} )?{U} {A}|{A} (?:{Q} )?{U}"
    r"|{N}(?:[ ,\-|@.]|{J}){0,4}<clock>|<clock>[ ,]{1,2}{N})"
)
_PART = re.compile(r"(?<!\?P)<(\w+)>")
_ROLE = re.compile(r"\{([A-Za-z])\}")


def _written(pattern: str, letters: dict[str, str]) -> re.Pattern[str]:
    while (whole := _PART.sub(lambda found: _PARTS[found[1]], pattern)) != pattern:
        pattern = whole
    return re.compile(_ROLE.sub(lambda found: f"[{letters[found[1]]}]", pattern))


@cache
def date_pattern(language: str | None) -> re.Pattern[str]:
    """What finds a date, with a clock before or behind it, in the shape of a text."""
    return _written(_DATE, lexicon(language).letters)


@cache
def ago_pattern(language: str | None) -> re.Pattern[str]:
    """What finds a moment told from now: "3 days ago", "yesterday at 9:15"."""
    return _written(_AGO, lexicon(language).letters)
