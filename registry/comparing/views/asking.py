"""What the views of this room ask again and again."""

from django.shortcuts import get_object_or_404

from registry.models import Comparison, ComparisonRow, ComparisonTask


def comparison_of(request, pk):
    """Return the comparison, or 404 outside the scope of the page."""
    return get_object_or_404(Comparison.objects.within(request.scope).for_list(), pk=pk)


def own_comparison_of(request, pk):
    """Return the comparison if it was made in the scope of the page, or 404."""
    comparisons = Comparison.objects.within(request.scope).made_in(request.scope)
    return get_object_or_404(comparisons.for_list(), pk=pk)


def row_of(request, pk):
    """Return the row, or 404 outside the scope of the page."""
    rows = ComparisonRow.objects.within(request.scope).for_list()
    return get_object_or_404(rows.select_related("comparison__unit", "person__unit", "answered_by"), pk=pk)


def task_of(request, pk):
    """Return the task with its progress, or 404 outside the scope of the page."""
    tasks = ComparisonTask.objects.within(request.scope).for_list().with_progress()
    return get_object_or_404(tasks, pk=pk)
