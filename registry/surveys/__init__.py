"""The yearly survey (动态更新／基本状况调查)."""
