# syntax=docker/dockerfile:1

FROM python:3.13-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/skald
COPY requirements.lock .
# Every package is a ready-made wheel whose hash is in the lock, so no compiler is needed and nothing else gets in.
RUN /opt/skald/bin/pip install --require-hashes --only-binary=:all: --requirement requirements.lock \
    && /opt/skald/bin/python -m pip uninstall --yes pip


FROM python:3.13-slim
# The SDKs of the model vendors trust the system's certificates, which the slim image does not bring.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin skald \
    && install --directory --owner=skald --group=skald --mode=0750 /data
COPY --from=packages /opt/skald /opt/skald
WORKDIR /srv/skald
COPY LICENSE ./
COPY migrations ./migrations
COPY playground ./playground
COPY bot ./bot
COPY cogs ./cogs
# Compiled now, because the bot may not write here: it runs with a read-only root.
RUN /opt/skald/bin/python -m compileall -q bot cogs migrations playground
ENV PATH=/opt/skald/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LANG=C.UTF-8 \
    HOME=/data \
    TMPDIR=/data \
    MPLCONFIGDIR=/data/.cache/matplotlib \
    XDG_CACHE_HOME=/data/.cache \
    DATA_DIR=/data
# Whatever a library would write elsewhere it writes there, so that nothing else has to be writable, not even /tmp.
USER skald
VOLUME /data
# The bot touches this file while it is connected to Discord; reading its age costs next to nothing.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-m", "bot.health", "/data/alive"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
