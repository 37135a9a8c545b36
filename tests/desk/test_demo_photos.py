"""The demo's photographs: each has a license that its file and LICENSES.md name alike."""

from PIL import Image

from newsroom.demo import reading
from newsroom.images.metadata import words_in

PHOTOS = reading.HERE / "photos"


def test_every_photo_names_its_creator_license_and_source_as_the_list_does() -> None:
    lines = (PHOTOS / "LICENSES.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    listed = {file.strip("`"): (f"{creator}/{license}", package) for file, _, creator, license, package in rows}
    found = {}
    for path in PHOTOS.glob("*.jpg"):
        with Image.open(path) as image:
            said = words_in(image)
        assert {"caption", "copyright"} < said.keys(), path.name
        found[path.name] = (said["credit"], said["source"].rpartition(" ")[2])
    assert found == listed


def test_the_library_has_every_photo_and_no_more_than_six_megabytes_of_them() -> None:
    wanted = [picture["photo"] for picture in reading.table("newsroom")["pictures"] if "photo" in picture]
    assert sorted(wanted) == sorted(path.name for path in PHOTOS.glob("*.jpg"))
    assert sum(path.stat().st_size for path in PHOTOS.iterdir()) <= 6 * 1024**2
