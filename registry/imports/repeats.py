"""Rows that say the same person twice: an exact repeat is dropped, a contradiction refuses all of them."""

from collections import defaultdict

from registry.imports.entries import problem_at

MOST_NAMED = 5


def mark_repeats(entries, reader):
    """Add `duplicate_in_file` to later exact repeats and `duplicate_conflict` to contradicting rows."""
    first_rows, by_number = {}, defaultdict(list)
    for entry in entries:
        first = first_rows.setdefault(entry.content, entry.row)
        if first != entry.row:
            message = f"与第 {first} 行的内容完全相同，只导入第 {first} 行。"
            problem = problem_at(
                reader.layout, entry.source, "id_number", code="duplicate_in_file", message=message
            )
            entry.problems = [problem]  # what else is wrong with it is said of the first row
        elif entry.id_number:
            by_number[entry.id_number].append(entry)
    for same in by_number.values():
        if len(same) > 1:
            _mark_conflict(same, reader)


def _mark_conflict(same, reader):
    places = [i for i, said in enumerate(zip(*(e.content for e in same), strict=True)) if len(set(said)) > 1]
    differing = "、".join([reader.content_titles[place] for place in places][:MOST_NAMED])
    for entry in same:
        others = "、".join([str(other.row) for other in same if other is not entry][:MOST_NAMED])
        message = f"与第 {others} 行是同一身份证号，但内容不同（{differing}）。"
        problem = problem_at(
            reader.layout, entry.source, "id_number", code="duplicate_conflict", message=message
        )
        entry.add(problem)
