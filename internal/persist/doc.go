// Package persist holds containers that never change: every change returns a new
// value which shares with the old one all but the nodes on the way to the
// change. Old values stay as they were, so any number of goroutines may read
// any of them without a lock.
//
// A [Vector] is numbered from 0. A [Set] holds small numbers. [Names] gives
// strings dense numbers and finds them again. An [Order] keeps numbers in an
// order that only its user knows. A [Shelf] keeps values under names.
//
// Nothing here checks its arguments: a number out of range panics like an index
// of a slice does.
package persist
