"""Some have left the register: they died, moved away or gave the certificate back, within two years."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from registry.choices import ArchiveReason, CardState

LEFT_SHARE = 0.008
REASONS = {ArchiveReason.DEATH: 72, ArchiveReason.MOVED_OUT: 18, ArchiveReason.CARD_CANCELLED: 10}
CARD_ENDS = (ArchiveReason.DEATH, ArchiveReason.CARD_CANCELLED)
SINCE_DAYS = 700
REPORTED_WITHIN_DAYS = 25
OLD, OLD_FACTOR = 70, 3  # the old leave more often


class Leaving:
    """Archives a few persons, as the user `by` did it by the moment `at`."""

    def __init__(self, *, rng, at, by):
        self._rng = rng
        self._now = at
        self._by = by

    def befalls(self, sketch):
        """True for the few that leave."""
        factor = OLD_FACTOR if sketch.age >= OLD else 0.5
        return self._rng.random() < LEFT_SHARE * factor

    def archive(self, person, card):
        """Archive the unsaved `person` with reason and dates; end the certificate where that follows."""
        reason = self._rng.choices(list(REASONS), list(REASONS.values()))[0]
        today = timezone.localtime(self._now).date()
        happened = today - timedelta(days=self._rng.randint(REPORTED_WITHIN_DAYS + 1, SINCE_DAYS))
        reported = happened + timedelta(days=self._rng.randint(0, REPORTED_WITHIN_DAYS))
        hour = time(self._rng.randint(9, 17), self._rng.randrange(60))
        person.archived_at = timezone.make_aware(datetime.combine(reported, hour))
        person.archived_by = self._by
        person.archive_reason = reason
        person.archive_date = happened
        if reason in CARD_ENDS:
            card.state = person.card_state = CardState.CANCELLED
