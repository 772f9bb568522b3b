"""The quarterly inspection: a plan, a lottery that anybody can recompute, sheets, findings and re-checks."""
