"""Fields of this room: amounts that keep what was typed, and rows of a table of inputs."""

from django import forms

from assessments.scoring import decimal_of, said


class AmountField(forms.CharField):
    """A number as text: JSON keeps it as a decimal string, and nonsense stays in the field with a reason."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 8})

    def __init__(self, label, **options):
        super().__init__(label=label, max_length=20, **options)

    def prepare_value(self, value):
        number = decimal_of(value)
        return value if number is None else said(number)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        number = decimal_of(text)
        if number is None:
            raise forms.ValidationError("请填数字，最多六位小数。")
        return said(number)


class PointsField(AmountField):
    """Points as a decimal with two places at most."""

    def clean(self, value):
        text = super().clean(value)
        if text is None:
            return None
        number = decimal_of(text)
        if number < 0 or number != number.quantize(decimal_of("0.01")) or number > 1000:
            raise forms.ValidationError("请填 0 至 1000 之间、最多两位小数的分数。")
        return number


class Seen:
    """A mixin for a form with the hidden field `seen`: the digest of what its reader saw."""

    def see(self, digest):
        """Take another digest: the reader has been told of the change, and may save over it."""
        self.data = self.data.copy()
        self.data["seen"] = digest


def typed(posted):
    """Return what was typed as initial values, for a form that is shown again without being judged."""
    return {name: posted.get(name) for name in posted if name != "csrfmiddlewaretoken"}
