"""A gallery on the writing page: photos uploaded together, from the library, and in another order."""

from playwright.sync_api import FilePayload, Page, expect

from articles.models import Article
from newsroom.images.models import Picture
from tests.e2e import desk
from tests.e2e.test_writing import page, saved, signed_in, story  # noqa: F401
from tests.images.factories import PictureFactory, photo, turned


def test_photos_are_uploaded_together_found_and_put_in_order(page: Page, story: Article) -> None:  # noqa: F811
    known = PictureFactory(title="Lighthouse at noon")
    block = desk.insert(page, "Gallery")
    files: list[FilePayload] = [
        {"name": name, "mimeType": "image/jpeg", "buffer": data}
        for name, data in [("1.jpg", photo()), ("2.jpg", turned())]
    ]
    block.locator("input[type=file]").set_input_files(files)
    rows = block.get_by_role("listitem").filter(has=page.get_by_label("Alt text"))
    expect(rows).to_have_count(2)
    find = block.get_by_role("combobox", name="Add a photo")
    find.fill("Lighthouse")
    expect(block.get_by_role("option", name="Lighthouse at noon")).to_be_visible()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(3)
    rows.nth(2).get_by_label("Caption").fill("At noon")
    move = rows.nth(2).get_by_role("button", name="Move up: Lighthouse at noon")
    move.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    rows.nth(2).get_by_role("button", name="Remove").click()
    [gallery] = [row for row in saved(page, story) if row["type"] == "gallery"]
    photos = gallery["fields"]["photos"]  # type: ignore[index]
    first = Picture.objects.exclude(pk=known.pk).order_by("pk").first()
    assert [each["caption"] for each in photos] == ["At noon", ""]
    assert photos[0]["picture"] == known.pk
    assert first
    expect(block.get_by_label("Caption").first).to_have_value("At noon")
