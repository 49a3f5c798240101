package lifecycle

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// A Change is something that touches services and that their owners vote on: a
// change, or a release into production. The owner's approval is required and is
// not the whole decision (C14): who decides is somebody else. It is an immutable
// value; the zero Change is absence.
type Change struct {
	id   ChangeID
	acts history[changeAct, *changeAct]
}

type changeAct struct {
	Act
	Raise   *Ballot `json:"raise,omitempty"`
	Vote    *Vote   `json:"vote,omitempty"`
	Outcome *bool   `json:"approved,omitempty"`
}

// A Ballot is what is put to the vote.
type Ballot struct {
	Kind  ChangeKind `json:"kind"`
	Title string     `json:"title"`

	// Services are the services that are touched, the leading one first. The owner
	// of each has a vote.
	Services []ownership.ServiceID `json:"services"`
}

func (b Ballot) check(path string, bad func(path, format string, args ...any)) {
	if !changeKinds.Known(b.Kind) {
		bad(path+".kind", "missing")
	}
	if b.Title == "" {
		bad(path+".title", "required")
	}
	if err := checkText(b.Title); err != nil {
		bad(path+".title", "%v", err)
	}
	if n := len(b.Services); n == 0 || n > maxList {
		bad(path+".services", "%d, want 1 to %d", n, maxList)
		return
	}
	for i, s := range b.Services {
		at := path + indexed(".services", i)
		if err := ident.Check("service", string(s)); err != nil {
			bad(at, "%v", err)
		}
		if slices.Contains(b.Services[:i], s) {
			bad(at, "%s is repeated", s)
		}
	}
}

// A Vote is the voice of one service's owner.
type Vote struct {
	Service ownership.ServiceID `json:"service"`
	Approve bool                `json:"approve"`
}

// A Cast is a vote with the act by which it was cast: who voted, on whose behalf,
// why.
type Cast struct {
	Act
	Vote
}

// Raise puts a change or a release to the vote.
type Raise struct {
	ID ChangeID
	Ballot
	Reason string
}

// Raise begins the record. For a change it needs the authority to assess it, for
// a release that to plan it, over the leading service.
func (c Change) Raise(a ownership.Authority, w ownership.Who, r Raise) (Change, error) {
	x := newOrder("raise", Raised, r.ID.Subject(), a, w)
	x.id("id", "change", string(r.ID))
	x.because(r.Reason)
	r.check("ballot", x.bad)
	if !c.IsZero() && c.id != r.ID {
		x.bad("id", "%s, and the record is that of %s", r.ID, c.id)
	}
	if err := begin(x, c.acts); err != nil {
		return c, err
	}
	if !c.IsZero() {
		x.refuse(changePresent, "")
	}
	activity := ownership.AssessChange
	if r.Kind == Release {
		activity = ownership.PlanRelease
	}
	x.authorize(activity, ownership.ServiceScope(r.Services[0]))
	act, err := x.finish(1)
	if err != nil {
		return c, err
	}
	r.Services = slices.Clone(r.Services)
	return Change{r.ID, c.acts.with(changeAct{Act: act, Raise: &r.Ballot})}, nil
}

// CastVote votes for one service.
type CastVote struct {
	Vote
	Reason string
}

// Vote records the voice of a service's owner, or of the deputy who acts in the
// owner's absence (R40, C15). A later vote for the same service replaces the
// earlier one, until the change is decided.
func (c Change) Vote(a ownership.Authority, w ownership.Who, v CastVote) (Change, error) {
	x := newOrder("vote", Voted, c.id.Subject(), a, w)
	x.id("service", "service", string(v.Service))
	x.because(v.Reason)
	if err := c.begin(x); err != nil {
		return c, err
	}
	c.undecided(x)
	b, _ := c.Ballot()
	if !slices.Contains(b.Services, v.Service) {
		x.refuse(changeUntouched, "service", string(v.Service))
	}
	activity := ownership.ApproveChange
	if b.Kind == Release {
		activity = ownership.ApproveRelease
	}
	x.authorize(activity, ownership.ServiceScope(v.Service))
	return c.finish(x, changeAct{Vote: &v.Vote})
}

// Settle decides a change, or judges a release ready for production or not.
type Settle struct {
	Approve bool
	Reason  string
}

// Settle records the decision. For a change it is that of the change authority,
// for a release that of the release manager. It is refused what a rule about votes
// stands against under the policy in force: by default, to approve what an owner
// has not approved (C14).
func (c Change) Settle(a ownership.Authority, w ownership.Who, s Settle) (Change, error) {
	x := newOrder("settle", Settled, c.id.Subject(), a, w)
	x.because(s.Reason)
	if err := c.begin(x); err != nil {
		return c, err
	}
	c.undecided(x)
	b, _ := c.Ballot()
	activity := ownership.DecideChange
	if b.Kind == Release {
		activity = ownership.JudgeReadiness
	}
	x.authorize(activity, ownership.ServiceScope(b.Services[0]))
	one := changeAct{Act: Act{Revision: len(c.acts) + 1, Command: Settled, At: x.who.At}, Outcome: &s.Approve}
	next := c.with(one)
	x.judge(&Subject{reg: x.reg, at: x.who.At, change: &next}, voteMissing, voteAgainst)
	return c.finish(x, one)
}

func (c Change) begin(x *order) error {
	if err := begin(x, c.acts); err != nil || !c.IsZero() {
		return err
	}
	x.refuse(changeAbsent, "")
	_, err := x.finish(0)
	return err
}

func (c Change) undecided(x *order) {
	if _, settled := c.Outcome(); settled {
		x.refuse(changeSettled, "")
	}
}

func (c Change) with(one changeAct) Change { c.acts = c.acts.with(one); return c }

func (c Change) finish(x *order, one changeAct) (Change, error) {
	act, err := x.finish(len(c.acts) + 1)
	if err != nil {
		return c, err
	}
	one.Act = act
	return c.with(one), nil
}

// IsZero reports whether c is absence.
func (c Change) IsZero() bool { return c.id == "" && len(c.acts) == 0 }

// Key returns the identifier.
func (c Change) Key() ChangeID { return c.id }

// Revision returns the number of acts.
func (c Change) Revision() int { return len(c.acts) }

// Acts yields what was done, in order.
func (c Change) Acts() iter.Seq[Act] {
	return func(yield func(Act) bool) {
		for i := range c.acts {
			if !yield(c.acts[i].Act) {
				return
			}
		}
	}
}

// ByRef returns the act with the reference, if there is one.
func (c Change) ByRef(ref ownership.Ref) (Act, bool) {
	a, ok := c.acts.byRef(ref)
	if !ok {
		return Act{}, false
	}
	return *a, true
}

// At returns the record as it was at the instant; before the first act it is the
// zero Change.
func (c Change) At(at time.Time) Change {
	n := c.acts.until(instant.Normal(at))
	if n == 0 {
		return Change{}
	}
	c.acts = c.acts[:n:n]
	return c
}

// Ballot returns what was put to the vote, and by which act.
func (c Change) Ballot() (Ballot, Act) {
	if len(c.acts) == 0 {
		return Ballot{}, Act{}
	}
	b := *c.acts[0].Raise
	b.Services = slices.Clone(b.Services)
	return b, c.acts[0].Act
}

// VoteOf returns the vote that counts for the service, if one was cast.
func (c Change) VoteOf(service ownership.ServiceID) (Cast, bool) {
	for i := len(c.acts) - 1; i >= 0; i-- {
		if a := &c.acts[i]; a.Vote != nil && a.Vote.Service == service {
			return Cast{a.Act, *a.Vote}, true
		}
	}
	return Cast{}, false
}

// Votes yields every vote that was cast, replaced ones too, in order.
func (c Change) Votes() iter.Seq[Cast] {
	return func(yield func(Cast) bool) {
		for i := range c.acts {
			if a := &c.acts[i]; a.Vote != nil && !yield(Cast{a.Act, *a.Vote}) {
				return
			}
		}
	}
}

// Outcome returns the decision, and whether there is one.
func (c Change) Outcome() (approved, settled bool) {
	if n := len(c.acts); n > 0 && c.acts[n-1].Outcome != nil {
		return *c.acts[n-1].Outcome, true
	}
	return false, false
}

// services are those that the change touches; not to be changed.
func (c *Change) services() []ownership.ServiceID {
	if len(c.acts) == 0 {
		return nil
	}
	return c.acts[0].Raise.Services
}
