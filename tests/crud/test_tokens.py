import pytest

from pricetrail import crud
from pricetrail.errors import Conflict, NotFound, UsageError
from pricetrail.store.tables import API_TOKEN


async def test_a_token_is_found_by_its_secret_alone(store, clock):
    token, secret = await crud.create_token(store, "laptop", "read", clock=clock)
    assert (token.name, token.scope, token.created_at) == ("laptop", "read", clock())
    assert await crud.find_token(store, secret) == token
    for wrong in ("", secret[:-1], f"{secret}x", token.digest, "laptop"):
        assert await crud.find_token(store, wrong) is None


async def test_the_secret_is_kept_nowhere(store, clock):
    _, secret = await crud.create_token(store, "laptop", "write", clock=clock)
    (row,) = (await store.list(API_TOKEN, limit=10)).rows
    assert secret not in str(row)
    assert len(secret) > 40


async def test_secrets_differ_and_names_do(store, clock):
    _, one = await crud.create_token(store, "b", "read", clock=clock)
    _, other = await crud.create_token(store, "a", "read", clock=clock)
    assert one != other
    with pytest.raises(Conflict, match="remove it first"):
        await crud.create_token(store, "a", "write", clock=clock)
    assert [token.name for token in await crud.list_tokens(store)] == ["a", "b"]


async def test_a_revoked_token_is_none_any_more(store, clock):
    _, secret = await crud.create_token(store, "laptop", "write", clock=clock)
    await crud.revoke_token(store, "laptop")
    assert await crud.find_token(store, secret) is None
    with pytest.raises(NotFound, match="laptop"):
        await crud.revoke_token(store, "laptop")


@pytest.mark.parametrize("name", ["", " a", "a\nb", "x" * 201])
async def test_a_name_that_cannot_be_is_refused(store, clock, name):
    with pytest.raises(UsageError, match="name"):
        await crud.create_token(store, name, "read", clock=clock)
