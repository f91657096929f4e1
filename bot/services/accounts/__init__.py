"""Accounts that people sign in to, from whichever Discord user they are."""
