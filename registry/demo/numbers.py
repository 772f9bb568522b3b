"""Numbers that are well-formed and belong to nobody: ID numbers, telephones, bank accounts."""

from registry.choices import Sex

UNASSIGNED_PREFIX = "620499"  # no place in China has this code, so no living person has such a number
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
BANKS = ("农村信用社",) * 7 + ("邮政储蓄银行", "农业银行", "甘肃银行")


class Numbers:
    """Hands out numbers, each once, from one source of chance."""

    def __init__(self, rng):
        self._rng = rng
        self._taken = set()

    def id_number(self, birth, sex):
        """Return an ID number for that birth date: the 17th digit is odd for men (GB 11643)."""
        while True:
            sequence = self._rng.randrange(0, 1000, 2) + (sex == Sex.MALE)
            stem = f"{UNASSIGNED_PREFIX}{birth:%Y%m%d}{sequence:03d}"
            if stem not in self._taken:
                self._taken.add(stem)
                return stem + check_digit(stem)

    def phone(self):
        """Return eleven digits shaped like a mobile number."""
        return f"1{self._rng.choice('35789')}{self._rng.randrange(10**9):09d}"

    def bank_account(self):
        """Return the name of a bank and an account number of nineteen digits."""
        return self._rng.choice(BANKS), f"62{self._rng.randrange(10**17):017d}"


def check_digit(stem):
    """Return the 18th character that belongs to the first seventeen (GB 11643)."""
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(stem, WEIGHTS, strict=True)) % 11]
