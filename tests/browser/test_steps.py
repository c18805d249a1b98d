"""Steps: what they may be, and that the browser does them."""

import pytest

from pricetrail.errors import PageRejected, UsageError
from pricetrail.fetch.base import Request
from pricetrail.steps import MOST_STEPS, as_data, read_steps, steps_of

SHOP = """<!doctype html><title>A kettle</title>
<div id=cookies style='position:fixed;inset:0;background:#fff'><button>Accept</button></div>
<input id=postcode value=old><button id=show disabled>Show</button>
<div style='height:4000px'></div><div id=end></div><script>
  const by = id => document.getElementById(id);
  by('cookies').onclick = () => { by('cookies').remove(); by('show').disabled = false; };
  by('postcode').onkeydown = event => {
    if (event.key === 'Enter') by('end').dataset.postcode = by('postcode').value; };
  by('show').onclick = () => fetch('/price').then(r => r.text()).then(text => {
    by('end').innerHTML = text + by('end').dataset.postcode; });
</script>"""

ALL = [
    {"do": "click", "css": ".newsletter .close", "optional": True, "within_s": 0.1},
    {"do": "click", "css": "#cookies button"},
    {"do": "wait", "css": "#cookies", "gone": True},
    {"do": "type", "css": "#postcode", "text": "1010", "enter": True},
    {"do": "scroll", "css": "#end"},
    {"do": "click", "css": "#show"},
    {"do": "wait", "css": "#end .price"},
    {"do": "scroll"},
]


async def test_the_browser_does_all_steps_in_order(fetcher, site) -> None:
    site.says("/price", "<b class=price>12,50 €</b>")
    page = await fetcher.fetch(Request(site.says("/shop", SHOP), steps=steps_of(ALL)))
    assert '<b class="price">12,50 €</b>1010' in page.body.decode()


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"do": "click", "css": "#nowhere"}, r"step 2 \(click #nowhere\): "),
        ({"do": "wait", "css": "#nowhere"}, r"step 2 \(wait #nowhere\): there is no such element"),
        ({"do": "wait", "css": "h1", "gone": True}, r"step 2 \(wait h1\)"),
        ({"do": "scroll", "css": "#nowhere"}, r"step 2 \(scroll #nowhere\)"),
        ({"do": "type", "css": "h1", "text": "x"}, r"step 2 \(type h1\)"),
        ({"do": "click", "css": "]["}, r"step 2 \(click \]\[\)"),
    ],
)
async def test_a_step_that_cannot_be_done_says_which_and_shows_the_page(
    fetcher, site, step, said
) -> None:
    steps = steps_of([{"do": "wait", "css": "h1"}, {**step, "within_s": 0.2}])
    url = site.says("/plain", "<h1>A kettle</h1><p class=price>5 €</p>")
    with pytest.raises(PageRejected, match=said) as caught:
        await fetcher.fetch(Request(url, steps=steps))
    assert caught.value.screenshot is not None


def test_steps_are_the_same_after_being_stored() -> None:
    steps = steps_of(ALL)
    assert as_data(steps) == ALL
    assert steps_of(as_data(steps)) == steps
    assert steps_of(None) == ()


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "{}",
        '[{"do": "run", "script": "alert(1)"}]',
        '[{"do": "click"}]',
        '[{"do": "click", "css": ""}]',
        '[{"do": "click", "css": "a", "script": "1"}]',
        '[{"do": "wait", "css": "a", "within_s": 31}]',
        '[{"do": "wait", "css": "a", "within_s": 0}]',
        '[{"do": "scroll", "times": 51}]',
        '[{"do": "type", "css": "a"}]',
        "[" + ",".join(['{"do": "scroll"}'] * (MOST_STEPS + 1)) + "]",
    ],
)
def test_what_is_no_list_of_steps_is_refused(text) -> None:
    with pytest.raises(UsageError, match=r"^steps: ") as caught:
        read_steps(text)
    assert "\n" not in str(caught.value)
