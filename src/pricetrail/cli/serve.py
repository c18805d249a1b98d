"""`serve`: the API and the web UI alone, beside whoever scrapes what is due."""

import asyncio

from pricetrail.bootstrap import Services
from pricetrail.cli.running import with_services
from pricetrail.cli.serving import Host, Port, fast_loop, listen, serving, until_signal
from pricetrail.config import load_settings


def serve(host: Host = "127.0.0.1", port: Port = None) -> None:
    """Serve the API and the web UI; what is due is scraped by others, such as `up`.

    What is asked for through it is scraped by the workers where REDIS_URL is set, else here.
    Without PRICETRAIL_API_TOKEN it serves this machine only. Example: pricetrail serve --port 8080
    """
    listener = listen(host, port, load_settings())

    async def serve_until_signal(services: Services) -> None:
        async with serving(services, listener, host):
            await asyncio.Event().wait()

    with listener:
        with_services(lambda services: until_signal(serve_until_signal(services)), loop=fast_loop)
