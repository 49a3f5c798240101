package risk

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// Need is a kind of thing that the restore of a service needs. The standard ones
// are listed by [StandardNeeds]; [Criteria] may ask for others.
type Need string

// The standard needs.
const (
	NeedPlan      Need = "restore-plan"
	NeedProcedure Need = "restore-procedure"
	NeedData      Need = "data-copies"
	NeedPlatform  Need = "replacement-platform"
	NeedPeople    Need = "people-on-call"
	NeedSuppliers Need = "supplier-contacts"
)

// A NeedCard says what a need means.
type NeedCard struct {
	Need    Need
	Meaning string
}

// StandardNeeds are what the restore of a service needs unless the criteria in
// force say otherwise (R44).
func StandardNeeds() []NeedCard { return slices.Clone(standardNeeds) }

var standardNeeds = []NeedCard{
	{NeedPlan, "who decides to restore, in which order, and how soon it has to be done"},
	{NeedProcedure, "how it is done, step by step"},
	{NeedData, "copies of data and settings, kept apart from the service"},
	{NeedPlatform, "what the service runs on when its own platform is lost"},
	{NeedPeople, "who can do it, and how they are reached"},
	{NeedSuppliers, "whom to call at the suppliers that are needed"},
}

// ParseNeed checks the spelling of s.
func ParseNeed(s string) (Need, error) { return ident.Parse[Need]("need", s) }

// IsZero reports whether n is none.
func (n Need) IsZero() bool { return n == "" }

// String returns n as it is.
func (n Need) String() string { return string(n) }

// Compare orders bytewise: -1, 0 or +1.
func (n Need) Compare(other Need) int { return cmp.Compare(n, other) }

// MarshalText refuses a malformed need; none is the empty text.
func (n Need) MarshalText() ([]byte, error) { return ident.Marshal("need", n) }

// UnmarshalText refuses a malformed need; the empty text is none.
func (n *Need) UnmarshalText(text []byte) error { return ident.Unmarshal("need", n, text) }

// Continuity is what is known and in place for the restore of one service (R44).
// Like a service itself it is a fact of the caller's catalogue and is taken as it
// is: what is missing is for the review of a [Register] to find.
type Continuity struct {
	Service  ownership.ServiceID `json:"service"`
	Elements []Element           `json:"elements,omitempty"`
}

// An Element is one thing that a restore needs. A service may have several of a
// kind; one that is in place and tried is enough.
type Element struct {
	Need  Need   `json:"need"`
	Where string `json:"where,omitempty"` // where it is found

	// Since is when it was put in place; zero: it is known to be needed and not there.
	Since time.Time `json:"since,omitzero"`

	// Tried is when it was last shown to work; zero: never.
	Tried time.Time `json:"tried,omitzero"`
}

const maxElements = 1000

// Validate returns everything that is malformed in c, joined, each an
// [*ownership.Error] with a path such as "elements[2].need".
func (c Continuity) Validate() error { return c.check().err() }

func (c *Continuity) check() *defects {
	d := &defects{op: "continuity", subject: ownership.ServiceScope(c.Service).Subject()}
	d.name("service", "service", string(c.Service))
	d.must(len(c.Elements) <= maxElements, "elements", "%d, at most %d", len(c.Elements), maxElements)
	for i := range c.Elements[:min(len(c.Elements), maxElements)] {
		e, at := &c.Elements[i], fmt.Sprintf("elements[%d]", i)
		d.name(at+".need", "need", string(e.Need))
		if e.Where != "" {
			d.name(at+".where", "place", e.Where)
		}
		d.instant(at+".since", e.Since)
		d.instant(at+".tried", e.Tried)
	}
	return d
}

// best returns what the need has by the instant: the element that was tried last
// among those in place, and whether any is listed at all. An element that was put
// in place or tried later than the instant was not yet.
func (c *Continuity) best(n Need, at time.Time) (e Element, listed, inPlace bool) {
	for _, x := range c.Elements {
		if x.Need != n {
			continue
		}
		listed = true
		if x.Since.IsZero() || x.Since.After(at) {
			continue
		}
		if x.Tried.After(at) {
			x.Tried = time.Time{}
		}
		if !inPlace || x.Tried.After(e.Tried) {
			e, inPlace = x, true
		}
	}
	return e, listed, inPlace
}

func (c Continuity) clone() Continuity {
	c.Elements = slices.Clone(c.Elements)
	return c
}

// continuityForm is Continuity without its methods.
type continuityForm Continuity

// MarshalJSON writes c as it is; what could not be read back is refused.
func (c Continuity) MarshalJSON() ([]byte, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return json.Marshal(continuityForm(c))
}

// UnmarshalJSON is the inverse of MarshalJSON. Unknown and repeated fields and
// every defect that [Continuity.Validate] reports are listed with their path.
func (c *Continuity) UnmarshalJSON(data []byte) error {
	var form continuityForm
	if err := decode(data, &form, strictjson.Limits{Bytes: 1 << 20}, func(f *continuityForm) *defects { return (*Continuity)(f).check() }); err != nil {
		return err
	}
	*c = Continuity(form)
	return nil
}
