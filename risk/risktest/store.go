package risktest

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
	"github.com/serviceowner/itsm/risk"
)

// TestStore holds the stores that factory returns to the contract of [risk.Store],
// one subtest a rule; a failure prints the rule. factory is called once a rule and
// returns a fresh, empty store each time; it closes what it opens with Cleanup.
//
//	func TestMyStore(t *testing.T) {
//		risktest.TestStore(t, func(t testing.TB) risk.Store { return open(t) })
//	}
func TestStore(t *testing.T, factory func(testing.TB) risk.Store, options ...StoreOption) {
	t.Helper()
	riskSuite(factory, options...).Run(t)
}

// A StoreOption says something about a store that the suite cannot know.
type StoreOption func(*storeOptions)

type storeOptions = storetest.Options[risk.Store]

// Skip leaves out rules by the names of their subtests, as the table writes them:
// with blanks. A name that no rule has fails the test.
func Skip(names ...string) StoreOption {
	return func(o *storeOptions) { o.Skip = append(o.Skip, names...) }
}

// Patience says how long a second writer is given to come first while a closure
// runs; 50 ms unless told. Give a slow store more, or races are not tried hard.
func Patience(d time.Duration) StoreOption { return func(o *storeOptions) { o.Patience = d } }

// Deadline says after how long a rule counts as hanging; 30 s unless told.
func Deadline(d time.Duration) StoreOption { return func(o *storeOptions) { o.Deadline = d } }

// LoseReply brings in the rule on unknown outcomes. lose makes the reply of the next
// Update on the store get lost, after the write took place or instead of it.
func LoseReply(lose func(store risk.Store, written bool)) StoreOption {
	return func(o *storeOptions) { o.LoseReply = lose }
}

// Rerun makes the rule on repeated closures strict. rerun makes the next Update on
// the store call its closure twice or more.
func Rerun(rerun func(store risk.Store)) StoreOption {
	return func(o *storeOptions) { o.Rerun = rerun }
}

type suite = storetest.Suite[risk.RiskID, risk.Risk, risk.Store]

func riskSuite(factory func(testing.TB) risk.Store, options ...StoreOption) suite {
	s := suite{
		Spec: storetest.Spec[risk.RiskID, risk.Risk]{
			Keys:     IDs(),
			Build:    buildRisk,
			Marks:    refs,
			KeyOf:    risk.Risk.ID,
			Equal:    sameRisk,
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

// IDs returns valid identifiers that stores and texts get wrong, in order: with
// colons, quotes, wildcards and blanks, of the greatest length, equal but for case,
// for the last byte or for Unicode normalisation.
func IDs() []risk.RiskID {
	out := []risk.RiskID{
		"mail", "Mail", "mail.", "mail:eu", "mail:eu:west", ":", "a b", "a  b", "0", "00", "null", "NULL",
		`it's "quoted"`, `back\slash`, "100%", "under_score", "a/b/../c", "<b>&amp;", "{}", "$1", "--", ";",
		"\u00e9", "e\u0301", "ß", "ss", "日本", "\U0001f600", "\u200b", "\ufeff!",
		risk.RiskID(strings.Repeat("x", 255)), risk.RiskID(strings.Repeat("x", 256)), risk.RiskID(strings.Repeat("\u00e9", 128)),
	}
	slices.SortFunc(out, risk.RiskID.Compare)
	return out
}

// buildRisk makes a risk with one act for each mark, which is its Ref. It goes
// through the stored form, because what a store must keep is whatever can be loaded,
// not only what the commands of the moment would make. Every field is used
// somewhere.
func buildRisk(id risk.RiskID, marks ...string) (risk.Risk, error) {
	scope := ownership.ServiceScope("mail")
	at := func(i int) time.Time {
		return time.Date(2025, time.March, 30, 0, 59, 59, 999_999_000, time.UTC).Add(time.Duration(i) * time.Second)
	}
	model, err := risk.NewModel(risk.Scenario{ID: "disks", PerYear: 0.1, Losses: []risk.Loss{{Shape: risk.Lognormal, Low: euro(1 << 10), High: euro(1 << 20)}}})
	if err != nil {
		return risk.Risk{}, err
	}
	var doc struct {
		ID    risk.RiskID     `json:"id"`
		Scope ownership.Scope `json:"scope"`
		Acts  []risk.Act      `json:"acts"`
	}
	doc.ID, doc.Scope = id, scope
	for i, mark := range marks {
		a := risk.Act{
			Revision: i + 1, Status: risk.Status(i%9 + 1), At: at(i), Ref: ownership.Ref(mark), Reason: "because\n\"of\" it",
			Proof: ownership.Proof{
				By: "ada", For: "ben", Capacity: ownership.Capacity(i%4 + 1), Role: ownership.ServiceOwner,
				Via: scope, Activity: ownership.MaintainRiskEntry, Scope: scope, At: at(i), Revision: i, Matrix: "standard",
				Amount: ownership.Quantity{Value: 1 << 53, Unit: "EUR"},
			},
		}
		contents[i%len(contents)](&a, i-i%len(contents), at, model)
		if i > 0 && a.Kind == risk.ActIdentified {
			a.Kind, a.Review = risk.ActRevised, nil
		}
		doc.Acts = append(doc.Acts, a)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return risk.Risk{}, err
	}
	var r risk.Risk
	err = json.Unmarshal(text, &r)
	return r, err
}

// contents fill an act each, of every kind; base is the number of acts before the
// round that refers to itself.
var contents = []func(a *risk.Act, base int, at func(int) time.Time, model *risk.Model){
	func(a *risk.Act, _ int, at func(int) time.Time, _ *risk.Model) {
		a.Kind, a.Review = risk.ActIdentified, &risk.Review{Next: at(1 << 20)}
		a.Entry = &risk.Entry{
			Title: "Disks & \"sets\"", Category: "technical", Cause: "a", Event: "b\n", Consequence: "\u2028",
			Affects: []ownership.Scope{{Level: ownership.LevelSystem, ID: "imap"}}, Owner: risk.Bearer{Role: ownership.RiskOwner},
			Controls: []risk.Control{{Text: "copies", Owner: risk.Bearer{Party: "dan"}}},
			Covers:   []risk.Cover{{Code: "owner.vacant", Subject: ownership.ServiceScope("mail").Subject()}},
		}
	},
	func(a *risk.Act, base int, _ func(int) time.Time, model *risk.Model) {
		a.Kind = risk.ActAssessed
		a.Assessment = &risk.Assessment{
			Of: risk.Current, Likelihood: "rare", Impact: "severe", Grid: "house", GridVersion: "1", Level: "high", Expected: euro(1 << 40), Model: model,
		}
	},
	func(a *risk.Act, _ int, at func(int) time.Time, _ *risk.Model) {
		a.Kind = risk.ActTreated
		a.Treatment = &risk.Treatment{ID: "disk", Response: risk.Take, Text: "more", Owner: risk.Bearer{Party: "dan"}, Due: at(9), Progress: risk.Underway}
	},
	func(a *risk.Act, base int, at func(int) time.Time, _ *risk.Model) {
		a.Kind, a.Proposal = risk.ActProposed, &risk.Proposal{Assessment: base + 2, Until: at(99)}
	},
	func(a *risk.Act, base int, at func(int) time.Time, _ *risk.Model) {
		a.Kind = risk.ActAccepted
		a.Acceptance = &risk.Acceptance{Assessment: base + 2, Until: at(99), Grid: "house", GridVersion: "1", Level: "high", Expected: euro(7), Request: base + 4}
	},
	func(a *risk.Act, base int, _ func(int) time.Time, _ *risk.Model) {
		a.Kind, a.Revokes = risk.ActRevoked, base+5
	},
	func(a *risk.Act, _ int, _ func(int) time.Time, _ *risk.Model) {
		a.Kind, a.Escalation = risk.ActEscalated, &risk.Escalation{Amount: euro(5), Threshold: euro(3)}
	},
	func(a *risk.Act, base int, _ func(int) time.Time, _ *risk.Model) {
		a.Kind, a.Decision = risk.ActDecided, &risk.Decision{Escalation: base + 7, Response: risk.Share}
	},
	func(a *risk.Act, _ int, at func(int) time.Time, _ *risk.Model) {
		a.Kind, a.Review = risk.ActReviewed, &risk.Review{Next: at(50)}
	},
	func(a *risk.Act, _ int, _ func(int) time.Time, _ *risk.Model) { a.Kind = risk.ActClosed },
	func(a *risk.Act, _ int, at func(int) time.Time, _ *risk.Model) {
		a.Kind, a.Review = risk.ActReopened, &risk.Review{Next: at(60)}
	},
}

// euro is an amount of minor units; the zero Money never comes of it.
func euro(minor int64) risk.Money { return Must(risk.NewMoney(minor, "EUR")) }

// Must returns v, or panics with err: for literals in tests, where an error is a
// mistake in the test.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func refs(r risk.Risk) []string {
	var out []string
	for a := range r.Acts() {
		out = append(out, string(a.Ref))
	}
	return out
}

func sameRisk(a, b risk.Risk) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// scribble changes whatever can be reached from a risk in hand.
func scribble(r risk.Risk) {
	for a := range r.Acts() {
		scribbleAct(&a)
	}
	for _, a := range slices.Concat(r.Treatments(), r.Undecided()) {
		scribbleAct(&a)
	}
	for n := range r.Revision() {
		a, _ := r.Act(n + 1)
		scribbleAct(&a)
	}
	e := r.Entry()
	scribbleEntry(&e)
	if s := r.Scopes(); len(s) > 0 {
		s[0].ID = "scribbled"
	}
	// Decoding into a copy must not reuse the memory of the original.
	if other, err := buildRisk(r.ID(), "s1", "s2", "s3"); err == nil {
		if text, err := json.Marshal(other); err == nil {
			_ = json.Unmarshal(text, &r)
		}
	}
}

func scribbleAct(a *risk.Act) {
	a.Ref, a.Proof.By, a.Status = "scribbled", "scribbled", risk.StatusDraft
	if a.Entry != nil {
		scribbleEntry(a.Entry)
	}
	if a.Assessment != nil {
		a.Assessment.Level = "scribbled"
	}
	if a.Treatment != nil {
		a.Treatment.Text = "scribbled"
	}
	if a.Proposal != nil {
		a.Proposal.Assessment = -1
	}
	if a.Acceptance != nil {
		a.Acceptance.Level = "scribbled"
	}
	if a.Escalation != nil {
		a.Escalation.Amount = euro(-1)
	}
	if a.Decision != nil {
		a.Decision.Escalation = -1
	}
	if a.Review != nil {
		a.Review.Next = time.Time{}
	}
}

func scribbleEntry(e *risk.Entry) {
	e.Title = "scribbled"
	for i := range e.Affects {
		e.Affects[i].ID = fmt.Sprintf("scribbled %d", i)
	}
	for i := range e.Controls {
		e.Controls[i].Text = "scribbled"
	}
	for i := range e.Covers {
		e.Covers[i].Code = "scribbled"
	}
}
