package risk

import (
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Identify enters a risk into the register.
type Identify struct {
	ID    RiskID
	Scope ownership.Scope // that keeps the entry; see [Risk.Scope]
	Entry Entry

	// Review is when the entry is to be looked at first.
	Review time.Time
	Reason string // optional
}

// Identify makes an entry of the zero Risk. It is a draft until cause, event and
// consequence are named. It asks for [ownership.IdentifyRisk].
func (r Risk) Identify(a ownership.Authority, w ownership.Who, c Identify) (Risk, error) {
	x := newCommand(r, "identify", ActIdentified, a, w)
	x.subject = c.ID.Subject()
	x.name("id", "risk", string(c.ID))
	if text, err := c.Scope.MarshalText(); err != nil || len(text) == 0 {
		x.must(false, "scope", "%.60q is no scope", c.Scope.String())
	}
	c.Entry = x.entry("entry", c.Entry)
	c.Review = x.required("review", c.Review)
	x.reason("reason", c.Reason)
	if err := x.begin(); err != nil {
		return r, err
	}
	x.before.id, x.before.scope = c.ID, c.Scope
	x.act.Status = StatusDraft
	if c.Entry.IsComplete() {
		x.act.Status = StatusIdentified
	}
	x.act.Entry, x.act.Review = &c.Entry, &Review{c.Review}
	x.authorize(Money{}, ownership.IdentifyRisk)
	next, err := x.finish()
	if err != nil {
		return r, err
	}
	return next, nil
}

// entry checks an entry and returns a copy of it.
func (x *command) entry(path string, e Entry) Entry {
	for _, t := range []struct{ name, text string }{
		{".title", e.Title},
		{".cause", e.Cause},
		{".event", e.Event},
		{".consequence", e.Consequence},
	} {
		x.text(path+t.name, t.text)
	}
	if e.Category != "" {
		x.name(path+".category", "category", string(e.Category))
	}
	x.must(len(e.Affects) <= maxList, path+".affects", "%d, at most %d", len(e.Affects), maxList)
	for i, s := range e.Affects[:min(len(e.Affects), maxList)] {
		text, err := s.MarshalText()
		at := fmt.Sprintf("%s.affects[%d]", path, i)
		x.must(err == nil && len(text) > 0, at, "%.60q is no scope", s.String())
		x.must(!slices.Contains(e.Affects[:i], s), at, "%.60q is given twice", s.String())
	}
	x.bearer(path+".owner", e.Owner)
	x.must(len(e.Controls) <= maxList, path+".controls", "%d, at most %d", len(e.Controls), maxList)
	for i, c := range e.Controls[:min(len(e.Controls), maxList)] {
		at := fmt.Sprintf("%s.controls[%d]", path, i)
		x.must(c.Text != "", at+".text", "required")
		x.text(at+".text", c.Text)
		x.bearer(at+".owner", c.Owner)
	}
	x.must(len(e.Covers) <= maxList, path+".covers", "%d, at most %d", len(e.Covers), maxList)
	checkCovers(&x.defects, path+".covers", e.Covers[:min(len(e.Covers), maxList)])
	return e.clone()
}

// Revise says anew what the register says about a risk.
type Revise struct {
	Entry  Entry // the whole of it
	Reason string
}

// Revise replaces the entry; the old one stays in the history. Another cause, event
// or consequence is another risk: whatever was accepted no longer covers it. It
// asks for [ownership.MaintainRiskEntry].
func (r Risk) Revise(a ownership.Authority, w ownership.Who, c Revise) (Risk, error) {
	x := newCommand(r, "revise", ActRevised, a, w)
	c.Entry = x.entry("entry", c.Entry)
	x.reason("reason", c.Reason)
	x.fits(c.Entry.IsComplete() || !r.entry().IsComplete(), "entry", "cause, event and consequence cannot be taken away again")
	if err := x.begin(); err != nil {
		return r, err
	}
	x.act.Entry = &c.Entry
	x.authorize(Money{}, ownership.MaintainRiskEntry)
	x.open()
	if r.Status() == StatusDraft && c.Entry.IsComplete() {
		x.move(completed)
	}
	return x.finish()
}

// ReviewEntry says that the entry was looked at.
type ReviewEntry struct {
	Next   time.Time // when it is to be looked at again
	Reason string    // what was seen; optional
}

// ReviewEntry records a review (R49). It asks for [ownership.ReviewRisk].
func (r Risk) ReviewEntry(a ownership.Authority, w ownership.Who, c ReviewEntry) (Risk, error) {
	x := newCommand(r, "review", ActReviewed, a, w)
	x.act.Review = &Review{x.later("next", c.Next)}
	x.reason("reason", c.Reason)
	if err := x.begin(); err != nil {
		return r, err
	}
	x.authorize(Money{}, ownership.ReviewRisk)
	x.open()
	return x.finish()
}

// Close says that the risk no longer is one.
type Close struct {
	Reason string // required
}

// Close ends the handling of the risk and with it whatever was accepted. It is
// refused while a treatment is open or an escalation undecided. It asks for
// [ownership.CloseRisk].
func (r Risk) Close(a ownership.Authority, w ownership.Who, c Close) (Risk, error) {
	x := newCommand(r, "close", ActClosed, a, w)
	x.because("reason", c.Reason)
	if err := x.begin(); err != nil {
		return r, err
	}
	x.authorize(Money{}, ownership.CloseRisk)
	x.move(closed, r.unmet()...)
	return x.finish()
}

// Reopen says that a closed risk is one again.
type Reopen struct {
	Review time.Time // when the entry is to be looked at
	Reason string    // required
}

// Reopen begins the handling anew: the risk has to be assessed before anything is
// decided. It asks for [ownership.IdentifyRisk].
func (r Risk) Reopen(a ownership.Authority, w ownership.Who, c Reopen) (Risk, error) {
	x := newCommand(r, "reopen", ActReopened, a, w)
	x.act.Review = &Review{x.later("review", c.Review)}
	x.because("reason", c.Reason)
	if err := x.begin(); err != nil {
		return r, err
	}
	x.authorize(Money{}, ownership.IdentifyRisk)
	x.move(reopened)
	return x.finish()
}
