"""Due days: when a county, and its townships, have to hand in what stands in the catalogue."""
