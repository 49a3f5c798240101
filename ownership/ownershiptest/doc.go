// Package ownershiptest is for the tests of programs that use ownership: it
// holds a [ownership.Store] to its contract ([TestStore]), draws random
// organisations ([Organisation], [Hostile]) and states what must be true of
// every register whatever its data ([CheckInvariants]). Import it from tests
// alone.
package ownershiptest

// Must returns v, or panics with err: for literals in tests, where an error is a
// mistake in the test.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
