"""The pages of the catalog on the desk."""
