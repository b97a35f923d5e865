"""The people behind the orders: so far those a shop has marked to be careful with (要注意顧客).

Begin with models.py, then actions.py; orders asks `queries.marked`.
"""
