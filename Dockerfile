# One image for web, workers, beat and migrations: docker-compose.yml gives each its command.

FROM node:22-bookworm-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM python:3.12-slim-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
COPY requirements/runtime.lock /build/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement /build/runtime.lock
WORKDIR /app
COPY . .
COPY --from=front-end /build/node_modules node_modules
RUN python manage.py compilemessages --locale nl --ignore node_modules \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q -x node_modules .

FROM python:3.12-slim-bookworm
# For bin/backup and bin/restore: of the major version of docker-compose.yml's PostgreSQL.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin taskforce \
    && install --directory --owner taskforce --group taskforce /srv/media
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TASKFORCE_ENV=production \
    TASKFORCE_MEDIA=/srv/media \
    TASKFORCE_BEAT_FILE=/tmp/celerybeat-schedule \
    PROMETHEUS_MULTIPROC_DIR=/tmp/metrics
USER taskforce
VOLUME /srv/media
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "bin/is-healthy"]
# No access log: an address holds what people searched for. `python -m`, so that the log's format is found beside it.
CMD ["python", "-m", "granian", "taskforce.wsgi:application", "--interface", "wsgi", "--http", "1", "--no-ws", \
     "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", \
     "--respawn-failed-workers", "--workers-kill-timeout", "25", "--log-config", "taskforce/granian.json"]
