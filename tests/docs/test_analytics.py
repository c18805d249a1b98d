"""The example of docs/how-to/analytics.md for another tool works on what is exported."""

import re

from tests.support.documents import ROOT
from tests.support.reader import Reader


def test_the_example_reads_the_export(reader: Reader) -> None:
    text = (ROOT / "docs/how-to/analytics.md").read_text()
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    reader.follow("pricetrail export history/")
    names: dict[str, object] = {}
    exec(compile(code, "analytics.md", "exec"), names)
    daily = names["daily"].collect()
    assert daily.height == 3
    assert daily.columns == ["product_id", "day", "currency", "low", "high"]
