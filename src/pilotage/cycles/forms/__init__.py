"""What people type about bill cycles, parts of go-lives, protections and AutoPay."""
