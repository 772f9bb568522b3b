import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encryption import Undecipherable, decrypt, digest, encrypt
from core.masking import masked_bank_account, masked_card_number, masked_id_number, masked_phone

OLD, NEW = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"a", b"b"))


@given(st.text())
def test_what_was_encrypted_can_be_read_again(text):
    assert decrypt(encrypt(text)) == text


@given(st.text(min_size=4))
def test_the_stored_form_does_not_contain_the_text(text):
    assert text not in encrypt(text)


def test_old_values_stay_readable_after_the_key_has_been_changed(settings):
    settings.FIELD_KEYS = [OLD]
    stored = encrypt("620499")

    settings.FIELD_KEYS = [NEW, OLD]
    assert decrypt(stored) == "620499"

    settings.FIELD_KEYS = [NEW]
    with pytest.raises(Undecipherable):
        decrypt(stored)


def test_a_changed_byte_is_noticed():
    stored = encrypt("620499")
    broken = stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:]

    with pytest.raises(Undecipherable):
        decrypt(broken)


def test_a_digest_depends_on_the_key(settings):
    before = digest("620499")
    settings.DIGEST_KEY = "another"

    assert digest("620499") != before


class TestMasks:
    def test_an_id_number_keeps_its_ends(self):
        assert masked_id_number("620499197001011234") == "620499********1234"

    def test_a_card_number_hides_category_and_grade(self):
        assert masked_card_number("62049919700101123442") == "620499" + "*" * 14

    def test_a_phone_keeps_three_and_four(self):
        assert masked_phone("13812345678") == "138****5678"

    def test_an_account_keeps_its_last_four(self):
        assert masked_bank_account("6228480000001234567") == "**** 4567"

    @pytest.mark.parametrize(
        "mask", [masked_id_number, masked_phone, masked_bank_account, masked_card_number]
    )
    def test_a_short_value_shows_nothing(self, mask):
        assert set(mask("123")) == {"*"}
        assert mask("") == ""
