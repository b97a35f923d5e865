"""Our own shop: its pages, search, cart, checkout and my page, and the desk's tools to make the site.

Begin with checkout.py (what a shopper has gathered, and what it costs: the quote), then actions/buying.py (the one
press that becomes orders and a payment), then views/ for what visitors see.
"""
