"""Benefits (低保、特困、两项补贴): who is granted what, who was paid what, and who ought to be."""
