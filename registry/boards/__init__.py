"""Who the people in the boards of the federations are in the register."""
