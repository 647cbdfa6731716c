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


HEAD = "<tr><th>Flag</th><th>Boat</th><th>May</th></tr>"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td rowspan=2>Oslo</td><td>Gull</td><td>4</td></tr><tr><td>Tern</td><td>5</td></tr>", "\n\tTern\t5"),
        ("<tr><td>Oslo</td><td rowspan=2>Gull</td><td>4</td></tr><tr><td>Bergen</td><td>5</td></tr>", "\nBergen\t\t5"),
        ("<tr><td rowspan=2 colspan=2>Oslo</td><td>4</td></tr><tr><td>5</td></tr>", "\n\t\t5"),
        ("<tr><td rowspan=3>Oslo</td><td>4</td></tr><tr></tr><tr><td>5</td></tr><tr><td>6</td></tr>", "\n\t5\n6"),
        ("<tr><td rowspan=0>Oslo</td><td>4</td></tr><tr><td>5</td></tr><tr><td>6</td></tr>", "\n\t5\n\t6"),
        ("<tbody><tr><td rowspan=9>Oslo</td><td>4</td></tr></tbody><tbody><tr><td>5</td></tr></tbody>", "\n5"),
        ("<tr><td rowspan=2><table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table></td>"
         "<td>4</td></tr><tr><td>5</td><td>6</td></tr>", "\n\t5\t6"),
    ],
)  # fmt: skip
def test_a_cell_that_reaches_down_keeps_its_column(rows: str, expected: str) -> None:
    result = clean(f"<div><p>{LONG}</p><table>{HEAD}{rows}</table><p>{LONG}</p></div>")
    assert f"{expected}\n" in result.text
    assert_sound(result)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("<td><img src=no.png></td><td></td><td>4</td>", "\t\t4"),
        ("<td><img src=no.png alt=Norway></td><td>Gull</td><td>4</td>", "\tGull\t4"),
        ("<td>Oslo</td><td><a href=x><img src=gull.png></a></td><td>4</td>", "Oslo\t\t4"),
        ("<td><p><img src=no.png></p></td><td><p>Gull</p></td><td><div>4</div></td>", "\tGull\t4"),
        ("<td>Oslo</td><td><p>Gull</p><p>Tern</p></td><td>4</td>", "Oslo\n\nGull\n\nTern\n\n\t\t4"),
    ],
)
def test_a_cell_without_words_keeps_its_place_below_a_head(row: str, expected: str) -> None:
    result = clean(f"<div><p>{LONG}</p><table>{HEAD}<tr>{row}</tr></table><p>{LONG}</p></div>")
    assert f"\n{expected}\n" in result.text
    assert_sound(result)


def test_a_row_that_never_ends_moves_no_line_away() -> None:
    cells = "".join(f"<td>{n}<br>of</td><td>Gull</td>" for n in range(200))
    result = clean(f"<div><p>{LONG}</p><table>{HEAD}<tr>{cells}</table><p>{LONG}</p></div>")
    assert "\nof\tGull\t199\nof\tGull\n" in result.text
    assert "\t" * 21 not in result.text
    assert_sound(result)


def test_a_table_that_only_lays_out_gets_no_columns() -> None:
    page = f"<div><p>{LONG}</p><table><tr><td><img src=x></td><td><p>{LONG}</p></td></tr></table></div>"
    assert clean(page).text == f"{LONG}\n\n{LONG}"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("10<sup>3</sup>", "10^3"),
        ("<b>10</b><sup><i>3</i></sup>", "10^3"),
        ("10<sup>-3</sup>", "10^-3"),
        ("10<sup>2n</sup>", "10^(2n)"),
        ("<sup>235</sup><sub>92</sub>U", "235_92U"),
        ("SO<sub>4</sub><sup>2-</sup>", "SO4^2-"),
        ("log<sub>10</sub>100", "log10 100"),
        ("3<sup>1</sup>/<sub>2</sub>", "3 1/2"),
        ("2004<sup><a href='#n7'>7</a></sup>", "2004[7]"),
        ("2004<a href='#n7'><sup>7</sup></a>", "2004[7]"),
        ("2004<sup>[7]</sup>", "2004[7]"),
        ("H<sub>2</sub>O", "H2O"),
        ("m<sup>2</sup>", "m2"),
        ("1<sup>st</sup>", "1st"),
        ("so.<sup>7</sup>", "so.7"),
        ("10<sup hidden>3</sup>", "10"),
        ("10<sup></sup>", "10"),
    ],
)
@pytest.mark.parametrize("whole", [True, False], ids=["page", "fragment"])
def test_raised_and_lowered_digits_do_not_run_into_others(markup: str, expected: str, *, whole: bool) -> None:
    assert f"The speed is {expected} here." in text_of(markup, whole=whole)


def test_raised_digits_in_a_title_and_in_a_cell() -> None:
    page = f"<html><body><article><h1>10<sup>3</sup> boats in the harbour of Oslo</h1><p>{LONG}</p><table>{HEAD}"
    result = clean(f"{page}<tr><td>a</td><td>b</td><td>10<sup>6</sup></td></tr></table><p>{LONG}</p></article>")
    assert result.title == "10^3 boats in the harbour of Oslo"
    assert "\na\tb\t10^6\n" in result.text


@pytest.mark.parametrize("markup", ["10<sup>3</sup>", "1<sub>2</sub>", "10<sup>2n</sup>", "2004<sup><a>7</a></sup>"])
def test_text_with_raised_digits_is_found_in_the_markup(markup: str) -> None:
    page = f"<div><p>{LONG}</p><p>{markup}</p><p>It is {markup} here.</p><p>{LONG} Or {markup}.</p></div>"
    result = clean(page)
    assert result.markup is not None
    found = [result.markup[slice(*p.markup)] for p in result.paragraphs if p.markup]
    short = markup if not markup.endswith("</sup>") else markup.removesuffix("</sup>").removesuffix("</a>")
    assert found == [LONG, short.removesuffix("</sub>"), f"It is {markup} here.", f"{LONG} Or {markup}."]


@pytest.mark.parametrize(
    "markup",
    [
        '<span style="visibility:hidden">secret <b style="visibility:visible">shown</b> secret</span>',
        '<span style="visibility:hidden"><i>secret</i><u><b style="Visibility: VISIBLE;color:red">shown</b></u></span>',
        '<span style="visibility:collapse"><img alt="😀"><b style="visibility:initial">shown</b></span>',
        '<span style="color:red;visibility:hidden">secret <b style="visibility:visible">shown <i style="visibility:'
        'hidden">secret</i></b></span>',
    ],
)
@pytest.mark.parametrize("whole", [True, False], ids=["page", "fragment"])
def test_what_is_shown_inside_of_what_is_hidden_is_text(markup: str, *, whole: bool) -> None:
    text = text_of(markup, whole=whole)
    assert "The speed is shown here." in text
    assert "secret" not in text


@pytest.mark.parametrize(
    "markup",
    [
        '<span style="display:none">secret <b style="visibility:visible">secret</b></span>',
        '<span style="visibility:hidden"><i style="display:none"><b style="visibility:visible">secret</b></i></span>',
        '<span style="visibility:hidden" title="visibility:visible">secret</span>',
        "<style>b { visibility:visible }</style><span style='visibility:hidden'><b>secret</b></span>",
    ],
)
def test_what_no_visibility_brings_back_stays_hidden(markup: str) -> None:
    assert "secret" not in text_of(markup)


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Boats</title></head><frameset cols='20%,80%'><frame src=a><noframes><body bgcolor=white>"
        "<p>{0}</p><p>{1}</p></body></noframes></frameset></html>",
        "<html><frameset><frame src=a></frameset><NOFRAMES><p>{0}</p><p>{1}</p></NOFRAMES></html>",
        "<html><body><p>{0}</p><noframes><table><tr><td>{1}</td></tr></table></noframes></body></html>",
        "<html><body><noframes><p>{0}</p><noframes ><p>{1}</p></body></html>",
        "<html><head><noframes><p>{0}</p></noframes></head><body><p>{1}</p></body></html>",
        "<p>{0}</p><NoFrames class=x>{1}</NoFrames>",
    ],
)
def test_markup_in_noframes_is_markup(page: str) -> None:
    told = f"{LONG} And <b>Tom &amp; Ann</b> <!-- not Bill --> were on it."
    result = clean(page.format(LONG, told))
    assert result.text == f"{LONG}\n\n{LONG} And Tom & Ann were on it."
    assert result.markup is not None
    assert [result.markup[slice(*p.markup)] for p in result.paragraphs if p.markup] == [LONG, told]
