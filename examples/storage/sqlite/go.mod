module github.com/serviceowner/itsm/examples/storage/sqlite

go 1.26.0

require (
	github.com/serviceowner/itsm v0.1.0
	github.com/serviceowner/itsm/examples/storage/storagecheck v0.1.0
	modernc.org/sqlite v1.61.0
)

require (
	github.com/anishathalye/porcupine v1.3.1 // indirect
	github.com/dustin/go-humanize v1.1.0 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/ncruces/go-strftime v1.1.0 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	golang.org/x/sys v0.49.0 // indirect
	modernc.org/libc v1.79.0 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
	pgregory.net/rapid v1.3.0 // indirect
)

// For the checkout only; who imports this module gets the release.
replace (
	github.com/serviceowner/itsm => ../../..
	github.com/serviceowner/itsm/examples/storage/storagecheck => ../storagecheck
)
