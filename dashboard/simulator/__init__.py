"""SIMULATED incidents of a documented process on real towns, to try what size does to the system.

towns (where) -> process (when) -> texts (rows) -> files. `marks` tells such rows from real ones.
"""
