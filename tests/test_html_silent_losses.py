"""What pages show and readers lose: formulas, empty cells, posts that begin with a picture; and what pages hide."""

from __future__ import annotations

import pytest
from support import assert_sound

from forumclean import clean
from forumclean.reader.read import is_html

LONG = "The last night boat from Port Hallam will sail on the ninth of May, the harbour office said on Tuesday evening."
MATHML = "<math><semantics><mrow><mi>v</mi><mo>=</mo><mn>2</mn><mi>d</mi></mrow>{}</semantics></math>"
TEX = '<annotation encoding="application/x-tex">v=2d</annotation>'
SHOWN = '<span class="base"><span class="mord">v</span><span class="mrel">=</span><span class="mord">2d</span></span>'


def text_of(markup: str, *, whole: bool = True) -> str:
    body = f"<div><p>{LONG}</p><p>The speed is {markup} here.</p></div>"
    result = clean(f"<!DOCTYPE html><html><body><article>{body}</article></body></html>" if whole else body)
    assert_sound(result)
    return result.text


@pytest.mark.parametrize("whole", [True, False], ids=["page", "fragment"])
@pytest.mark.parametrize(
    "markup",
    [
        MATHML.format(TEX),
        MATHML.format(""),
        "<math alttext='v=2d'><mi>x</mi></math>",
        f'<span class="katex"><span class="katex-mathml">{MATHML.format(TEX)}</span>'
        f'<span class="katex-html" aria-hidden="true">{SHOWN}</span></span>',
        f'<span class="katex"><span class="katex-html" aria-hidden="true">{SHOWN}</span></span>',
        f'<span class="katex-display"><span class="katex">{MATHML.format(TEX)}</span></span>',
        '<span class="MathJax_Preview"></span><span class="MathJax" id="MathJax-1"><nobr aria-hidden="true">v=2d</nobr>'
        f'<span class="MJX_Assistive_MathML">{MATHML.format("")}</span></span><script type="math/tex">v=2d</script>',
        '<script type="math/tex; mode=display">v=2d</script>',
        f'<script type="math/mml">{MATHML.format("")}</script>',
        f'<mjx-container class="MathJax" jax="SVG"><svg><path d="M0"/></svg><mjx-assistive-mml>{MATHML.format("")}'
        "</mjx-assistive-mml></mjx-container>",
        '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;">'
        f"{MATHML.format(TEX)}"
        '</span><img src="v.svg" class="mwe-math-fallback-image-inline" aria-hidden="true" alt="v=2d"></span>',
        '<img class="latex" alt="v=2d" src="1.png">',
        '<img src="https://latex.codecogs.com/gif.latex?v%3D2d">',
        '<img src="/cgi-bin/mathtex.cgi?v%3D2d">',
        '<span class="ql-formula" data-value="v=2d">\u2060</span>',
    ],
)
def test_a_formula_comes_once_as_its_source(markup: str, *, whole: bool) -> None:
    text = text_of(markup, whole=whole)
    assert "The speed is v=2d here." in " ".join(text.split())
    assert text.count("v=2d") == 1


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<mfrac><mi>a</mi><mi>b</mi></mfrac>", "a/b"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mi>b</mi></mfrac>", "(a+1)/b"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x^2"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i^2"),
        ("<msqrt><mn>2</mn></msqrt>", "√2"),
    ],
)
def test_mathml_without_a_source_keeps_its_meaning(markup: str, expected: str) -> None:
    assert f"The speed is {expected} here." in text_of(f"<math>{markup}</math>")


def test_formulas_that_follow_each_other_all_stay() -> None:
    pair = '<span class="MathJax">{0}</span><script type="math/tex">{0}</script>'
    assert "is a=1, b=2 and c=3 here" in text_of(
        f"{pair.format('a=1')}, {pair.format('b=2')} and <math><mi>c=3</mi></math>"
    )


def test_a_formula_that_the_page_hides_stays_hidden() -> None:
    assert "v=2d" not in text_of(f'<span class="katex" style="display:none">{MATHML.format(TEX)}</span>')


def test_a_formula_of_any_depth_is_read() -> None:
    deep = "<msqrt>" * 500 + "<mi>x</mi>" + "</msqrt>" * 500
    assert "√x here" in text_of(f"<math>{deep}</math>")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td>Gull</td><td></td><td>4</td></tr>", "Gull\t\t4"),
        ("<tr><td>Gull</td><td> &nbsp; </td><td><img src=x></td><td>4</td></tr>", "Gull\t\t\t4"),
        ("<tr><th></th><th>May</th><th>June</th></tr>", "\tMay\tJune"),
        ("<tr><th colspan=2>Boats</th><th>May</th></tr>", "Boats\t\tMay"),
        ("<tr><td>Gull</td><td>7</td><td></td></tr>", "Gull\t7"),
        ("<tr><td></td><td>Only this</td><td></td></tr>", "\nOnly this"),
        ("<tr><td></td><td></td></tr><tr><td>a</td><td>b</td></tr>", "\na\tb"),
        ('<tr><td colspan="99999999999">a</td><td>b</td></tr>', "a\tb"),
    ],
)
def test_an_empty_cell_keeps_its_place(rows: str, expected: str) -> None:
    result = clean(f"<div><p>{LONG}</p><table>{rows}</table><p>{LONG}</p></div>")
    assert expected in result.text
    assert_sound(result)


@pytest.mark.parametrize("size", [300, 250_000, 3_000_000])
@pytest.mark.parametrize("kind", ["image/png;base64,", "image/svg+xml,%3Csvg", "image/png;base64,\n"])
def test_a_post_that_begins_with_a_picture_is_markup(kind: str, size: int) -> None:
    post = f'<p><img src="data:{kind}{"iVBORw0KGgo" * (size // 11)}"></p><p>{LONG}</p><p>{LONG}</p>'
    assert is_html(post)
    assert clean(post).text == f"{LONG}\n\n{LONG}"


def test_text_that_speaks_of_data_stays_text() -> None:
    text = f"The data: {LONG * 9} so a < b, and <b> is a tag."
    assert not is_html(text)
    assert clean(text).source == text


@pytest.mark.parametrize(
    "hidden",
    [
        "hidden",
        'style="visibility:hidden"',
        'style="color:red; VISIBILITY : collapse"',
        'style="display:none!important"',
    ],
)
@pytest.mark.parametrize("whole", [True, False], ids=["page", "fragment"])
def test_what_its_own_attributes_hide_is_no_text(hidden: str, *, whole: bool) -> None:
    assert "secret" not in text_of(f"<span {hidden}>secret</span>", whole=whole)


@pytest.mark.parametrize(
    "shown", ['style="visibility:visible"', 'style="content-visibility:hidden auto"', 'style="display:block"', ""]
)
def test_what_they_do_not_hide_is_text(shown: str) -> None:
    assert "secret" in text_of(f"<span {shown}>secret</span>")


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Boats</title></head><frameset cols='20%,80%'><frame src=a><frame src=b><noframes><body>"
        "<p>{0}</p><p>{0}</p></body></noframes></frameset></html>",
        "<html><frameset><noframes><p>{0}</p><p>{0}</p></noframes></frameset></html>",
        "<div><noframes><p>{0}</p><p>{0}</p></noframes></div>",
        "<html><body><p>{0}</p><noframes>{0}</noframes></body></html>",
    ],
)
def test_what_stands_in_noframes_is_text(page: str) -> None:
    result = clean(page.format(LONG))
    assert result.text.count(LONG) == 2
    assert_sound(result)


@pytest.mark.parametrize("url", ["http://[bad", "https://[::1", "//[x]y"])
@pytest.mark.parametrize("raw", [f"<html><body><p>{LONG} <a href='/x'>x</a></p></body></html>", LONG, f"<p>{LONG}</p>"])
def test_an_address_that_cannot_be_read_warns_and_the_page_is_cleaned(raw: str, url: str) -> None:
    result = clean(raw, url=url)
    assert LONG in result.text
    assert result.warnings == (
        f"the address {url!r} can't be read: links stay as they are, and no rule is for its site",
    )
