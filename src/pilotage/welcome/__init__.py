"""What a biller gets near its go-live: the Go-Live Overview."""
