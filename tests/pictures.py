"""Pictures as phones make them."""

from io import BytesIO

from PIL import Image

TAKEN = 36867
EXIF_PART = 0x8769


def jpeg(taken="", *, size=(64, 48), colour="teal"):
    """Return the bytes of a JPEG; `taken` is what the camera writes, like 2026:10:05 09:30:00."""
    image, out = Image.new("RGB", size, colour), BytesIO()
    exif = Image.Exif()
    if taken:
        exif.get_ifd(EXIF_PART)[TAKEN] = taken
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()
