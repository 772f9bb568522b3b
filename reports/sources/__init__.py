"""Where figures come from: each module freezes what one floor below knows about a subject."""
