"""Reading what the bank sends back."""
