"""The clock: Prefect flows around `etl.pipeline`, thin; `etl` never imports this package or Prefect."""

import os

from etl.settings import Settings


def prepare(settings: Settings) -> None:
    """Set our defaults of Prefect's variables, before Prefect is imported and reads them; the operator's stay."""
    home = settings.data_dir.expanduser().absolute() / "prefect"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home))  # the user's own Prefect profile is not touched
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")  # 20 is short of a cold start
