"""Lighthouse on the home page, a section, a story and a timeline of the demo, as on a phone."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django.live_server_helper import LiveServer

from articles.models import ArticleRevision
from newsroom.demo.loading import load
from newsroom.images.models import Picture
from newsroom.images.renditions import make_at_once
from newsroom.publishing import clock
from tests.e2e.conftest import ARGUMENTS, _chromium

LIGHTHOUSE = Path(__file__).parent / "node_modules" / "lighthouse" / "cli" / "index.js"
ALL = 100  # performance is measured and not asserted: it depends on the machine


def scores(url: str) -> dict[str, Any]:
    """The score (of 100) of each category, and of those under 100 what was found."""
    chromium = _chromium()
    assert chromium, "Lighthouse needs a Chromium: install one (apt-get install chromium) or set CHROMIUM to its path."
    flags = " ".join(["--headless=new", *ARGUMENTS])
    command = ["node", str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    ran = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "CHROME_PATH": chromium}, timeout=300
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    report = json.loads(ran.stdout)
    found: dict[str, Any] = {}
    for name, category in report["categories"].items():
        found[name] = round(category["score"] * 100)
        if found[name] < ALL:
            wrong = [ref["id"] for ref in category["auditRefs"] if report["audits"][ref["id"]]["score"] == 0]
            found[f"{name}: why"] = [_said(report["audits"][each]) for each in wrong]
    return found


def _said(audit: dict[str, Any]) -> str:
    return f"{audit['title']} {audit.get('explanation', '')} {audit.get('details', {}).get('items', '')}"


@pytest.mark.django_db(transaction=True)
def test_readers_pages_score_100(live_server: LiveServer, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.PUBLIC_URL = live_server.url
    with transaction.atomic():  # or other processes would draw its pictures, which know nothing of this database
        load(make_renditions=False)
    for picture in Picture.objects.to_render():
        assert picture.current
        make_at_once(picture.current)
    story = ArticleRevision.objects.live(clock.now()).exclude(lead_picture=None).newest_first()[0]
    for page in ("/", "/local/", story.get_absolute_url(), "/timelines/kursk-oblast-2024/"):
        found = scores(live_server.url + page)
        with capsys.disabled():
            sys.stderr.write(f"\nLighthouse {page}: {found}\n")
        for name in ("accessibility", "best-practices", "seo"):
            assert found[name] >= ALL, (page, found)
