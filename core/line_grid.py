"""Lines of the same pitch, whichever faces their characters are borrowed from.

WeasyPrint places a character by the ascent its font file declares. These differ from face to face, so a line
with a rare name, a number in another face or a heading in 楷体 would stand higher or take more room than the
grid of 22 lines has for it (GB/T 9704). `install()` places every line by the square that a Chinese character
fills, which is the same in all faces: its middle is the middle of the line.
"""

from weasyprint.layout import inline

ABOVE_THE_BASELINE = 0.88  # of the square of a character, the usual division of Chinese faces

_strut = inline.strut
_split = inline.split_text_box


def install():
    """Let lines with a fixed height ignore what font files declare."""
    inline.strut = strut_of_square
    inline.split_text_box = split_on_the_baseline


def strut_of_square(style):
    """Return height and baseline of an empty line in CSS pixels, with a character in its middle."""
    height, baseline = _strut(style)
    if style["line_height"] == "normal":
        return height, baseline
    size = style["font_size"]
    return height, (height - size) / 2 + ABOVE_THE_BASELINE * size


def split_on_the_baseline(context, box, *place, **options):
    """Split a text as WeasyPrint does, and put what fits on the baseline of its line."""
    fitting, resume_at, is_broken = _split(context, box, *place, **options)
    if fitting is not None and fitting.style["line_height"] != "normal":
        fitting.baseline = strut_of_square(fitting.style)[1]
    return fitting, resume_at, is_broken
