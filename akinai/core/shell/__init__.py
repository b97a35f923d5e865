"""The pages' common frame: navigation, home tiles, panels, plain settings tables, and the design system.

A step adds itself in its `desk.py`: see nav.py, tiles.py, panels.py and masters.py.
"""
