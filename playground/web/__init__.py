"""What browsers ask and are told: the page's files, its requests, and what is pushed to it."""
