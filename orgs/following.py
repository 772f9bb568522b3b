"""What becomes of boards when a unit changes: a board ends with its unit, the successor forms its own."""

from orgs.boards.models import Board
from orgs.boards.services.terms import dissolve_board
from orgs.changes.followers import alongside, register_follower, staying
from orgs.elections.models import Election
from orgs.elections.services.starting import stop_election


def end_with_their_units(change, parts, ceasing):
    """End the boards of the units that cease on their last day, and stop the elections under way there."""
    restores = []
    for unit in {unit.pk: unit for unit in ceasing}.values():
        reason = (
            f"{unit.name}因{change.get_kind_display()}（{change.document}）"
            f"自 {change.effective_on:%Y-%m-%d} 起撤销，换届中止。"
        )
        for election in Election.objects.select_for_update().open().filter(board__unit=unit):
            restores.append(stop_election(election, on=unit.valid_to, reason=reason))
        for board in Board.objects.select_for_update().filter(unit=unit, closed_on=None):
            restores += dissolve_board(board, on=unit.valid_to)
    return restores


def rename_with_their_units(change, parts, ceasing):
    """Give the boards of a unit that goes on under another name that name."""
    restores = []
    for part in parts:
        old, unit = part.name_before, part.after
        if part.before_id != part.after_id or unit.name == old:
            continue
        for board in Board.objects.filter(unit=unit, closed_on=None, name__startswith=old):
            restores.append([board._meta.label, board.pk, {"name": board.name}])
            board.name = f"{unit.name}{board.name.removeprefix(old)}"
            board.save(update_fields=["name", "updated_at"])
    return restores


def register_all():
    """State the rules: boards stay, and end with their unit."""
    county = "县（区）的规定，不随单位变"
    register_follower(
        staying(
            "orgs.Board", "班子（连同任期和成员）", measure="个",
            why="班子随原单位终止，正在进行的换届中止；承接单位另行产生",
        ),
        staying("orgs.BoardRule", "班子规定", why=county),
        staying("orgs.MemberDepartment", "残工委成员单位", why=county),
        staying("orgs.ElectionRule", "换届规定", why=county),
        staying("orgs.Proof", "文件验真码", measure="个", why="印在纸上的编码证明的是原单位的文件"),
    )  # fmt: skip
    alongside(end_with_their_units)
    alongside(rename_with_their_units)
