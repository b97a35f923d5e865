"""From an order that is ready to a parcel that was handed over.

Begin with models.py, then actions/: starting.py (作業開始), inspecting.py (検品), shipping.py (出荷確定).
Papers (PDF) are in papers/, the carriers' files in carriers/.
"""
