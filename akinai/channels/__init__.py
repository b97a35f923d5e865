"""Where orders come from and shipments are told to: files of every mall, as layouts that are data.

Begin with files/ for the layouts, then actions.
"""
