package lifecycletest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/serviceowner/itsm/internal/storetest"
	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

// The stores of the three types of record.
type (
	RecordStore      = lifecycle.Store[ownership.ServiceID, lifecycle.Record]
	ChangeStore      = lifecycle.Store[lifecycle.ChangeID, lifecycle.Change]
	ImprovementStore = lifecycle.Store[lifecycle.ImprovementID, lifecycle.Improvement]
)

// Options are what a store of type S can say about itself; the zero Options are
// right for most. Skip names rows to leave out, Patience is how long a second
// writer is given to come first (50 ms if zero), Deadline is after how long a row
// counts as hanging (30 s if zero), LoseReply makes the next Update end in an
// unknown outcome, Rerun makes it call its closure twice.
type Options[S any] = storetest.Options[S]

// TestRecords holds the stores that factory returns to the contract of
// [lifecycle.Store]. factory is called once a row and returns a fresh, empty
// store each time; it closes what it opens with Cleanup.
func TestRecords(t *testing.T, factory func(testing.TB) RecordStore, o Options[RecordStore]) {
	t.Helper()
	recordSuite(factory, o).Run(t)
}

// TestChanges is [TestRecords] for changes.
func TestChanges(t *testing.T, factory func(testing.TB) ChangeStore, o Options[ChangeStore]) {
	t.Helper()
	changeSuite(factory, o).Run(t)
}

// TestImprovements is [TestRecords] for improvements.
func TestImprovements(t *testing.T, factory func(testing.TB) ImprovementStore, o Options[ImprovementStore]) {
	t.Helper()
	improvementSuite(factory, o).Run(t)
}

type (
	recordSuites      = storetest.Suite[ownership.ServiceID, lifecycle.Record, RecordStore]
	changeSuites      = storetest.Suite[lifecycle.ChangeID, lifecycle.Change, ChangeStore]
	improvementSuites = storetest.Suite[lifecycle.ImprovementID, lifecycle.Improvement, ImprovementStore]
)

func recordSuite(factory func(testing.TB) RecordStore, o Options[RecordStore]) recordSuites {
	return recordSuites{Spec: spec[ownership.ServiceID, lifecycle.Record]("service", recordAct, func(r lifecycle.Record) {
		for s := range r.Steps() {
			s.To = "scribbled"
		}
		if e, _, ok := r.Entry(); ok {
			clear(e.Tags)
		}
		if v, ok := r.Definition(); ok {
			clear(v.Definition.Cost.Figures)
		}
	}), New: factory, Options: o}
}

func changeSuite(factory func(testing.TB) ChangeStore, o Options[ChangeStore]) changeSuites {
	return changeSuites{Spec: spec[lifecycle.ChangeID, lifecycle.Change]("id", changeAct, func(c lifecycle.Change) {
		b, _ := c.Ballot()
		clear(b.Services)
	}), New: factory, Options: o}
}

func improvementSuite(factory func(testing.TB) ImprovementStore, o Options[ImprovementStore]) improvementSuites {
	return improvementSuites{Spec: spec[lifecycle.ImprovementID, lifecycle.Improvement]("id", improvementAct, func(m lifecycle.Improvement) {
		clear(m.Consulted())
	}), New: factory, Options: o}
}

// A value is a record with what the suite looks at.
type value[K any] interface {
	lifecycle.Value[K]
	Acts() iter.Seq[lifecycle.Act]
}

// key has the text form that identifiers have.
type key[K any] interface {
	~string
	lifecycle.Key[K]
}

// spec describes one type of record. Records are built through their stored form,
// because what a store must keep is whatever can be loaded, not only what the
// commands of the moment would make.
func spec[K key[K], V value[K]](name string, act func(i int) map[string]any, scribble func(V)) storetest.Spec[K, V] {
	build := func(k K, marks ...string) (V, error) {
		var acts []map[string]any
		for i, mark := range marks {
			at := time.Date(2025, time.March, 30, 0, 59, 59, 999_999_000, time.UTC).Add(time.Duration(i) * time.Second)
			a := act(i)
			a["revision"], a["at"], a["ref"], a["reason"] = i+1, at, mark, "because\n\"of\" it"
			if a["command"] == "adopted" {
				a["source"] = "cmdb"
			} else {
				a["proof"] = ownership.Proof{
					By: "ada", For: "ben", Capacity: ownership.Capacity(i%4 + 1), Role: ownership.SeniorManagement,
					Via:      ownership.Scope{Level: ownership.LevelOrganisation, ID: "acme"},
					Activity: ownership.RetireService, Scope: ownership.ServiceScope("mail"), At: at, Revision: i, Matrix: "standard",
				}
			}
			acts = append(acts, a)
		}
		var v V
		text, err := json.Marshal(map[string]any{name: string(k), "acts": acts})
		if err == nil {
			err = json.Unmarshal(text, &v)
		}
		return v, err
	}
	return storetest.Spec[K, V]{
		Keys:  keys[K](),
		Build: build,
		Marks: func(v V) (out []string) {
			for a := range v.Acts() {
				out = append(out, string(a.Ref))
			}
			return out
		},
		KeyOf: V.Key,
		Equal: func(a, b V) bool {
			x, errX := json.Marshal(a)
			y, errY := json.Marshal(b)
			return errX == nil && errY == nil && bytes.Equal(x, y)
		},
		Scribble: func(v V) {
			scribble(v)
			for a := range v.Acts() {
				a.Ref, a.Proof.By = "scribbled", "scribbled"
			}
			// Decoding into a copy must not reuse the memory of the original.
			if other, err := build(v.Key(), "s1", "s2", "s3"); err == nil {
				if text, err := json.Marshal(other); err == nil {
					_ = json.Unmarshal(text, &v)
				}
			}
		},
		NotFound: ownership.ErrNotFound, Conflict: ownership.ErrConflict,
		Unknown: ownership.ErrOutcomeUnknown, Invalid: ownership.ErrInvalid,
	}
}

// keys are valid identifiers that stores and texts get wrong, in order.
func keys[K key[K]]() []K {
	out := []K{
		"mail", "Mail", "mail.", "mail:eu", "mail:eu:west", ":", "a b", "a  b", "0", "00", "null", "NULL",
		`it's "quoted"`, `back\slash`, "100%", "under_score", "a/b/../c", "<b>&amp;", "{}", "$1", "--", ";",
		"\u00e9", "e\u0301", "ß", "ss", "日本", "\U0001f600", "\u200b", "\ufeff!",
		K(strings.Repeat("x", 255)), K(strings.Repeat("x", 256)), K(strings.Repeat("\u00e9", 128)),
	}
	slices.SortFunc(out, K.Compare)
	return out
}

func recordAct(i int) map[string]any {
	switch {
	case i == 0:
		return map[string]any{"command": "adopted", "move": map[string]any{"to": "requirements"}}
	case i%3 == 0:
		return map[string]any{"command": "moved", "move": map[string]any{
			"event": "forward", "from": "a", "to": fmt.Sprint("status ", i), "gate": "g", "policy": "p", "demanded": []string{"owner.vacant"},
		}}
	case i%3 == 1:
		return map[string]any{"command": "defined", "definition": map[string]any{
			"scope": map[string]any{"text": "x\u2028y"}, "cost": map[string]any{"figures": []any{map[string]any{"value": int64(1 << 53), "unit": "EUR"}}},
		}}
	}
	return map[string]any{"command": "described", "entry": lifecycle.Entry{Name: "n", Text: "t", Tags: []string{"a", "b"}}}
}

func changeAct(i int) map[string]any {
	if i == 0 {
		return map[string]any{"command": "raised", "raise": lifecycle.Ballot{Kind: lifecycle.Release, Title: "t", Services: []ownership.ServiceID{"mail", "files"}}}
	}
	return map[string]any{"command": "voted", "vote": lifecycle.Vote{Service: "mail", Approve: i%2 == 0}}
}

func improvementAct(i int) map[string]any {
	switch {
	case i == 0:
		return map[string]any{"command": "opened", "aim": lifecycle.Aim{Service: "mail", Title: "t", Origin: lifecycle.FromIdea}}
	case i%2 == 0:
		return map[string]any{"command": "decided", "consulted": []string{"kim", "lea"}}
	}
	return map[string]any{"command": "planned", "plan": lifecycle.Intent{Text: "how", Due: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}}
}
