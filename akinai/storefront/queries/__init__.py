"""What the shop can be asked. Each file is one room: site.py (look, pages, banners, shelves as shown now)."""
