package sla

import (
	"strconv"
	"time"

	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// An Action is something that somebody is to do until a date: so that a breach does
// not come back, or because a meeting decided it. What improves a service on a plan
// of its own is no action of this package.
type Action struct {
	// No is the position in its record, counted from 1; it never changes.
	No    int               `json:"no"`
	What  string            `json:"what"`
	Owner ownership.PartyID `json:"owner"`
	Due   time.Time         `json:"due"`

	// Act is the revision that recorded it, Done the one that recorded its end, 0
	// while it is open.
	Act  int `json:"act"`
	Done int `json:"done,omitempty"`
}

// IsOpen reports whether the action was not done.
func (a Action) IsOpen() bool { return a.Done == 0 }

// overdue reports whether the action was to be done before the instant, and is open.
func (a *Action) overdue(at time.Time) bool { return a.Done == 0 && a.Due.Before(at) }

// PlanAction is what is to be done, by whom and until when.
type PlanAction struct {
	What  string
	Owner ownership.PartyID
	Due   time.Time // not before the command
}

func (p *PlanAction) check(x *order, path string) {
	x.required(path+"what", p.What)
	x.id(path+"owner", "party", string(p.Owner))
	if p.Due = x.instant(path+"due", p.Due); !p.Due.IsZero() && p.Due.Before(x.who.At) {
		x.bad(path+"due", "before the command")
	}
}

// planned returns the actions with those that an act added.
func planned(list []Action, act int, plans ...PlanAction) []Action {
	out := list[:len(list):len(list)]
	for _, p := range plans {
		out = append(out, Action{No: len(out) + 1, What: p.What, Owner: p.Owner, Due: p.Due, Act: act})
	}
	return out
}

// completed returns the actions with one of them done.
func completed(list []Action, no, act int) []Action {
	out := append([]Action(nil), list...)
	out[no-1].Done = act
	return out
}

// openAction collects what is wrong with the number of an action that is to be done.
func (x *order) openAction(list []Action, no int) {
	switch {
	case no < 1 || no > len(list):
		x.bad("action", "no action %d", no)
	case list[no-1].Done != 0:
		x.bad("action", "action %d was done as revision %d", no, list[no-1].Done)
	}
}

// actions checks the shape of stored actions: numbers count, and acts that plan and end
// them are there.
func (s *shape) actions(path string, list []Action, acts int, plans, ends func(act int) bool) {
	for i := range list {
		a, at := &list[i], indexed(path, i)
		if a.No != i+1 {
			s.bad(at+".no", "%d, want %d", a.No, i+1)
		}
		s.required(at+".what", a.What)
		if a.Owner == "" {
			s.bad(at+".owner", "missing")
		}
		s.instant(at+".due", &a.Due)
		if a.Act < 1 || a.Act > acts || !plans(a.Act) {
			s.bad(at+".act", "%d is no act that plans an action", a.Act)
		}
		if a.Done != 0 && (a.Done < a.Act || a.Done > acts || !ends(a.Done)) {
			s.bad(at+".done", "%d is no act that ends the action", a.Done)
		}
	}
}

// dateText is how findings and reports write an instant: its date in UTC.
func dateText(at time.Time) string { return instant.Normal(at).Format(time.DateOnly) }

func numbered(path string, no int) string { return path + "[" + strconv.Itoa(no) + "]" }
