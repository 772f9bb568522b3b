"""QR codes as pictures without any dependency on fonts or a screen."""

import io

import segno

ERROR_LEVEL = "m"  # readable with 15 % of it rubbed off
QUIET_ZONE = 4  # modules, as the standard asks


def qr_svg(text):
    """Return the QR code of a text as the bytes of an SVG picture."""
    stream = io.BytesIO()
    segno.make(text, error=ERROR_LEVEL, micro=False).save(
        stream, kind="svg", border=QUIET_ZONE, omitsize=True, nl=False
    )
    return stream.getvalue()


def qr_data_uri(text):
    """Return the same as an address that a page may show."""
    return segno.make(text, error=ERROR_LEVEL, micro=False).svg_data_uri(border=QUIET_ZONE, omitsize=True)
