"""The line as LangChain users call it, inside a running event loop too."""

from assistant import ArticleRetriever, Footnote
from assistant.domain import Answer, Answered
from assistant.runnable import as_message

QUESTION = "What did Macron say?"


def texts(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


def test_every_way_of_calling_gives_the_same_statements(samples: Footnote) -> None:
    chain = samples.chain
    expected = texts(samples.ask(QUESTION))
    assert expected
    assert texts(chain.invoke(QUESTION)) == expected
    assert [texts(answer) for answer in chain.batch([QUESTION, QUESTION])] == [expected, expected]
    last = list(chain.stream(QUESTION))[-1]
    assert isinstance(last, Answered)
    assert texts(last.answer) == expected


async def test_inside_a_running_loop(samples: Footnote) -> None:
    chain = samples.chain
    expected = texts(await chain.ainvoke(QUESTION))
    assert texts(chain.invoke(QUESTION)) == expected
    events = [event async for event in chain.astream(QUESTION)]
    assert isinstance(events[-1], Answered)
    assert [texts(answer) for answer in await chain.abatch([QUESTION])] == [expected]


def test_it_composes_with_other_runnables(samples: Footnote) -> None:
    assert (samples.chain | texts).invoke(QUESTION) == texts(samples.ask(QUESTION))


def test_a_message_carries_each_citation_where_its_number_stands(samples: Footnote) -> None:
    answer = samples.ask(QUESTION)
    [block] = as_message(answer).content_blocks
    assert block["type"] == "text"
    annotations = block["annotations"]
    assert len(annotations) >= len(answer.citations)
    by_number = {citation.number: citation.quote for citation in answer.citations}
    for annotation in annotations:
        mark = answer.text[annotation["start_index"] : annotation["end_index"]]
        assert annotation["cited_text"] == by_number[int(mark.strip("[]"))]


async def test_the_retriever_gives_documents_with_exact_places(samples: Footnote) -> None:
    retriever = ArticleRetriever(footnote=samples, groups=None, k=3)
    documents = retriever.invoke("territorial concessions")
    assert len(documents) == 3
    for document in documents:
        where = document.metadata
        text = samples.article(where["article_id"], groups=None, revision=where["revision"]).text
        assert text[where["start"] : where["end"]] == document.page_content
    assert [document.id for document in await retriever.ainvoke("territorial concessions")] == [
        document.id for document in documents
    ]
