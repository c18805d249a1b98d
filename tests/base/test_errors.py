import pytest

from pricetrail import errors
from pricetrail.errors import HANDLING, PricetrailError, handling

CLASSES = [
    cls
    for cls in vars(errors).values()
    if isinstance(cls, type) and issubclass(cls, PricetrailError)
]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_error_has_a_verdict_and_a_place_in_the_drawn_tree(cls):
    assert handling(cls.__new__(cls)).exit_code in {1, 2, 3, 4}
    assert cls.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize(
    ("cls", "exit_code", "status"),
    [
        (errors.InvalidURL, 2, 422),
        (errors.NotFound, 1, 404),
        (errors.EgressDenied, 4, 403),
        (errors.RobotsDenied, 4, 403),
        (errors.StoreUnavailable, 3, 503),
        (errors.FetchFailed, 1, 502),
        (errors.StoreCorrupt, 3, 500),
    ],
)
def test_exit_codes_and_statuses(cls, exit_code, status):
    verdict = handling(cls("x"))
    assert (verdict.exit_code, verdict.http_status) == (exit_code, status)


def test_only_an_invalid_record_is_quarantined():
    assert [cls for cls, verdict in HANDLING.items() if verdict.quarantine] == [
        errors.RecordInvalid
    ]


def test_what_passes_is_tried_again():
    assert handling(errors.FetchFailed("x")).retry
    assert handling(errors.RateLimited("x")).retry
    assert not handling(errors.PageRejected("x")).retry
    assert not handling(errors.RobotsDenied("x")).retry
