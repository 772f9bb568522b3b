"""The county's own faces: 仿宋、楷体、小标宋 that it has a licence for, named in the settings."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, register

FAMILIES = {
    "fang": "Office Fang", "kai": "Office Kai", "title": "Office Title", "hei": "Office Hei",
    "song": "Office Song",
}  # fmt: skip
VARIABLES = {
    "fang": "FONT_FANGSONG", "kai": "FONT_KAITI", "title": "FONT_XIAOBIAOSONG", "hei": "FONT_HEITI",
    "song": "FONT_SONGTI",
}  # fmt: skip
HINT = "应为 ttf 或 otf 字体文件，程序要能读取。"
MARKS = (b"\x00\x01\x00\x00", b"OTTO", b"true")  # TrueType and OpenType; a collection (ttc) holds several


def own_fonts():
    """Return the files of the county's own faces by key: fang, kai, title, hei, song."""
    return {key: Path(path) for key, path in settings.PRINT_FONTS.items() if path}


def font_styles():
    """Return the style sheet that makes the county's own faces known; empty without any."""
    return "".join(
        f'@font-face {{ font-family: "{FAMILIES[key]}"; src: url("font:{key}"); }}\n' for key in own_fonts()
    )


@register
def check_own_fonts(app_configs, **kwargs):
    """Return an error for each setting that names no font file."""
    return [
        Error(f"{VARIABLES[key]} 指向的 {path} {trouble}", hint=HINT, id="core.E001")
        for key, path in own_fonts().items()
        if (trouble := _trouble_with(path))
    ]


def _trouble_with(path):
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError:
        return "不存在或不能读取。"
    if start == b"ttcf":
        return "是字体集合（ttc），请先拆成单个字体。"
    return "" if start in MARKS else "不是字体文件。"
