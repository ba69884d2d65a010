"""Bylines: what a printed line says about who wrote it, and which of several claims holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.authors import byline_confidence, choose_byline, is_byline, read_byline, weigh_authors
from etl.records import AgentKind, Author, Byline, Claim, ClaimField, Origin


def named(authors: tuple[Author, ...], kind: AgentKind) -> list[str]:
    return [author.name for author in authors if author.kind is kind]


def people(byline: Byline) -> list[str]:
    return named(byline.authors, AgentKind.PERSON)


def organizations(byline: Byline) -> list[str]:
    affiliations = [author.affiliation for author in byline.authors if author.affiliation]
    return list(dict.fromkeys([*named(byline.authors, AgentKind.ORGANIZATION), *affiliations]))


BYLINES = [
    # (line, people, organizations, reason)
    ("By Nora Feldt", ["Nora Feldt"], [], "by"),
    ("BY NORA FELDT", ["Nora Feldt"], [], "capitals"),
    ("Nora Feldt 4 March 2019", ["Nora Feldt"], [], "a date after the name"),
    ("By Nora Feldt and Tom Okoro", ["Nora Feldt", "Tom Okoro"], [], "and"),
    ("NORA FELDT, TOM OKORO and LI WEI", ["Nora Feldt", "Tom Okoro", "Li Wei"], [], "a list in capitals"),
    ("Nora Feldt,Tom Okoro", ["Nora Feldt", "Tom Okoro"], [], "commas without spaces"),
    ("Nora Feldt,, Tom Okoro, and Ann Marsh", ["Nora Feldt", "Tom Okoro", "Ann Marsh"], [], "empty places"),
    ("Mary Feldt Peter Okoro", ["Mary Feldt", "Peter Okoro"], [], "no separator at all"),
    ("Nora Feldt Nora Feldt", ["Nora Feldt"], [], "a name printed as link and as text"),
    ("Feldt, Nora", ["Nora Feldt"], [], "family name first"),
    ("Feldt, Nora; Okoro, Tom", ["Nora Feldt", "Tom Okoro"], [], "several family names first"),
    ("Nora , Feldt, Example Post", ["Nora Feldt"], ["Example Post"], "a name that a comma cut"),
    ("Nils Feldt Jr., MD", ["Nils Feldt Jr. MD"], [], "a degree is no person"),
    ("By Nora Feldt, Example Times", ["Nora Feldt"], ["Example Times"], "an outlet after a comma"),
    ("Nora Feldt The Example Courier", ["Nora Feldt"], ["The Example Courier"], "an outlet without a comma"),
    ("Nora Feldt, @nfeldt, EXAMPLE TODAY", ["Nora Feldt"], ["EXAMPLE TODAY"], "a handle between"),
    ("Reuters, Nora Feldt", ["Nora Feldt"], ["Reuters"], "an agency first"),
    ("AFP/Nora Feldt", ["Nora Feldt"], ["AFP"], "an agency and a slash"),
    ("Von Nora Feldt mit dpa", ["Nora Feldt"], ["dpa"], "partly from an agency, in German"),
    ("Nora Feldt and agencies", ["Nora Feldt"], [], "agencies without a name"),
    ("Agencies | 4 March 2019", [], ["Agencies"], "agencies alone sign it"),
    ("Saltmarsh News Agency | 4 March 2019", [], ["Saltmarsh News Agency"], "an agency that no list has"),
    ("By the Saltmarsh News Agency", [], ["Saltmarsh News Agency"], "and with by"),
    ("By Nora Feldt For Exampleonline", ["Nora Feldt"], ["Exampleonline"], "for whom"),
    ("The Example Times Editorial Board", [], ["The Example Times Editorial Board"], "a desk"),
    ("Redacción", [], ["Redacción"], "a newsroom"),
    ("News By Nora Feldt published 19 May 2025", ["Nora Feldt"], [], "a section label before by"),
    ("Nora Feldt Link Copied", ["Nora Feldt"], [], "a button glued to the name"),
    ("Nora Feldt 5 hours ago", ["Nora Feldt"], [], "a relative time"),
    ("Opinion by Nora Feldt • 5 min read", ["Nora Feldt"], [], "reading time"),
    ("Updated 12 May 2024 By Nora Feldt", ["Nora Feldt"], [], "a date before by"),
    ("By our Beirut correspondent", [], [], "a function alone names nobody"),
    ("Posted by admin", [], [], "an account names nobody"),
    ("ELECTIONS 2024", [], [], "a section with a year"),
    (", ,", [], [], "marks alone"),
    ("https://social.example/nora", [], [], "an address"),
    ("Von Prof. Dr. Nora Feldt", ["Nora Feldt"], [], "titles"),
    ("Por Ana Ruiz y Luis Soto Gil / EFE", ["Ana Ruiz", "Luis Soto Gil"], ["EFE"], "Spanish y and a double surname"),
    ("Lope Ortega y Gasset", ["Lope Ortega y Gasset"], [], "y inside a family name"),
    ("di Marco Bianchi e Lucia Verdi", ["Marco Bianchi", "Lucia Verdi"], [], "Italian e"),
    ("Par Claire Dupuis, avec AFP", ["Claire Dupuis"], ["AFP"], "French avec"),
    ("Door Jan de Vries en Piet van der Zee", ["Jan de Vries", "Piet van der Zee"], [], "Dutch, with particles"),
    ("Av Erik Svensson och Karin Ek", ["Erik Svensson", "Karin Ek"], [], "Swedish"),
    ("Tekst: Kari Moen Foto: Ola Lie", ["Kari Moen"], [], "Norwegian labels"),
    ("Autor: Jan Kowalski 12 maja 2024", ["Jan Kowalski"], [], "Polish"),
    ("Автор: Иван Петров", ["Иван Петров"], [], "Russian"),
    ("记者 李小明", ["李小明"], [], "Chinese"),
    ("홍길동 기자", ["홍길동"], [], "Korean, the function after the name"),
    ("İstanbul - Mehmet Yılmaz", ["Mehmet Yılmaz"], [], "a place before the name"),
    ("Le HuffPost avec AFP", [], ["Le HuffPost", "AFP"], "an outlet with its article"),
    ("LIBERATION et AFP", [], ["LIBERATION", "AFP"], "an outlet in capitals, without its accent"),
    ("By JOHN ROE Jr.", ["John Roe Jr."], [], "capitals but for the suffix"),
    ("Abdel Fattah el-Sisi", ["Abdel Fattah el-Sisi"], [], "an article bound to the family name"),
    ("The Rev. Nora Feldt", ["Nora Feldt"], [], "a title with The"),
    ("Jane Roe, Ph.D., and John Roe, M.D.", ["Jane Roe Ph.D.", "John Roe M.D."], [], "degrees of two"),
    ("Written by Nora Feldt , Edited by Tom Okoro", ["Nora Feldt"], [], "an editor is no author"),
    ("VAN DER ZEE, Nora", ["Nora van der Zee"], [], "a family name in capitals before a comma"),
    ("ROE, Nora", ["Nora Roe"], [], "a short one, no acronym"),
    ("ROE Claire et DUPONT Luc", ["Claire Roe", "Luc Dupont"], [], "and without one"),
    ("By Jane and John Feldt", ["Jane Feldt", "John Feldt"], [], "a family name of two"),
    ("By nora feldt", ["Nora Feldt"], [], "lower case"),
]


@pytest.mark.parametrize(("line", "persons", "agents", "reason"), BYLINES, ids=[row[3] for row in BYLINES])
def test_bylines_name_their_authors(line: str, persons: list[str], agents: list[str], reason: str) -> None:
    byline = read_byline(line)
    assert (people(byline), organizations(byline)) == (persons, agents), reason
    assert byline.text == line


FUNCTIONS = [
    # (line, function of each person, place of each, reason)
    ("Nora Feldt Health Reporter", ["Health Reporter"], [None], "right after the name"),
    ("By Nora Feldt, Senior White House Correspondent", ["Senior White House Correspondent"], [None], "after a comma"),
    (
        "Nora Feldt and Tom Okoro, Staff Writers",
        ["Staff Writers", "Staff Writers"],
        [None, None],
        "a plural is of both",
    ),
    ("Nora Feldt and Tom Okoro, Staff Writer", [None, "Staff Writer"], [None, None], "a singular is of the last"),
    ("Staff writer Nora Feldt", ["Staff writer"], [None], "before the name"),
    (
        "Nora Feldt Redakteurin für Politik und Gesellschaft in Berlin",
        ["Redakteurin für Politik und Gesellschaft in Berlin"],
        [None],
        "an and inside a function",
    ),
    ("Nora Feldt, Energy and Environment Reporter", ["Energy and Environment Reporter"], [None], "the same in English"),
    ("Nora Feldt in Accra and Tom Okoro in Lima", [None, None], ["Accra", "Lima"], "places of two"),
    ("Von Nora Feldt, Sweidah", [None], ["Sweidah"], "one word after a whole name is where it was written"),
    ("Élise Martin (envoyée spéciale à Dakar)", ["envoyée spéciale à Dakar"], [None], "in brackets"),
]


@pytest.mark.parametrize(("line", "functions", "places", "reason"), FUNCTIONS, ids=[row[3] for row in FUNCTIONS])
def test_functions_and_places_stay_with_their_person(
    line: str, functions: list[str | None], places: list[str | None], reason: str
) -> None:
    authors = read_byline(line).authors
    assert ([a.function for a in authors], [a.place for a in authors]) == (functions, places), reason


CREDITS = [
    ("By Nora Feldt; photographs by Tom Okoro", [("photographer", "Tom Okoro")], "pictures"),
    ("By Nora Feldt; Additional reporting by Tom Okoro in Lima", [("contributor", "Tom Okoro")], "reporting"),
    ("By NORA FELDT; Tom Okoro contributed reporting.", [("contributor", "Tom Okoro")], "said after the name"),
    ("Reporting by Nora Feldt; Editing by Tom Okoro", [("editor", "Tom Okoro")], "editing"),
    ("Nora Feldt. Aus dem Englischen von Tom Okoro", [("translator", "Tom Okoro")], "translation"),
    ("Nora Feldt (Text) und Tom Okoro (Fotos)", [("photographer", "Tom Okoro")], "in brackets after the name"),
]


@pytest.mark.parametrize(("line", "contributors", "reason"), CREDITS, ids=[row[2] for row in CREDITS])
def test_other_work_is_credited_apart(line: str, contributors: list[tuple[str, str]], reason: str) -> None:
    byline = read_byline(line)
    assert people(byline) == ["Nora Feldt"]
    assert [(a.role, a.name) for a in byline.contributors] == contributors, reason


def test_the_parts_of_a_name_and_all_that_is_printed_with_it() -> None:
    author = read_byline("By Dr. NORA VAN DER ZEE-FELDT, nora@example.org, @nzf, Example News, 3 May 2024").authors[0]
    assert (author.honorific, author.given, author.particle, author.family) == (
        "Dr.",
        "Nora",
        "van der",
        "van der Zee-Feldt",
    )
    assert (author.email, author.handle, author.affiliation) == ("nora@example.org", "@nzf", "Example News")


def test_the_date_of_the_line_is_kept_as_printed() -> None:
    assert read_byline("Nora Feldt | 12 May 2024, 10:30").date_text == "12 May 2024, 10:30"
    assert read_byline("Updated 13 May 2024 | Published 12 May 2024 | By Nora Feldt").date_text == "12 May 2024"


def test_a_hungarian_family_name_comes_first() -> None:
    author = read_byline("Kovács János", language="hu").authors[0]
    assert (author.name, author.given, author.family) == ("Kovács János", "János", "Kovács")


LINES = [
    # (line, whether it is a byline, reason)
    ("By Nora Feldt", True, "by"),
    ("BY ELIASER MBEKI", True, "by in capitals, an unlisted name"),
    ("Von Nora Feldt", True, "von"),
    ("Nora Feldt 4 March 2019", True, "a date"),
    ("Nora Feldt | 12 May 2024, 10:30", True, "a bar and a date"),
    ("Nora Feldt and Tom Okoro, Staff Writers", True, "a function"),
    ("(Reuters)", True, "an agency"),
    ("Xolwin Qarst, Reuters", True, "an unlisted name and an agency"),
    ("From staff reports", True, "nobody in particular"),
    ("By our Beirut correspondent", True, "a function after by"),
    ("Maria Feldt", True, "a given name and another"),
    ("US officials met with Venezuelan military", False, "a sentence"),
    ("By the time he arrived", False, "by in a sentence"),
    ("By Monday, rescuers had reached the village", False, "by and a weekday"),
    ("Von der Leyen warns Hungary", False, "von in a name in a headline"),
    ("Por qué no fue así", False, "por in a question"),
    ("Angela Merkel Visits Paris", False, "a headline that begins with a name"),
    ("Climate Change", False, "a topic"),
    ("New York", False, "a place"),
    ("10 September 2018", False, "a date alone"),
    ("Read more", False, "a call to act"),
    ("Photo: Nora Feldt/AFP", False, "the credit of a picture"),
    ("", False, "nothing"),
    ("x " * 400, False, "much too long"),
]


@pytest.mark.parametrize(("line", "expected", "reason"), LINES, ids=[row[2] for row in LINES])
def test_bylines_are_told_from_titles(line: str, expected: bool, reason: str) -> None:
    assert is_byline(line) is expected, reason


def test_a_bare_name_is_a_weaker_byline_than_one_with_a_date() -> None:
    assert byline_confidence("Maria Feldt") < byline_confidence("Maria Feldt 4 March 2019")
    assert byline_confidence("Xolwin Qarst") < byline_confidence("Maria Feldt")


def claim(text: str, origin: Origin, field: ClaimField = ClaimField.AUTHOR, detail: str | None = None) -> Claim:
    return Claim(field=field, text=text, origin=origin, detail=detail)


CHOICES = [
    # (claims, names chosen, reason)
    ([claim("Nora Feldt", Origin.JSON_LD)], ["Nora Feldt"], "one claim"),
    ([claim("Example Times", Origin.JSON_LD), claim("By Nora Feldt", Origin.VISIBLE)], ["Nora Feldt"], "the outlet"),
    ([claim("admin", Origin.META), claim("By Nora Feldt", Origin.VISIBLE)], ["Nora Feldt"], "an account"),
    ([claim("https://social.example/x", Origin.META), claim("Nora Feldt", Origin.FEED)], ["Nora Feldt"], "an address"),
    ([claim("example-times.com", Origin.META)], [], "the domain alone"),
    ([claim("Condé Nast", Origin.META), claim("Nora Feldt", Origin.MICRODATA)], ["Nora Feldt"], "the owner"),
    (
        [claim("Nora Feldt", Origin.META), *(claim(f"{x} Other", Origin.MICRODATA) for x in ("Nora", "Tom", "Ann"))],
        ["Nora Feldt"],
        "authors of teasers",
    ),
    (
        [claim("Foto: Tom Okoro/imago", Origin.VISIBLE), claim("Von Nora Feldt", Origin.VISIBLE)],
        ["Nora Feldt"],
        "the credit of a picture",
    ),
    (
        [claim("Nora Feldt", Origin.JSON_LD), claim("Tom Okoro", Origin.JSON_LD)],
        ["Nora Feldt", "Tom Okoro"],
        "two of one origin",
    ),
    ([claim("AFP", Origin.JSON_LD)], ["AFP"], "an agency is an author when nobody else is"),
    ([claim("nora", Origin.JSON_LD), claim("By Nora Feldt", Origin.VISIBLE)], ["Nora Feldt"], "a whole name is better"),
    (
        [claim("Nora Feldt", Origin.META, detail="article:author"), claim("Example Media", Origin.META)],
        ["Nora Feldt"],
        "a company beside a name",
    ),
    ([claim("Example Verlag GmbH", Origin.META)], [], "a company is not"),
    ([claim("Nora Feldt See full bio", Origin.VISIBLE)], ["Nora Feldt"], "words glued to the name"),
    ([claim("Do you see a mistake? Tell us", Origin.VISIBLE)], [], "a sentence"),
    ([], [], "no claims"),
]


@pytest.mark.parametrize(("claims", "names", "reason"), CHOICES, ids=[row[2] for row in CHOICES])
def test_the_byline_is_chosen_among_claims(claims: list[Claim], names: list[str], reason: str) -> None:
    about = [claim("https://www.example-times.com/a", Origin.META, ClaimField.URL)]
    byline = choose_byline([*claims, *about], publisher="Example Times", language="en")
    assert [author.name for author in (byline.authors if byline else ())] == names, reason


def test_the_chosen_authors_say_where_they_were_claimed() -> None:
    byline = choose_byline([claim("By Nora Feldt", Origin.HEAD)], publisher=None, language=None)
    assert byline is not None
    assert byline.authors[0].origin is Origin.HEAD


@given(st.text(max_size=400))
def test_any_text_is_read_without_error(text: str) -> None:
    byline = read_byline(text)
    assert byline.text == text
    assert all(author.name for author in (*byline.authors, *byline.contributors))
    assert 0.0 <= byline_confidence(text) <= 1.0


@given(st.lists(st.sampled_from(["By", "Nora", "Feldt", ",", "and", "AFP", "in", "Lima", "(", ")", "2018", "de"])))
def test_words_of_bylines_in_any_order_are_read_without_error(tokens: list[str]) -> None:
    read_byline(" ".join(tokens))


def test_quality_on_real_bylines(shared_data: Path) -> None:
    """The floor under people's names in the development set; it only rises."""
    lines = (shared_data / "authors" / "bylines_dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines]
    right = sum(people(read_byline(g["raw"])) == [a["name"] for a in g["authors"]] for g in gold)
    assert right / len(gold) >= 0.97


def test_an_agency_signs_what_it_sends_out_itself() -> None:
    claims = [Claim(field=ClaimField.AUTHOR, text="Saltmarsh News Agency", origin=Origin.HEAD)]
    byline = choose_byline(claims, publisher="Saltmarsh News Agency", language="en")
    assert byline is not None
    assert [author.name for author in byline.authors] == ["Saltmarsh News Agency"]


JUDGEMENTS = [
    ("Jane Doe", Origin.JSON_LD, "chosen: json-ld", "markup names each author apart"),
    ("By JANE DOE", Origin.HEAD, "agrees", "the same name as printed"),
    ("Nora Feldt", Origin.FEED, "passed over: json-ld is believed before feed", "another name from further away"),
    ("Jane", Origin.META, "passed over: not a full name, and another place has one", "a given name alone"),
    ("Example Times", Origin.META, "names no writer", "the outlet itself"),
    ("https://example.com/jane", Origin.META, "names no writer", "an address"),
]


def test_each_claim_is_told_what_became_of_it() -> None:
    claims = [claim(text, origin) for text, origin, _, _ in JUDGEMENTS]
    chosen = weigh_authors(claims, publisher="Example Times", language="en")
    for i, (text, _, expected, why) in enumerate(JUDGEMENTS):
        assert chosen.judgements[i] == expected, f"{text}: {why}"
