"""`python -m flows [PATH...]`: the flow once, or by the clock with --clock, --cron or --every."""

import argparse
import sys

from etl.errors import DatelineError
from etl.settings import read_settings
from flows import prepare


def main() -> int:
    """Exit code 0: all well; 1: some documents are rejected or wait; 2: it could not be done."""
    parser = argparse.ArgumentParser(prog="python -m flows", description="Run the ingest flow, once or by the clock.")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="none, and no --source: all sources that are due")
    parser.add_argument("--source", action="append", default=[], metavar="NAME", help="of DATELINE_SOURCES_FILE")
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--clock", action="store_true", help="each source of the list by its own schedule")
    when.add_argument(
        "--cron", help="when to run, in UTC; like the others it wants a Prefect server in PREFECT_API_URL"
    )
    when.add_argument("--every", type=float, metavar="SECONDS", help="how often to run")
    arguments = parser.parse_args()
    if arguments.clock and (arguments.paths or arguments.source):
        parser.error("--clock is for all sources of the list")
    try:
        prepare(read_settings())
        from flows.ingest import ingest
        from flows.serve import serve_places, serve_sources

        if arguments.clock:
            return serve_sources()
        if arguments.cron or arguments.every:
            return serve_places(arguments.paths, arguments.source, cron=arguments.cron, every=arguments.every)
        counts = ingest(arguments.paths, arguments.source)
    except Exception as error:  # of any kind: an exit code of 1 would say that the run ended well
        print(error if isinstance(error, DatelineError) else repr(error), file=sys.stderr)  # noqa: T201
        return 2
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))  # noqa: T201
    return 1 if counts["rejected"] or counts["waiting"] else 0


if __name__ == "__main__":
    sys.exit(main())
