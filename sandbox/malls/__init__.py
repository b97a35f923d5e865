"""Stand-ins of the malls: the real paths and wire formats, no real customers. Begin with shop.py, then standin.py.

Each is a folder with `start(port=0) -> (address, server)` for tests, `connection(address) -> {"settings",
"credentials"}` (what the shop has to enter to use it) and `python -m sandbox.malls.<name> --port N`. A stand-in proves
our logic, not how the real mall behaves.
"""
