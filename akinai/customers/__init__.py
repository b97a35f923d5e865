"""The people behind the orders: so far those a shop has marked to be careful with (要注意顧客).

Begin with actions.py.
"""
