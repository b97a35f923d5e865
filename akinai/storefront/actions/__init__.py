"""Every change of the own shop, one verb each."""
