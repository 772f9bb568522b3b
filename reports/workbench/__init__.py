"""What the workbench shows: the state of the scope at a glance, and what waits to be done."""
