"""The form components: what a field and the summary of a form's problems write into a page."""

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test.html import parse_html


def show(source, **context):
    return Template(source).render(Context(context))


class Registration(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证一致。")
    sex = forms.ChoiceField(label="性别", choices=[("m", "男"), ("f", "女")], widget=forms.RadioSelect)
    poor = forms.BooleanField(label="低保", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("poor"):
            raise forms.ValidationError("低保须附证明。")


class Kinds(forms.Form):
    kind = forms.ChoiceField(
        label="类别",
        required=False,
        choices=[("", "全部"), ("甲", [("a", "甲一"), ("b<", "甲“二”")]), ("c", "丙")],
    )


class TestField:
    def test_label_hint_and_control_belong_together(self):
        html = show("{% field form.name %}", form=Registration())

        assert '<label for="id_name">姓名<span class="must">（必填）</span></label>' in html
        assert '<span class="hint" id="id_name_helptext">与身份证一致。</span>' in html
        assert 'aria-describedby="id_name_helptext"' in html

    def test_an_error_stands_beside_the_field_and_describes_it(self):
        html = show("{% field form.name %}", form=Registration({}))

        assert 'class="field bad"' in html
        assert 'id="id_name_error"' in html
        assert 'aria-describedby="id_name_helptext id_name_error"' in html
        assert 'aria-invalid="true"' in html

    @pytest.mark.parametrize("data", [None, {}, {"kind": "b<"}, {"kind": "c"}])
    def test_a_select_offers_and_chooses_what_django_would(self, data):
        form = Kinds(data, initial={"kind": "c"})

        written = show("{% field form.kind %}", form=form).split("</label>")[1].removesuffix("</div>").strip()
        assert parse_html(written.split("</div>")[0]) == parse_html(form["kind"].as_widget())

    def test_radio_buttons_are_a_group_with_a_legend(self):
        html = show("{% field form.sex %}", form=Registration({}))

        assert "<legend>性别" in html
        assert (
            '<fieldset class="field bad" id="id_sex" tabindex="-1" aria-describedby="id_sex_error">' in html
        )

    def test_an_optional_tick_box_is_not_called_required(self):
        html = show("{% field form.poor hint='以民政名单为准。' %}", form=Registration())

        assert 'class="field check"' in html
        assert "必" not in html
        assert "以民政名单为准。" in html

    def test_a_hidden_field_has_no_label(self):
        assert show("{% field form.token %}", form=Registration()).strip().startswith('<input type="hidden"')

    def test_a_private_field_stays_out_of_the_drafts(self):
        assert "data-private" in show("{% field form.name private=True %}", form=Registration())
        assert "data-private" not in show("{% field form.name %}", form=Registration())

    def test_anything_but_a_form_field_is_refused(self):
        with pytest.raises(TemplateSyntaxError):
            show("{% field 'name' %}")


class TestFormErrors:
    def test_every_problem_links_to_its_field(self):
        html = show("{% form_errors form %}", form=Registration({"poor": "on"}))

        assert 'role="alert" tabindex="-1"' in html
        assert "<li>低保须附证明。</li>" in html
        assert '<a href="#id_name">姓名：' in html
        assert '<a href="#id_sex">性别：' in html

    def test_a_form_without_problems_shows_nothing(self):
        assert show("{% form_errors form %}", form=Registration({"name": "王芳", "sex": "f"})).strip() == ""
