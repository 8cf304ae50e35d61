"""The public view: a data set made anew with only what the public may have.

`release` is the only way to one; everything that is shown to the public is computed from it.
"""

from dashboard.public.policy import NAME, Policy, Release
from dashboard.public.releasing import PublicDataset, release

__all__ = ["NAME", "Policy", "PublicDataset", "Release", "release"]
