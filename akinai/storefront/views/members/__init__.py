"""Registration, sign-in and my page.

entering.py: register, sign in and out, passwords; account.py: overview, profile, mails, leaving; book.py: addresses;
orders.py: orders of members and guests; wishes.py.
"""
