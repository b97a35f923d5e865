"""Who works here: sign-in, roles and what each may do, the warehouse's devices with PIN or badge, and the record of
who looked at or took out personal data.

Begin with permissions.py: one table of what each role may do.
"""
