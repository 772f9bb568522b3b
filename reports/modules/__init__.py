"""常用段落: paragraphs of a county's own, put into reports as they are made."""
