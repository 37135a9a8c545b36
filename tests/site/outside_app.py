"""Run inside another project: its app adds a type of block and a field of stories. Prints "done" if all surfaces have both."""

import json
import sys

from block_surfaces import (  # type: ignore[import-not-found]  # copied beside this file
    SURFACES,
    Case,
    address,
    editor,
    page,
    published,
    saved,
    signed_in,
    soon,
    story_with,
)
from django.apps import apps
from django.core.management import call_command

from articles.models import Article
from newsroom.publishing import actions

call_command("migrate", verbosity=0)
call_command("makemigrations", check=True, dry_run=True, verbosity=0)

if apps.is_installed("kitchen"):
    from kitchen.blocks import Recipe  # type: ignore[import-not-found]

    method = "Quayside berths"
    case = Case(
        Recipe, {"title": "Fish soup", "method": f"<p>{method}</p>"}, method, "method", counted=4,
        copy="::recipe Fish soup\n\nQuayside berths opened at dawn, he said.\n\n::",
        copied={"title": "Fish soup", "serves": 4, "method": "<p>Quayside berths opened at dawn, he said.</p>"},
    )  # fmt: skip
    for surface in SURFACES:
        surface(case)

    # The field, in the form, a snapshot, a merge, the history, on the page and cards, in feeds and JSON-LD.
    story = story_with()
    assert "Who paid for this story." in page(f"/admin/articles/article/{story.pk}/change/", signed_in())
    data = {name: str(getattr(story, name)) for name in ("headline", "slug", "kind", "language")}
    data["section"] = str(story.section_id)
    data |= {"body": json.dumps(story.body), "_base": "1", "extra_sponsor": "Tide & Sons"}
    answer = signed_in().post(f"/admin/articles/article/{story.pk}/change/", data)
    assert answer.status_code == 302, answer.content.decode()
    story = Article.objects.get(pk=story.pk)
    head = story.head.read()
    assert head["extra"] == [{"key": "sponsor", "value": "Tide & Sons"}]
    other = head | {"extra": [{"key": "sponsor", "value": "Tide & Daughters"}]}
    merged, clashes = story.adapter.merge(head, head | {"headline": "Raised"}, other)
    assert (merged["headline"], merged["extra"], clashes) == ("Raised", other["extra"], [])
    told = page(f"/admin/articles/article/{story.pk}/compare/?old=1&new=2", signed_in())
    assert "Sponsor" in told
    assert "Tide &amp; Sons" in told
    actions.publish(story, editor())
    html = page(address(story))
    assert '<p class="sponsor">Sponsored by Tide &amp; Sons</p>' in html
    assert '"sponsor":{"@type":"Organization","name":"Tide & Sons"}' in html.replace("\\u0026", "&").replace(": ", ":")
    for at in ("/", "/feed/", "/feed.atom", "/feed.json", "/search/?q=dawn"):
        assert "Sponsored by Tide" in page(at) or at.startswith("/search"), at
    actions.fix_live(story, editor(), {"extra/sponsor/value": "Tide & Daughters"})
    assert "Tide & Daughters" in Article.objects.get(pk=story.pk).live(soon()).extra
    published({"key": "0d3b0c1a-7a0e-4c43-9a55-5d6c1a3b8f01", "type": "recipe", "fields": case.fields | {"serves": 2}})
else:
    for story in Article.objects.exclude(first_published_at=None):
        html = page(address(story))
        assert "The harbor opened at dawn." in html
        assert "Fish soup" not in html
        assert "Sponsored by" not in html
    [story] = [story for story in Article.objects.all() if story.body[1]["type"] == "recipe" and story.head.live_from][
        -1:
    ]
    assert any("recipe" in problem for problem in story.problems(story.head.read()))
    assert "Fish soup" in page(f"/admin/articles/article/{story.pk}/change/", signed_in())
    saved(story, story.body, headline="Renamed")  # the block is kept as it is
    assert Article.objects.get(pk=story.pk).body[1]["fields"]["title"] == "Fish soup"

sys.stdout.write("done\n")
