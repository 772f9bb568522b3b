"""The yearly survey of holders (动态更新／持证残疾人基本状况调查), domain.md §2."""
