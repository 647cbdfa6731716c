"""Forms: a line with all blotted out that differs from post to post, by which frames are known to come back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from forumclean.dates.reading import Reading as Date
from forumclean.values.marks import Reading
from forumclean.values.model import Kind

__all__ = ["DATE", "FEW", "REST", "Templates", "form_of", "unknown_in"]

# What stands in a form for a date, and for a name or words that nobody knows.
DATE, REST = "\ue001", "\ue002"
_DIGITS = re.compile(r"\d+(?:[.,]\d{3})*")
# A run of unknown words takes in the numbers and single letters beside it: "Lars P", "mick 41", "B.F.".
_LONE = r"(?:0|\b[^\W\d_]\b)"
_RUNS = re.compile(
    rf"(?:\b[^\W\d_]\b[.\s]{{0,2}})*{REST}(?:[\s.'’_-]{{0,2}}(?:{REST}|{_LONE}))*(?:\.(?=\W))?"
    r"|\b[^\W\d_]\.(?:\s?[^\W\d_]\.)+"
)
# A word with numbers, strokes or a last capital in it, as users call themselves.
_LATIN = r"[A-Za-z\u00c0-\u024f]"
_MIXED = re.compile(rf"(?<![\w%^$.,/])(?:{_LATIN}+[A-Z\d_^$%]|[\d_]{{1,4}}[%^$_]?{_LATIN}{{3}})[\w%^$]*(?![\w%^$])")
# A template is a form with one name, as often as this; so many of them, of so many characters, are looked at.
_TEMPLATE, _TEMPLATES, _TEMPLATE_CHARS, _SLOT_WORDS = 2, 8, 60, 4
# What no name holds; what says nothing of a template by itself.
_NO_NAME = re.compile(rf"[:：,|{DATE}/?!。]")
_SILENT = ".!?。！？…,:;\"'()[]- " + REST
# "ann (Ann Lee)" is a name too.
_REAL_NAME = re.compile(rf"^{REST} ?\({REST}\)$")
_COLON = re.compile(r"[:：]\s*")
# Glued heads: the part with the date tells most.
_PARTS = re.compile(r"[|\t]")
# Where no rule knows a line with a date and at most so many words, all of them are blotted out.
FEW = 5
_WORD = re.compile(rf"[^\W\d_{DATE}](?:[\w.'’]*\w)?|{REST}")


def form_of(text: str, reading: Reading, date: Date | None, kinds: frozenset[Kind]) -> str:
    """Blot out what differs from post to post."""
    spans = [(date.start, date.end, DATE)] if date else []
    unknown = [*unknown_in(text, reading.names), *unknown_in(text, reading.left)]
    spans += [(start, end, REST) for start, end in unknown if not date or not _meet(start, end, date)]
    if reading.value and reading.fields == 1 and (colon := _COLON.search(text)):
        end = date.start if date and date.start >= colon.end() else len(text)
        spans += [(colon.end(), end, REST)] if end > colon.end() else []
    pieces: list[str] = []
    at = 0
    for start, end, mark in sorted(spans):
        if start >= at:
            pieces += [text[at:start], mark]
            at = end
    form = "".join((*pieces, text[at:])).casefold()
    if date:
        form = next((part for part in _PARTS.split(form) if DATE in part), form).strip()
        if DATE in (above := form.partition("(")[0]):
            form = above.strip()
        if not kinds and len(_WORD.findall(form)) <= FEW:
            form = _WORD.sub(REST, form)
    form = _DIGITS.sub("0", form)
    if REST not in form and form.count(".") < 2:  # neither a name nor initials
        return form
    return _REAL_NAME.sub(REST, _RUNS.sub(REST, form))


def unknown_in(text: str, runs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words of runs stand: a run has them in their order, without what stood between them.

    A number or a stroke inside a word makes one name of it, as in "Ben114" or "4%ale", though rules know a part.
    """
    mixed = [token.span() for token in _MIXED.finditer(text)] if runs else []
    at = 0
    for run in runs:
        for word in run.split(" "):
            if (start := text.find(word, at)) >= 0:
                at = start + len(word)
                if mixed:
                    start, at = next((token for token in mixed if token[0] <= start and token[1] >= at), (start, at))
                yield start, at


def _meet(start: int, end: int, date: Date) -> bool:
    return start < date.end and date.start < end


class Templates:
    """Forms with a place for one name, by which a name that is made of known words shows: "Guest said"."""

    def __init__(self, forms: Counter[str]) -> None:
        some = (form for form, count in forms.most_common() if count >= _TEMPLATE and _is_template(form))
        self._parts = [tuple(form.split(REST)) for form in islice(some, _TEMPLATES)]

    def slot(self, text: str, form: str, date: Date | None) -> tuple[str, str] | None:
        """The template that a line fills, and the name that fills it."""
        if len(text) > _TEMPLATE_CHARS:
            return None
        for left, right in self._parts:
            middle = form[len(left) : len(form) - len(right)]
            if not (form.startswith(left) and form.endswith(right) and middle.strip()) or _NO_NAME.search(middle):
                continue
            name = _between(text, left, right, date)
            if name and name.count(" ") < _SLOT_WORDS:
                return f"{left}{REST}{right}", name
        return None


def _is_template(form: str) -> bool:
    is_field = form.partition(REST)[0].rstrip().endswith((":", "："))
    return form.count(REST) == 1 and not is_field and bool(form.strip(_SILENT)) and len(form) <= _TEMPLATE_CHARS


def _between(text: str, left: str, right: str, date: Date | None) -> str | None:
    """What stands in a line where a template has its name."""
    if DATE in left or "0" in left:
        return None
    end = len(text) - len(right)
    if DATE in right:
        end = date.start - right.index(DATE) if date else 0
    name = text[len(left) : end].strip()
    has_letters = any(char.isalpha() for char in name)
    return name if has_letters and text[: len(left)].casefold() == left else None
