"""Yahoo!ショッピング (ストアクリエイターPro API). Begin with `mall.py`.

Pure: `documents.py` its XML, `translate.py` orders, `items.py` product pages, `codes.py` tables. Calls: `line.py` one
call, `keys.py` tokens and signed headers, `reading.py` orders in, `telling.py` shipments, `shelf.py` stock and pages.

The facts are those of the manual as collected in 2026; what nobody has proven yet is data in `codes.py` or a setting.
"""
