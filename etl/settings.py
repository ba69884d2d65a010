"""Settings: environment variables `DATELINE_...`, then a `.env` file, then the defaults below.

Read once at the doors (command line, flows) by `read_settings()` and handed on as one frozen object; no stage reads
the environment. `DATABASE_URL` is honoured without a prefix because hosting platforms set it under that name.
This module makes no folder and opens no connection.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import (
    AliasChoices,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl.errors import Misconfigured


def _default_data_dir() -> Path:
    return platformdirs.user_data_path("dateline")


def _default_workers() -> int:
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


class Settings(BaseSettings):
    """Everything an operator can set; every limit is reported by its name here when it is hit."""

    model_config = SettingsConfigDict(
        env_prefix="DATELINE_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    data_dir: Annotated[Path, Field(description="folder of the embedded Postgres and of Prefect's home")] = Field(
        default_factory=_default_data_dir
    )
    raw_dir: Annotated[Path, Field(description="folder that keeps the bytes of every document, by sha256")] = Path(
        "raw"
    )
    sources_file: Annotated[Path, Field(description="list of sources by name, in TOML")] = Path("flows/sources.toml")
    database_url: Annotated[
        SecretStr | None,
        Field(
            description="Postgres 15 to 18 to use; unset: an embedded server in `data_dir`",
            validation_alias=AliasChoices("DATELINE_DATABASE_URL", "DATABASE_URL", "database_url"),
        ),
    ] = None
    workers: Annotated[PositiveInt, Field(description="processes that parse and normalize")] = Field(
        default_factory=_default_workers
    )
    batch_documents: Annotated[PositiveInt, Field(description="documents in one batch and transaction", le=1000)] = 50
    mentions: Annotated[
        bool, Field(description="look for names, which takes a language model; without, articles have no mentions")
    ] = True
    document_bytes: Annotated[PositiveInt, Field(description="a larger document is rejected, in bytes")] = 50_000_000
    text_characters: Annotated[PositiveInt, Field(description="a longer text is rejected, in characters")] = 10_000_000
    title_characters: Annotated[PositiveInt, Field(description="a longer headline is believed by nobody")] = 1_000
    # No longer than what an index of Postgres holds.
    name_characters: Annotated[PositiveInt, Field(description="so is a longer name of anybody or a paper", le=600)] = (
        300
    )
    url_characters: Annotated[PositiveInt, Field(description="a longer address is not asked or believed", le=2_600)] = (
        2_048
    )
    pdf_pages: Annotated[PositiveInt, Field(description="a PDF with more pages is rejected")] = 2_000
    markup_bytes: Annotated[
        PositiveInt, Field(description="an office document or book that unpacks to more is rejected")
    ] = 16_000_000
    feed_items: Annotated[PositiveInt, Field(description="of one feed no more are taken")] = 5_000
    feed_bytes: Annotated[PositiveInt, Field(description="a larger feed is rejected")] = 10_000_000
    sitemap_urls: Annotated[PositiveInt, Field(description="of one sitemap no more addresses are taken")] = 50_000
    sitemap_bytes: Annotated[PositiveInt, Field(description="a larger sitemap is rejected, as unpacked")] = 50_000_000
    sitemap_depth: Annotated[NonNegativeInt, Field(description="indexes of sitemaps within indexes")] = 2
    archive_total_bytes: Annotated[
        PositiveInt, Field(description="what one archive may unpack to, all members together, in bytes")
    ] = 2 << 30
    archive_member_bytes: Annotated[PositiveInt, Field(description="a larger member of an archive is rejected")] = (
        50_000_000
    )
    archive_ratio: Annotated[
        PositiveInt, Field(description="unpacked to packed, above a million bytes; what is over it is a bomb")
    ] = 200
    archive_members: Annotated[PositiveInt, Field(description="of one archive no more members are read")] = 100_000
    archive_depth: Annotated[PositiveInt, Field(description="archives within archives that are read")] = 3
    archive_seconds: Annotated[
        PositiveInt, Field(description="an archive that gives no member for so long is given up, in seconds")
    ] = 60
    parse_seconds: Annotated[PositiveInt, Field(description="processor seconds for a document, seconds for a feed")] = (
        30
    )
    ocr_languages: Annotated[
        str, Field(description="of pictures of text, as tesseract calls them: eng+deu; none: it is not used")
    ] = "eng"
    ocr_pages: Annotated[PositiveInt, Field(description="a document with more pages of pictures is rejected")] = 50
    ocr_pixels: Annotated[PositiveInt, Field(description="of one page; a larger image is rejected")] = 25_000_000
    ocr_seconds: Annotated[PositiveInt, Field(description="wall time for the pictures of one document")] = 300
    parse_memory_bytes: Annotated[PositiveInt, Field(description="memory of one process that reads")] = 1 << 30
    fetch_contact: Annotated[str | None, Field(description="web page or mail address that servers are told")] = None
    fetch_allowed_hosts: Annotated[
        tuple[str, ...],
        Field(description="hosts that are fetched from although their addresses are not public, as a JSON list"),
    ] = ()
    fetch_threads: Annotated[PositiveInt, Field(description="addresses asked at once; a host is asked by one")] = 8
    fetch_pause_seconds: Annotated[NonNegativeFloat, Field(description="between two requests to a host")] = 1.0
    fetch_connect_seconds: Annotated[PositiveFloat, Field(description="to resolve a name; to reach an address")] = 10
    fetch_first_byte_seconds: Annotated[PositiveFloat, Field(description="silence of a server")] = 30
    fetch_total_seconds: Annotated[PositiveFloat, Field(description="one try, headers and redirects included")] = 120
    fetch_redirects: Annotated[NonNegativeInt, Field(description="from an address, one after the other")] = 5
    fetch_wire_bytes: Annotated[PositiveInt, Field(description="a larger answer is rejected, as sent")] = 20_000_000
    fetch_revisit_hours: Annotated[
        NonNegativeFloat, Field(description="a page whose feed gives it no date is not asked again before")
    ] = 24
    database_wait_seconds: Annotated[PositiveInt, Field(description="how long an absent database is waited for")] = 300


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        Misconfigured: a value is not of its type, named with its variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise Misconfigured(f"Settings cannot be read: {said}. See `dateline config show` and .env.example.") from error
