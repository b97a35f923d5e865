"""The people behind the orders: members of our own shop (会員), and those to be careful with (要注意顧客).

Begin with models.py, then actions/__init__.py; orders asks `queries.marked`, the shop everything about members.
"""
