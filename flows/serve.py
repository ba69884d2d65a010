"""The flow by the clock in one process, without a work pool; `prefect.yaml` is the way for several machines."""

import os
from collections.abc import Sequence
from pathlib import Path

from prefect.types.entrypoint import EntrypointType

from etl.errors import Misconfigured
from flows.ingest import ingest


def serve(paths: Sequence[str], *, cron: str | None, every: float | None) -> int:
    """Serve until Ctrl-C, one run at a time; Misconfigured is raised if no Prefect server is named."""
    if not os.environ.get("PREFECT_API_URL"):
        raise Misconfigured("PREFECT_API_URL is not set: run `prefect server start` and set it to what that says.")
    parameters = {"paths": [str(Path(path).absolute()) for path in paths]}
    module = EntrypointType.MODULE_PATH
    ingest.serve("clock", cron=cron, interval=every, limit=1, parameters=parameters, entrypoint_type=module)
    return 0
