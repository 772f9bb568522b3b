"""Where a township reports, of some things there is one alone: its own federation, its own 九有."""

from assessments.schemes.choices import Subject


def is_itself(story, own):
    """True if the only unit of this sort is the one that reports: a township, of the 乡镇残联."""
    return own == Subject.TOWNSHIP and story.subject.unit.is_township


def is_of_itself(story, grid):
    """True if the only unit that a checklist measures is the one that reports: a township, by 九有."""
    return story.subject.unit.is_township and f"checks.{grid.checklist.code}.items" in story.book
