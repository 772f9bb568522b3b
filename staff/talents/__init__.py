"""优秀残疾人人才库: who is good at what, of the register and of those in post (SEED1; domain.md §0.3)."""
