"""A package, so that no installed distribution that brings a `tests` of its own stands before this one."""
