"""Bylines: a printed line to people, organizations, functions, places and a date.

    cut.py       the line without addresses, dates and labels, cut at marks, brackets and words for "by"
    units.py     pieces cut at commas and at those "and" and "with" that join names
    runs.py      the words of a unit told apart: name, organization, function, place
    people.py    where one person's name ends and the next begins
    parse.py     all of it together: parse("By Jane Doe") -> Parse
    assemble.py  parts to authors and contributors
    choose.py    several claims to one byline
    kinds.py     what the parts can be
    words.py     what the vocabularies say about a short run of words

The public functions are in `etl.normalize.authors`. Nothing here knows who a person is.
"""
