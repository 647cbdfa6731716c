"""Engine profiles: how each forum engine marks up a thread, as TOML, checked when it is loaded.

A profile is data. It says how to tell that a page was made by an engine, and where title, posts, authors, dates and
bodies stand on it; nothing in Python knows the name of an engine. See docs/profiles.md for the keys.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, NamedTuple

import msgspec

from forumclean.config import decode, host_slip, line_of
from forumclean.errors import ConfigError
from forumclean.reader.engines.traits import Traits
from forumclean.reader.page.formula import formula_selectors
from forumclean.reader.page.roles import RoleMap
from forumclean.reader.page.selector import SelectorError
from forumclean.values.model import Kind

__all__ = ["PARTS", "Profile", "ProfileSpec", "gap_in", "load_profile"]

# The parts of a page that are no text of a post, by the name that a profile and a reason give them.
PARTS: dict[str, Kind] = {
    "advert": Kind.ADVERT,
    "attachment": Kind.ATTACHMENT,
    "comment": Kind.OTHER,
    "control": Kind.CONTROL,
    "edit": Kind.POST_META,
    "embed": Kind.RELATED,
    "footer": Kind.FOOTER,
    "frame": Kind.OTHER,
    "label": Kind.CONTROL,
    "meta": Kind.POST_META,
    "navigation": Kind.NAVIGATION,
    "notice": Kind.NOTICE,
    "promotion": Kind.PROMOTION,
    "reaction": Kind.REACTION,
    "related": Kind.RELATED,
    "signature": Kind.SIGNATURE,
    "social": Kind.SOCIAL,
    "title": Kind.TITLE,
    "userinfo": Kind.USER_INFO,
}

_START_MARK = re.compile(r"(?:html|body)[.#\[]")
Selectors = tuple[str, ...]
_FORMULAS = {"formula": formula_selectors()}
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to know an engine; every test that it names must hold.

    Attributes:
        start: marks that the html and body start tags bear: ``html#XF``, ``body.ipsApp``, ``html[data-app]``.
        generator: how the generator meta tag begins.
        has: classes and ids that elements of the page bear: ``.postbody``, ``#forumposts``.
        source: strings that stand in the page's source.
    """

    start: Selectors = ()
    generator: str = ""
    has: Selectors = ()
    source: Selectors = ()


class PageRoles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where things stand on the page; each is a list of selectors, the first that finds something counts."""

    post: Selectors = ()
    title: Selectors = ()
    prefix: Selectors = ()


class PostRoles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where things stand in a post."""

    body: Selectors = ()
    author: Selectors = ()
    author_url: Selectors = ()
    date: Selectors = ()
    number: Selectors = ()
    url: Selectors = ()
    subject: Selectors = ()
    skip: Selectors = ()


class BodyRoles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What elements inside a body are: quotes that name whom they quote, their first line, parts that look hidden.

    ``lines`` are elements whose style keeps the line ends of the source, as `pre` does.
    """

    quote: Selectors = ()
    attribution: Selectors = ()
    lines: Selectors = ()
    show: Selectors = ()
    skip: Selectors = ()


class Patterns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Regular expressions whose first group is the value, for engines that print several values in one element.

    ``signature`` has no value: it is the line that an engine sets between a text and the signature below it.
    """

    author: str = ""
    date: str = ""
    number: str = ""
    signature: str = ""
    subject: str = ""
    title: str = ""


class ProfileSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The content of a profile file.

    Attributes:
        name: what ``Result.engine`` says.
        extends: a profile to take every list from that this one does not give itself.
        why: what the engine is, for a reader of the file.
        order: profiles with a lower number are asked first.
        hosts: the engine is known by the host of the page's URL (and its subdomains).
        detect: ways to know the engine; any one of them is enough.
        page, post, body: where things stand.
        chrome: parts inside a body that are no text of the post, by the names in `PARTS`.
        frame: parts outside the bodies, by the same names.
        patterns: what to take from the text of author, date, number, subject and title; the line above a signature.
        dayfirst: how the engine prints dates of numbers only, where it is always the same.
        comments: the posts are comments under an article, which may stand where the profile does not look.
        carry_author: a post that names no author is by the author of the one before it, as in chats.
    """

    name: Name
    extends: str | None = None
    why: str = ""
    order: int = 50
    hosts: Selectors = ()
    detect: tuple[Clause, ...] = ()
    page: PageRoles = PageRoles()
    post: PostRoles = PostRoles()
    body: BodyRoles = BodyRoles()
    chrome: dict[str, Selectors] = {}
    frame: dict[str, Selectors] = {}
    patterns: Patterns = Patterns()
    dayfirst: bool | None = None
    comments: bool = False
    carry_author: bool = False


class _Test(NamedTuple):
    """A clause, ready to be held against a page."""

    start: frozenset[str]
    generator: str
    classes: frozenset[str]
    ids: frozenset[str]
    source: tuple[bytes, ...]


def _is_marked(clause: _Test, page: Traits) -> bool:
    return clause.start <= page.marks and page.generator.startswith(clause.generator)


class Profile:
    """A checked profile; its selectors are compiled when a page of its engine first comes by."""

    def __init__(self, spec: ProfileSpec, *, file: str = "<dict>") -> None:
        self.spec, self.file = spec, file

    def __repr__(self) -> str:
        return f"Profile({self.spec.name!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.spec, self.file)

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.spec.name

    @cached_property
    def _clauses(self) -> tuple[_Test, ...]:
        return tuple(
            _Test(
                frozenset(clause.start),
                clause.generator.lower(),
                frozenset(name[1:] for name in clause.has if name[0] == "."),
                frozenset(name[1:] for name in clause.has if name[0] == "#"),
                tuple(text.encode() for text in clause.source),
            )
            for clause in self.spec.detect
        )

    @cached_property
    def _start_clauses(self) -> tuple[_Test, ...]:
        return tuple(clause for clause in self._clauses if clause.start or clause.generator)

    @property
    def has_marks(self) -> bool:
        """True when host, start tags or generator of a page can speak for the engine."""
        return bool(self.spec.hosts or self._start_clauses)

    def is_marked(self, page: Traits) -> bool:
        """True when start tags or generator of a page speak for the engine."""
        return any(_is_marked(clause, page) for clause in self._start_clauses)

    def is_made(self, page: Traits) -> bool:
        """True when the engine made the page. What is cheap to ask is asked first."""
        for start, generator, classes, ids, source in self._clauses:
            if (
                (not start or start <= page.marks)
                and (not generator or page.generator.startswith(generator))
                and (not classes or classes <= page.classes)
                and (not ids or ids <= page.ids)
                and (not source or all(map(page.stands, source)))
            ):
                return True
        return False

    @cached_property
    def page_roles(self) -> RoleMap:
        """Posts on the page."""
        return self._compile({"post": self.spec.page.post}, "page")

    @cached_property
    def title_roles(self) -> RoleMap:
        """The title on the page: apart, because a search for it ends where the best is found."""
        return self._compile({"title": self.spec.page.title}, "page")

    @cached_property
    def prefix_roles(self) -> RoleMap:
        """The forum's label inside the title."""
        return self._compile({"prefix": self.spec.page.prefix}, "page")

    @cached_property
    def post_roles(self) -> RoleMap:
        """Roles in a post: body, author, date and so on."""
        return self._compile(_lists(self.spec.post), "post", leaf="body")

    @cached_property
    def text_roles(self) -> RoleMap:
        """The roles in a post that its text hangs on, without those that only say who wrote it and when."""
        spec = self.spec.post
        return self._compile({"body": spec.body, "skip": spec.skip}, "post", leaf="body")

    @cached_property
    def body_roles(self) -> RoleMap:
        """Roles inside a body: quotes and chrome."""
        return self._compile({**_lists(self.spec.body), **self.spec.chrome, **_FORMULAS}, "body")

    @cached_property
    def shown_roles(self) -> RoleMap:
        """What in a body is no text, or is text though it looks hidden: where the blocks themselves are judged."""
        return self._compile({"show": self.spec.body.show, "skip": self.spec.body.skip, **_FORMULAS}, "body")

    @cached_property
    def frame_roles(self) -> RoleMap:
        """Roles outside the bodies: only needed to flatten a page."""
        return self._compile({**self.spec.frame, **_FORMULAS}, "frame")

    @cached_property
    def reasons(self) -> dict[str, str]:
        """Part of a page to the reason that its blocks bear."""
        return {part: f"profile:{self.spec.name}/{part}" for part in PARTS}

    def check(self) -> None:
        """Compile everything now.

        Raises:
            ConfigError: a selector cannot be read, or a part has no known name.
        """
        for section in ("page_roles", "title_roles", "prefix_roles", "post_roles", "body_roles", "frame_roles"):
            getattr(self, section)

    def _compile(self, roles: Mapping[str, Iterable[str]], section: str, *, leaf: str = "") -> RoleMap:
        try:
            return RoleMap(roles, leaf=leaf)
        except SelectorError as error:
            raise ConfigError(str(error), file=self.file, key=section) from None


def _rebuild(spec: ProfileSpec, file: str) -> Profile:
    return Profile(spec, file=file)


def _lists(section: msgspec.Struct) -> dict[str, Selectors]:
    return {name: getattr(section, name) for name in section.__struct_fields__ if getattr(section, name)}


def load_profile(data: Mapping[str, Any], *, file: str, text: str = "", table: str = "") -> ProfileSpec:
    """Check the tables of a profile.

    Args:
        data: the tables.
        file: where they are from.
        text: the text of the file, to name the line of a mistake.
        table: the table of the text that they stand in, such as ``profile[1]``; "" for the whole text.

    Raises:
        ConfigError: an unknown key, a wrong type, a part without a known name, a mark or a pattern that is none.

    >>> load_profile({"name": "ours", "page": {"posts": ["li"]}}, file="ours.toml")
    Traceback (most recent call last):
    forumclean.errors.ConfigError: ours.toml: page.posts: unknown key 'posts'; did you mean 'post'?
    """
    spec = decode(dict(data), ProfileSpec, file=file, text=text, table=table)
    for key, problem, hint in _mistakes(spec):
        raise ConfigError(problem, file=file, line=line_of(text, f"{table}.{key}"), key=key, hint=hint)
    return spec


def gap_in(spec: ProfileSpec) -> tuple[str, str, str] | None:
    """Say what a profile lacks without which it never reads a page: the key, what is wrong, and how to mend it.

    >>> gap_in(ProfileSpec(name="ours", hosts=("example.org",)))
    ('page.post', "profile 'ours' does not say where the posts are", 'give page.post a selector such as ".post"')
    """
    for key, selectors, what in (
        ("page.post", spec.page.post, "where the posts are"),
        ("post.body", spec.post.body, "where the text of a post is"),
    ):
        if not selectors:
            return key, f"profile '{spec.name}' does not say {what}", f'give {key} a selector such as ".post"'
    if not spec.detect and not spec.hosts:
        problem = f"profile '{spec.name}' does not say which pages it is for"
        return "detect", problem, "give it detect or hosts, or extend a profile of the same name"
    return None


def _mistakes(spec: ProfileSpec) -> Iterator[tuple[str, str, str]]:
    """What the types do not show: the key, what is wrong, and how to mend it."""
    for section in ("chrome", "frame"):
        for part in getattr(spec, section):
            if part not in PARTS:
                near = difflib.get_close_matches(part, PARTS, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"the parts are {', '.join(PARTS)}"
                yield f"{section}.{part}", f"unknown part '{part}'", hint
    for number, host in enumerate(spec.hosts):
        if slip := host_slip(host):
            yield f"hosts[{number}]", *slip
    yield from _mark_mistakes(spec)
    for name in spec.patterns.__struct_fields__:
        pattern = getattr(spec.patterns, name)
        try:
            groups = re.compile(pattern).groups
        except re.error as error:
            yield f"patterns.{name}", f"not a valid pattern: {error}", "check it with Python's re"
        else:
            if pattern and not groups and name != "signature":
                yield f"patterns.{name}", "the pattern has no group", "put the value in parentheses"


def _mark_mistakes(spec: ProfileSpec) -> Iterator[tuple[str, str, str]]:
    for clause in spec.detect:
        for mark in clause.start:
            if not _START_MARK.match(mark):
                yield "detect", f"'{mark}' is no mark of a start tag", "write 'body.name', 'html#name' or 'html[name]'"
        for mark in clause.has:
            if mark[:1] not in (".", "#"):
                yield "detect", f"'{mark}' is no mark", "write a class as '.name', an id as '#name'"
