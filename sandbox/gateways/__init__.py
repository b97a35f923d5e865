"""Stand-ins of the payment gateways: the real wire formats, no real money. Begin with standin.py.

Each is a folder with `start(port=0) -> (address, server)` for tests, `account(address) -> {"settings", "credentials"}`
(what the shop has to enter to use it) and `python -m sandbox.gateways.<name> --port N`. A stand-in proves our logic,
not how the real gateway behaves.
"""
