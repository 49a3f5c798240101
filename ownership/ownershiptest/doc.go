// Package ownershiptest is for the tests of programs that use ownership: it
// holds a [ownership.Store] to its contract ([TestStore]), draws random
// organisations ([Organisations], [HostileOrganisations]) and states what must be
// true of every register whatever its data ([CheckInvariants]). Import it from
// tests alone.
//
// It uses pgregory.net/rapid. A module that reaches this one by a replace
// directive has to run go mod tidy after the first import, to get what the tests
// need into its own go.sum.
//
// A store that deadlocks does not hang the tests: the rule that it hangs on fails
// after [Deadline], 30 s unless told, once for each such rule.
package ownershiptest

// Must returns v, or panics with err: for literals in tests, where an error is a
// mistake in the test.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
