"""What stands over and under an official document, as its clerk says it."""
