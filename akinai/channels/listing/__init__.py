"""Pages for the malls, reckoned without a database: texts laid over one another, checked by each mall's rules (data),
codes matched with what a mall has, and proofs of former prices.
"""
