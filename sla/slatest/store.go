package slatest

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/serviceowner/itsm/internal/storetest"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// Options are what a store of type S can say about itself that the suite cannot
// know; the zero Options are right for most.
//
//	Skip       names rules that are left out, as their subtests are called
//	Patience   how long a second writer is given to come first; 50 ms unless told
//	Deadline   after how long a rule counts as hanging; 30 s unless told
//	LoseReply  makes the reply of the next Update get lost, written or not
//	Rerun      makes the next Update call its closure twice or more
type Options[S any] = storetest.Options[S]

// AgreementStore is a store of agreements.
type AgreementStore = sla.Store[sla.AgreementID, sla.Agreement]

// TestAgreements holds the stores that factory returns to the contract of
// [sla.Store], one subtest a rule; a failure prints the rule. factory is called
// once a rule and returns a fresh, empty store each time; it closes what it opens
// with Cleanup. Of several options the last count.
func TestAgreements(t *testing.T, factory func(testing.TB) AgreementStore, options ...Options[AgreementStore]) {
	t.Helper()
	suiteOf(agreementSpec(), factory, options).Run(t)
}

// suiteOf is the suite for records of one type.
func suiteOf[K sla.Key[K], V sla.Record[K]](spec storetest.Spec[K, V], factory func(testing.TB) sla.Store[K, V], options []Options[sla.Store[K, V]]) storetest.Suite[K, V, sla.Store[K, V]] {
	spec.KeyOf, spec.Equal = V.Key, sameJSON[V]
	spec.NotFound, spec.Conflict = ownership.ErrNotFound, ownership.ErrConflict
	spec.Unknown, spec.Invalid = ownership.ErrOutcomeUnknown, ownership.ErrInvalid
	s := storetest.Suite[K, V, sla.Store[K, V]]{Spec: spec, New: factory}
	if n := len(options); n > 0 {
		s.Options = options[n-1]
	}
	return s
}

func sameJSON[V any](a, b V) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
