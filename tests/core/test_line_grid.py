"""Every line keeps its pitch, whichever faces its characters come from."""

import pytest
import weasyprint

from core import printing  # noqa: F401 – installs the grid

PITCH = 28.99
FACES = '"Noto Serif CJK SC", "Noto Sans Mono CJK SC"'


def lines_of(html):
    """Return height and baseline of each line, in points."""
    page = weasyprint.HTML(string=f'<html lang="zh-CN">{html}</html>').render().pages[0]
    return list(_lines(page._page_box))


def _lines(box):
    if type(box).__name__ == "LineBox":
        yield round(box.height * 0.75, 2), round(box.baseline * 0.75, 2)
    for child in getattr(box, "children", ()):
        yield from _lines(child)


def paragraph(text, faces=FACES, height=f"{PITCH}pt"):
    return f"<p style='margin: 0; font: 16pt/{height} {faces}'>{text}</p>"


@pytest.mark.parametrize(
    "text", ["会宁县", "2026", "会宁县2026年", "2026年会宁县", "窎岔屲ABC", "厍家窎 \U0002a6a5 村"]
)
@pytest.mark.parametrize(
    "faces", [FACES, '"LXGW WenKai", "Noto Serif CJK SC"', "serif", '"DejaVu Sans", serif']
)
def test_a_line_is_as_high_and_stands_where_the_standard_has_it(text, faces):
    assert lines_of(paragraph(text, faces)) == [(PITCH, pytest.approx(PITCH / 2 + 16 * 0.38, abs=0.01))]


def test_a_line_without_a_fixed_height_is_as_high_as_its_face_wants():
    [(height, _)] = lines_of(paragraph("会宁县", height="normal"))

    assert height > 16


def test_headings_and_text_in_other_faces_keep_one_pitch():
    lines = lines_of(paragraph("一、基本情况", '"Noto Sans CJK SC"') + paragraph("会宁县", "serif"))

    assert len(set(lines)) == 1
