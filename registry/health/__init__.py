"""Data health (数据体检): what contradicts itself, is missing or out of date in the register."""
