"""KOMOJU: its hosted page (sessions) for cards, konbini, transfers, Pay-easy and the wallets Stripe does not have.
`translate.py` turns words both ways, `gateway.py` calls.
"""
