"""Posts of our own as trees, and what engines make of them: the source that they keep, and the page that they show."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

NAMES = ("Dan Oram", "O'Brien", "mcdelfina", "Ann-Marie", "Björk_7")
SENTENCES = (
    "The harbour office said on Tuesday that the last night boat will sail on the ninth of May",
    "Too few people have taken it since the road bridge was opened two winters ago, the clerk told us",
    "My neighbour keeps the old timetable on the kitchen wall and swears that it was never once right",
    "Le conseil a voté hier soir la fermeture du quai nord, et personne dans la salle n'a protesté",
    "Die Fähre fährt wieder, aber nur an Werktagen und nicht nach acht Uhr abends",
    "Nobody in the village wanted the bridge at first & then everybody used it every single day",
    'The price for a car rose from 4 to 9 crowns, "a scandal" as the shop keeper calls it',
    "If the water is < 2 m deep the pilot has to wait for the tide, and he has waited for an hour",
    "В порту снова открыли причал, и первый катер пришёл уже в понедельник утром",
    "東京の港は月曜日に再開したので、町の人たちはみな喜んでいる",
)
CODE = (
    'int a[i] = 0;\n  if (a[i] < 3) {\n    run("x");\n  }',
    "speed = 4\n\n[receiver]\nname = north",
    "SELECT * FROM boats;",
)


@dataclass(frozen=True)
class Text:
    """A sentence, some words of which are set in a style: ``plain``, ``b``, ``i``, ``color``, ``url``, ``img`` ..."""

    runs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    """A part of a post: ``lines``, ``quote``, ``code``, ``list``, ``heading``, ``table``, ``center``, ``spoiler``."""

    what: str
    lines: tuple[Text, ...] = ()
    parts: tuple[Part, ...] = ()
    author: str = ""
    code: str = ""


def post_of(seed: int, kinds: tuple[str, ...]) -> tuple[Part, ...]:
    """A post of paragraphs and parts of some kinds."""
    chance = random.Random(seed)
    parts = [Part("lines", (_text(chance), _text(chance)))]
    for _ in range(chance.randint(1, 5)):
        parts.append(_part(chance, chance.choice(kinds), kinds, 0))
        parts.append(Part("lines", tuple(_text(chance) for _ in range(chance.randint(1, 3)))))
    return tuple(parts)


def _part(chance: random.Random, what: str, kinds: tuple[str, ...], depth: int) -> Part:
    if what == "quote":
        inner = [Part("lines", tuple(_text(chance) for _ in range(chance.randint(1, 2))))]
        if depth < 2 and chance.random() < 0.4:
            inner.insert(chance.randint(0, 1), _part(chance, chance.choice(kinds), kinds, depth + 1))
        return Part("quote", parts=tuple(inner), author=chance.choice((*NAMES, "")))
    if what == "code":
        return Part("code", code=chance.choice(CODE))
    count = 1 if what == "heading" else chance.randint(2, 4)
    return Part(what, tuple(_text(chance, short=what in ("heading", "table")) for _ in range(count)))


def _text(chance: random.Random, *, short: bool = False) -> Text:
    words = chance.choice(SENTENCES[:3] if short else SENTENCES)
    if short:
        return Text((("plain", " ".join(words.split()[: chance.randint(4, 6)])),))
    words += "." if words.isascii() else "。"
    at = words.find(" ", chance.randint(0, 40)) + 1
    end = words.find(" ", at + chance.randint(3, 20))
    if not at or end < 0:
        return Text((("plain", words),))
    style = chance.choice(("plain", "b", "i", "u", "color", "size", "font", "url", "img"))
    return Text((("plain", words[:at]), (style, words[at:end]), ("plain", words[end:])))


# The source.


@dataclass(frozen=True)
class Dialect:
    """How an engine writes its source down."""

    quote: Callable[[str], str]
    stored: Callable[[str], str] = str  # what is done to text
    uid: str = ""
    upper: bool = False
    line: str = "\n"


def source_of(post: tuple[Part, ...], dialect: Dialect) -> str:
    """The post as an engine keeps it."""
    return _source(post, dialect, "")


def _source(parts: tuple[Part, ...], d: Dialect, around: str) -> str:
    blocks = [_source_part(part, d) for part in parts]
    return (d.line * 2 if not around else d.line).join(blocks)


def _tag(d: Dialect, name: str, held: str, value: str = "") -> str:
    name = name.upper() if d.upper else name
    return f"[{name}{value}{d.uid}]{held}[/{name}{d.uid}]"


def _source_part(part: Part, d: Dialect) -> str:
    lines = [_source_text(text, d) for text in part.lines]
    if part.what == "quote":
        name = "QUOTE" if d.upper else "quote"
        opening = f"[{name}{d.uid}{d.quote(part.author) if part.author else ''}]"
        return f"{opening}{_source(part.parts, d, 'quote')}[/{name}{d.uid}]"
    if part.what == "code":
        return _tag(d, "code", d.stored(part.code))
    if part.what == "list":
        entries = "".join(f"[*{d.uid}]{line}{f'[/*:m{d.uid}]' if d.uid else d.line}" for line in lines)
        return _tag(d, "list", d.line * (not d.uid) + entries)
    if part.what == "table":
        rows = (f"[tr][td]{line}[/td][td]{n}[/td][/tr]{d.line}" for n, line in enumerate(lines))
        return _tag(d, "table", d.line + "".join(rows))
    if part.what in ("heading", "center", "spoiler"):
        return _tag(d, part.what, d.line.join(lines), "=2" if part.what == "heading" else "")
    return d.line.join(lines)


def _source_text(text: Text, d: Dialect) -> str:
    values = {"color": "=#AA0000", "size": "=4", "font": "=Courier New", "url": "=https://hallam.example/a?b=1"}
    pieces = []
    for style, words in text.runs:
        held = d.stored(words)
        if style == "img":
            pieces.append(_tag(d, "img", "https://hallam.example/b.png") + " " + held)
        else:
            pieces.append(held if style == "plain" else _tag(d, style, held, values.get(style, "")))
    return "".join(pieces)


# The page.


@dataclass(frozen=True)
class Theme:
    """How an engine marks a post up: templates with the parts to fill in."""

    page: str
    quote: str
    unnamed: str
    attribution: str
    code: str = "<pre><code>{held}</code></pre>"
    heading: str = "<h3>{held}</h3>"
    center: str = '<div style="text-align: center">{held}</div>'
    spoiler: str = '<div class="spoiler">{held}</div>'


def page_of(post: tuple[Part, ...], theme: Theme) -> str:
    """The post as an engine shows it."""
    return theme.page.format(held=_page(post, theme, "<br>\n<br>\n"))


def heads_of(post: tuple[Part, ...], theme: Theme) -> set[str]:
    """The lines that the theme sets above quotes."""
    return {theme.attribution.format(name=name) for name in NAMES}


def _page(parts: tuple[Part, ...], theme: Theme, gap: str) -> str:
    pieces: list[str] = []
    for part in parts:
        pieces += [gap] if pieces else []
        pieces.append(_page_part(part, theme))
        if part.what in ("center", "spoiler"):
            pieces.append("<!-- -->")  # the engine leaves the line end behind it out
    return "".join(pieces).replace("<!-- --><br>\n", "")


def _page_part(part: Part, theme: Theme) -> str:
    lines = [_page_text(text) for text in part.lines]
    if part.what == "quote":
        held = _page(part.parts, theme, "<br>\n")
        head = escape(theme.attribution.format(name=part.author))
        return theme.quote.format(head=head, held=held) if part.author else theme.unnamed.format(held=held)
    if part.what == "code":
        return theme.code.format(held=escape(part.code))
    if part.what == "list":
        return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    if part.what == "table":
        return f"<table>{''.join(f'<tr><td>{line}</td><td>{n}</td></tr>' for n, line in enumerate(lines))}</table>"
    if part.what in ("heading", "center", "spoiler"):
        template = {"heading": theme.heading, "center": theme.center, "spoiler": theme.spoiler}[part.what]
        return template.format(held="<br>\n".join(lines))
    return "<br>\n".join(lines)


def _page_text(text: Text) -> str:
    tags = {"b": "b", "i": "i", "u": "u", "color": "span", "size": "span", "font": "span", "url": 'a href="/a"'}
    pieces = []
    for style, words in text.runs:
        held = escape(words)
        if style == "img":
            pieces.append(f'<img src="b.png" alt=""> {held}')
        else:
            tag = tags.get(style, "")
            pieces.append(f"<{tag}>{held}</{tag.split()[0]}>" if tag else held)
    return "".join(pieces)


PHPBB = Theme(
    '<html><body id="phpbb"><div id="p1" class="post"><div class="postbody"><div class="content">{held}</div></div>'
    "</div></body></html>",
    "<blockquote><div><cite>{head}</cite>{held}</div></blockquote>",
    '<blockquote class="uncited"><div>{held}</div></blockquote>',
    "{name} wrote:",
    code='<div class="codebox"><p>Code: <a href="#">Select all</a></p><pre><code>{held}</code></pre></div>',
)
XENFORO = Theme(
    '<html id="XF"><body><article class="message message--post" data-author="Ann"><div class="message-body">'
    '<div class="bbWrapper">{held}</div></div></article></body></html>',
    '<blockquote class="bbCodeBlock bbCodeBlock--quote"><div class="bbCodeBlock-title"><a href="#">{head}</a></div>'
    '<div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent">{held}</div></div></blockquote>',
    '<blockquote class="bbCodeBlock bbCodeBlock--quote"><div class="bbCodeBlock-content">{held}</div></blockquote>',
    "{name} said:",
)
VBULLETIN = Theme(
    '<html id="vbulletin_html"><body><li class="postbit"><div id="post_message_7"><blockquote class="postcontent">'
    "{held}</blockquote></div></li></body></html>",
    '<div class="bbcode_container"><div class="bbcode_quote"><div class="bbcode_postedby">{head}</div>'
    '<div class="message">{held}</div></div></div>',
    '<div class="bbcode_container"><blockquote>{held}</blockquote></div>',
    "Originally Posted by {name}",
)
SMF = Theme(
    '<html><head><script>var smf_theme_url="x";</script></head><body><div class="windowbg" id="msg7">'
    '<div class="inner" id="msg_7">{held}</div></div></body></html>',
    '<blockquote class="bbc_standard_quote"><cite>{head}</cite>{held}</blockquote>',
    '<blockquote class="bbc_standard_quote">{held}</blockquote>',
    "Quote from: {name} on March 04, 2024, 08:00:00 AM",
)
DISCOURSE = Theme(
    '<html><head><meta name="generator" content="Discourse 3.2"></head><body><div itemprop="comment" class="topic-body '
    'crawler-post"><div class="post" itemprop="text">{held}</div></div></body></html>',
    '<aside class="quote"><div class="title">{head}</div><blockquote>{held}</blockquote></aside>',
    "<blockquote>{held}</blockquote>",
    "{name}:",
)


def _escaped(text: str) -> str:
    return escape(text).replace("&#x27;", "&#39;")


_KINDS = ("quote", "list", "code", "lines", "center")
# Engine: its source, its page, the parts that its posts are made of.
ENGINES: dict[str, tuple[Dialect, Theme, tuple[str, ...]]] = {
    "phpbb-3.0": (Dialect('="{}"'.format, _escaped, uid=":3f9a21c7"), PHPBB, _KINDS),
    "phpbb-3.2": (Dialect("={} post_id=24 time=1365377895 user_id=2".format, _escaped), PHPBB, _KINDS),
    "xenforo": (
        Dialect('="{}, post: 24, member: 3"'.format, upper=True), XENFORO, (*_KINDS, "table", "heading", "spoiler")
    ),
    "vbulletin4": (Dialect("={};24".format, upper=True), VBULLETIN, (*_KINDS, "table", "spoiler")),
    "smf": (
        Dialect(" author={} link=topic=2.msg24#msg24 date=1365377895".format, _escaped, line="<br />"),
        SMF,
        ("quote", "list", "lines", "center", "table"),
    ),
    "discourse": (Dialect('="{}, post:24, topic:3"'.format), DISCOURSE, ("quote", "lines", "code", "spoiler")),
}  # fmt: skip
