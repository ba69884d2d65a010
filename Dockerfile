# One image for the migrations, Prefect's server and the workers.
FROM python:3.12.12-slim-bookworm

ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PYTHONUNBUFFERED=1

# The bind mount of raw/ is written by this user: build with --build-arg UID=$(id -u) where yours is another one.
ARG UID=1000
RUN useradd --create-home --uid ${UID} dateline \
    && install --directory --owner=dateline /srv/dateline /var/lib/dateline

WORKDIR /srv/dateline
COPY pyproject.toml README.md LICENSE prefect.yaml ./
COPY etl etl
COPY migrations migrations
COPY flows flows
# Files of bytecode are written by pip; without them every process parses its libraries anew.
RUN pip install .

USER dateline
ENTRYPOINT []
CMD ["dateline", "--help"]
