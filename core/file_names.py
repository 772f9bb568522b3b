"""Names for files that leave the house: as a paper is titled, without what a system does not take."""

import re
import unicodedata

# What Windows forbids in a name, and what Django's storages refuse.
FORBIDDEN = re.compile(r'[\\/:*?"<>|\s]+')
LONGEST = 80  # characters of a name before its ending: three bytes each, of the 255 that a file system takes


def file_name(text):
    """Return a text as the name of a file: “”（） and the other signs of a Chinese title stay in it."""
    visible = "".join(sign for sign in str(text) if unicodedata.category(sign)[0] != "C" or sign.isspace())
    name = FORBIDDEN.sub("_", visible.strip()).strip(".")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 4:
        stem, dot, ending = name, "", ""
    return f"{stem[:LONGEST]}{dot}{ending}" or "_"
