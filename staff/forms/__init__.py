"""What people fill in about posts, members, trainings and stipends."""
