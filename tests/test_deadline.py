"""Work past its deadline is stopped with a message that says what to do, and nothing is stored."""

import threading
from datetime import date
from typing import Any

import pytest
from django.test import Client

from articles.copy_import import limits
from articles.copy_import.document import read_file, read_html, read_text
from articles.copy_import.limits import NotCopy
from articles.models import Article
from newsroom.deadline import DeadlinePassed, check, deadline
from tests.articles.copy.test_limits import a_docx
from timelines import exchange

TODAY = date(2024, 11, 8)


def test_without_a_deadline_there_is_all_the_time_there_is() -> None:
    check()
    with deadline(60):
        check()


def test_the_nearer_of_two_deadlines_counts() -> None:
    with pytest.raises(DeadlinePassed), deadline(-1), deadline(60):
        check()
    check()


def test_a_deadline_is_that_of_its_own_thread() -> None:
    passed: list[str] = []

    def work() -> None:
        check()
        passed.append("checked")

    with deadline(60):
        other = threading.Thread(target=work)
        other.start()
        other.join()
    assert passed == ["checked"]


class Late:
    """A clock that is in time for so many looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def thread_time(self) -> float:
        self.looks -= 1
        return 0 if self.looks > 0 else 1e9


STORY = "Ferry sails\n\nThe council met.\n\n• Aug. 6: One.\n• Aug. 7: Two.\n"
CALENDAR = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20240806\nSUMMARY:One\nEND:VEVENT\nEND:VCALENDAR\n"


@pytest.mark.parametrize("looks", [3, 6])
@pytest.mark.parametrize(
    "read",
    [
        lambda: read_text(STORY, TODAY),
        lambda: read_html("<h1>Ferry sails</h1><p>The council met.</p><ul><li>Aug. 6: One.</li></ul>", TODAY),
        lambda: read_file(b"# Ferry\n\nThe *council* met.\n\n- Aug. 6: One.\n", "story.md", TODAY),
        lambda: read_file(a_docx("Ferry sails", "The council met."), "story.docx", TODAY),
    ],
)
def test_copy_that_takes_too_long_is_refused_with_the_cure(
    read: Any, looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsroom.deadline.time", Late(looks))
    with pytest.raises(NotCopy, match=r"longer than 20 seconds.*Nothing was saved.*in parts"):
        read()


@pytest.mark.parametrize(
    "file",
    [
        "Year,Headline,Text\n2024,One,x\n2023,Two,y\n",
        '{"events": [{"start_date": {"year": "2024"}, "text": {"headline": "One"}}]}',
        '{"format": "newsroom-timeline", "timeline": {"schema": 1, "title": "x", "events": [{"headline": "One"}]}}',
        CALENDAR,
    ],
)
def test_a_timeline_that_takes_too_long_is_refused_with_the_cure(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsroom.deadline.time", Late(3))
    with pytest.raises(exchange.NotATimeline, match=r"more than 20 seconds.*Split the file"):
        exchange.read(file, "kursk.txt", TODAY)


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_the_desk_says_so_and_stores_nothing(client: Client, writer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(writer)
    monkeypatch.setattr(limits, "MAX_SECONDS", 0)
    page = client.post("/admin/articles/article/copy/", {"text": STORY}).content.decode()
    assert "so we stopped. Nothing was saved" in page
    assert "Aug. 6: One." in page
    assert not Article.objects.exists()
