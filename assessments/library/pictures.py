"""What a picture says of itself: whether it can be opened, when it was taken, and how it looks small."""

import datetime
from dataclasses import dataclass
from io import BytesIO

from django.utils import timezone
from PIL import Image, ImageOps

SIDE = 480  # pixels of the longer side of a thumbnail
QUALITY = 80
MOST_PIXELS = 60_000_000  # more is not unpacked into memory, but for JPEG, which unpacks into a smaller one
EXIF_PART = 0x8769
TAKEN, CHANGED, TAKEN_OFFSET = 36867, 306, 36881
EARLIEST = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 -- cameras whose clock was never set say less
FORMATS = ("JPEG", "PNG", "WEBP")


class PictureBroken(Exception):
    """The file has the first bytes of a picture but cannot be opened as one."""


@dataclass(frozen=True)
class Picture:
    """What was found in a picture; `thumbnail` are the bytes of a JPEG without anything written into it."""

    taken_on: datetime.date | None
    thumbnail: bytes


def look_at(content, *, now):
    """Open a picture and return the `Picture`.

    :param now: a picture of the future has a wrong clock; then it is not known when it was taken.
    :raises PictureBroken: it is damaged, no picture at all, or too large to be opened.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            taken_on = _taken_on(image, now)
            image.draft("RGB", (SIDE, SIDE))  # JPEG only: unpack no more than is needed
            if image.width * image.height > MOST_PIXELS:
                raise PictureBroken("像素太多，请缩小后再上传。")
            return Picture(taken_on, _thumbnail(image))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError) as problem:
        raise PictureBroken("打不开，可能已损坏，请重新拍照或另存后再上传。") from problem


def _thumbnail(image):
    small = ImageOps.exif_transpose(image)
    small.thumbnail((SIDE, SIDE))
    if small.mode != "RGB":
        small = small.convert("RGBA")
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    out = BytesIO()
    small.save(out, "JPEG", quality=QUALITY, exif=b"")
    return out.getvalue()


def _taken_on(image, now):
    """Return the day on which the camera says that it was taken; without an offset its clock shows ours."""
    try:
        exif = image.getexif()
        part = exif.get_ifd(EXIF_PART)
        written = part.get(TAKEN) or exif.get(CHANGED)
        moment = datetime.datetime.strptime(str(written).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except (ValueError, TypeError, OSError, KeyError, SyntaxError):
        return None
    if moment < EARLIEST:
        return None
    moment = moment.replace(tzinfo=_zone(part.get(TAKEN_OFFSET)))
    return timezone.localdate(moment) if moment <= now else None


def _zone(offset):
    try:
        return datetime.datetime.strptime(str(offset).strip("\0 "), "%z").tzinfo
    except ValueError:
        return timezone.get_default_timezone()
