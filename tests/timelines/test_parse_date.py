"""`manage.py parse_date`: one JSON object, and an exit status."""

import json
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command


def run(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    call_command("parse_date", *args)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_value_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "in early August", "--today", "2024-11-08") == {
        "text": "in early August",
        "edtf": "2024-08-~01/2024-08-~10",
        "start": "2024-08-01",
        "end": "2024-08-10",
        "precision": "month",
        "display": "early August",
        "flags": {"q": "approximate", "part": "early"},
        "warnings": [],
        "error": None,
    }


def test_open_bound_is_two_dots(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "2022-present", "--today", "2024-11-08")["end"] == ".."


def test_label_is_not_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "Putin's reaction:", "--today", "2024-11-08")
    assert (found["precision"], found["display"], found["start"], found["error"]) == (
        "none",
        "Putin's reaction",
        "",
        None,
    )


def test_refused_date_ends_with_status_1_and_the_cure(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(capsys, "Feb. 29, 2023", "--today", "2024-11-08")
    assert ended.value.code == 1
    found = json.loads(capsys.readouterr().out)
    assert found["precision"] == "invalid"
    assert found["error"].startswith("2023 is not a leap year: Feb. 29, 2023 does not exist")


def test_invalid_reference_date_is_refused() -> None:
    with pytest.raises(CommandError, match="write it as YYYY-MM-DD"):
        call_command("parse_date", "Aug. 6", "--today", "yesterday")


@time_machine.travel("2024-11-09T03:00:00Z", tick=False)
def test_today_is_the_newsrooms_day_unless_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "today")["start"] == "2024-11-08"
