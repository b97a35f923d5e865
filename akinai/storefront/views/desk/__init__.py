"""The desk's pages that make the site: overview.py first, then each room."""
