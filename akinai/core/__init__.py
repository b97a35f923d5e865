"""What every step stands on, with no business in it: events and jobs, mail, the door to the outside, documents,
money and tax, Japan, people and permissions, the embedded database and the page shell.

Begin with events.py and reactions.py.
"""
