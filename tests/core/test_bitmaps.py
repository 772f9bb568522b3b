"""Drawings as bitmaps: their size, their faces, the same bytes for the same drawing."""

import io

from PIL import Image

from core.bitmaps import bitmaps_of
from core.pictures import Picture, Row, draw
from core.templatetags.pictures import svg_of


def drawn(*values, form="bars"):
    rows = tuple(Row(f"会师镇{number}", (value,)) for number, value in enumerate(values))
    picture = Picture(form, "登记残疾人", rows, unit="人")
    drawing = draw(picture)
    return svg_of(picture), drawing.width, drawing.height


def image_of(bitmap):
    return Image.open(io.BytesIO(bitmap.content))


def ink(image):
    """Return the share of dots that are not white."""
    grey = image.convert("L").histogram()
    return 1 - grey[255] / sum(grey)


def test_are_300_dots_to_the_inch_and_as_wide_as_asked():
    (bitmap,) = bitmaps_of([drawn(3, 7)], width=156, most=150)
    image = image_of(bitmap)

    assert bitmap.width == 156
    assert abs(image.width - 156 / 25.4 * 300) <= 1
    assert abs(image.height / image.width - bitmap.height / bitmap.width) < 0.01
    assert [round(own) for own in image.info["dpi"]] == [300, 300]


def test_that_are_too_high_are_made_smaller_as_a_whole():
    (bitmap,) = bitmaps_of([drawn(*range(36))], width=156, most=100)

    assert bitmap.height == 100
    assert bitmap.width < 156


def test_are_each_of_their_own_size_and_none_for_none():
    found = bitmaps_of([drawn(3), drawn(3, 7, 9, 12)], width=156, most=150)

    assert found[0].height < found[1].height
    assert bitmaps_of([], width=156, most=150) == []


def test_show_the_drawing_with_its_letters():
    with_name, bare = bitmaps_of([drawn(5), drawn(5)], width=80, most=150)
    nameless = drawn(5)[0].replace("会师镇0", "")
    (nothing,) = bitmaps_of([(nameless, *drawn(5)[1:])], width=80, most=150)

    assert with_name == bare
    assert ink(image_of(with_name)) > ink(image_of(nothing)) > 0


def test_are_small():
    (bitmap,) = bitmaps_of([drawn(*range(28))], width=156, most=150)

    assert len(bitmap.content) < 150_000
