"""`dateline` and `python -m etl`: hand over to the command line."""

from __future__ import annotations


def main() -> None:
    """Run the command line; exit codes are 0 all well, 1 finished with rejects or waiting, 2 could not run."""
    from etl.cli.app import app

    app()


if __name__ == "__main__":
    main()
