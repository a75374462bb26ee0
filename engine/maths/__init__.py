"""Maths namespaces: interpreters of the operations' rules.

A rule is written over a namespace ``m`` and plain operators. `engine.maths.numeric` computes
numbers, `engine.maths.symbolic` builds expression trees.
"""
