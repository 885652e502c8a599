"""Provides the words of the site's pages in each language."""
