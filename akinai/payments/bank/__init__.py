"""What is pure about a bank: its files read, names made comparable, lines matched with payments, transfers written.

Nothing here touches the database. Begin with reading.py (files → lines), names.py (how names are compared), then
matching.py (which payments a line may be for, with the reasons).
"""
