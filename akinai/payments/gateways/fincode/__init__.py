"""fincode byGMO: the buyer pays on its page (リダイレクト型), everything after goes by its REST API.

translate.py is pure: what a payment of fincode's says, in our words. gateway.py makes the calls. Facts are from
fincode's OpenAPI document 1.4.0 (fincode-byGMO/fincode-mcp), which is not copied here.

Three things are peculiar. Its notices carry a fixed word instead of a signature, so nothing in them is believed: they
make us ask. A partial refund is a change to the amount that shall remain, so what remains is read first: repeated, it
does no harm, but by a stale amount it would charge again. And a capture takes no amount: less is a change before it.
"""
