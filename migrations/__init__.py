"""The steps that make and change the database, one numbered file each."""
