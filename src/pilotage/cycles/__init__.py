"""Bill cycles: when a biller reads, bills, prints, drafts and shuts off; what that means for a go-live."""
