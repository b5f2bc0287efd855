"""Names in questions find the people meant, and never somebody else."""

import pytest

from assistant.people import of_that_title, who_is_meant

KNOWN = (
    "Emmanuel Macron",
    "Volodymyr Zelensky",
    "Anna Bauer",
    "Karl Bauer",
    "Dan Driscoll",
    "José Núñez",
    "Defence Ministry",
    "Mary O’Neill",
    "Sanders’ campaign",
    "Ada Quill and Noor Haddad",
    "Sergei Lavrov",
)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Macron", ("Emmanuel Macron",)),
        ("macron", ("Emmanuel Macron",)),
        ("French President Emmanuel Macron", ("Emmanuel Macron",)),
        ("Mr Macron", ("Emmanuel Macron",)),
        ("Zelenskiy", ("Volodymyr Zelensky",)),
        ("Zelenskyy", ("Volodymyr Zelensky",)),
        ("Bauer", ("Anna Bauer", "Karl Bauer")),
        ("Anna Bauer", ("Anna Bauer",)),
        ("Karl", ("Karl Bauer",)),
        ("Nunez", ("José Núñez",)),
        ("O'Neill", ("Mary O’Neill",)),
        ("the Defence Ministry", ("Defence Ministry",)),
        ("Sanders' campaign", ("Sanders’ campaign",)),
        ("Quill", ("Ada Quill and Noor Haddad",)),
        ("Lavrow", ("Sergei Lavrov",)),
        ("Sergey Lavrov", ("Sergei Lavrov",)),
        ("Noor Haddad", ("Ada Quill and Noor Haddad",)),
    ],
)
def test_who_is_meant(asked: str, meant: tuple[str, ...]) -> None:
    assert who_is_meant(asked, KNOWN) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "the president of Brazil",
        "Putin",
        "Marion",
        "Peter Bauer",
        "Brigitte Macron",
        "Sanders",
        "Ministry of Foreign Affairs",
        "",
        "the",
    ],
)
def test_nobody_else_is_meant(asked: str) -> None:
    assert who_is_meant(asked, KNOWN) == ()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Ms Bauer", ("Anna Bauer", "Kim Bauer")),
        ("Mr Bauer", ("Karl Bauer", "Kim Bauer")),
    ],
)
def test_a_title_tells_which_of_one_surname_is_not_meant(asked: str, meant: tuple[str, ...]) -> None:
    texts = ["Ms Anna Bauer and Kim Bauer left.", "The yard was Mr Karl Bauer’s."]
    known = ("Anna Bauer", "Karl Bauer", "Kim Bauer")
    assert of_that_title(asked, known, texts) == meant
