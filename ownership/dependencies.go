package ownership

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/graph"
)

// Dependencies is the graph of which declared service needs which, at one
// instant (R42). Dependencies on what is not declared are left out: a review
// reports them. The zero value is the graph of no services.
type Dependencies struct {
	needs, neededBy *graph.Graph
}

// Dependencies builds the graph at the instant. It reads every service, so it is
// made once for several questions.
func (r *Register) Dependencies(at time.Time) Dependencies {
	r = r.use()
	i := instantOf(at)
	var arrows, back [][2]string
	for n := range r.allScopes(Scope{}) {
		s, ok := r.service(n)
		if !ok {
			continue
		}
		for _, d := range s.Dependencies {
			if d.On != "" && spanOf(d.Period).contains(i) && r.isService(d.On) {
				arrows = append(arrows, [2]string{string(s.ID), string(d.On)})
				back = append(back, [2]string{string(d.On), string(s.ID)})
			}
		}
	}
	return Dependencies{graph.Of(slices.Values(arrows)), graph.Of(slices.Values(back))}
}

// Needs returns every service that the service depends on, directly or through
// others, by name; never itself.
func (d Dependencies) Needs(id ServiceID) []ServiceID { return reach(d.needs, id) }

// Dependents returns every service that depends on the service, directly or
// through others, by name: what an outage may touch. Never itself, even if it
// lies on a cycle.
func (d Dependencies) Dependents(id ServiceID) []ServiceID { return reach(d.neededBy, id) }

func reach(g *graph.Graph, id ServiceID) (out []ServiceID) {
	if g == nil {
		return nil
	}
	for _, name := range g.Reach(string(id)) {
		if name != string(id) {
			out = append(out, ServiceID(name))
		}
	}
	return out
}

// Cycles returns the sets of services that depend on each other in a circle or
// on themselves: members by name, sets by their first member.
func (d Dependencies) Cycles() (out [][]ServiceID) {
	if d.needs == nil {
		return nil
	}
	for _, c := range d.needs.Cycles() {
		ids := make([]ServiceID, len(c))
		for i, name := range c {
			ids[i] = ServiceID(name)
		}
		out = append(out, ids)
	}
	return out
}

// Depth returns the number of dependencies on the longest chain, a cycle taken
// as one service.
func (d Dependencies) Depth() int {
	if d.needs == nil {
		return 0
	}
	return d.needs.Depth()
}
