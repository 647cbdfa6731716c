"""Signatures under a line of dashes: cut where the profile says that its engine prints them so, and nowhere else."""

from __future__ import annotations

import pytest

from forumclean import Cleaner, Kind, Result

LINE = "_" * 17
TEXT = "The night boat sails from the western berth until the end of March."


def post_of(body: str, *, line: str = "_{17}") -> Result:
    pier = {
        "name": "pier",
        "detect": [{"has": [".pier"]}],
        "page": {"post": [".pier"]},
        "post": {"body": [".text"]},
        "body": {"quote": [".quote"]},
        "chrome": {"signature": [".sig"]},
        "patterns": {"signature": line},
    }
    page = f'<html><body><div class="pier"><div class="text">{body}</div></div></body></html>'
    return Cleaner({"profile": [pier]}).clean(page)


@pytest.mark.parametrize(
    "tail", ["Fair winds.", "Fair winds.<br>And calm seas.", '<div class="sig">Fair winds.</div>', ""]
)
def test_line_and_what_follows_are_signature(tail: str) -> None:
    result = post_of(f"{TEXT}<br>{LINE}<br>{tail}")
    assert result.text == TEXT
    assert {(p.kind, p.reason) for p in result.removed} == {(Kind.SIGNATURE, "profile:pier/signature")}


def test_last_of_two_lines_counts() -> None:
    assert post_of(f"{TEXT}<br>{LINE}<br>So much for May.<br>{LINE}<br>Fair winds.").text.endswith("So much for May.")


@pytest.mark.parametrize(
    "body",
    [
        f"{LINE}<br>{TEXT}",
        f"{TEXT}<br>{LINE}<br>{TEXT * 10}",
        f'{TEXT}<br>{LINE}<br><div class="quote">Why?</div>And now?',
        f"{TEXT}<br>{LINE} and so on<br>Fair winds.",
    ],
    ids=["nothing above", "an article below", "a quote below", "more on the line"],
)
def test_line_of_the_poster_s_own_is_text(body: str) -> None:
    assert not post_of(body).removed


def test_profile_that_names_no_line_cuts_none() -> None:
    assert not post_of(f"{TEXT}<br>{LINE}<br>Fair winds.", line="").removed


def test_dashes_of_ipb_do_not_stay_when_its_signature_goes() -> None:
    post = (
        '<table><tr><td><span class="normalname">Ann</span><span class="postdetails">Posted: Jan 28 2005</span>'
        f'</td></tr><tr><td><div class="postcolor">{TEXT}<br /><br />{"-" * 20}<br /><div class="signature">Fair winds.'
        "</div></div></td></tr></table>"
    )
    result = Cleaner().clean(f"<html><body>{post}</body></html>")
    assert (result.engine, result.text) == ("ipb1", TEXT)
