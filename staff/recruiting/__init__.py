"""Filling a vacancy: notice, applications, eligibility, exam, public notice, appointment, certificate of
post.

domain.md §4.1, §4.3: 推荐/报名 → 资格审查 → 笔试/面试 → 公示 → 聘用 → 持证上岗.
"""
