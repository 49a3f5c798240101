package slatest

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/storetest"
	"github.com/serviceowner/itsm/sla"
)

func TestMemory(t *testing.T) {
	TestAgreements(t, func(testing.TB) AgreementStore { return new(sla.Memory[sla.AgreementID, sla.Agreement]) })
}

// A wrong store is Memory with one mistake that people make.
type wrong struct {
	sla.Memory[sla.AgreementID, sla.Agreement]
	mistake
}

type mistake struct {
	keep  func(sla.Agreement) sla.Agreement
	order func([]sla.Agreement)
}

func (w *wrong) Update(ctx context.Context, key sla.AgreementID, change func(sla.Agreement) (sla.Agreement, error)) (sla.Agreement, error) {
	if change == nil || w.keep == nil {
		return w.Memory.Update(ctx, key, change)
	}
	return w.Memory.Update(ctx, key, func(a sla.Agreement) (sla.Agreement, error) {
		out, err := change(a)
		return w.keep(out), err
	})
}

func (w *wrong) All(ctx context.Context, from sla.AgreementID) iter.Seq2[sla.Agreement, error] {
	if w.order == nil {
		return w.Memory.All(ctx, from)
	}
	return func(yield func(sla.Agreement, error) bool) {
		var list []sla.Agreement
		for a, err := range w.Memory.All(ctx, from) {
			if err != nil {
				yield(sla.Agreement{}, err)
				return
			}
			list = append(list, a)
		}
		w.order(list)
		for _, a := range list {
			if !yield(a, nil) {
				return
			}
		}
	}
}

// without stores an agreement without the fields of its acts or its own.
func without(fields ...string) func(sla.Agreement) sla.Agreement {
	return func(a sla.Agreement) sla.Agreement {
		if a.IsZero() {
			return a
		}
		data, err := json.Marshal(a)
		if err != nil {
			return a
		}
		var doc map[string]any
		numbers := json.NewDecoder(bytes.NewReader(data))
		numbers.UseNumber() // a float would not hold them
		if err := numbers.Decode(&doc); err != nil {
			return a
		}
		drop := func(m map[string]any) {
			maps.DeleteFunc(m, func(k string, _ any) bool { return slices.Contains(fields, k) })
		}
		drop(doc)
		for _, x := range doc["acts"].([]any) {
			drop(x.(map[string]any))
		}
		for _, v := range doc["versions"].([]any) {
			drop(v.(map[string]any)["terms"].(map[string]any))
		}
		if data, err = json.Marshal(doc); err != nil {
			return a
		}
		var out sla.Agreement
		if err := json.Unmarshal(data, &out); err != nil {
			return a
		}
		return out
	}
}

// failuresOf tries the rows that a wrong store is about; with ITSM_FULL set, all rows.
func failuresOf[K sla.Key[K], V sla.Record[K]](t *testing.T, spec storetest.Spec[K, V], factory func(testing.TB) sla.Store[K, V], rows ...string) map[string]error {
	t.Helper()
	suite := suiteOf(spec, factory, nil)
	suite.Patience, suite.Deadline = time.Millisecond, 10*time.Second
	if os.Getenv("ITSM_FULL") == "" {
		suite.Skip = slices.DeleteFunc(suite.Names(), func(name string) bool { return slices.Contains(rows, name) })
	}
	return suite.Failures(t)
}

// TestWrongStoresAreCaught: the suite bites on agreements, not on marks alone.
func TestWrongStoresAreCaught(t *testing.T) {
	for name, w := range map[string]struct {
		mistake
		row string
	}{
		"forgets what was judged":  {mistake{keep: without("judged")}, "create and read"},
		"forgets the name":         {mistake{keep: without("name")}, "create and read"},
		"forgets what is promised": {mistake{keep: without("targets", "credits")}, "create and read"},
		"unordered":                {mistake{order: slices.Reverse[[]sla.Agreement]}, "order"},
	} {
		t.Run(name, func(t *testing.T) {
			factory := func(testing.TB) AgreementStore { return &wrong{mistake: w.mistake} }
			assert.Contains(t, failuresOf(t, agreementSpec(), factory, w.row), w.row)
		})
	}
}

// TestFullAgreements: what the suite stores uses every field that there is.
func TestFullAgreements(t *testing.T) {
	a, err := buildAgreement("mail", "a", "b", "c", "d")
	require.NoError(t, err)
	data, err := json.Marshal(a)
	require.NoError(t, err)
	for _, field := range []string{
		"name", "counterparty", "through", "judged", "side", "until", "target", "requirements", "why", "measures", "calendars", "holds",
		"noticeDays", "reviewDays", "credits", "amount", "throughHolds", "endOfDay", "special", "holidays", "horizon", "validity",
	} {
		assert.Contains(t, string(data), `"`+field+`"`)
	}
}
