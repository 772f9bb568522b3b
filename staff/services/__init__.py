"""Every write about posts, people, trainings and stipends: verbs with `by=` and `at=`, atomic, audited."""
