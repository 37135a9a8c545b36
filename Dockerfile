# syntax=docker/dockerfile:1
# One image serves the site and runs its tasks. No secret is in it: they come from the environment at start.

FROM python:3.13-slim-trixie AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv .venv && .venv/bin/python -m pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml uv.lock ./
RUN .venv/bin/uv sync --locked --no-dev --extra s3 --no-cache && .venv/bin/python -m pip uninstall --yes uv pip
COPY manage.py gunicorn.conf.py ./
COPY newsroom newsroom
COPY articles articles
COPY timelines timelines
COPY templates templates
COPY static static
COPY locale locale
# Static files are the same for every installation, so they are collected here, with a key that is thrown away.
RUN VAR_DIR=/app/var NEWSROOM_DEMO=1 .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && rm -f var/secret_key var/newsroom.sqlite3

FROM python:3.13-slim-trixie
# For `manage.py backup`; not older than the server.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin newsroom
WORKDIR /app
COPY --from=build --chown=root:root /app /app
# Uploads are the one thing the site writes to disk; into /srv/static `migrate` copies what nginx sends.
RUN install -d -o newsroom -g newsroom var/media var/sealed /srv/static
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/app/var
USER newsroom
VOLUME ["/app/var/media", "/app/var/sealed"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8000/healthz', timeout=4)"]
CMD ["gunicorn", "newsroom.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-"]
