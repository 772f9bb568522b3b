"""Names of files as they leave the house."""

import pytest

from core.file_names import file_name


@pytest.mark.parametrize(
    "text",
    ["会师镇2026年第四季度村（社区）残协“六有”检查表.pdf", "01-《通报》、附件.docx", "一、二.zip"],
)
def test_keep_the_signs_of_a_title(text):
    assert file_name(text) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a/b\\c:d*e?.pdf", "a_b_c_d_e_.pdf"),
        ("  会宁县 名单.xlsx ", "会宁县_名单.xlsx"),
        ("../../etc", "_.._etc"),
        ("会\u202e宁\x00县.pdf", "会宁县.pdf"),
        ("...", "_"),
    ],
)
def test_lose_what_a_system_does_not_take(text, name):
    assert file_name(text) == name


def test_fit_into_a_file_system():
    name = file_name("村" * 200 + ".xlsx")

    assert name.endswith(".xlsx")
    assert len(name.encode()) <= 255
