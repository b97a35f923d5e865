"""Shopify's Admin GraphQL API, version 2026-04: a shop of one's own. Begin with mall.py.

`documents.py` holds what we ask, `asking.py` asks it, `translate.py` (with `wishes.py`) turns orders into ours;
`shipping.py`, `stock.py`, `listings.py` and `notices.py` are one subject each, `codes.py` the tables.
"""
