"""Whether the broker answers, for those who ask whether the server is ready."""

from urllib.parse import urlsplit

from pricetrail.errors import ServiceUnavailable

PATIENCE_S = 2.0

_USUAL_PORT = 6379


async def ping(redis_url: str | None) -> str | None:
    """The broker's name and version, from a real round trip; None where no URL is given.

    Raises ServiceUnavailable where it does not answer within two seconds, or cannot be asked.
    """
    if redis_url is None:
        return None
    try:
        from redis.asyncio import Redis  # noqa: PLC0415 - only a server with a broker needs it
        from redis.exceptions import RedisError  # noqa: PLC0415
    except ImportError as error:
        raise ServiceUnavailable("REDIS_URL is set; install pricetrail[worker]") from error
    where = _where(redis_url)
    try:
        async with Redis.from_url(
            redis_url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S
        ) as client:
            told = await client.info("server")
    except (RedisError, OSError, ValueError) as error:
        raise ServiceUnavailable(f"the broker at {where} does not answer") from error
    return f"Redis {told['redis_version']}, {where}"


def _where(redis_url: str) -> str:
    """Host and port without what else the URL holds, such as a password."""
    try:
        parts = urlsplit(redis_url)
        port = parts.port or _USUAL_PORT
    except ValueError:
        return "REDIS_URL"
    return f"{parts.hostname or parts.path}:{port}"
