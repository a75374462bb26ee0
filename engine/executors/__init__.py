"""Executors: the ways in which a tape of scalars is run; they differ in speed, never in answer."""
