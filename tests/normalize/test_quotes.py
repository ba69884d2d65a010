"""Quotations and their speakers: what is found, in which spans, and whom the words around it name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.quotes import find_quotations
from etl.records import Chain, Mention, MentionForm, MentionKind, Quotation

PERSONS = ("Jane Roe", "Roe", "Omar Haddad", "Haddad", "Ines Blum", "Blum")
BODIES = ("Harbour Trust", "Daily Ferry")


def naming(text: str) -> tuple[list[Mention], list[Chain]]:
    """Mentions and chains of the invented people and bodies in a text; a surname is of the chain of its full name."""
    mentions: list[Mention] = []
    chains: dict[str, Chain] = {}
    for name in sorted([*PERSONS, *BODIES], key=len, reverse=True):
        kind = MentionKind.PERSON if name in PERSONS else MentionKind.ORGANIZATION
        full = next((p for p in PERSONS if p.endswith(f" {name}")), name)
        start = text.find(name)
        while start >= 0:
            if not any(m.start <= start < m.end for m in mentions):
                chain = chains.setdefault(full, Chain(ordinal=len(chains), kind=kind, name=full))
                mentions.append(
                    Mention(
                        start=start,
                        end=start + len(name),
                        surface=name,
                        kind=kind,
                        form=MentionForm.FULL,
                        chain=chain.ordinal,
                    )
                )
            start = text.find(name, start + 1)
    return mentions, list(chains.values())


def quotations(text: str) -> tuple[Quotation, ...]:
    mentions, chains = naming(text)
    return find_quotations(text, mentions=mentions, chains=chains)


SPEAKERS = [
    # text, speaker of the first quotation, why
    ('"We sail at dawn," Jane Roe said.', "Jane Roe", "subject and verb after"),
    ('"We sail at dawn," said Jane Roe, a pilot.', "Jane Roe", "verb before its subject"),
    ('"We sail at dawn," said former harbour pilot Jane Roe.', "Jane Roe", "a function before the name"),
    ('Jane Roe said, "We sail at dawn."', "Jane Roe", "before, after a comma"),
    ('"We sail at dawn," Jane Roe of the Harbour Trust said.', "Jane Roe", "with what she belongs to"),
    ('Jane Roe told the Daily Ferry: "We sail at dawn."', "Jane Roe", "the one told is not the speaker"),
    ('According to Jane Roe, "the pier is rotten to the core."', "Jane Roe", "according to, before"),
    ('"The pier is rotten," according to Jane Roe.', "Jane Roe", "according to, after"),
    ('Jane Roe, who runs the port with Omar Haddad, said, "We sail at dawn."', "Jane Roe", "a relative clause between"),
    ('"We sail at dawn," Jane Roe, a pilot for Omar Haddad, told reporters.', "Jane Roe", "a description between"),
    ('"We sail at dawn," Jane Roe (Harbour Trust) said.', "Jane Roe", "a bracket between"),
    ('"We sail," said the pilot, Jane Roe.', "Jane Roe", "a name that explains a role"),
    ('"We sail at dawn," a spokesman for Jane Roe said.', "a spokesman for Jane Roe", "the spokesman speaks, not she"),
    ('Speaking of Omar Haddad, the officer said, "He never came back to us."', "the officer", "a role as printed"),
    ('Roe thanked Haddad, adding, "We sail at dawn."', "Jane Roe", "a participle belongs to the subject of its clause"),
    ('Jane Roe said it was early but added, "We sail at dawn."', "Jane Roe", "a second verb of the same subject"),
    ('Jane Roe made one statement: "We sail at dawn."', "Jane Roe", "a noun for what is said"),
    ('Jane Roe\'s answer was: "We sail at dawn."', "Jane Roe", "the owner of the answer"),
    ('"We sail at dawn."\n\n— Jane Roe', "Jane Roe", "a signature"),
    ('"We sail at dawn," the notice reads.', "the notice", "things that are read out"),
    ('"We sail at dawn," Kowalczyk said.', "Kowalczyk", "a name that nobody recognized"),
    ('"We sail at dawn," said co-host Kowalczyk.', "Kowalczyk", "a name that nobody recognized, behind a role"),
    ('Jane Roe on Sunday said, "We sail at dawn."', "Jane Roe", "a day between subject and verb"),
    ('Says Jane Roe: "We sail at dawn."', "Jane Roe", "a verb that opens the sentence"),
    ('"Wir fahren morgen los", sagte Jane Roe am Montag.', "Jane Roe", "German"),
    ("« Nous partons demain », a déclaré Jane Roe.", "Jane Roe", "French"),
    ('"We sail at dawn."', None, "nothing says who"),
]


@pytest.mark.parametrize(("text", "speaker", "reason"), SPEAKERS, ids=[row[2] for row in SPEAKERS])
def test_the_speaker_is_read_off_the_words_around(text: str, speaker: str | None, reason: str) -> None:
    found = quotations(text)
    assert [q.speaker for q in found] == [speaker], reason


PRONOUNS = [
    ('Jane Roe met Omar Haddad. "We sail at dawn," she said.', "Jane Roe", "a woman by her given name"),
    ('Jane Roe met Omar Haddad. "We sail at dawn," he said.', "Omar Haddad", "a man by his given name"),
    ('"We sail," Jane Roe said.\n\n"At dawn we go," she added.', "Jane Roe", "who spoke last"),
    ('The boat left. "We sail at dawn," she said.', "she", "nobody to stand for"),
    ('Omar Haddad praised Jane Roe, whom he called "the best pilot of all."', "Omar Haddad", "not whom he speaks of"),
    ('Jane Roe waited. "We sail at dawn," they said.', "they", "a group stays as printed"),
]


@pytest.mark.parametrize(("text", "speaker", "reason"), PRONOUNS, ids=[row[2] for row in PRONOUNS])
def test_a_pronoun_is_traced_to_a_person(text: str, speaker: str, reason: str) -> None:
    assert quotations(text)[-1].speaker == speaker, reason


def test_pieces_around_an_attribution_are_one_quotation() -> None:
    text = '"We sail," Jane Roe said. "The pier is closed."'
    (found,) = quotations(text)
    assert [text[start:end] for start, end in found.spans] == ["We sail,", "The pier is closed."]
    assert found.surface == "We sail, The pier is closed."
    assert found.speaker == "Jane Roe"


def test_full_stops_of_initials_end_no_sentence() -> None:
    text = '"We sail at dawn," Senator J.R. Roe (Greens, Lindvik) said on Thursday.'
    start, name = text.index("J.R."), "J.R. Roe"
    where = {"start": start, "end": start + len(name), "surface": name}
    mention = Mention(**where, kind=MentionKind.PERSON, form=MentionForm.FULL, chain=0)
    (found,) = find_quotations(
        text, mentions=(mention,), chains=(Chain(ordinal=0, kind=MentionKind.PERSON, name=name),)
    )
    assert found.speaker == name


def test_a_sentence_broken_by_its_attribution_is_one_quotation() -> None:
    (found,) = quotations('"We sail," Jane Roe said, "and nothing will stop us."')
    assert found.surface == "We sail, and nothing will stop us."


def test_a_second_quotation_with_its_own_speaker_stays_apart() -> None:
    found = quotations('"We sail at dawn," Jane Roe said. "We stay right here," Omar Haddad said.')
    assert [(q.surface, q.speaker) for q in found] == [
        ("We sail at dawn,", "Jane Roe"),
        ("We stay right here,", "Omar Haddad"),
    ]


def test_paragraphs_of_one_quotation_reopen_and_only_the_last_one_closes() -> None:
    text = 'Jane Roe said: "We sail at dawn.\n\n"The pier is closed.\n\n"Nobody stays."\n\nThe boat left.'
    (found,) = quotations(text)
    assert [text[start:end] for start, end in found.spans] == [
        "We sail at dawn.",
        "The pier is closed.",
        "Nobody stays.",
    ]
    assert found.speaker == "Jane Roe"


def test_a_quotation_after_one_without_a_speaker_of_its_own_borrows_the_last() -> None:
    found = quotations('Jane Roe said, "It was a long night," and "the pier never held so many."')
    assert [q.speaker for q in found] == ["Jane Roe", "Jane Roe"]
    assert found[1].rule == "paragraph"
    assert found[1].confidence < found[0].confidence


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('It was one of three "distinct" groups at the pier.', "a word held at a distance"),
        ('Jane Roe appeared on "Meet the Neighbours" in May.', "the title of a programme"),
        ('She wrote a book titled "We never came back from the pier."', "the title of a book"),
        ('Omar Haddad, known as "The Pilot," left.', "a nickname"),
        ("The mast is 6'2\" tall and the '90s are over.", "inches and an apostrophe"),
        ("The boys' boats and the girls' boats don't leave.", "apostrophes"),
        ('The boat is said to be "the last of an old kind" here.', "'said to be' has no speaker"),
        ('""', "nothing between the marks"),
    ],
)
def test_other_uses_of_the_marks_are_no_quotations(text: str, reason: str) -> None:
    assert quotations(text) == (), reason


def test_the_cue_and_the_speaker_have_their_places() -> None:
    text = 'In May, Jane Roe told the Daily Ferry: "We sail at dawn."'
    (found,) = quotations(text)
    assert found.speaker_start is not None
    assert found.cue_start is not None
    assert text[found.speaker_start : found.speaker_end] == "Jane Roe"
    assert text[found.cue_start : found.cue_end] == "told"
    assert found.speaker_chain is not None
    assert found.direct


def test_a_name_inside_a_quotation_is_not_its_speaker() -> None:
    (found,) = quotations('"Omar Haddad never told Jane Roe," the officer said.')
    assert found.speaker == "the officer"
    assert found.speaker_chain is None


@given(st.text(alphabet="ab AB.,:!?'\"“”„‘’«»‹›`\n-—()said", max_size=300))
def test_any_text_gives_spans_in_order_inside_it(text: str) -> None:
    found = find_quotations(text, mentions=(), chains=())
    spans = [span for q in found for span in q.spans]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert all(q.surface == " ".join(text[start:end] for start, end in q.spans) for q in found)


WORDS = [
    *("said", "says", "saying", "according", "to", "and", "who", "that", "the", "officer", "spokesman", "for", "Roe"),
    *(
        "Jane Roe",
        "Haddad's",
        "Harbour Trust",
        "she",
        "he",
        "it",
        "answer",
        "put",
        "a",
        "(",
        ")",
        ",",
        ".",
        ":",
        "—",
        "\n\n",
    ),
    *(
        '"We sail at dawn,"',
        '"We sail at dawn."',
        '"sail at dawn now"',
        "“We sail",
        "sail.”",
        "- ",
        "'",
        "on",
        "Sunday",
    ),
]


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_any_sentence_gives_speakers_that_stand_in_it(text: str) -> None:
    for found in quotations(text):
        if found.speaker_start is not None and found.speaker_end is not None:
            assert text[found.speaker_start : found.speaker_end].strip()
            assert not any(start <= found.speaker_start < end for start, end in found.spans)
        assert found.speaker is None or found.speaker.strip()
        assert 0 < found.confidence <= 1


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "'",
        "“",
        "«",
        '"a ',
        "'s ",
        '"a," he said. ',
        "“Ab cd ef.\n",
        "said ",
        "He, ",
        "—",
        "said and ",
        "and said ",
        "that he who ",
        'said and "A b c" ',
    ],
)
def test_a_large_hostile_text_ends(unit: str) -> None:
    text = unit * (100_000 // len(unit)) + '"a b c d," he said.'
    assert isinstance(find_quotations(text, mentions=(), chains=()), tuple)
