"""Dates as pages print them, in the languages and the corners of markup that boards use."""

from __future__ import annotations

import pytest

from forumclean import Cleaner
from forumclean.reader.page.dates import fuller_date, printed_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Friday, March 5th, 2024 at 3:43:10 PM GMT+03:00", "2024-03-05T15:43:10+03:00"),
        ("Mar 5, 2024 3:43 PM UTC-05:00", "2024-03-05T15:43:00-05:00"),
        ("5 Mar 2024 10:00 UTC", "2024-03-05T10:00:00+00:00"),
        ("Mar 5, 2024", "2024-03-05T00:00:00+00:00"),
    ],
)
def test_zone_behind_a_time(text: str, expected: str) -> None:
    moment = printed_date(text)
    assert moment is not None
    assert moment.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sab Feb 24, 2007 5:12 pm", "sáb. 24 feb 2007 17:12", "sam. 24 févr. 2007, 17:12", "Sa 24. Feb 2007, 17:12",
        "za 24 feb 2007 17:12", "sob. 24 lutego 2007 17:12", "Сб 24 фев 2007 17:12", "sábado, 24 febrero 2007, 17:12",
        "lör 24 feb 2007 17:12",
    ],
)  # fmt: skip
def test_weekday_before_a_date(text: str) -> None:
    moment = printed_date(text)
    assert moment is not None
    assert moment.isoformat() == "2007-02-24T17:12:00+00:00"


@pytest.mark.parametrize(
    "text", ["Mar 5 Mar 2024 - 21:15", "Mar Mar 05, 2024 9:15 pm", "mar. 5 mars 2024 21:15", "5 mar 2024 21:15"]
)
def test_mar_is_tuesday_beside_another_month_and_march_alone(text: str) -> None:
    moment = printed_date(text)
    assert moment is not None
    assert moment.isoformat() == "2024-03-05T21:15:00+00:00"


def test_tooltip_counts_only_when_it_adds_a_time_to_the_same_day() -> None:
    assert fuller_date("May 11, 2024", "May 11, 2024 at 9:22 AM") == printed_date("May 11, 2024 9:22 AM")
    assert fuller_date("May 11, 2024, 9:22 AM", "May 12, 2024 at 4:00 PM") == printed_date("May 11, 2024 9:22 AM")
    assert fuller_date("May 11, 2024", "June 2, 2024 at 9:22 AM") == printed_date("May 11, 2024")
    assert fuller_date("2 hours ago", "May 11, 2024 at 9:22 AM") == printed_date("May 11, 2024 9:22 AM")
    assert fuller_date("2 hours ago", None) is None


@pytest.mark.parametrize(
    ("attribute", "shown"),
    [
        ('title="May 11, 2024 at 9:22 AM"', "May 11, 2024"),
        ('data-tippy-content="Saturday, May 11th, 2024 at 9:22:00 AM GMT+00:00"', "2 years ago"),
        ('misago-timestamp="2024-05-11T09:22:00.118000+00:00"', "May 2024"),
    ],
)
def test_date_of_a_post_is_read_from_where_it_is_whole(attribute: str, shown: str) -> None:
    pier = {"name": "pier", "detect": [{"has": [".pier"]}], "page": {"post": [".pier"]}}
    cleaner = Cleaner({"profile": [pier | {"post": {"body": [".text"], "date": [".when"]}}]})
    page = f'<html><div class="pier"><i class="when" {attribute}>{shown}</i><p class="text">Rain.</p></div></html>'
    (post,) = cleaner.clean(page).posts
    assert post.date is not None
    assert (post.date.isoformat(), post.date_text) == ("2024-05-11T09:22:00+00:00", shown)
