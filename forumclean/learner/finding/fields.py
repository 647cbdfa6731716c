"""Fields: which lines that come back are labels whose value stands on the next line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from forumclean.learner.finding.counts import WORDS, Counts, Place, Seen
from forumclean.learner.finding.guards import refused
from forumclean.learner.keys import Form, Key
from forumclean.values.sentence import is_sentence

__all__ = ["names_above", "titles_behind", "values_below"]

# What a value looks like: as in forumclean.rules.view, and shorter where no score says that it is chrome.
_CHARS, _WORDS, _SHORT_WORDS, _ENDS = 40, 5, 3, ".!?,…"
# So many of the lines below a label are values; at least so many different ones; each so rare beside the label.
_VALUES, _DIFFERENT, _RARE = 0.3, 3, 0.6
# So often a button stands below somebody's words.
_BUTTON = 0.5
# Characters of a name, and how often one must stand above a line.
_NAME_CHARS, _NAMES = 30, 0.95
# Of what stands behind a label, so much stands elsewhere on the page as well: it is the title.
_TITLES = 0.3
# The title is not lost with a label that surely looks like chrome, and is longer than "Re", "AW" and their like.
_SURE, _REPLY = 0.1, 3


def values_below(counts: Counts, key: Key, seen: Seen) -> list[Place]:
    """Return where the values of a label stand, each on the line below it; nothing where the key is no label.

    Where no value is given, the next label or the post follows. Below such a label the first words of a post may be as
    short as a value, so it is a label only for values that come back, or look like chrome.
    """
    if key.form is not Form.LINE or is_sentence(key.text) or (":" not in key.text and _is_below_words(counts, seen)):
        return []
    below = [place for place in counts.next_lines(seen) if place is not None]
    rare = [place for place in below if _is_rare(counts, place, len(seen.at))]
    values = [place for place in rare if _is_value(counts, place)]
    sure = values
    if len(values) < len(rare):
        sure = [place for place in values if not counts.is_words(*place)]
    different = {counts.keys[page][line] for page, line in values}
    varies = len(different) >= _DIFFERENT or not any(map(_says_more, different))
    return values if varies and len(sure) >= _VALUES * len(below) else []


def _is_below_words(counts: Counts, seen: Seen) -> bool:
    """Tell whether a line mostly stands below a post: a button, with the next post's name below it, and no label."""
    return sum(side == WORDS for side in counts.above(seen)) >= _BUTTON * len(seen.at)


def _is_rare(counts: Counts, place: Place, times: int) -> bool:
    key = counts.keys[place[0]][place[1]]
    back = counts.back.get(key)
    return back is None or len(back.at) <= _RARE * times or not _says_more(key)


def _says_more(key: Key) -> bool:
    """True for a key that says more than a number."""
    return any(char.isalpha() for char in key.text.replace("{n}", ""))


def _is_value(counts: Counts, place: Place) -> bool:
    page, line = place
    text = counts.pages[page].lines[line]
    words = _SHORT_WORDS if counts.pages[page].body[line] else _WORDS
    return len(text) <= _CHARS and len(text.split()) <= words and text[-1] not in _ENDS


def names_above(counts: Counts, seen: Seen) -> list[Place]:
    """Return where the lines above stand, if all of them can be names: each post begins with its poster's."""
    above = [(page, line - 1) for page, line in seen.at if line and line - 1 not in counts.pages[page].sure]
    names = []
    times = Counter(counts.keys[page][line] for page, line in above)
    for page, line in above:
        text = counts.pages[page].lines[line]
        is_short = len(text) <= _NAME_CHARS and len(text.split()) <= _SHORT_WORDS and text[-1] not in (*_ENDS, ":")
        if (
            is_short
            and not refused(counts.keys[page][line])
            and _says_more(counts.keys[page][line])
            and times[counts.keys[page][line]] <= _RARE * len(seen.at)
        ):
            names.append((page, line))
    different = {counts.keys[page][line] for page, line in names}
    return names if names and len(different) >= _DIFFERENT and len(names) >= _NAMES * len(seen.at) else []


def titles_behind(counts: Counts, key: Key, seen: Seen, folded: Mapping[int, frozenset[str]]) -> bool:
    """Tell whether what stands behind a label is the title of its page, and the label may be part of it ("Re")."""
    if key.form is not Form.FIELD:
        return False
    titles = 0
    for page, line in seen.at:
        value = counts.pages[page].keys[line].partition(":")[2].strip(" :")
        titles += value in folded[page] or f"re: {value}" in folded[page]
    looks = counts.looks(seen.at)
    is_sure = looks is not None and looks <= _SURE and len(key.text) > _REPLY
    return not is_sure and titles > _TITLES * len(seen.at)
