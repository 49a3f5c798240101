module github.com/serviceowner/itsm/examples/storage/storagecheck

go 1.26.0

require (
	github.com/anishathalye/porcupine v1.3.1
	github.com/serviceowner/itsm v0.1.0
)

// For the checkout only; who imports this module gets the release.
replace github.com/serviceowner/itsm => ../../..
