"""The flow by the clock in one process, without a work pool; `prefect.yaml` is the way for several machines."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prefect import serve
from prefect.types.entrypoint import EntrypointType

from etl.errors import Misconfigured
from etl.settings import read_settings
from etl.sources.catalogue import read_catalogue
from flows.ingest import ingest


def serve_places(paths: Sequence[str], sources: Sequence[str], *, cron: str | None, every: float | None) -> int:
    """Serve some places by one schedule until Ctrl-C, one run at a time; Misconfigured is raised without a server."""
    parameters = {"paths": [str(Path(path).absolute()) for path in paths], "sources": sources}
    return _serve({"clock": {"parameters": parameters, "cron": cron, "interval": every}})


def serve_sources() -> int:
    """Likewise each source of the list by its own schedule; Misconfigured is raised if none has one."""
    file = read_settings().sources_file
    scheduled = [source for source in read_catalogue(file) if source.schedule]
    if not scheduled:
        raise Misconfigured(f"No source of {file} has a schedule.")
    return _serve({one.name: {"parameters": {"sources": [one.name]}, "cron": one.schedule} for one in scheduled})


def _serve(deployments: dict[str, dict[str, Any]]) -> int:
    if not os.environ.get("PREFECT_API_URL"):
        raise Misconfigured("PREFECT_API_URL is not set: run `prefect server start` and set it to what that says.")
    module = EntrypointType.MODULE_PATH
    made: list[Any] = [ingest.to_deployment(name, entrypoint_type=module, **said) for name, said in deployments.items()]
    serve(*made, limit=1)
    return 0
