"""How the steps are put together into one site. Nothing in akinai/ imports this."""
