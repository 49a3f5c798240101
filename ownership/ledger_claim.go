package ownership

import (
	"fmt"
	"slices"
	"strconv"
)

// A Claim says what an [Entry] is to say: Holder has Role during Period. The
// commands that may speak about the past take claims.
type Claim struct {
	Role   Role    `json:"role"`
	Holder PartyID `json:"holder"`

	// Rank orders deputies, 1 first; 0 for other roles.
	Rank int `json:"rank,omitempty"`

	// Period is when it is true. The zero Period is always, so all of the past,
	// too, and a zero From has no beginning: unlike [Assign], nothing here means
	// from the instant of the command. Give From where something begins.
	Period Period `json:"period,omitzero"`

	Mandate    *Mandate    `json:"mandate,omitempty"`
	Delegation *Delegation `json:"delegation,omitempty"`
}

// maxRank is the greatest rank that can be told apart.
const maxRank = 255

// entry returns the claim as an entry that shares nothing with it.
func (c Claim) entry() Entry {
	e := Entry{
		Role: c.Role, Holder: c.Holder, Rank: c.Rank, Period: c.Period.normal(),
		Mandate: c.Mandate, Delegation: c.Delegation,
	}.clone()
	if d := e.Delegation; d != nil {
		slices.Sort(d.Activities)
		d.Activities = slices.Compact(d.Activities)
	}
	return e
}

// claims checks what any claim has to be and, if they are to be judged, what one
// has to be that is not adopted as it stands.
func (x *command) claims(path string, claims []Claim, judged bool) {
	x.list = path
	for i, c := range claims {
		at := path + "[" + strconv.Itoa(i) + "]."
		x.id(at+"role", "role", string(c.Role))
		x.id(at+"holder", "party", string(c.Holder))
		if c.Rank < 0 || c.Rank > maxRank {
			x.defect(at+"rank", fmt.Errorf("%w: %d, want 0 to %d", ErrInvalid, c.Rank, maxRank))
		}
		x.period(at+"period", c.Period, judged)
		x.mandate(at+"mandate", c.Mandate)
		d := c.Delegation
		if d == nil {
			continue
		}
		x.id(at+"delegation.from", "party", string(d.From))
		x.activities(at+"delegation.activities", d.Activities)
		x.text(at+"delegation.reason", d.Reason)
		if judged && d.Reason == "" {
			x.required(at+"delegation.reason", d.Reason)
		}
		if judged && c.Period.IsOpen() {
			x.defect(at+"period.until", fmt.Errorf("%w: a delegation has to end", ErrInvalid))
		}
	}
}

// period checks the instants and, if it is to be judged, that there is any
// instant between them. What is adopted may be reversed: that is a finding about
// the source, not a defect of the command.
func (x *command) period(path string, p Period, judged bool) {
	x.time(path+".from", p.From)
	x.time(path+".until", p.Until)
	switch {
	case !p.Until.IsZero() && normalTime(p.Until).IsZero():
		// Cut to microseconds it would become the zero time, and so an open end.
		x.defect(path+".until", fmt.Errorf("%w: nothing ends before it can begin", ErrInvalid))
	case judged && p.IsReversed():
		x.defect(path, fmt.Errorf("%w: %s contains no instant", ErrInvalid, p))
	}
}

// sameClaim reports whether two entries say the same, whenever recorded.
func (e *Entry) sameClaim(o *Entry) bool {
	return e.Role == o.Role && e.Holder == o.Holder && e.Rank == o.Rank && e.Period == o.Period &&
		e.Mandate.same(o.Mandate) && e.Delegation.same(o.Delegation)
}

func (m *Mandate) same(o *Mandate) bool {
	if m == nil || o == nil {
		return m == o
	}
	return m.GrantedBy == o.GrantedBy && m.Text == o.Text && slices.Equal(m.Limits, o.Limits)
}

func (d *Delegation) same(o *Delegation) bool {
	if d == nil || o == nil {
		return d == o
	}
	return d.From == o.From && d.Reason == o.Reason && slices.Equal(d.Activities, o.Activities)
}
