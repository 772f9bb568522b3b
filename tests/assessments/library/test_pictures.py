from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from assessments.library.pictures import SIDE, PictureBroken, look_at
from tests.pictures import EXIF_PART, jpeg

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def opened(content):
    return Image.open(BytesIO(content))


class TestTheDayItWasTaken:
    def test_is_what_the_camera_wrote(self):
        assert look_at(jpeg("2026:10:05 09:30:00"), now=NOW).taken_on == date(2026, 10, 5)

    def test_is_a_day_of_china_if_the_camera_names_no_zone(self):
        assert look_at(jpeg("2026:10:05 00:30:00"), now=NOW).taken_on == date(2026, 10, 5)

    @pytest.mark.parametrize(
        "written",
        [
            "",
            "0000:00:00 00:00:00",
            "yesterday",
            "1980:01:01 00:00:00",
            "2027:01:01 00:00:00",
            "2026:13:01 0",
        ],
    )
    def test_is_unknown_where_the_camera_does_not_know_it(self, written):
        assert look_at(jpeg(written), now=NOW).taken_on is None

    @given(st.text(max_size=30))
    def test_never_stops_a_picture_from_being_kept(self, written):
        assert look_at(jpeg(written.replace("\0", "")), now=NOW).thumbnail


class TestTheThumbnail:
    def test_is_small_and_keeps_the_shape(self):
        small = opened(look_at(jpeg(size=(4000, 2000)), now=NOW).thumbnail)

        assert small.size == (SIDE, SIDE // 2)

    def test_tells_nothing_of_where_and_when_it_was_taken(self):
        small = opened(look_at(jpeg("2026:10:05 09:30:00"), now=NOW).thumbnail)

        assert not small.getexif()
        assert not small.getexif().get_ifd(EXIF_PART)

    def test_of_a_picture_with_transparency_is_on_white(self):
        out = BytesIO()
        Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")

        small = opened(look_at(out.getvalue(), now=NOW).thumbnail)

        assert small.getpixel((5, 5)) == (255, 255, 255)


class TestABrokenPicture:
    @pytest.mark.parametrize(
        "content",
        [
            b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>",
            b"\xff\xd8\xff\xe0" + b"\0" * 40,
        ],
    )
    def test_is_refused(self, content):
        with pytest.raises(PictureBroken, match="打不开"):
            look_at(content, now=NOW)

    def test_of_another_format_is_not_opened_whatever_its_first_bytes_say(self):
        out = BytesIO()
        Image.new("RGB", (10, 10)).save(out, "GIF")

        with pytest.raises(PictureBroken):
            look_at(out.getvalue(), now=NOW)

    def test_with_too_many_pixels_is_not_unpacked(self, monkeypatch):
        monkeypatch.setattr("assessments.library.pictures.MOST_PIXELS", 1000)
        out = BytesIO()
        Image.new("L", (100, 100)).save(out, "PNG")

        with pytest.raises(PictureBroken, match="像素太多"):
            look_at(out.getvalue(), now=NOW)
