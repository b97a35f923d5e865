"""Moving in beside an old system: its exports are read, compared with what is here, and only then written.

Begin with layout.py (which column is which field), reading.py (files), difference.py (what a report says); one module
for each kind of thing: products.py, stock.py, mappings.py, customers.py, orders.py.
"""
