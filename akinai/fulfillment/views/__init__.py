"""The floor's pages. Each view reads by queries and changes by one verb."""
