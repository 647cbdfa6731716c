"""Threads of engines that nobody knows, of our own making: what a profile could be learnt from."""

from __future__ import annotations

import random
from collections.abc import Callable

from learner_support import NAMES, articles

__all__ = ["ENGINES", "pages"]

_POST = {
    "divisions": '<div class="quay-msg" id="q{n}"><div class="quay-by"><a href="/crew/{who}">{who}</a> Deckhand</div>'
    '<div class="quay-at">{date}</div><div class="quay-text">{body}</div>'
    '<div class="quay-tools"><a href="#">Salute</a> <a href="#">Pin</a></div></div>',
    "table": '<tr class="entry"><td class="left"><b class="nick">{who}</b><br>Rank: deckhand</td>'
    '<td class="right"><p class="when">{date}</p><div class="words">{body}</div></td></tr>',
    "items": '<article itemprop="comment"><header><span itemprop="author">{who}</span> <time datetime="{iso}">{date}'
    '</time></header><section itemprop="text">{body}</section></article>',
    "parents": '<li class="row row{n}"><div class="poster"><a href="/u/{who}">{who}</a><i>{date}</i></div>'
    '<div class="content"><div>{body}</div></div></li>',
    "numbered": '<li id="reply-{n}" class="c{n}x9"><div class="member k{n}">{who}</div>'
    '<span class="stamp">{date}</span><div class="said">{body}</div></li>',
}
_WRAP = {"table": "<table>{}</table>", "parents": "<ol>{}</ol>", "numbered": "<ul>{}</ul>"}
ENGINES: dict[str, Callable[[str], str]] = {name: _WRAP.get(name, "<main>{}</main>").format for name in _POST}


def pages(engine: str, count: int = 8, *, seed: int = 7) -> tuple[list[str], list[list[str]]]:
    """Pages of one engine, three to five posts each, and the text of each post."""
    rng = random.Random(f"{engine} {seed}")
    bodies = iter(articles(count * 5, seed=seed))
    made, said = [], []
    for page in range(count):
        posts, texts = [], []
        for n in range(rng.randint(3, 5)):
            body = next(bodies)
            day = rng.randint(1, 28)
            posts.append(_POST[engine].format(
                n=page * 10 + n, who=rng.choice(NAMES), date=f"{day} March 2024, 10:{rng.randint(10, 59)}",
                iso=f"2024-03-{day:02}T10:00:00Z", body="".join(f"<p>{line}</p>" for line in body),
            ))  # fmt: skip
            texts.append("\n\n".join(body))
        menu = "<div><a href='/'>Kiln Gazette</a> <a href='/s'>Swap Lounge</a></div>"
        thread = ENGINES[engine]("".join(posts))
        made.append(
            f"<!DOCTYPE html><html><head><title>Report {page} - Loom Forum</title></head><body>{menu}"
            f"<h1>Report {page}</h1>{thread}<div>Powered by looms</div></body></html>"
        )
        said.append(texts)
    return made, said
