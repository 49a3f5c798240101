package sla_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

func ids(list []sla.Agreement) (out []sla.AgreementID) {
	for _, a := range list {
		out = append(out, a.ID())
	}
	return out
}

// TestBookAgainstMap holds the book to a map of agreements that is searched from
// end to end, while agreements come and are replaced, and looks that no older
// book changes.
func TestBookAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		service := rapid.Map(rapid.IntRange(0, 4), func(i int) ownership.ServiceID { return ownership.ServiceID(fmt.Sprint("s", i)) })
		day := func(n int) time.Time { return time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC) }
		book, known := sla.NewBook(nil), map[sla.AgreementID]sla.Agreement{}
		first := book
		for range rapid.IntRange(1, 20).Draw(t, "changes") {
			p := sla.Proposal{
				ID: sla.AgreementID(fmt.Sprint("a", rapid.IntRange(0, 9).Draw(t, "id"))), Kind: sla.SLA, Counterparty: "cara",
				Services: rapid.SliceOfNDistinct(service, 1, 3, rapid.ID).Draw(t, "services"),
			}
			if rapid.Bool().Draw(t, "supports") {
				p.Kind = rapid.SampledFrom([]sla.Kind{sla.OLA, sla.UC}).Draw(t, "kind")
				p.Through = rapid.SliceOfNDistinct(service, 1, 3, rapid.ID).Draw(t, "through")
			}
			p.Terms.Validity.From = day(rapid.IntRange(0, 3).Draw(t, "from"))
			p.Terms.Validity.Until = p.Terms.Validity.From.AddDate(0, 0, rapid.IntRange(1, 3).Draw(t, "days"))
			a, err := sla.Adopt("test", day(0), p)
			if err != nil {
				t.Fatal(err)
			}
			book, known[a.ID()] = book.With(a), a
		}
		at := day(rapid.IntRange(0, 6).Draw(t, "at"))
		naive := func(want func(sla.Agreement) bool) (out []sla.AgreementID) {
			for id, a := range known {
				if want(a) {
					out = append(out, id)
				}
			}
			slices.Sort(out)
			return out
		}
		inForce := func(a sla.Agreement) bool { _, ok := a.InForce(at); return ok }
		for i := range 5 {
			s := ownership.ServiceID(fmt.Sprint("s", i))
			has := func(list []ownership.ServiceID) bool { return slices.Contains(list, s) }
			assert.Equal(t, naive(func(a sla.Agreement) bool { return has(a.Services()) }), ids(book.Concerning(s)))
			assert.Equal(t, naive(func(a sla.Agreement) bool { return has(a.Through()) }), ids(book.Contributed(s)))
			assert.Equal(t, naive(func(a sla.Agreement) bool { return a.Kind() == sla.SLA && has(a.Services()) && inForce(a) }), ids(book.Agreements(s, at)))
			for j := range 5 {
				d := ownership.ServiceID(fmt.Sprint("s", j))
				assert.Equal(t, naive(func(a sla.Agreement) bool { return has(a.Services()) && slices.Contains(a.Through(), d) && inForce(a) }), ids(book.Covering(s, d, at)))
			}
		}
		assert.Equal(t, naive(func(sla.Agreement) bool { return true }), ids(slices.Collect(book.All(""))))
		assert.Equal(t, naive(func(a sla.Agreement) bool { return a.ID() >= "a5" }), ids(slices.Collect(book.All("a5"))))
		assert.Equal(t, len(known), book.Len())
		assert.Zero(t, first.Len())
		assert.Empty(t, slices.Collect(first.All("")))
	})
}

func TestZeroBookKnowsNothing(t *testing.T) {
	for _, b := range []*sla.Book{nil, {}, sla.NewBook(nil)} {
		assert.Zero(t, b.Len())
		assert.Nil(t, b.Register())
		assert.Empty(t, slices.Collect(b.All("")))
		assert.Empty(t, b.Agreements("mail", time.Time{}))
		_, ok := b.Agreement("a")
		assert.False(t, ok)
		a, err := sla.Adopt("test", time.Unix(0, 0), sla.Proposal{ID: "a", Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{"mail"}})
		require.NoError(t, err)
		assert.Equal(t, 1, b.With(a).Len())
		assert.Zero(t, b.With(sla.Agreement{}).Len())
	}
}
