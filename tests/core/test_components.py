"""The component library: what each tag and filter writes into a page."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.utils.html import escape

from core.templatetags import ui

NOON_IN_LONDON = datetime.datetime(2026, 11, 22, 18, 5, tzinfo=datetime.UTC)


def show(source, *, request=None, **context):
    return Template(source).render(RequestContext(request, context) if request else Context(context))


def plain(html):
    """Return the text of a piece of HTML, spaces squeezed."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def at(rf):
    """Return a function that makes a request for an address."""
    return rf.get


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "written"),
        [
            (12345, "12,345"),
            (0, "0"),
            (-1200, "-1,200"),
            (Decimal("1234.50"), "1,234.50"),
            (None, "—"),
            ("", "—"),
        ],
    )
    def test_thousands_are_separated(self, value, written):
        assert ui.thousands(value) == written

    @pytest.mark.parametrize(
        ("amount", "written"),
        [(12345, "¥ 12,345.00"), (Decimal("-0.5"), "−¥ 0.50"), (0, "¥ 0.00"), (None, "—"), ("无", "—")],
    )
    def test_money_has_two_decimals_and_its_sign(self, amount, written):
        assert ui.yuan(amount) == written

    @pytest.mark.parametrize(
        ("part", "total", "written"),
        [(274, 1000, "27.4%"), (1, 3, "33.3%"), (0, 5, "0.0%"), (5, 0, "—"), (None, 5, "—"), (5, None, "—")],
    )
    def test_shares_have_one_decimal_and_a_share_of_nothing_is_a_dash(self, part, total, written):
        assert ui.percent_of(part, total) == written

    @pytest.mark.parametrize(
        ("count", "written"), [(1, "1 KB"), (20480, "20 KB"), (3 * 1024 * 1024, "3.0 MB"), (None, "—")]
    )
    def test_file_sizes_are_in_kb_or_mb(self, count, written):
        assert ui.file_size(count) == written

    def test_a_missing_value_is_a_dash_but_zero_is_not(self):
        assert [ui.or_dash(value) for value in (None, "", 0, "无")] == ["—", "—", 0, "无"]


class TestDates:
    def test_a_date_is_written_without_leading_zeros(self):
        assert ui.cn_date(datetime.date(2026, 3, 5)) == "2026年3月5日"

    def test_a_moment_is_moved_to_local_time_first(self):
        assert ui.cn_date(NOON_IN_LONDON) == "2026年11月23日"
        assert ui.cn_datetime(NOON_IN_LONDON) == "2026年11月23日 02:05"

    def test_no_date_is_a_dash(self):
        assert ui.cn_date(None) == "—"
        assert ui.cn_datetime(None) == "—"


class TestSmallPieces:
    def test_a_badge_says_its_state_in_words(self):
        assert show('{% badge "已过期" "bad" %}').strip() == '<span class="tag bad">已过期</span>'

    def test_a_badge_of_unknown_tone_is_neutral(self):
        assert 'class="tag none"' in show('{% badge "有效" "shiny" %}')

    def test_a_badge_escapes_its_text(self):
        assert escape("<b>") in show("{% badge text %}", text="<b>")

    def test_a_tile_with_an_address_is_a_link_and_separates_thousands(self):
        html = show('{% tile "持证残疾人" 40912 "较上年末 +386" "/people/" %}')

        assert '<a class="card tile w3' in html
        assert "40,912" in html

    def test_a_tile_without_an_address_is_no_link(self):
        assert "<a" not in show('{% tile "在岗" "338 / 350" %}')

    def test_an_empty_list_offers_the_first_step(self):
        html = show('{% empty "还没有登记。" "/people/new/" "新增登记" %}')

        assert "还没有登记。" in html
        assert 'href="/people/new/">新增登记</a>' in html

    def test_an_empty_list_without_a_step_has_no_button(self):
        assert "<a" not in show('{% empty "没有符合条件的人员。" %}')

    def test_the_present_step_is_marked_for_screen_readers(self):
        html = show('{% steps "选择文件，对应列，核对" 2 %}')

        assert html.count("aria-current") == 1
        assert '<li aria-current="step">对应列</li>' in html
        assert "选择文件<span" in html

    def test_progress_says_counts_and_share(self):
        html = show('{% progress_bar 250 1000 "导入进度" %}')

        assert 'value="250" max="1000"' in html
        assert "已处理 250 / 1,000（25.0%）" in html

    def test_progress_without_a_total_has_no_value(self):
        html = show('{% progress_bar 0 0 "导入进度" %}')

        assert "value=" not in html
        assert "正在准备…" in html

    def test_crumbs_lead_down_the_tree_to_here(self):
        html = show(
            "{% crumbs links here='南什村' %}", links=[("会宁县", "/units/1/"), ("会师镇", "/units/2/")]
        )

        assert plain(html) == "会宁县 会师镇 南什村"
        assert 'href="/units/2/"' in html

    def test_crumbs_to_nowhere_leave_no_empty_landmark(self):
        assert "<nav" not in show("{% crumbs %}")

    def test_a_chosen_button_is_pressed(self):
        assert 'aria-pressed="true"' in show('{% choice_button "text" "huge" "特大字" "huge" %}')
        assert 'aria-pressed="false"' in show('{% choice_button "text" "huge" "特大字" "normal" %}')


class TestFrames:
    def test_a_card_keeps_its_content_as_html(self):
        assert "<p>正文</p>" in show('{% card "标题" "w6" %}<p>正文</p>{% endcard %}')

    def test_a_scroller_is_a_named_region_that_takes_the_keyboard(self):
        html = show('{% scroller "登记表" %}<table></table>{% endscroller %}')

        assert 'role="region" aria-label="登记表" tabindex="0"' in html

    def test_a_dialog_is_named_by_its_heading(self):
        html = show('{% dialog "archive" "归档" %}<p>可以恢复。</p>{% enddialog %}')

        assert 'aria-labelledby="archive-title"' in html
        assert '<h2 id="archive-title">归档</h2>' in html


class TestBars:
    ROWS = ({"label": "视力", "value": 4910, "url": "/people/?category=1"}, ("肢体", 150))

    def test_the_table_repeats_every_figure_with_its_share(self):
        html = show('{% bars rows "类别构成" total=20240 %}', rows=self.ROWS)

        assert '<a href="/people/?category=1">视力</a></th><td class="num">4,910</td>' in html
        assert '<td class="num">24.3%</td>' in html

    def test_without_a_total_there_are_no_shares(self):
        assert "占比" not in show('{% bars rows "类别构成" %}', rows=self.ROWS)

    def test_the_drawing_says_what_it_shows_and_its_names_lead_on(self):
        html = show('{% bars rows "类别构成" %}', rows=self.ROWS)

        assert "<title>类别构成：共2项：视力4,910人，肢体150人。</title>" in html
        assert re.search(
            r'<a href="/people/\?category=1"><rect[^>]*></rect><text [^>]*>视力</text></a>', html
        )

    def test_without_links_it_is_an_image(self):
        assert 'role="img"' in show('{% bars rows "类别构成" %}', rows=[("视力", 1)])

    def test_of_no_rows_it_says_so(self):
        assert "没有数据" in show('{% bars rows "类别构成" total=0 %}', rows=[])

    def test_a_text_of_its_own_stands_for_the_value(self):
        rows = [{"label": "一季度", "value": 50, "text": "50.0%"}]

        assert ">50.0%</td>" in show('{% bars rows "达标率" 100 "%" %}', rows=rows)

    def test_no_style_and_no_name_of_its_own_breaks_the_page(self):
        html = show('{% bars rows "类别构成" %}', rows=[("视力", 1)])

        assert "style=" not in html
        assert " id=" not in html


class TestCourses:
    def test_a_trend_shows_its_words_and_its_table(self):
        html = show(
            '{% trend points "预计得分" %}', points=[("3-1", Decimal("80")), ("3-2", Decimal("85.5"))]
        )

        assert "3-1 80分，3-2 85.5分，上升5.5分。" in plain(html)
        assert '<th scope="row">3-2</th><td class="num">85.5</td>' in html

    def test_a_sparkline_says_where_from_and_where_to(self):
        html = show('{% sparkline points "会师镇" %}', points=[("3-1", 80), ("3-2", 80)])

        assert "<title>会师镇：3-1 80，3-2 80，持平。</title>" in html

    def test_a_sparkline_of_nothing_is_a_dash(self):
        assert show('{% sparkline points "会师镇" %}', points=[]) == "—"


class TestPager:
    def show(self, request, *, rows=95, size=10, sizes=(10, 50)):
        page = Paginator(range(rows), size).get_page(request.GET.get("page"))
        page.sizes = sizes
        return show('{% pager page "#results" %}', page=page, request=request)

    def test_it_says_which_rows_of_how_many(self, at):
        assert "第 31–40 条，共 95 条" in plain(self.show(at("/people/?page=4")))

    def test_links_keep_the_filter_and_swap_the_target(self, at):
        html = self.show(at("/people/?q=王&page=4"))

        assert 'hx-target="#results"' in html
        assert f'hx-get="/people/{escape("?q=%E7%8E%8B&page=5")}"' in html

    def test_the_present_page_is_marked(self, at):
        assert re.search(r'aria-label="第 4 页" aria-current="page"', self.show(at("/people/?page=4")))

    def test_another_size_starts_at_the_first_page(self, at):
        assert 'href="?size=50"' in self.show(at("/people/?page=4"))

    def test_one_page_needs_no_page_numbers(self, at):
        html = self.show(at("/people/"), rows=7)

        assert "第 1–7 条，共 7 条" in plain(html)
        assert "<a" not in html

    def test_an_empty_list_says_so(self, at):
        assert plain(self.show(at("/people/"), rows=0)) == "共 0 条"


class TestSortHeader:
    def show(self, request, source='{% sort_header "姓名" "name" %}'):
        return show(source, request=request)

    def test_a_first_click_sorts_upwards(self, at):
        html = self.show(at("/people/?page=3"))

        assert 'href="?sort=name"' in html
        assert "aria-sort" not in html

    def test_a_second_click_turns_the_order_round(self, at):
        html = self.show(at("/people/?sort=name"))

        assert 'aria-sort="ascending"' in html
        assert 'href="?sort=-name"' in html

    def test_a_third_click_turns_it_back(self, at):
        html = self.show(at("/people/?sort=-name"))

        assert 'aria-sort="descending"' in html
        assert 'href="?sort=name"' in html

    def test_the_order_that_needs_no_asking_is_marked_too(self, at):
        assert 'aria-sort="ascending"' in self.show(
            at("/people/"), '{% sort_header "姓名" "name" default="name" %}'
        )


class TestMessages:
    @pytest.mark.parametrize(
        ("level", "tone"), [("success", "good"), ("warning", "warn"), ("error", "bad"), ("info", "info")]
    )
    def test_the_level_becomes_a_tone(self, level, tone):
        assert ui.tone_of_level(level) == tone


class TestErrorPages:
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("400.html", "请求无法处理"),
            ("403.html", "没有权限"),
            ("403_csrf.html", "页面已过期"),
            ("404.html", "没有找到"),
        ],
    )
    def test_they_speak_chinese_and_need_no_context(self, name, words):
        assert words in show(f'{{% include "{name}" %}}')

    def test_a_failure_names_its_number(self):
        assert "<b>8F3A21C0</b>" in show('{% include "500.html" %}', request_id="8F3A21C0")
