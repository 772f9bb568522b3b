"""What every part of the invented needs has in common."""

from dataclasses import dataclass
from random import Random

from django.utils import timezone

from accounts.models import User
from orgs.models import Unit


@dataclass
class Maker:
    """Where, when, by whom and by which chance needs are invented."""

    county: Unit
    rng: Random
    at: object
    by: User

    @property
    def today(self):
        return timezone.localdate(self.at)
