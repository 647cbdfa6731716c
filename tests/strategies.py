"""Inputs for the property tests: any text there is, and posts shuffled from real chrome and prose."""

from __future__ import annotations

from hypothesis import strategies as st
from support import LONG, LONGER

from forumclean.rules.pack import shipped_packs

LINE_ENDS = ("\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\x85", "\u2028", "\u2029", "\v", "\f", "\n \t\n")
ODD = "\u00a0\u200b\u200d\u2060\ufeff\u00ad\u0301\u202e\0\x1b\ud800\udfff\U0001f600ßİŉ\u3000Ⅷ٣०﹟"
CHROME = sorted(
    {line for pack in shipped_packs() for rule in pack.rules for hit in rule.hits for line in hit.splitlines()}
)
PROSE = (
    LONG,
    LONGER,
    "He did not say when.",
    "“We have asked for a meeting,” she said, “and we will ask again.”",
    "Prices rose by 3.4% in May: the sharpest rise since 1998.",
    "Staff member Lee said the members of the club had joined the search.",
    "> The old bridge was never meant to carry lorries.",
    "- two boats",
    "## What happens next",
    "```",
    "Dienstag: Die Fähre fährt wieder.",
    "東京の港は月曜日に再開した。",
)
INDENTS = ("", "", "", "  ", "\t", "\u00a0", "\u3000")

# Markup is read by another reader, whose source is the text it finds: here "<" stays out.
characters = st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=(), exclude_characters="<"))
anything = st.text(characters, max_size=300)
some_bytes = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=100).map(lambda text: text.encode("utf-16")),
    st.text(max_size=100).map(lambda text: text.encode("utf-8")),
)

_line = st.one_of(
    st.sampled_from(PROSE), st.sampled_from([line for line in CHROME if "<" not in line]), st.text(max_size=30)
)
_pieces = st.lists(st.tuples(st.sampled_from(INDENTS), _line, st.sampled_from(LINE_ENDS)), max_size=25)
posts = _pieces.map(lambda pieces: "".join("".join(piece) for piece in pieces).replace("<", ""))
