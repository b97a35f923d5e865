"""Where every piece is: an append-only ledger, the counters it keeps, and the demands that wait for stock.

Begin with ledger.py: the one statement through which every piece moves.
"""
