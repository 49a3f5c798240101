package ownershiptest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/serviceowner/itsm/internal/storetest"
	"github.com/serviceowner/itsm/ownership"
)

// TestStore holds the stores that factory returns to the contract of
// [ownership.Store], one subtest a rule; a failure prints the rule. factory is
// called once a rule and returns a fresh, empty store each time; it closes what
// it opens with Cleanup.
//
//	func TestMyStore(t *testing.T) {
//		ownershiptest.TestStore(t, func(t testing.TB) ownership.Store { return open(t) })
//	}
func TestStore(t *testing.T, factory func(testing.TB) ownership.Store, options ...StoreOption) {
	t.Helper()
	ledgerSuite(factory, options...).Run(t)
}

// A StoreOption says something about a store that the suite cannot know.
type StoreOption func(*storeOptions)

type storeOptions = storetest.Options[ownership.Store]

// Skip leaves out rules by the names of their subtests, as the table writes
// them: with blanks. A name that no rule has fails the test.
func Skip(names ...string) StoreOption {
	return func(o *storeOptions) { o.Skip = append(o.Skip, names...) }
}

// Patience says how long a second writer is given to come first while a closure
// runs; 50 ms unless told. Give a slow store more, or races are not tried hard.
func Patience(d time.Duration) StoreOption {
	return func(o *storeOptions) { o.Patience = d }
}

// Deadline says after how long a rule counts as hanging; 30 s unless told.
func Deadline(d time.Duration) StoreOption {
	return func(o *storeOptions) { o.Deadline = d }
}

// LoseReply brings in the rule on unknown outcomes. lose makes the reply of the
// next Update on the store get lost, after the write took place or instead of it.
func LoseReply(lose func(store ownership.Store, written bool)) StoreOption {
	return func(o *storeOptions) { o.LoseReply = lose }
}

// Rerun makes the rule on repeated closures strict. rerun makes the next Update
// on the store call its closure twice or more.
func Rerun(rerun func(store ownership.Store)) StoreOption {
	return func(o *storeOptions) { o.Rerun = rerun }
}

type suite = storetest.Suite[ownership.Scope, ownership.Ledger, ownership.Store]

func ledgerSuite(factory func(testing.TB) ownership.Store, options ...StoreOption) suite {
	s := suite{
		Spec: storetest.Spec[ownership.Scope, ownership.Ledger]{
			Keys:     Scopes(),
			Build:    buildLedger,
			Marks:    refs,
			KeyOf:    ownership.Ledger.Scope,
			Equal:    sameLedger,
			Scribble: scribble,
			NotFound: ownership.ErrNotFound, Conflict: ownership.ErrConflict,
			Unknown: ownership.ErrOutcomeUnknown, Invalid: ownership.ErrInvalid,
		},
		New: factory,
	}
	for _, o := range options {
		o(&s.Options)
	}
	return s
}

// Scopes returns valid scopes that stores and texts get wrong, in order: every
// level, identifiers with colons, quotes, wildcards and blanks, of the greatest
// length, equal but for case, for the last byte or for Unicode normalisation.
func Scopes() []ownership.Scope {
	ids := []string{
		"mail", "Mail", "mail.", "mail:eu", "mail:eu:west", ":", "a b", "a  b", "0", "00", "null", "NULL",
		`it's "quoted"`, `back\slash`, "100%", "under_score", "a/b/../c", "<b>&amp;", "{}", "$1", "--", ";",
		"\u00e9", "e\u0301", "ß", "ss", "日本", "\U0001f600", "\u200b", "\ufeff!",
		strings.Repeat("x", 255), strings.Repeat("x", 256), strings.Repeat("\u00e9", 128),
	}
	var out []ownership.Scope
	for _, id := range ids {
		out = append(out, ownership.Scope{Level: ownership.LevelService, ID: id})
	}
	for l := ownership.LevelOrganisation; l <= ownership.LevelAgreement; l++ {
		if l != ownership.LevelService {
			out = append(out, ownership.Scope{Level: l, ID: "mail"})
		}
	}
	slices.SortFunc(out, ownership.Scope.Compare)
	return out
}

// buildLedger makes a ledger with one act for each mark, which is its Ref. It
// goes through the stored form, because what a store must keep is whatever can be
// loaded, not only what the commands of the moment would make. Every field is
// used somewhere.
func buildLedger(scope ownership.Scope, marks ...string) (ownership.Ledger, error) {
	var doc struct {
		Scope   ownership.Scope   `json:"scope"`
		Acts    []ownership.Act   `json:"acts"`
		Entries []ownership.Entry `json:"entries"`
	}
	doc.Scope = scope
	at := func(i int) time.Time {
		return time.Date(2025, time.March, 30, 0, 59, 59, 999_999_000, time.UTC).Add(time.Duration(i) * time.Second)
	}
	for i, mark := range marks {
		doc.Acts = append(doc.Acts, ownership.Act{
			Revision: i + 1, Kind: ownership.ActKind(i%8 + 1), Role: ownership.ServiceOwner, At: at(i), Ref: ownership.Ref(mark), Reason: "because\n\"of\" it",
			Proof: ownership.Proof{
				By: "ada", For: "ben", Capacity: ownership.Capacity(i%4 + 1), Role: ownership.SeniorManagement,
				Via:      ownership.Scope{Level: ownership.LevelOrganisation, ID: "acme"},
				Activity: ownership.AppointServiceOwner, Scope: scope, At: at(i), Revision: i, Matrix: "standard",
				Amount: ownership.Quantity{Value: 1 << 53, Unit: "EUR"},
			},
		})
		e := ownership.Entry{
			No: i + 1, Role: ownership.User, Holder: ownership.PartyID(fmt.Sprintf("party %d", i)), Rank: i % 3,
			Period: ownership.Period{From: at(i), Until: at(i + 1000)}, Recorded: ownership.Period{From: at(i)}, Act: i + 1,
		}
		switch i % 4 {
		case 0:
			e.Mandate = &ownership.Mandate{GrantedBy: "eve", Text: "all of it", Limits: []ownership.Limit{
				{Activity: ownership.CommitResources, Max: ownership.Quantity{Value: 250_000_00, Unit: "EUR"}},
			}}
		case 1:
			e.Delegation = &ownership.Delegation{From: "ada", Activities: []ownership.Activity{ownership.ApproveChange, ownership.ApproveRelease}, Reason: "leave"}
		case 2:
			e.Claim, e.Period = "cmdb", ownership.Period{}
		}
		if i%2 == 0 && i+1 < len(marks) {
			e.Superseded, e.Recorded.Until = i+2, at(i+1)
		}
		doc.Entries = append(doc.Entries, e)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return ownership.Ledger{}, err
	}
	var l ownership.Ledger
	err = json.Unmarshal(text, &l)
	return l, err
}

func refs(l ownership.Ledger) []string {
	var out []string
	for a := range l.Acts() {
		out = append(out, string(a.Ref))
	}
	return out
}

func sameLedger(a, b ownership.Ledger) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// scribble changes whatever can be reached from a ledger in hand.
func scribble(l ownership.Ledger) {
	for a := range l.Acts() {
		a.Ref, a.Proof.By = "scribbled", "scribbled"
	}
	for e := range l.Entries() {
		e.Holder = "scribbled"
		if e.Mandate != nil {
			e.Mandate.GrantedBy = "scribbled"
			for i := range e.Mandate.Limits {
				e.Mandate.Limits[i].Max.Value = -1
			}
		}
		if e.Delegation != nil {
			e.Delegation.From = "scribbled"
			for i := range e.Delegation.Activities {
				e.Delegation.Activities[i] = "scribbled"
			}
		}
	}
	// Decoding into a copy must not reuse the memory of the original.
	if other, err := buildLedger(l.Scope(), "s1", "s2", "s3"); err == nil {
		if text, err := json.Marshal(other); err == nil {
			_ = json.Unmarshal(text, &l)
		}
	}
}
