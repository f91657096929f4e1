"""Find out from blind duels who tells it better, and how sure that is; numpy is imported with the modules."""
