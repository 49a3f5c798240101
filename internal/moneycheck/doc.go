// Package moneycheck holds the money of package risk against a decimal library
// that others keep, as a second oracle beside the exact integers of the standard
// library in package risk itself. It is a module of its own, so that the library
// does not need one for it, and has tests alone.
package moneycheck
