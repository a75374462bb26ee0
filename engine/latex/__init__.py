"""LaTeX: formulas and graphs as textbooks set them, read and written."""
