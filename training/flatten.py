"""More to learn from: pages flattened to text, labelled line by line with what their ground truth says.

The flattened threads of the development set come from 80 hosts. WEB-FORUM-52 adds 49 threads of other hosts, and the
article pages of WCXB add what news sites put around an article. The labels are made as those of the development set
were (data/README.md): a line is body when it equals a line of the truth, or when half of its word 3-grams occur in it.
"""

from __future__ import annotations

import gzip
import json
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html_text
import inscriptis
from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
# Where the lines hold less (or much more) than the truth, the labels would be wrong.
_LEAST, _MOST = 0.6, 1.5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Flat:
    """A flattened page.

    Attributes:
        id: the page.
        host: where it came from.
        lines: its lines.
        labels: 1 body, 0 chrome, None where the truth does not say.
    """

    id: str
    host: str
    lines: list[str]
    labels: list[int | None]


@dataclass(frozen=True, slots=True)
class Article:
    """The text of an article page, for posts put together."""

    id: str
    lines: list[str]


class Truth:
    """The lines and word 3-grams of a ground truth."""

    def __init__(self, text: str, unsure: frozenset[str] = frozenset()) -> None:
        self._lines = {_folded(line) for line in text.split("\n")}
        self._grams = _grams(_WORD.findall(text.lower()))
        self._unsure = unsure - self._lines
        self._words = len(_WORD.findall(text))

    def labels(self, lines: list[str]) -> list[int | None] | None:
        """Return the label of each line, or None when they do not hold the truth."""
        labels = [self._label(line) for line in lines]
        body = sum(len(_WORD.findall(line)) for line, label in zip(lines, labels, strict=True) if label)
        return labels if _LEAST < body / max(self._words, 1) < _MOST else None

    def _label(self, line: str) -> int | None:
        words = _WORD.findall(line.lower())
        folded = " ".join(words)
        if not words or folded in self._unsure:
            return None
        grams = _grams(words)
        return int(folded in self._lines or (bool(grams) and 2 * len(grams & self._grams) >= len(grams)))


def threads() -> Iterator[Flat]:
    """Yield the pages of WEB-FORUM-52. Lines of author and date are left open: the two sets do not agree on them."""
    for path in sorted((DATA / "web-forum-52-dev").glob("*.json.gz")):
        page = json.loads(gzip.decompress(path.read_bytes()))
        gold = page["gold_standard_annotation"]
        heads = frozenset(
            _folded(post[key]["surface_form"]) for post in gold for key in ("user", "datetime") if post.get(key)
        )
        truth = Truth("\n".join(post["post_text"]["surface_form"] for post in gold), heads)
        yield from _flat(path.name, page["url"], page["html"], truth, RENDERERS)


def articles() -> Iterator[tuple[Article, list[Flat]]]:
    """Yield the article pages of WCXB: the text of the article, and the page flattened."""
    for path in sorted((DATA / "wcxb-dev" / "article" / "ground-truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        text = truth["ground_truth"].get("main_content") or ""
        if len(text) < 200:
            continue
        page = gzip.decompress((path.parents[1] / "html" / f"{path.stem}.html.gz").read_bytes()).decode(
            "utf-8", "replace"
        )
        flat = list(_flat(path.stem, truth["url"], page, Truth(text), RENDERERS[:2]))
        yield Article(path.stem, text.split("\n")), flat


def posted(frame: Flat, article: Article, around: tuple[int, int] | None) -> Flat:
    """Set an article between the chrome of a thread.

    Args:
        frame: the thread.
        article: the article.
        around: so many lines before and after; None: all of them, as they stand. The development set has all, and 12
            and 15. With fewer than four lines before, one more stands between two paragraphs.
    """
    body = [i for i, label in enumerate(frame.labels) if label] or [len(frame.lines)]
    before, after = frame.lines[: body[0]], frame.lines[body[-1] + 1 :]
    lines, labels = list(article.lines), [1] * len(article.lines)
    if around is not None:
        before = [line for line in before if line.strip()][-around[0] :]
        after = [line for line in after if line.strip()][: around[1]]
        if around[0] < 4 and before:
            middle = len(lines) // 2
            lines[middle:middle], labels[middle:middle] = [before[0]], [0]
    whole = [*[0] * (len(before) + 1), *labels, *[0] * (len(after) + 1)]
    return Flat(frame.id, frame.host, [*before, "", *lines, "", *after], list(whole))


def _flat(name: str, url: str, page: str, truth: Truth, renderers: tuple[Callable[[str], str], ...]) -> Iterator[Flat]:
    for render in renderers:
        lines = render(page).split("\n")
        if labels := truth.labels(lines):
            yield Flat(name, urlsplit(url).hostname or "", lines, labels)


def _by_bs4(page: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(page, "lxml")
    for tag in soup(["script", "style", "noscript", "template"]):
        tag.decompose()
    return soup.get_text("\n")


def _by_html_text(page: str) -> str:
    return str(html_text.extract_text(page))


def _by_inscriptis(page: str) -> str:
    return str(inscriptis.get_text(page))


RENDERERS = (_by_html_text, _by_inscriptis, _by_bs4)


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _grams(words: list[str]) -> set[Any]:
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}
