"""Where the facts come from, room by room: each module has its `KINDS`."""
