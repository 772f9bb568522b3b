"""Naming somebody of the register in a form, by name or number; namesakes are offered to choose from."""

from django import forms

from core.encryption import digest
from core.fields import plain
from registry.models import Person

MOST_NAMESAKES = 20


class NamesPerson(forms.Form):
    """A mixin with the fields `relative_text` and `relative`; call `offer_persons` at the end of
    `__init__`."""

    relative_text = forms.CharField(
        label="所属残疾人姓名或证号",
        required=False,
        max_length=60,
        help_text="因亲属是残疾人而符合条件的填写，从管辖范围内的残疾人登记中查找。",
        widget=forms.TextInput(attrs={"data-private": True, "autocomplete": "off"}),
    )
    relative = forms.ModelChoiceField(
        label="请选择是哪一位", queryset=Person.objects.none(), required=False, widget=forms.RadioSelect
    )

    def offer_persons(self, scope, known=None):
        """Offer the persons of the scope that the text fits; `known` stands already."""
        text = self.data.get("relative_text", "").strip() if self.is_bound else ""
        if not self.is_bound and known is not None:
            self.initial |= {"relative_text": known.name, "relative": known.pk}
        self.found = list(_matching(scope, text)[:MOST_NAMESAKES]) if text else []
        kept = known is not None and (not self.is_bound or text == known.name)
        keys = {person.pk for person in self.found} | ({known.pk} if kept else set())
        if self.is_bound and kept and not self.data.get("relative"):
            self.data = self.data.copy()
            self.data["relative"] = str(known.pk)
        if self.is_bound and self.data.get("relative") not in map(str, keys):
            self.data = self.data.copy()  # it was chosen for another name that stood here before
            self.data.pop("relative", None)
        field = self.fields["relative"]
        people = Person.objects.within(scope).filter(pk__in=keys).select_related("unit__parent")
        field.queryset = people.order_by("unit_path", "pinyin", "pk")
        field.label_from_instance, field.empty_label = _in_full, None
        if len(keys) < 2:
            field.widget = forms.HiddenInput()

    def clean(self):
        values = super().clean()
        if not values.get("relative_text"):
            values["relative"] = None
        elif len(self.found) == 1:
            values["relative"] = self.found[0]
        elif self.found and not values.get("relative"):
            self.add_error("relative", f"有 {len(self.found)} 位同名的人，请选择是哪一位。")
        elif not self.found and not values.get("relative"):
            self.add_error("relative_text", "管辖范围内没有找到这位残疾人，请核对姓名或证号。")
        return values


def _matching(scope, text):
    whole = digest(plain(text))
    people = Person.objects.within(scope)
    by_number = people.filter(id_digest=whole) | people.filter(card_digest=whole)
    found = people.filter(name=text) | by_number
    return found.select_related("unit__parent").order_by("unit_path", "pinyin", "pk")


def _in_full(person):
    return f"{person.name}，{person.age} 岁，{person.unit.place_name}，{person.masked_id_number}"
