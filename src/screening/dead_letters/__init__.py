"""Dead letters: what they say of themselves, which are open, and screening them again."""
