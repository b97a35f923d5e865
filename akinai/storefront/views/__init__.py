"""The shop's pages, and the desk's pages that make it."""
