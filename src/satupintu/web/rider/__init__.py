"""The officer's phone, and the desk that takes folders in and gives them out."""
