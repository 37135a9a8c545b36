"""A video, a recording and a document on the writing page, from the file to what readers play."""

from base64 import b64decode
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, Request, expect

from articles.models import Article
from newsroom.media import actions as media_actions
from newsroom.media.models import MediaFile
from newsroom.publishing import actions, clock
from tests.e2e import desk
from tests.e2e.test_writing import page, saved, signed_in, story  # noqa: F401
from tests.images.factories import PictureFactory
from tests.media.factories import CAPTIONS, MediaFileFactory, pdf, wav
from tests.people import administrator

# A second of a moving square, as this browser records it.
FILMED = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
  const drawing = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const done = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  for (let frame = 0; frame < 25; frame += 1) {
    drawing.fillStyle = `hsl(${frame * 14} 60% 40%)`;
    drawing.fillRect(0, 0, 320, 180);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  recorder.stop();
  await done;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""
PLAYS = """async (player) => {
  player.muted = true;
  await player.play();
  return player.currentTime >= 0 && !player.error;
}"""


def upload(page: Page, block: Any, data: bytes, name: str, mime: str) -> None:  # noqa: F811
    file: FilePayload = {"name": name, "mimeType": mime, "buffer": data}
    block.locator("input[type=file]").set_input_files(file)
    expect(block.get_by_text(f"Uploaded {name.rpartition('.')[0]}.")).to_be_visible()


@pytest.mark.long
def test_files_are_uploaded_captioned_replaced_moved_and_played_by_readers(page: Page, story: Article) -> None:  # noqa: F811
    another = MediaFileFactory(kind="audio", title="The horn at noon")
    film = b64decode(page.evaluate(FILMED))
    upload(page, video := desk.insert(page, "Video"), film, "The return.webm", "video/webm")
    video.get_by_label("Caption", exact=True).fill("At dawn.")
    upload(page, audio := desk.insert(page, "Audio"), wav(), "The horn.wav", "audio/wav")
    find = audio.get_by_role("combobox", name="Recording")
    find.fill("horn at")
    expect(audio.get_by_role("option", name="The horn at noon")).to_be_visible()
    page.keyboard.press("Enter")
    document = desk.insert(page, "Document")
    refused: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": wav(1)}
    document.locator("input[type=file]").set_input_files(refused)
    expect(document.get_by_text("This is a recording. Put it into a block of that type.")).to_be_visible()
    upload(page, document, pdf(3), "The permit.pdf", "application/pdf")
    document.get_by_label("Title", exact=True).press("Alt+ArrowUp")  # above the recording
    assert [row["type"] for row in saved(page, story)][-3:] == ["video", "document", "audio"]
    files = {media.kind: media for media in MediaFile.objects.exclude(pk=another.pk)}
    body = Article.objects.get(pk=story.pk).body
    assert [row["fields"]["file"] for row in body[-3:]] == [files["video"].pk, files["document"].pk, another.pk]

    chief = administrator("chief")
    words = {"captions": CAPTIONS, "transcript": "The ferry is back.", "poster": PictureFactory()}
    media_actions.edit(files["video"], chief, **words)
    actions.publish(Article.objects.get(pk=story.pk), chief)
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/media/files/" in request.url or ".vtt" in request.url:
            asked.append(request.url)

    page.on("request", note)
    url = story.live(clock.now()).get_absolute_url()
    page.goto(url, wait_until="networkidle")
    assert asked == []
    player = page.locator("video")
    assert player.evaluate(PLAYS)
    assert asked
    page.emulate_media(media="print")
    expect(player).to_be_hidden()
    expect(page.get_by_text("The ferry is back.")).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_text("Transcript").click()
    expect(page.get_by_text("The ferry is back.")).to_be_visible()
    expect(page.get_by_role("link", name="The permit")).to_be_visible()
    media_actions.take_down(files["video"], chief, reason="A court said so.")
    page.goto(url)
    expect(page.locator("video")).to_have_count(0)
