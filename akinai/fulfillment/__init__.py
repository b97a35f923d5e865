"""From an order that is ready to a parcel handed over: batches, picking, papers, labels, inspection, shipping, 3PL.

Begin with models.py, then actions.
"""
