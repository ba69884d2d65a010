"""Who and what an article names: mentions with spans, grouped into chains of one thing each.

    mentions, chains = find_mentions(text, recognize([text])[0])
    chains[0].name, chains[0].kind    # "Jane Roe", MentionKind.PERSON

What the model found is mended and completed (`detection`, `titles`, `definitions`, `spreading`), `mastheads` reads
"the Times", `clusters` groups, `kinds` decides one kind for each group, `forms` writes the records.
What it does not do: run the model (see `etl.normalize.model`), link places (see `etl.normalize.places`), follow
pronouns and common nouns, or join anything across articles.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.normalize.mentions.clusters import group
from etl.normalize.mentions.common_words import without_common_words
from etl.normalize.mentions.compounds import compound
from etl.normalize.mentions.datelines import datelined, signed_by_agency
from etl.normalize.mentions.definitions import defined, redefined
from etl.normalize.mentions.detection import detect, keep_longest
from etl.normalize.mentions.forms import records_of
from etl.normalize.mentions.mastheads import own_names, resolve_mastheads
from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.spreading import spread
from etl.normalize.mentions.titles import untitled_names, with_titles
from etl.normalize.model import ModelEntity
from etl.records import Chain, Mention

__all__ = ["find_mentions"]


def find_mentions(
    text: str,
    entities: Sequence[ModelEntity],
    *,
    title: str | None = None,
    publisher: str | None = None,
    signers: Sequence[str] = (),
    language: str | None = None,
) -> tuple[tuple[Mention, ...], tuple[Chain, ...]]:
    """The mentions in a text, in order, and the chains they form, in order of first mention.

    Args:
        text: the clean body, paragraphs apart by blank lines.
        entities: what `recognize` found in that text; left aside when the text is not English.
        title: the headline; a publication it names is "the Times" of the body. Nothing in it becomes a mention.
        publisher: name of the publication, which its own writers call by half of it.
        signers: organizations that sign it; one is the agency of its dateline, "LINDVIK (LNA) — ".
        language: BCP 47; None counts as English.
    """
    english = language is None or language.lower().split("-")[0] == "en"
    about = f"{publisher or ''}\n{title or ''}"
    namings = _namings(text, entities if english else (), about)
    namings = keep_longest(signed_by_agency(text, namings, signers))
    return records_of(group(text, namings))


def _namings(text: str, entities: Sequence[ModelEntity], about: str) -> list[Naming]:
    namings = without_common_words(text, with_titles(text, detect(text, entities)))
    namings = keep_longest(compound(text, namings))
    namings = keep_longest([*namings, *untitled_names(text, namings)])
    namings = _with(namings, [*defined(text, namings), *own_names(text, about), *datelined(text)])
    namings = redefined(_with(namings, spread(text, redefined(namings))))
    return resolve_mastheads(text, namings, about)


def _with(namings: Sequence[Naming], more: Sequence[Naming]) -> list[Naming]:
    """Namings and further ones; where spans are equal, what is known of either is kept."""
    return keep_longest([*namings, *more])
