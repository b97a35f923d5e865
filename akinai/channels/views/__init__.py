"""The pages of this step on the desk."""
