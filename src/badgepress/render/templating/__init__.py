"""Loads, sandboxes and renders templates, and prepares their assets."""
