"""The explorer: each open benchmark document with its source, its labels, what we keep and what C4's filter keeps.

Plain pages beside those of the site: no script, nothing loaded, not in the index of the search.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from benchmarks.dumps import Count
from forumclean.outcome.forms.html import style_of
from forumclean.outcome.forms.safe import safe
from forumclean.report.shell import page
from tools.docsite.judged import Judged, Line, judged
from training.corpus import BODY, CHROME, Dump

__all__ = ["explorer_pages"]

_MOST = 40
_EVALUATION = '<a href="../evaluation.html">Evaluation</a>'
_ABOUT = (
    '<p class="said">Open dumps alone; those held back are shown to nobody. Ours: by a model that saw no document of '
    "its site. C4: its line filter, by datatrove. Gold: B body, C chrome, S signature, T title, Q quote, M glued, "
    "X cannot be told; only B, C and S count. A tinted line is one that we got wrong.</p>"
)
_FILTER = (
    '<div class="filters"><label><input type="checkbox" class="wrong" checked>lines that we got right</label></div>'
)


def explorer_pages() -> Iterator[tuple[str, str]]:
    """Path below ``explorer`` and text of each page."""
    homes: dict[str, str] = {}
    for lang, documents in sorted(_grouped(judged(), lambda dump: dump.lang).items()):
        documents.sort(key=lambda one: (one.dump.engine, one.dump.name))
        for at in range(0, len(documents), _MOST):
            name, group = f"{_slug(lang)}-{at // _MOST + 1}.html", documents[at : at + _MOST]
            homes |= {one.dump.name: name for one in group}
            yield name, _page(f"{lang}: {len(group)} documents", _shown(lang, group))
    yield "index.html", _page("Benchmark documents", _front(homes))


def _page(title: str, body: Iterable[str]) -> str:
    style = style_of({}) + (Path(__file__).parent / "explorer.css").read_text(encoding="utf-8")
    return "".join(page(f"forumclean: {title}", style, body))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "none"


def _grouped(documents: Iterable[Judged], key: Callable[[Dump], str]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in documents:
        groups[key(one.dump)].append(one)
    return groups


def _front(homes: dict[str, str]) -> Iterator[str]:
    yield f'<nav aria-label="Site">{_EVALUATION}</nav><h1>Benchmark documents</h1>'
    yield f'{_ABOUT}<p><a href="#language">By language</a> · <a href="#engine">by engine</a></p>'
    for head, key in (("language", lambda dump: dump.lang), ("engine", lambda dump: dump.engine)):
        yield f'<h2 id="{head}">By {head}</h2>\n'
        for name, documents in sorted(_grouped(judged(), key).items(), key=lambda item: (-len(item[1]), item[0])):
            ours, peer = _sum(one.ours for one in documents), _sum(one.peer for one in documents)
            yield f"<details><summary><bdi>{safe(name)}</bdi> ({len(documents)}): {_numbers(ours, peer)}</summary>"
            links = (
                f'<li><a href="{homes[one.dump.name]}#{one.dump.name}">{one.dump.name}</a></li>' for one in documents
            )
            yield f'<ul class="list">{"".join(links)}</ul></details>\n'


def _sum(counts: Iterable[Count | None]) -> Count:
    total = Count()
    for one in counts:
        total.update(one or {})
    return total


def _numbers(ours: Count, peer: Count | None) -> str:
    said = [f"ours {_said(ours)}"]
    said += [f"C4 {_said(peer)}"] if peer else []
    return "; ".join(said)


def _said(counts: Count) -> str:
    shares = [("body", "kept"), ("chrome", "left")]
    said = [f"{counts.share(f'{part} kept', part):.3f} of {part} {verb}" for part, verb in shares if counts[part]]
    return ", ".join(said)


def _shown(lang: str, documents: list[Judged]) -> Iterator[str]:
    yield f'<nav aria-label="Site"><a href="index.html">All documents</a> · {_EVALUATION}</nav>'
    links = "".join(f'<li><a href="#{one.dump.name}">{one.dump.name}</a></li>' for one in documents)
    yield f'<h1>Documents in {safe(lang)}</h1>{_ABOUT}<ul class="list">{links}</ul>'
    yield f'{_FILTER}<div class="posts">'
    for one in documents:
        dump = one.dump
        yield f'<section class="post" id="{dump.name}"><h2>{dump.name}</h2>'
        yield f'<p class="said"><bdi>{safe(dump.engine)}</bdi>'
        yield f" · set {dump.part}{' · news' if dump.is_news else ''} · {_numbers(one.ours, one.peer)}</p>"
        yield f'<div class="wide" tabindex="0" role="group" aria-label="Lines of {dump.name}"><table><thead>'
        yield '<tr><th scope="col">gold<th scope="col">ours<th scope="col">C4'
        yield '<th scope="col">reason<th scope="col">line</thead><tbody>\n'
        yield from map(_row, one.lines)
        yield "</tbody></table></div></section>\n"
    yield "</div>"


def _row(line: Line) -> str:
    wrong = line.label in BODY | CHROME and line.ours != (line.label in BODY)
    look = " ".join(name for name, is_so in (("bad", wrong), ("gone", not line.ours)) if is_so)
    opening = f'<tr class="{look}">' if look else "<tr>"
    peer = "" if line.peer is None else _verb(line.peer)
    reason = f"<code>{safe(line.reason)}</code>" if line.reason else ""
    return (
        f"{opening}<td>{line.label}<td>{_verb(line.ours)}<td>{peer}"
        f'<td>{reason}<td class="x" dir="auto">{safe(line.text)}\n'
    )


def _verb(stays: bool) -> str:
    return "kept" if stays else "gone"
