"""Dates as pages print them: languages, orders, clocks, zones, scripts, calendars; none is guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forumclean import Cleaner, clean
from forumclean.dates.calendars import day_of
from forumclean.dates.orders import order_of, settle
from forumclean.dates.reading import Order, holds_date, read_date, read_fuller
from forumclean.dates.words import date_words

DAY = "2024-03-05"
LONG = (
    "The last night boat from Port Hallam will sail on the ninth of May, the harbour office said, and the road bridge"
)


def moment_of(text: str, language: str | None = None) -> str | None:
    reading = read_date(text, language)
    assert reading is not None, text
    (moment,) = settle([reading], order_of(language))
    return moment.isoformat() if moment else None


def settled(texts: list[str], language: str | None = None) -> list[str | None]:
    moments = settle([read_date(text, language) for text in texts], order_of(language))
    return [moment.date().isoformat() if moment else None for moment in moments]


def page_of(dates: list[str], *, html: str = "", head: str = "") -> str:
    posts = "".join(
        f'<div class="msg"><a class="user" href="/u/{n}">Ann {n}</a> <span class="when">{when}</span>'
        f'<div class="txt">{LONG} {n} was opened two winters ago, so few people take it.</div></div>'
        for n, when in enumerate(dates)
    )
    return f"<!DOCTYPE html><html{html}><head>{head}</head><body><h1>Boats</h1>{posts}</body></html>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Friday, March 5th, 2024 at 3:43:10 PM GMT+03:00", f"{DAY}T15:43:10+03:00"),
        ("Mar 5, 2024 3:43 PM UTC-05:00", f"{DAY}T15:43:00-05:00"),
        ("5 Mar 2024 10:00 UTC", f"{DAY}T10:00:00+00:00"),
        ("Mon, 05 Mar 2024 - 3:15 p.m. EST", f"{DAY}T15:15:00-05:00"),
        ("2024-03-05T10:15:00+01:00", f"{DAY}T10:15:00+01:00"),
        ("2024-03-05 10:15 +0530", f"{DAY}T10:15:00+05:30"),
        ("Tue Mar  5 10:15:00 UTC 2024", f"{DAY}T10:15:00+00:00"),
        ("Mar 5, 2024 12:05 am", f"{DAY}T00:05:00+00:00"),
        ("Mar 5, 2024 12:05 pm", f"{DAY}T12:05:00+00:00"),
        ("Mar 5, 2024, 3 PM", f"{DAY}T15:00:00+00:00"),
        ("10:15 AM - Mar 5, 2024", f"{DAY}T10:15:00+00:00"),
        ("05-Mar-24 03:15 PM", f"{DAY}T15:15:00+00:00"),
        ("the 5th of March, 2024", f"{DAY}T00:00:00+00:00"),
        ("Mar 5, 2024", f"{DAY}T00:00:00+00:00"),
    ],
)
def test_clocks_zones_and_ordinals(text: str, expected: str) -> None:
    assert moment_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sab Feb 24, 2007 5:12 pm", "sáb. 24 feb 2007 17:12", "sam. 24 févr. 2007, 17:12", "Sa 24. Feb 2007, 17:12",
        "za 24 feb 2007 17:12", "sob. 24 lutego 2007 17:12", "Сб 24 фев 2007 17:12", "sábado, 24 febrero 2007, 17:12",
        "lör 24 feb 2007 17:12", "SABADO 24 FEBRERO 2007 17:12",
    ],
)  # fmt: skip
def test_weekday_before_a_date(text: str) -> None:
    assert moment_of(text) == "2007-02-24T17:12:00+00:00"


@pytest.mark.parametrize("language", [None, "fr", "es", "en-US"])
@pytest.mark.parametrize(
    "text", ["Mar 5 Mar 2024 - 21:15", "Mar Mar 05, 2024 9:15 pm", "mar. 5 mars 2024 21:15", "5 mar 2024 21:15"]
)
def test_mar_is_tuesday_beside_another_month_and_march_alone(text: str, language: str | None) -> None:
    assert moment_of(text, language) == f"{DAY}T21:15:00+00:00"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("hu", "2024. március 5. 9:15"), ("hu", "2024.03.05. 9:15"), ("da", "5. marts 2024 kl. 09.15"),
        ("lt", "2024 m. kovo 5 d. 09:15"), ("lv", "2024. gada 5. marts 9:15"), ("vi", "5 Tháng ba 2024 lúc 9:15"),
        ("vi", "ngày 05 tháng 03, 2024 09:15"), ("fi", "ti 5. maaliskuuta 2024 klo 9.15"), ("cs", "5. 3. 2024 9:15"),
        ("cs", "úterý 5. března 2024, 9:15"), ("el", "5 Μαρτίου 2024, 9:15 π.μ."), ("tr", "5 Mart 2024 Salı, 09:15"),
        ("he", "5 במרץ 2024, 09:15"), ("ca", "5 d’abril de 2024, 9:15"), ("es", "5 de marzo de 2024 a las 9:15"),
        ("fr", "mardi 5 mars 2024 à 9h15"), ("fr", "1er mars 2024 9:15"), ("de", "Di, 5. März 2024 um 09:15 Uhr"),
        ("ru", "5 марта 2024 г. в 9:15"), ("uk", "5 березня 2024 р. о 9:15"), ("pl", "5 marca 2024 r., 9:15"),
        ("bg", "5 март 2024 9:15"), ("ro", "5 martie 2024, 9:15"), ("hr", "5. ožujka 2024. 9:15"),
        ("ja", "2024年3月5日(火) 午前9:15"), ("ja", "令和6年3月5日 9時15分"),
        ("ja", "R6.3.5 9:15"), ("ko", "2024년 3월 5일 오전 9시 15분"),
        ("ko", "2024. 3. 5. 오전 9:15"), ("zh", "2024年03月05日 星期二 09:15"), ("zh-TW", "民國113年3月5日 上午9:15"),
        ("zh", "发表于 2024-3-5 09:15"), ("th", "5 มีนาคม 2567 เวลา 09:15 น."), ("th", "๕ มี.ค. ๒๕๖๗ 9:15"),
        ("fa", "۱۵ اسفند ۱۴۰۲ ساعت ۰۹:۱۵"), ("fa", "۱۴۰۲/۱۲/۱۵ ۰۹:۱۵"), ("ar", "٥ مارس ٢٠٢٤ ٩:١٥ ص"),
        ("ar", "5 آذار 2024 9:15"), ("ar", "24 شعبان 1445 9:15"), ("hi", "5 मार्च 2024 9:15"),
        ("sr-Latn", "5. mart 2024. 9:15"), ("id", "Selasa, 5 Maret 2024 pukul 09.15"), ("ms", "5 Mac 2024 9:15"),
    ],
)  # fmt: skip
def test_dates_of_many_languages(language: str, text: str) -> None:
    day = {"ca": "2024-04-05", "fr": "2024-03-01"} if "abril" in text or "1er" in text else {}
    assert moment_of(text, language) == f"{day.get(language, DAY)}T09:15:00+00:00"
    assert holds_date(text, language)


@pytest.mark.parametrize("language", date_words())
def test_every_month_of_every_language_is_read(language: str) -> None:
    for number, names in enumerate(date_words()[language].months, 1):
        for name in names:
            expected = f"2024-{number:02}-17T00:00:00+00:00"
            assert moment_of(f"17 {name} 2024", language) == expected, name
            if len(name.upper()) == len(name):  # "ΐ" has no capital of its own
                assert moment_of(f"{name.upper()} 17, 2024", language) == expected, name


def test_a_month_that_languages_disagree_on_is_told_by_the_language_alone() -> None:
    assert moment_of("5 listopada 2024", "pl") == "2024-11-05T00:00:00+00:00"
    assert moment_of("5. listopada 2024.", "hr") == "2024-10-05T00:00:00+00:00"
    assert moment_of("5. listopada 2024.") is None


@pytest.mark.parametrize("language", [None, "en", "en-US", "en-GB", "de", "hu", "fr", "ja", "ar"])
@pytest.mark.parametrize("mark", ["-", ".", "/"])
def test_a_year_that_comes_first_is_followed_by_the_month(mark: str, language: str | None) -> None:
    assert moment_of(f"2024{mark}03{mark}05 09:15", language) == f"{DAY}T09:15:00+00:00"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("05/03/2024", "en-GB", DAY), ("03/05/2024", "en-US", DAY), ("03-05-2024", "en_US", DAY),
        ("05/03/2024", "de", DAY), ("05.03.2024", "ru", DAY), ("05.03.24", "pl", DAY), ("24/03/05", "ja", DAY),
        ("24.03.05", "ko", DAY), ("05.03.2024", None, DAY), ("13/03/2024", None, "2024-03-13"),
        ("3/13/2024", None, "2024-03-13"), ("3/13/2024", "en-GB", "2024-03-13"),
        ("03/04/2024", None, None), ("03/04/2024", "en", "2024-03-04"), ("03/04/2024", "en-CA", None),
        ("03/04/2024", "sv", None), ("03/04/24", None, None),
        ("Wed 03/04/2024", None, "2024-04-03"), ("Wed 03/04/2024", "en", "2024-04-03"),
        ("03/03/2024", None, "2024-03-03"),
        ("31/31/2024", None, None), ("30/02/2024", "en-GB", None),
    ],
)  # fmt: skip
def test_the_order_of_numbers(text: str, language: str | None, expected: str | None) -> None:
    assert settled([text], language) == [expected]


def test_the_dates_of_a_thread_tell_the_order_together() -> None:
    assert settled(["03/04/2024", "28/04/2024"]) == ["2024-04-03", "2024-04-28"]  # one of them has no other
    assert settled(["12/03/2024", "05/04/2024"]) == ["2024-03-12", "2024-04-05"]  # only so it goes forward
    assert settled(["12/03/2024", "01/04/2025"], "en-US") == ["2024-12-03", "2025-01-04"]
    assert settled(["03/04/2024", "04/05/2024"]) == [None, None]  # forward either way
    assert settled(["03/04/2024", "03/04/2024"]) == [None, None]
    assert settled(["12/03/2024", "05/04/2024", "11/04/2024"], "en") == ["2024-03-12", "2024-04-05", "2024-04-11"]
    assert settled(["12/03/2024", "11/04/2024", "05/04/2024"], "en") == [
        "2024-12-03",
        "2024-11-04",
        "2024-05-04",
    ]  # back
    assert settled(["03/04/2024", "03/25/2024"], "en-GB") == ["2024-03-04", "2024-03-25"]  # the page is not as it says
    assert settled(["5 March 2024", "03/06/2024", "7 March 2024"]) == [DAY, "2024-03-06", "2024-03-07"]


@pytest.mark.parametrize(
    "text",
    [
        "2 hours ago", "1 hr. ago",
        "a day ago", "vor 3 Tagen", "il y a une heure", "hace 2 años", "3 timer siden", "3日前",
        "5分钟前", "2시간 전", "3 ngày trước", "3 วันที่แล้ว", "2 часа назад", "минуту назад", "منذ 3 أيام",
        "۲ ساعت پیش", "לפני 3 ימים",
        "Today, 9:15", "Gestern um 9:15", "hier à 9:15", "今天 09:15", "9:15, сегодня", "5 March", "March 2024",
        "5 марта в 9:15",
    ],
)  # fmt: skip
def test_what_is_told_from_now_or_lacks_a_part_is_a_date_without_a_moment(text: str) -> None:
    assert holds_date(text)
    assert moment_of(text) is None


@pytest.mark.parametrize(
    "text",
    ["5 posts", "for 3 days", "version 1.2.3", "192.168.1.24", "1,204 messages", "12:15", "2024", "", "10.5.3.24.1"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert not holds_date(text)
    assert read_date(text) is None


def test_two_digits_of_a_year_in_another_calendar_are_no_guess() -> None:
    assert moment_of("5 มี.ค. 67", "th") == f"{DAY}T00:00:00+00:00"
    assert moment_of("02/12/15", "fa") is None
    assert moment_of("1402/12/15") is None  # Persian or Islamic: nothing says


@pytest.mark.parametrize(("calendar", "first"), [("persian", 1350), ("hijri", 1390)])
def test_the_months_of_other_calendars_follow_each_other(calendar: str, first: int) -> None:
    starts = [day_of(calendar, year, month, 1) for year in range(first, 1500) for month in range(1, 13)]
    assert {(b - a).days for a, b in pairwise(starts)} <= {29, 30, 31}


@pytest.mark.parametrize(
    ("calendar", "parts", "expected"),
    [
        ("persian", (1357, 11, 22), "1979-02-11"), ("persian", (1399, 12, 30), "2021-03-20"),
        ("persian", (1403, 1, 1), "2024-03-20"),
        ("hijri", (1445, 9, 1), "2024-03-11"), ("hijri", (1400, 1, 1), "1979-11-20"),
        ("hijri", (1446, 1, 1), "2024-07-07"),
    ],
)  # fmt: skip
def test_days_of_other_calendars(calendar: str, parts: tuple[int, int, int], expected: str) -> None:
    assert day_of(calendar, *parts).isoformat() == expected


@pytest.mark.parametrize(
    ("calendar", "parts"), [("persian", (1402, 12, 30)), ("hijri", (1445, 13, 1)), ("hijri", (1600, 1, 1))]
)
def test_a_day_that_is_not_in_the_calendar(calendar: str, parts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no such day"):
        day_of(calendar, *parts)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2069, 1, 1)),
    st.sampled_from(["en-US", "en-GB", "de", "hu", "ja", None]),
)
def test_what_is_written_plainly_is_read_back(moment: datetime, language: str | None) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert moment_of(f"{moment:%d %B %Y %H:%M:%S}", language) == moment.isoformat()
    assert moment_of(f"{moment:%Y/%m/%d, %H:%M:%S}", language) == moment.isoformat()
    assert moment_of(f"{moment:%a %b %d, %Y %I:%M:%S %p}", language) == moment.isoformat()
    assert read_date(f"{moment:%d/%m/%Y}", "en-GB").moments[Order.DAY].date() == moment.date()  # type: ignore[union-attr]


@given(st.text(max_size=400))
def test_any_text_is_looked_through(text: str) -> None:
    reading = read_date(text)
    assert reading is None or 0 <= reading.start < reading.end <= len(text)


@pytest.mark.parametrize(
    "text", ["5 " * 5000, "Mar " * 5000, "1/" * 5000, "5 Mar " * 4000, "(" * 9000, "ago 3 days " * 900]
)
def test_hostile_text_costs_little(text: str) -> None:
    began = datetime.now(UTC)
    read_date(text)
    assert datetime.now(UTC) - began < timedelta(seconds=1)


def test_the_span_of_a_date_is_what_the_page_prints() -> None:
    text = "by Ann Tarrant » Tue 5 March 2024 um 09:15 Uhr, edited twice"
    reading = read_date(text)
    assert reading is not None
    assert text[reading.start : reading.end] == "Tue 5 March 2024 um 09:15 Uhr"


def test_tooltip_counts_only_when_it_adds_a_time_to_the_same_day() -> None:
    def fuller(shown: str, hidden: str | None) -> str | None:
        reading = read_fuller(shown, hidden)
        return reading.moment.isoformat() if reading and reading.moment else None

    assert fuller("May 11, 2024", "May 11, 2024 at 9:22 AM") == "2024-05-11T09:22:00+00:00"
    assert fuller("May 11, 2024, 9:22 AM", "May 12, 2024 at 4:00 PM") == "2024-05-11T09:22:00+00:00"
    assert fuller("May 11, 2024", "June 2, 2024 at 9:22 AM") == "2024-05-11T00:00:00+00:00"
    assert fuller("2 hours ago", "May 11, 2024 at 9:22 AM") == "2024-05-11T09:22:00+00:00"
    assert fuller("2 hours ago", None) is None


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


@pytest.mark.parametrize("known", [False, True], ids=["unknown engine", "known engine"])
@pytest.mark.parametrize(
    ("html", "head", "expected"),
    [
        (' lang="en-GB"', "", ["2024-03-05", "2024-03-06"]),
        (' lang="en-US"', "", ["2024-05-03", "2024-06-03"]),
        (' lang="en"', '<meta property="og:locale" content="en_GB">', ["2024-03-05", "2024-03-06"]),
        ("", '<meta property="og:locale" content="de_DE">', ["2024-03-05", "2024-03-06"]),
        ("", '<meta http-equiv="Content-Language" content="fr">', ["2024-03-05", "2024-03-06"]),
        ("", "", [None, None]),
    ],
)
def test_the_language_of_the_page_tells_the_order(
    html: str, head: str, expected: list[str | None], *, known: bool
) -> None:
    page = page_of(["05/03/2024 09:15", "06/03/2024 10:15"], html=html, head=head)
    pier = {"name": "pier", "detect": [{"has": [".msg"]}], "page": {"post": [".msg"]}}
    post = {"body": [".txt"], "date": [".when"], "author": [".user"]}
    result = (Cleaner({"profile": [pier | {"post": post}]}) if known else Cleaner()).clean(page)
    assert [post.date and post.date.date().isoformat() for post in result.posts] == expected
    assert [post.date_text for post in result.posts] == ["05/03/2024 09:15", "06/03/2024 10:15"]


def test_an_unknown_thread_that_goes_forward_tells_the_order() -> None:
    posts = clean(page_of(["12/03/2024 09:15", "05/04/2024 10:15"])).posts
    assert [post.date and post.date.date().isoformat() for post in posts] == ["2024-03-12", "2024-04-05"]


@pytest.mark.parametrize(
    "card",
    [
        "<dl><dt>Joined:</dt><dd>Mar 5, 2016</dd></dl>",
        "<i>Registriert: 5. März 2016</i>",
        "<b>Зарегистрирован:</b> 5 мар 2016",
    ],
)
def test_the_day_somebody_joined_is_no_date_of_a_post(card: str) -> None:
    page = page_of(["Apr 22, 2020", "Apr 23, 2020", "Apr 24, 2020"]).replace("</a>", f"</a><div>{card}</div>")
    assert [post.date_text for post in clean(page).posts] == ["Apr 22, 2020", "Apr 23, 2020", "Apr 24, 2020"]


def test_a_byline_with_a_name_and_a_date_is_no_name() -> None:
    page = page_of(["5 April 2024", "6 April 2024"]).replace('<a class="user"', 'by <a class="user"')
    page = page.replace('<div class="msg">', '<div class="msg"><p class="byline">').replace("</span>", "</span></p>")
    assert [post.author for post in clean(page).posts] == ["Ann 0", "Ann 1"]
