"""What the shop sells: products and their SKUs, bundles and cases, prices, images, categories.

Begin with models.py, then actions.py.
"""
