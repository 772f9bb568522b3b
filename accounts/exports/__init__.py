"""Export control: what leaves the house with many people in it needs a reason, another's word, and a mark."""
