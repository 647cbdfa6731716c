"""Time grows with the input and no faster: reading a page, and each public property of its result."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from clock import seconds

from forumclean import Result, clean

_RANDOM = random.Random(4)
_WORDS = [f"w{n}" for n in range(5000)]
SMALL, LARGE = 150, 1200


def words(count: int) -> str:
    return " ".join(_RANDOM.choices(_WORDS, k=count))


def head_of(n: int) -> str:
    return f'<a class="user" href="/u/{n}">Ann {n}</a> <span class="when">5 March 2024 09:{n % 60:02}</span>'


def unknown(count: int) -> str:
    posts = (f'<div class="msg">{head_of(n)}<div class="txt"><p>{words(25)}</p></div></div>' for n in range(count))
    return f"<!DOCTYPE html><html><body><h1>Boats</h1>{''.join(posts)}</body></html>"


def unnamed(count: int) -> str:
    posts = (f'<div class="msg"><div>{head_of(n)}</div><div><p>{words(25)}</p></div></div>' for n in range(count))
    return f"<!DOCTYPE html><html><body><h1>Boats</h1>{''.join(posts)}</body></html>"


def heads_beside(count: int) -> str:
    posts = (f'<div class="head">{head_of(n)}</div><div class="txt"><p>{words(25)}</p></div>' for n in range(count))
    return f"<!DOCTYPE html><html><body><h1>Boats</h1>{''.join(posts)}</body></html>"


def rows(count: int) -> str:
    posts = (f"<tr><td>{head_of(n)}</td><td></td><td>{words(25)}</td></tr>" for n in range(count))
    return f"<!DOCTYPE html><html><body><table>{''.join(posts)}</table></body></html>"


def quoting(count: int) -> str:
    """Each post quotes what no post of the page says."""
    posts = (
        f'<article class="message message--post" data-author="Ann {n}" data-content="post-{n}" id="js-post-{n}">'
        '<article class="message-body"><div class="bbWrapper"><blockquote class="bbCodeBlock bbCodeBlock--quote">'
        f'<div class="bbCodeBlock-title"><a>Piet said:</a></div>{words(20)}</blockquote><p>{words(15)}</p></div>'
        "</article></article>"
        for n in range(count)
    )
    return f'<html id="XF"><body>{"".join(posts)}</body></html>'


def one_long_quote(count: int) -> str:
    page = quoting(2)
    return page.replace("</blockquote>", "".join(f"<p>{words(15)}</p>" for _ in range(count)) + "</blockquote>", 1)


def formulas(count: int) -> str:
    signs = (f'x{n} <span class="MathJax">y</span><script type="math/tex">y{n}</script>' for n in range(count))
    return f"<html><body><article><p>{words(60)}</p><p>{''.join(signs)}</p></article></body></html>"


def dump(count: int) -> str:
    return "\n\n".join(f"Ann {n}\nWell-known member\n{words(25)}\nReactions: Piet" for n in range(count))


def article(count: int) -> str:
    return f"<html><body><article>{''.join(f'<p>{words(25)}.</p>' for _ in range(count))}</article></body></html>"


PROPERTIES: dict[str, Callable[[Result], Any]] = {
    "posts": lambda result: result.posts,
    "text": lambda result: result.text,
    "keep": lambda result: result.to_text(quotes="keep", headers=True, title=True),
    "drop": lambda result: result.to_text(quotes="drop"),
    "paragraphs": lambda result: result.paragraphs,
    "removed": lambda result: result.removed,
    "source": lambda result: result.source,
    "stats": lambda result: result.stats,
    "to_json": lambda result: result.to_json(),
    "explain": lambda result: result.explain(),
    "repr": repr,
    "equal": lambda result: result == result,  # noqa: PLR0124
}


def all_seconds(raw: str) -> dict[str, float]:
    """Seconds of the cleaning, and of each property of a result that has worked out nothing yet."""
    took = {"clean": seconds(lambda: clean(raw))}
    result = clean(raw)
    for name, ask in PROPERTIES.items():
        fresh = replace(result, _cache={})
        took[name] = seconds(partial(ask, fresh))
    return took


@pytest.mark.parametrize(
    "page",
    [unknown, unnamed, heads_beside, rows, quoting, one_long_quote, formulas, dump, article],
    ids=lambda page: page.__name__,
)
def test_time_grows_with_the_input(page: Callable[[int], str]) -> None:
    small, large = all_seconds(page(SMALL)), all_seconds(page(LARGE))
    # Quadratic would be 64 times as long; what takes next to no time says nothing.
    slow = {name: (small[name], took) for name, took in large.items() if took > 24 * max(small[name], 0.005)}
    assert not slow


def test_posts_of_a_page_whose_quotes_repeat_nothing() -> None:
    result = clean(quoting(5000))
    took = seconds(lambda: result.posts)
    assert len(result.posts) == 5000
    assert took < 4  # 1.2 s on a machine with nothing else to do


def test_a_page_of_no_known_engine_with_many_posts() -> None:
    page = unknown(8000)
    results: list[Result] = []
    took = seconds(lambda: results.append(clean(page)))
    assert took < 6  # 1.5 s on a machine with nothing else to do
    assert len(results[0].posts) == 8000
