"""Expressions as trees: what formulas, rules and derivations are made of."""
