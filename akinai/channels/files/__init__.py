"""Files of orders read, files for malls written. Layouts are data (layouts/*.json; rows of IntakeLayout once seeded).

layout.py      what a layout says, checked with sentences
reading.py     bytes → rows, grouped into orders
cells.py       one cell → money, date, time slot …
converting.py  the rows of an order → IncomingOrder, or what is wrong with them
uci.py         the rules of the UCI Online Retail layout
writing.py     発送完了報告 and stock files
"""
