"""The pictures of a summary: counted by hand, frozen with it, the same on the screen and on paper."""

import io
import re

import pytest
from django.utils import timezone
from pypdf import PdfReader

from core.documents import print_made
from core.pictures import words_of
from reports.kinds import KINDS
from reports.models import Snapshot
from reports.periods import subject_of
from reports.pictures import pictures_of, table_below
from reports.proofs import digest_again
from reports.services import draft_document, keep_snapshot, preview_of
from reports.snapshots import freeze
from tests.reports.conftest import TODAY

# 会师镇 lacks data of persons; 郭城驿镇 its plate and a 理事长, too. Both have a vacant post in a village.
BY_HAND = """\
各类别残疾人及其等级：共7类。视力残疾最多，2人；听力残疾、言语残疾、精神残疾等4个并列最少，0人。合计4人。\
其中一级1人，占25.0%；二级1人，占25.0%；三级1人，占25.0%；四级1人，占25.0%。
各乡镇（街道）登记残疾人：共2个乡镇（街道）：会师镇3人，郭城驿镇1人。合计4人。
“九有”达标情况（2026年第四季度）：2个乡镇（街道）、9个项目，共18格：有8格，无4格，待核1格，未查5格。\
缺得最多的是“残疾人数据”，缺2个乡镇（街道）。每个乡镇（街道）都有缺项。
“六有”达标情况（2026年第四季度）：2个乡镇（街道）、6个项目，共12格：齐1格，半数以上缺少3格，未查全8格。\
缺得最多的是“专职委员”，缺2个乡镇（街道）。每个乡镇（街道）都有缺项。"""
SVG = re.compile(r"<svg.*?</svg>", re.S)


@pytest.fixture
def draft(world):
    return draft_document("year_summary", world.county, year=2026, by=world.clerk, at=TODAY)


@pytest.fixture
def content(draft):
    return draft.document.snapshot.content


@pytest.fixture
def pictures(content):
    return pictures_of(content)


def old_snapshot(world):
    """Return a kept snapshot as one was made before there were pictures."""
    kind, subject = KINDS["year_summary"], subject_of(world.county, 2026, is_quarterly=False)
    made, lists = freeze(kind, subject, by=None, at=timezone.now())
    content = {name: own for name, own in made.content.items() if name != "pictures"}
    facts = {name: getattr(made, name) for name in ("kind", "unit", "year", "quarter", "as_of", "made_at")}
    old = Snapshot(content=content, digest="0" * 64, **facts)
    keep_snapshot(old, lists)
    return Snapshot.objects.get(pk=old.pk)


def test_a_summary_says_what_one_counts_by_hand_and_where_its_values_stand(content, pictures):
    said = "\n".join(f"{own.title}：{words_of(own)}" for own in pictures)
    titles = [content["tables"][own.annex]["title"] for own in pictures if own.annex is not None]
    added = [table_below(own) for own in pictures_of(content) if own.annex is None]

    assert said == BY_HAND
    assert titles == ["残疾人登记情况统计表", "各乡镇（街道）残疾人工作情况一览表"]
    assert [own["title"] for own in added] == [own.title for own in pictures if own.annex is None]
    assert [cell["text"] for cell in added[0]["rows"][1]["cells"]][:2] == ["郭城驿镇", "无"]
    assert sum(content["figures"][f"checks.jiuyou.lack.{item}"]["value"] for item in range(1, 10)) == 4


def test_they_are_the_same_on_paper_and_screen_and_tagged_with_their_words(draft, pictures):
    draft.document.proof = None
    html = draft.html

    shown = preview_of(draft.document, figures_at="/reports/snapshots/1/")
    reader = PdfReader(io.BytesIO(print_made(html, draft.media).content))
    alts = [str(node["/Alt"]) for node in nodes_of(reader.trailer["/Root"]["/StructTreeRoot"])]

    assert SVG.findall(shown) == SVG.findall(html)
    assert len(SVG.findall(html)) == 4
    assert not [svg for svg in SVG.findall(html) if "style=" in svg]
    assert alts == [f"{own.title}：{words_of(own)}" for own in pictures]


def test_what_was_frozen_before_there_were_any_prints_and_counts_as_unchanged(world, draft):
    old = old_snapshot(world)
    draft.document.snapshot, draft.document.proof = old, None

    shown = preview_of(draft.document, figures_at="")

    assert "统计图" not in shown
    assert "附件4" in shown
    assert digest_again(old) == old.digest


def nodes_of(node):
    """Yield every figure of the structure tree in reading order."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if isinstance(child, dict):
            if child.get("/S") == "/Figure":
                yield child
            yield from nodes_of(child)
