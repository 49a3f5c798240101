package ownership

// Standard returns the standard matrix.
func Standard() *Matrix { return &Matrix{version: "standard"} }
