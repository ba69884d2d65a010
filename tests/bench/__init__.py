"""How fast Dateline is, and how much memory it takes: `make bench`, or `python -m tests.bench`."""
