"""A part of a file, as players ask for it: browsers seek in a video only if the server answers byte ranges.

RFC 9110, section 14. One range is answered, as players ask for; of several, the whole file.
"""

import re
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Part:
    """The bytes of an open file from where it is, no more than `length`."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.file, self.left = file, length

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def close(self) -> None:
        self.file.close()


def ranged(request: HttpRequest, file: IO[bytes], size: int, content_type: str, etag: str) -> HttpResponseBase:
    """Return an open file of `size` bytes, or the range of it that is asked for (206), or 416 if it has none there.

    `etag` is quoted. A range of other bytes than these (If-Range) is answered with the whole file.
    """
    response: HttpResponseBase
    asked = _ONE.fullmatch(request.headers.get("Range", ""))
    if not asked or asked[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        response = FileResponse(Part(file, size), content_type=content_type)
        response["Content-Length"] = size
    elif (part := _within(asked[1], asked[2], size)) is None:
        file.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        first, last = part
        file.seek(first)
        response = FileResponse(Part(file, last - first + 1), status=206, content_type=content_type)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = last - first + 1
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response


def _within(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte of what was asked for, None if the file has none of it."""
    if not first:  # the last so many bytes
        begin, end = max(size - int(last), 0), size - 1
    else:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (begin, end) if begin <= end else None
