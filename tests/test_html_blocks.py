"""Markup to blocks: white space as a browser shows it, kinds, line breaks, what is hidden."""

from __future__ import annotations

import pytest

from forumclean.reader.engines.profileset import ProfileSet
from forumclean.reader.html import read_html
from forumclean.values.document import Document
from forumclean.values.model import Kind


def _read(raw: str) -> Document:
    return read_html(raw, profiles=ProfileSet())


@pytest.mark.parametrize(
    ("raw", "texts", "breaks"),
    [
        ("<p>one\n two</p><p>three</p>", ["one two", "three"], [2, 2]),
        ("one<br>two<br><br>three", ["one", "two", "three"], [2, 1, 2]),
        ("<div>one</div><div>two</div>", ["one", "two"], [2, 1]),
        ("<p>a<b>b</b>c <i>d</i></p>", ["abc d"], [2]),
        ("<ul><li>one<li>two</ul>", ["one", "two"], [2, 1]),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", ["a\tb", "c\td"], [2, 1]),
        ("<pre>if a:\n    b()\n</pre>", ["if a:\n    b()"], [2]),
        ("<p>one</p><script>x</script><style>y</style><template>z</template><p>two</p>", ["one", "two"], [2, 2]),
        ('<p>one <b style="display: none">no</b><b hidden>no</b><i aria-hidden="true">no</i>two</p>', ["one two"], [2]),
        ('<p>well done <img class="smilie" alt=":)"> <img alt="a photo of a cat"></p>', ["well done :)"], [2]),
        ("<p>non\u00a0breaking</p>", ["non breaking"], [2]),
        ("<details><summary>Spoiler</summary>He wins.</details>", ["Spoiler", "He wins."], [2, 1]),
    ],
)  # fmt: skip
def test_blocks(raw: str, texts: list[str], breaks: list[int]) -> None:
    document = _read(raw)
    assert (list(document.texts), list(document.breaks)) == (texts, breaks)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("<h2>x</h2>", Kind.HEADING), ("<ul><li>x</ul>", Kind.LIST), ("<pre>x</pre>", Kind.CODE),
        ("<table><tr><td>x</table>", Kind.TABLE), ("<blockquote>x</blockquote>", Kind.QUOTE),
        ("<figure><figcaption>x</figcaption></figure>", Kind.CAPTION), ("<p>x</p>", None),
    ],
)  # fmt: skip
def test_kinds(raw: str, kind: Kind | None) -> None:
    assert list(_read(raw).kinds or ()) == [kind]


def test_share_of_link_text() -> None:
    links = _read('<p><a href="/x">all of it</a></p><p>none</p><p><a href="/y">half</a> half</p>').links
    assert links is not None
    assert [round(share, 1) for share in links] == [1.0, 0.0, 0.4]


def test_lines_have_no_breaks_and_nothing_invisible() -> None:
    document = _read("<pre>a\n  b</pre><p>zero\u200bwidth</p>")
    assert list(document.lines) == ["a b", "zerowidth"]
