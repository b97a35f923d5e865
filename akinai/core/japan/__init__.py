"""What is peculiar to Japan: postal codes, addresses, kana, phones, holidays, prefectures, islands, numbers.

Pure functions over strings, no tables. Begin with ``address.mismatch``: it uses most of the rest.
"""
