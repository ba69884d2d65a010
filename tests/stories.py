"""A few articles that are no near copies of one another, and archives of them, for tests of the way they come in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_SAID = {
    "Brod": "Divers looked for the lost key of the pump house until it was dark, and then by the light of two lorries.",
    "Kamen": "A choir of forty sang in the square while the lamps were changed; the mayor held the ladder himself.",
    "Lipa": "Beekeepers counted their hives again and found ninety too few, most of them on the side of the railway.",
    "Dol": "Two ferries met in fog at the narrow end of the lake, and the captains exchanged apologies by megaphone.",
    "Gaj": "School begins an hour later from Monday, because the only bus now also carries the milk to the dairy.",
    "Jela": "A bakery that closed in spring sold its oven to the fire brigade, which trains with it on Thursdays.",
    "Klek": "Climbers brought down eleven bags of rope and tins, and a piano stool that nobody wants to explain.",
    "Luka": "The lighthouse keeper retires after forty winters; his successor is a lamp with a telephone number.",
    "Most": "Engineers hung sandbags from the old bridge to learn how far it bends, and it bent less than they hoped.",
    "Polje": "Farmers ploughed a circle round the stork's nest, and the harvest there will be cut by hand in August.",
    "Rijeka": "The swimming club lost its lanes to a television crew for a week, and was paid in warm towels.",
    "Selo": "A choirbook of the chapel came back by post from abroad, with a letter that bears no sender's name.",
    "Sova": "Owls moved into the clock tower, so that the council voted to let the clock stand still until June.",
    "Vrh": "The court heard nine neighbours about the wall between two gardens and went to look at it in the rain.",
}


def story(place: str) -> bytes:
    """A whole article as plain text."""
    head = f"{place} waits for an answer\n\nBy Iva Benda\n\n4 March 2023"
    return f"{head}\n\n{_SAID[place]} So it was told in {place}.\n".encode()


def page(place: str) -> bytes:
    """The same as a page."""
    title = f"{place} waits for an answer"
    top = f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    return f"{top}<p>By Iva Benda</p><p>{_SAID[place]} So it was told in {place}.</p></article></body></html>".encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()
