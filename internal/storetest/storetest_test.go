package storetest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// A word is the key of the notes that the tests keep.
type word string

func (w word) Compare(o word) int { return strings.Compare(string(w), string(o)) }
func (w word) String() string     { return string(w) }

// A note is the worst kind of value: it can be changed in place.
type note struct {
	key   word
	marks []string
}

func (n note) IsZero() bool { return n.key == "" }

func (n note) clone() note { return note{n.key, slices.Clone(n.marks)} }

var (
	errNotFound = errors.New("not found")
	errConflict = errors.New("conflict")
	errUnknown  = errors.New("outcome unknown")
	errInvalid  = errors.New("invalid")
)

var notes = Spec[word, note]{
	Keys:  []word{"A", "a", "a b", "a:", "a:b", word(strings.Repeat("x", 255)), word(strings.Repeat("x", 256)), "ä", "ö", "日本"},
	Build: func(key word, marks ...string) (note, error) { return note{key, slices.Clone(marks)}, nil },
	Marks: func(n note) []string { return slices.Clone(n.marks) },
	KeyOf: func(n note) word { return n.key },
	Equal: func(a, b note) bool { return a.key == b.key && slices.Equal(a.marks, b.marks) },
	Scribble: func(n note) {
		for i := range n.marks {
			n.marks[i] = "scribbled"
		}
	},
	NotFound: errNotFound, Conflict: errConflict, Unknown: errUnknown, Invalid: errInvalid,
}

// suite is the contract with every hook that the box offers.
func suite(f flaw) Suite[word, note, *box] {
	return Suite[word, note, *box]{
		Spec: notes,
		Options: Options[*box]{
			Patience:  20 * time.Millisecond,
			LoseReply: func(b *box, written bool) { b.lose(written) },
			Rerun:     func(b *box) { b.rerun() },
		},
		New: func(testing.TB) *box { return &box{flaw: f} },
	}
}

func TestHonestStorePasses(t *testing.T) { suite(none).Run(t) }

func TestHonestStoreWithoutHooksPasses(t *testing.T) {
	s := suite(none)
	s.LoseReply, s.Rerun = nil, nil
	s.Run(t)
}

func TestWrongStoresFailOnTheirRows(t *testing.T) {
	tests := []struct {
		name string
		flaw flaw
		rows []string // must fail
		also []string // may fail, as the same flaw shows there by its nature or by chance
	}{
		{"hands out what it keeps", aliasesOut, []string{"values received are isolated"}, []string{"closure runs again"}},
		{"keeps what it is given", aliasesIn, []string{"values given are isolated"}, nil},
		{"writes without looking", losesUpdates, []string{"one winner", "create race", "delete and recreate", "closure runs again"}, []string{"all during change"}},
		{"reports success after a conflict", swallowsConflicts, []string{"one winner", "create race", "closure runs again"}, nil},
		{"reports a conflict after success", writesOnConflict, []string{"one winner"}, nil},
		{"yields in the order of writing", unordered, []string{"order"}, []string{"all during change", "delete"}},
		{"swallows the closure's error", swallowsErrors, []string{"failing closure", "closure fails with a sentinel", "create race"}, nil},
		{"flattens the closure's error", flattensErrors, []string{"failing closure", "closure fails with a sentinel", "create race"}, nil},
		{"writes although the closure failed", writesOnError, []string{"failing closure"}, nil},
		{"takes the closure's sentinel for its own", retriesSentinels, []string{"closure fails with a sentinel"}, nil},
		{"says something else than not found", wrongNotFound, []string{"not found", "delete"}, nil},
		{"takes the length for the version", takesLengthForVersion, []string{"delete and recreate"}, nil},
		{"takes no notice of the context", ignoresContext, []string{"cancelled before", "cancelled in a loop"}, nil},
		{"looks at the context before a loop only", ignoresContextInLoops, []string{"cancelled in a loop"}, nil},
		{"writes and reports cancellation", writesWhenCancelled, []string{"cancelled in the closure"}, nil},
		{"forgets to leave out what is deleted", forgetsDeletes, []string{"delete", "not found"}, []string{"all during change"}},
		{"reads from a cache that lags", readsStale, []string{"read your writes"}, []string{"keys race", "large values", "one winner", "all during change"}},
		{"begins after from", beginsAfter, []string{"resume"}, []string{"create and read", "read your writes"}},
		{"counts positions in a loop", countsPositions, []string{"all during change"}, nil},
		{"locks during a loop", locksLoops, []string{"update in a loop"}, nil},
		{"stays locked after a panic", staysLocked, []string{"panicking closure"}, []string{"one winner", "create race", "delete and recreate", "closure runs again"}},
		{"calls a nil closure", callsNil, []string{"nil closure"}, nil},
		{"keeps a value under the wrong key", keepsForeign, []string{"foreign value"}, nil},
		{"folds case", foldsCase, []string{"keys apart"}, suite(none).Names()},
		{"cuts long values", cutsValues, []string{"large values"}, nil},
		{"repeats on its own result", stacksRuns, []string{"closure runs again"}, nil},
		{"reports a lost reply as success", hidesLostReplies, []string{"outcome unknown"}, nil},
		{"reports a lost reply as a conflict", mistakesLostReplies, []string{"outcome unknown"}, nil},
		{"returns what was there before", returnsOld, []string{"create and read"}, suite(none).Names()},
		{"writes everything back", writesEverything, []string{"keys race"}, suite(none).Names()},
	}
	covered := map[string]bool{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := suite(tt.flaw)
			if tt.flaw == locksLoops || tt.flaw == staysLocked || tt.flaw == foldsCase {
				s.Deadline = time.Second // these hang
			}
			broken := s.Failures(t)
			for _, row := range tt.rows {
				if broken[row] == nil {
					t.Errorf("passes %q", row)
				}
				covered[row] = true
			}
			for row, err := range broken {
				if !slices.Contains(tt.rows, row) && !slices.Contains(tt.also, row) {
					t.Errorf("fails on %q, which has nothing to do with it: %v", row, err)
				}
			}
		})
	}
	// A row that no wrong store fails on has not been shown to bite.
	for _, name := range suite(none).Names() {
		if !covered[name] {
			t.Errorf("no wrong store fails on %q", name)
		}
	}
}

func TestSkip(t *testing.T) {
	s := suite(beginsAfter)
	s.Skip = []string{"resume"}
	s.Skip = append(s.Skip, "create and read", "read your writes")
	s.Run(t)
}

func TestMisuseIsFound(t *testing.T) {
	s := suite(none)
	s.Skip = []string{"no such row"}
	s.Keys = []word{"b", "a", "a"}
	err := s.check()
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("check = %v, want four mistakes: too few keys, two out of order, an unknown row", err)
	}
}

func TestRowsAreNamedAndWorded(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rows[word, note, *box]() {
		if r.name == "" || r.rule == "" || r.check == nil || seen[r.name] {
			t.Errorf("row %q lacks something or comes twice", r.name)
		}
		seen[r.name] = true
	}
}
