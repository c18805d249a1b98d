# syntax=docker/dockerfile:1
# docker build .                     the server, worker and beat: `pricetrail` and its commands
# docker build --target browser .    the same with Chromium, for workers that take the browser's queue
ARG PYTHON=3.13

FROM python:${PYTHON}-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv builder && python -m venv --without-pip /opt/pricetrail
COPY requirements-run.lock requirements-build.lock ./
RUN builder/bin/pip --python /opt/pricetrail/bin/python install \
        --only-binary :all: --require-hashes -r requirements-run.lock \
    && builder/bin/pip install --only-binary :all: --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY src src
RUN builder/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && builder/bin/pip --python /opt/pricetrail/bin/python install --no-deps --no-index dist/*.whl \
    && /opt/pricetrail/bin/python -m compileall -q /opt/pricetrail/lib

FROM python:${PYTHON}-slim-bookworm AS base
RUN python -m pip uninstall --yes --quiet --root-user-action ignore pip \
    && groupadd --gid 10001 pricetrail \
    && useradd --uid 10001 --gid 10001 --home-dir /data --shell /usr/sbin/nologin pricetrail \
    && install --directory --owner 10001 --group 10001 --mode 0750 /data
COPY --from=build /opt/pricetrail /opt/pricetrail
# All that is written goes to /data and /tmp: the rest may be read-only.
ENV PATH=/opt/pricetrail/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PRICETRAIL_DATA_DIR=/data
WORKDIR /data
VOLUME /data
USER 10001:10001
ENTRYPOINT ["pricetrail"]

FROM base AS browser
USER 0:0
# Debian's Chromium and its driver belong together and get security updates: no version is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium chromium-driver fonts-noto-core \
    && rm -rf /var/lib/apt/lists/*
USER 10001:10001
CMD ["worker", "--queues", "browser", "--concurrency", "1"]

FROM base AS server
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
