"""Read questions about posts, people, trainings and stipends; days and years are arguments."""

from staff.pay.selectors.lines import stipend_by_township, stipend_by_unit
from staff.pay.selectors.rolls import compute_roll
from staff.selectors.facts import UnitFact, has_member_in_post, stipend_paid_in_full
from staff.selectors.figures import staffing_figures, stipend_figures, training_figures
from staff.selectors.people import people_in_post
from staff.selectors.posts import (
    posts_by_township,
    posts_by_unit,
    posts_due,
    posts_held,
    total_of,
    vacancies,
    vacant_posts,
)
from staff.selectors.trainings import coverage_by_township, training_coverage

__all__ = [
    "UnitFact",
    "compute_roll",
    "coverage_by_township",
    "has_member_in_post",
    "people_in_post",
    "posts_by_township",
    "posts_by_unit",
    "posts_due",
    "posts_held",
    "staffing_figures",
    "stipend_by_township",
    "stipend_by_unit",
    "stipend_figures",
    "stipend_paid_in_full",
    "total_of",
    "training_coverage",
    "training_figures",
    "vacancies",
    "vacant_posts",
]
