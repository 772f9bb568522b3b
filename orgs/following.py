"""What becomes of boards when a unit changes: a board ends with its unit, the successor forms its own."""

from orgs.changes.followers import register_follower, staying


def register_all():
    """State the rules: boards stay."""
    county = "县（区）的规定，不随单位变"
    register_follower(
        staying("orgs.Board", "班子（连同任期和成员）", why="班子留在原单位；承接单位另行产生", measure="个"),
        staying("orgs.BoardRule", "班子规定", why=county),
        staying("orgs.MemberDepartment", "残工委成员单位", why=county),
        staying("orgs.ElectionRule", "换届规定", why=county),
    )
