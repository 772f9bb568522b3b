"""What the head of an official document may bear: 签发人, 份号, 紧急程度, 附注; and the form of a letter."""

from datetime import date

import pytest

from core.letterheads import (
    Imprint,
    Letterhead,
    PartRefused,
    bears_secret,
    clean_copy_number,
    clean_note,
    clean_signers,
)
from tests.core.test_documents import BOTTOM, CELL, LEFT, MM, PLAIN, RIGHT, TOP, lines_of
from tests.core.test_gbt9704 import (
    ISSUER,
    UNDER_THE_LINE,
    _letters,
    black_rules,
    body_of,
    ink_of,
    is_red,
    mark_on,
    pages_of,
    text_of,
)

__all__ = ["_letters"]  # the templates of the tests, for every test here


class TestUpward:
    """上行文: the number 居左空一字 on the line of the last of 签发人, these 居右空一字 (7.2.5, 7.2.6)."""

    NUMBER = "会残联发〔2026〕14号"

    def page(self, *signers, number=NUMBER):
        return pages_of(letterhead=Letterhead("red", ISSUER, number=number, signers=signers))[0]

    def find(self, page, words):
        """Return the characters of some words that stand together in the page."""
        chars = page.chars
        start = text_of(chars).index(words)
        return chars[start : start + len(words)]

    def base(self, page, words):
        return page.height - self.find(page, words)[0]["matrix"][5]

    def test_of_one_signer_has_both_on_one_line_one_character_from_the_edges(self):
        page = self.page("王建国")

        assert self.find(page, self.NUMBER)[0]["x0"] == pytest.approx(LEFT + CELL, abs=0.5)
        assert self.find(page, "签发人：王建国")[-1]["x1"] == pytest.approx(RIGHT - CELL, abs=0.7)
        assert self.base(page, self.NUMBER) == pytest.approx(self.base(page, "签发人"), abs=1)
        assert self.base(page, self.NUMBER) == pytest.approx(self.base(page, "王建国"), abs=1)

    def test_stands_where_the_number_of_any_red_head_stands(self):
        plain = self.page()

        assert self.base(self.page("王建国"), self.NUMBER) == pytest.approx(
            self.base(plain, self.NUMBER), abs=0.5
        )

    def test_has_the_names_alone_in_another_face(self):
        page = self.page("王建国")

        faces = [own["fontname"] for own in self.find(page, "签发人：王建国")]
        assert len(set(faces[4:])) == 1
        assert faces[4] not in faces[:4]

    def test_of_several_has_two_in_a_row_under_each_other_the_number_beside_the_last(self):
        page = self.page("王建国", "李芳", "欧阳明")
        pitch = 225 * MM / 22

        first, second, third = (self.find(page, name) for name in ("王建国", "李芳", "欧阳明"))
        assert self.base(page, "李芳") == pytest.approx(self.base(page, "王建国"), abs=0.5)
        assert second[0]["x0"] == pytest.approx(first[-1]["x1"] + CELL, abs=0.7)
        assert third[0]["x0"] == pytest.approx(first[0]["x0"], abs=0.5)
        assert self.base(page, "欧阳明") - self.base(page, "王建国") == pytest.approx(pitch, abs=1)
        assert self.base(page, self.NUMBER) == pytest.approx(self.base(page, "欧阳明"), abs=1)

    def test_has_one_in_a_row_where_two_leave_no_room_for_the_number(self):
        page = self.page("欧阳古丽巴哈尔江娜", "李芳")

        assert self.base(page, "李芳") > self.base(page, "古丽") + 20
        assert self.find(page, "江娜")[-1]["x1"] == pytest.approx(RIGHT - CELL, abs=0.7)

    def test_has_its_rule_4_mm_under_the_line(self):
        page = self.page("王建国", "李芳", "欧阳明")

        rule = ink_of(page, above=150 * MM)[1] - 2.25
        assert rule - (self.base(page, self.NUMBER) + UNDER_THE_LINE * 16) == pytest.approx(
            4 * MM, abs=0.8 * MM
        )


class TestCorner:
    def page(self, form="red", **parts):
        number = "会残联函〔2026〕3号"
        return pages_of(letterhead=Letterhead(form, ISSUER, number=number, **parts))[0]

    def line(self, page, words):
        return next(line for line in lines_of(page) if text_of(line).startswith(words))

    def test_has_the_copys_number_in_the_first_line_and_the_urgency_under_it(self):
        page = self.page(copy_number="000001", urgency="特急")
        first, second = lines_of(page)[:2]

        assert (text_of(first), text_of(second)) == ("000001", "特急")
        assert first[0]["x0"] == second[0]["x0"] == pytest.approx(LEFT, abs=1.5)
        assert TOP <= first[0]["top"] < TOP + 225 * MM / 22
        assert second[0]["bottom"] - first[0]["bottom"] == pytest.approx(225 * MM / 22, abs=0.5)

    def test_has_the_urgency_alone_in_the_first_line(self):
        line = lines_of(self.page(urgency="加急"))[0]

        assert text_of(line) == "加急"
        assert line[0]["top"] < TOP + 225 * MM / 22

    def test_leaves_the_mark_where_it_is(self):
        page = self.page(copy_number="000001", urgency="特急")

        assert ink_of(page)[0] == pytest.approx(TOP + 35 * MM, abs=1.5 * MM)

    def test_of_a_letter_stands_under_the_rule_beside_the_number(self):
        page = self.page("letter", copy_number="000012", urgency="加急")
        first, number, second = (
            next(own for own in page.chars if own["text"] == sign) for sign in ("0", "函", "加")
        )
        assert first["x0"] == pytest.approx(LEFT, abs=1.5)
        assert second["x0"] == pytest.approx(LEFT, abs=1.5)
        assert first["matrix"][5] == pytest.approx(number["matrix"][5], abs=2)
        assert first["matrix"][5] - second["matrix"][5] == pytest.approx(225 * MM / 22, abs=2)


class TestNote:
    def test_stands_in_brackets_two_characters_in_on_the_line_under_the_date(self):
        head = Letterhead("red", ISSUER, note="联系人：李芳，电话：0943-3221234")
        body = body_of(pages_of(letterhead=head, paragraphs=["正文。"])[0])
        note = body[text_of(body).index("（联系人") :]
        date = body[text_of(body).index("2026年11月") :]

        assert text_of(note) == "（联系人：李芳，电话：0943-3221234）"
        assert LEFT + 2 * CELL - 0.5 <= note[0]["x0"] < LEFT + 3 * CELL
        assert date[0]["matrix"][5] - note[0]["matrix"][5] == pytest.approx(225 * MM / 22, abs=1.5)


class TestLetter:
    @pytest.fixture
    def pages(self):
        return pages_of(letterhead=Letterhead("letter", ISSUER, number="会残联函〔2026〕3号"))

    def test_of_a_long_name_stays_within_its_rules(self):
        head = Letterhead("letter", "积石山保安族东乡族撒拉族自治县刘集乡残疾人联合会")
        mark = [char for char in pages_of(letterhead=head)[0].chars if is_red(char)]

        assert text_of(mark) == head.mark
        assert mark[0]["x0"] >= 20 * MM
        assert mark[-1]["x1"] <= 190 * MM

    @pytest.mark.parametrize("issuer", [ISSUER, "积石山保安族东乡族撒拉族自治县刘集乡残疾人联合会"])
    def test_has_its_number_seven_eighths_of_a_character_under_the_upper_rule(self, issuer):
        page = pages_of(letterhead=Letterhead("letter", issuer, number="会残联函〔2026〕3号"))[0]
        number = next(own for own in page.chars if own["text"] == "函")
        upper = max(
            own["bottom"] for own in page.rects + page.lines
            if is_red(own) and own["width"] > 300 and own["bottom"] < 100 * MM
        )  # fmt: skip
        top = page.height - number["matrix"][5] - (1 - UNDER_THE_LINE) * 16

        assert top - upper == pytest.approx(14, abs=1.5)

    def test_has_its_first_rule_4_mm_under_the_mark(self, pages):
        (_, foot), (upper, _), *_ = red_bands_of(pages[0])

        assert upper - foot == pytest.approx(4, abs=0.4)

    def test_names_copies_at_the_foot_of_the_last_page_without_rules_printer_and_day(self):
        imprint = Imprint("办公室", date(2026, 11, 22), "县委办公室，县政府办公室")
        head = Letterhead("letter", ISSUER, number="会残联函〔2026〕3号", imprint=imprint)
        page = pages_of(letterhead=head, paragraphs=[PLAIN[:500]])[-1]
        copies = lines_of(page, size=14)[0]

        assert text_of(copies) == "抄送：县委办公室，县政府办公室。"
        assert copies[0]["x0"] == pytest.approx(LEFT + 14, abs=0.6)
        assert copies[0]["bottom"] == pytest.approx(BOTTOM - 1.9 * MM, abs=1.5 * MM)
        assert [top for top, _ in black_rules(page) if top > 220] == []
        assert "印发" not in text_of(page.chars)

    def test_names_the_issuer_alone_30_mm_from_the_edge(self, pages):
        mark = mark_on(pages[0])

        assert text_of(mark) == ISSUER
        assert ink_of(pages[0])[0] == pytest.approx(30 * MM, abs=1.5 * MM)

    def test_has_red_rules_of_170_mm_above_and_20_mm_from_the_foot(self, pages):
        rules = [r for r in pages[0].rects + pages[0].lines if is_red(r) and r["width"] > 300]

        assert {round(rule["width"] / MM) for rule in rules} == {170}
        assert max(rule["bottom"] for rule in rules) == pytest.approx((297 - 20) * MM, abs=1.5 * MM)

    def test_has_no_number_on_its_first_page_but_on_the_second(self, pages):
        numbers = [text_of(c for c in page.chars if abs(c["size"] - 14) < 0.1) for page in pages]

        assert numbers[:2] == ["", "— 2 —"]

    def test_has_its_own_number_at_the_right(self, pages):
        number = lines_of(pages[0])[0]

        assert text_of(number) == "会残联函〔2026〕3号"
        assert number[-1]["x1"] == pytest.approx(RIGHT, abs=1)

    def test_leaves_22_lines_of_28_characters_on_the_next_page(self, pages):
        assert [len(line) for line in lines_of(pages[1])] == [28] * 22


def red_bands_of(page):
    """Return (top, bottom) in mm of each band of red ink across a page, from above."""
    picture = page.to_image(resolution=288).original.convert("RGB")
    columns, dot = range(300, 900, 5), 25.4 / 288
    bands, start = [], None
    for y in range(picture.height):
        dots = (picture.getpixel((x, y)) for x in columns)
        is_inked = any(red > 180 and green < 90 for red, green, _ in dots)
        if is_inked and start is None:
            start = y
        elif not is_inked and start is not None:
            bands.append((start * dot, y * dot))
            start = None
    return bands


class TestParts:
    @pytest.mark.parametrize(
        ("typed", "names"),
        [
            ("王建国", ("王建国",)),
            ("王建国、李 芳，欧阳明；", ("王建国", "李芳", "欧阳明")),
            ("古丽•买买提", ("古丽·买买提",)),
            ("", ()),
        ],
    )
    def test_signers_are_read_with_any_commas(self, typed, names):
        assert clean_signers(typed) == names

    @pytest.mark.parametrize(
        ("typed", "told"),
        [("王", "不像姓名"), ("Wang", "不像姓名"), ("王强、王强", "写了两次"), ("、".join(
            f"王{sign}" for sign in "一二三四五六七"), "最多 6 位")],
    )  # fmt: skip
    def test_signers_that_are_none_are_refused(self, typed, told):
        with pytest.raises(PartRefused, match=told):
            clean_signers(typed)

    @pytest.mark.parametrize(("typed", "written"), [("1", "000001"), (" ０12 ", "000012"), ("", "")])
    def test_a_copys_number_has_six_digits(self, typed, written):
        assert clean_copy_number(typed) == written

    @pytest.mark.parametrize("typed", ["0", "1234567", "甲1", "-1"])
    def test_a_copys_number_that_is_none_is_refused(self, typed):
        with pytest.raises(PartRefused, match="1 到 6 位"):
            clean_copy_number(typed)

    @pytest.mark.parametrize("typed", ["（此件公开发布）", "(此件公开发布)", "此件公开发布。"])
    def test_a_note_is_kept_without_its_brackets(self, typed):
        assert clean_note(typed) == "此件公开发布"

    @pytest.mark.parametrize(
        ("typed", "is_secret"), [("机密★1年", True), ("秘密 ☆", True), ("保守秘密", False)]
    )
    def test_a_mark_of_state_secrets_is_recognised(self, typed, is_secret):
        assert bears_secret(typed) is is_secret
