import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from xml.etree.ElementTree import fromstring

from pricetrail.schema import ProductDay
from pricetrail.web.charts.gauge import gauge
from pricetrail.web.charts.history import Line, Period, history_chart
from pricetrail.web.charts.lines import area_path, line_path
from pricetrail.web.charts.runs import Point, runs_of
from pricetrail.web.charts.scales import PriceScale, TimeScale
from pricetrail.web.charts.sparkline import lately, sparkline
from pricetrail.web.charts.svg import element, number, percent

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TIMES = TimeScale(START, START + 10 * DAY)


def points(*prices, currency="EUR", **more):
    return [
        Point(START + n * DAY, None if p is None else Decimal(p), currency, **more)
        for n, p in enumerate(prices)
    ]


def chart(*prices, others=(), **more):
    lines = [Line("shop.test", runs_of(points(*prices), DAY))]
    lines += [Line("other.test", runs_of(points(*other), DAY)) for other in others]
    return history_chart(lines, TIMES, currency="EUR", label="the price", **more)


def kinds(markup):
    return [e.get("class") for e in fromstring(markup).iter() if e.get("class")]


def price(run):
    return run.price


def test_attributes_and_texts_are_escaped():
    drawn = element("text", "<b>&", title='"><script>', class_="a", aria_hidden="true", x=None)
    assert drawn == (
        '<text title="&#34;&gt;&lt;script&gt;" class="a" aria-hidden="true">&lt;b&gt;&amp;</text>'
    )


def test_numbers_are_short():
    assert [number(v) for v in (1.0, 0.5, 100.126, 0.0)] == ["1", "0.5", "100.13", "0"]
    assert percent(0.125) == "12.5%"


def test_a_price_holds_until_it_changes():
    prices = PriceScale(0, 10)
    runs = runs_of(points("10", "10", "5"), DAY)
    assert line_path(runs, price, TIMES, prices) == "M0 0V0H200V500H200"


def test_a_line_breaks_at_a_gap_and_where_there_is_no_price():
    prices = PriceScale(0, 10)
    seen = points("10", "10", "10", None, "10", "10")
    assert line_path(runs_of(seen, DAY), price, TIMES, prices).count("M") == 2
    assert area_path(runs_of(seen, DAY), price, TIMES, prices).count("Z") == 2


def test_the_chart_has_no_style_no_script_and_is_well_formed():
    drawn = chart("10", "8", "9", blocked=[Period(START + 5 * DAY, START + 7 * DAY)])
    for part in (drawn.plot, drawn.x_axis, drawn.y_axis):
        for one in fromstring(part).iter():
            assert one.tag not in ("script", "style")
            assert not any(name == "style" or name.startswith("on") for name in one.attrib)


def test_low_high_and_now_are_marked():
    assert {"dot dot-low", "dot dot-high", "dot dot-now"} <= set(kinds(chart("10", "8", "9").plot))
    assert "dot dot-low" not in kinds(chart("10", "10").plot)


def test_other_shops_have_lines_of_their_own():
    assert {"line line-1", "line line-2", "line line-3"} <= set(
        kinds(chart("10", "8", others=[("9", "9"), ("7", "7")]).plot)
    )


def test_amounts_in_another_currency_are_not_drawn():
    lines = [Line("shop.test", runs_of(points("10", "8", currency="USD"), DAY))]
    assert history_chart(lines, TIMES, currency="EUR", label="") is None


def test_nothing_in_the_period_is_no_chart():
    times = TimeScale(START + 100 * DAY, START + 110 * DAY)
    lines = [Line("shop.test", runs_of(points("1", "2"), DAY))]
    assert history_chart(lines, times, currency="EUR", label="") is None


def test_stock_is_a_strip_and_gaps_stay_empty():
    seen = [
        *points("1", "1", availability="in_stock"),
        *[
            Point(START + n * DAY, Decimal(1), "EUR", availability="out_of_stock")
            for n in (2, 3, 4)
        ],
    ]
    lines = [Line("shop.test", runs_of(seen, DAY))]
    drawn = history_chart(lines, TIMES, currency="EUR", label="")
    rects = [e for e in fromstring(drawn.stock).iter() if e.tag == "rect"]
    assert [r.get("class") for r in rects] == ["stock-in_stock", "stock-out_of_stock"]
    assert drawn.stock_states == [("in_stock", "in stock"), ("out_of_stock", "sold out")]
    assert [(r.get("x"), r.get("width")) for r in rects] == [("0%", "20%"), ("20%", "20%")]
    assert drawn.stock.count("<title>") == 2


def test_without_any_word_about_stock_there_is_no_strip():
    assert chart("1", "2").stock == ""


def test_what_lies_under_the_pointer_is_told():
    told = json.loads(chart("10", "8").data)
    (line,) = told["lines"]
    assert line["label"] == "shop.test"
    assert [run[3] for run in line["runs"]] == ["€10.00", "€8.00"]


def days_of(*prices):
    return [
        ProductDay(
            product_id="shop:1",
            day=(START + n * DAY).date(),
            currency="EUR",
            low=p,
            high=p,
            average=p,
            last=p,
            events=1,
            in_stock=1,
            out_of_stock=0,
        )
        for n, p in enumerate(prices)
    ]


def test_sparklines_show_the_trend_and_say_it():
    drawn = sparkline(days_of(3, 2, 2, 1), START + 4 * DAY, label="falls", tone="good")
    root = fromstring(drawn)
    assert root.get("class") == "spark spark-good"
    assert root.get("aria-label") == "falls"
    assert sparkline([], START, label="", tone="calm") == ""


def test_sparklines_end_where_nothing_was_seen_any_more():
    days = days_of(*[3] * 10)
    fresh, stale = (sparkline(days, START + n * DAY, label="", tone="calm") for n in (10.5, 19.5))
    assert 'd="M0 500H1000"' in fresh.replace("V500", "")
    assert 'd="M0 500H473.68"' in stale.replace("V500", "")


def test_lately_is_ninety_days():
    days = days_of(*[3] * 100)
    assert len(lately(days, START + 99 * DAY)) == 90


def test_the_gauge_shows_where_the_price_stands():
    drawn = fromstring(gauge(Decimal(10), Decimal(15), Decimal(20), Decimal(12), label="x"))
    assert drawn.find("circle").get("cx") == "20%"
    assert drawn.find("line").get("x1") == "50%"
    same = fromstring(gauge(Decimal(1), Decimal(1), Decimal(1), Decimal(1), label="x"))
    assert same.find("circle").get("cx") == "50%"
