"""Stripe: its hosted page (Checkout), card held and captured later, konbini, transfers to an account of the buyer's
own, PayPay. `translate.py` turns words both ways, `gateway.py` calls. The facts are those of Stripe's API 2026-10-28.
"""
