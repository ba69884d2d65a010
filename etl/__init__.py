"""Dateline: press articles in, a Postgres database to trust out.

The package holds the stages (find, fetch, keep, parse, clean, normalize, judge, load, resolve, publish) and the
command line. It does not know Prefect: the clock lives in `flows`.
"""
