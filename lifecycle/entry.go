package lifecycle

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// An Entry is what the catalogue says of a service (R34, C13). The owner answers
// for the entry, the catalogue manager for the catalogue.
type Entry struct {
	Name    string   `json:"name"`              // as customers know it
	Text    string   `json:"text"`              // what it does for them
	Request string   `json:"request,omitempty"` // how it is asked for
	Tags    []string `json:"tags,omitempty"`
}

func (e Entry) clone() Entry { e.Tags = slices.Clone(e.Tags); return e }

func (e Entry) check(path string, bad func(path, format string, args ...any)) {
	for _, f := range []struct {
		name, text string
		required   bool
	}{{"name", e.Name, true}, {"text", e.Text, true}, {"request", e.Request, false}} {
		if f.required && f.text == "" {
			bad(path+"."+f.name, "required")
		}
		if err := checkText(f.text); err != nil {
			bad(path+"."+f.name, "%v", err)
		}
	}
	if len(e.Tags) > maxList {
		bad(path+".tags", "%d, at most %d", len(e.Tags), maxList)
		return
	}
	for i, t := range e.Tags {
		if err := ident.Check("tag", t); err != nil {
			bad(path+indexed(".tags", i), "%v", err)
		}
	}
}

// Describe writes the entry of the catalogue. The same entry again says that it
// was looked at and is still true.
type Describe struct {
	Entry  Entry
	Reason string
}

// Describe writes the catalogue's entry of the service, or says of the one that
// is there that it is still true: its age counts from the last time.
func (r Record) Describe(a ownership.Authority, w ownership.Who, c Describe) (Record, error) {
	x := newOrder("describe", Described, r.subject(), a, w)
	x.because(c.Reason)
	c.Entry.check("entry", x.bad)
	if err := r.begin(x); err != nil {
		return r, err
	}
	x.authorize(ownership.MaintainCatalogueEntry, r.scope())
	e := c.Entry.clone()
	return r.finish(x, recordAct{Entry: &e})
}

// Entry returns what the catalogue says of the service, and the act by which it
// was last written or found to be true.
func (r Record) Entry() (Entry, Act, bool) {
	for i := len(r.acts) - 1; i >= 0; i-- {
		if a := &r.acts[i]; a.Command == Described {
			return a.Entry.clone(), a.Act, true
		}
	}
	return Entry{}, Act{}, false
}

// EntryAge returns how long ago the entry was last written or found to be true,
// and whether there is one.
func (r Record) EntryAge(at time.Time) (time.Duration, bool) {
	_, act, ok := r.Entry()
	if !ok {
		return 0, false
	}
	return max(0, at.Sub(act.At)), true
}
