package main

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A summary is what all formats print: who answers for what, and what was found.
// Everything in it comes from the library; here it is only put in order.
type summary struct {
	at, known time.Time
	services  []service
	reports   []ownership.Report  // one a room
	levels    *levels             // nil: the document has no such sections
	risks     *risks              // nil: the document has no such sections
	coming    []ownership.Matrix  // in force only later
	findings  []ownership.Finding // those shown
	hidden    int                 // findings below the lowest severity shown
	found     map[ownership.Severity]int
	waived    int // of all that were found, shown or not
	names     map[ownership.PartyID]string
}

// A service with who answers for it.
type service struct {
	id       ownership.ServiceID
	name     string // what a reader knows it by
	owner    answer
	acting   ownership.Actor
	deputies []ownership.PartyID
	slm      answer
}

// An answer with everybody who is recorded.
type answer struct {
	ownership.Answer
	claimants []ownership.PartyID
}

func answerOf(a ownership.Answer) answer { return answer{a, slices.Collect(a.Claimants())} }

func newSummary(doc document, reg *ownership.Register, o options) (*summary, error) {
	s := &summary{at: o.at, known: o.known, found: map[ownership.Severity]int{}, names: map[ownership.PartyID]string{}}
	for _, p := range doc.Parties {
		s.names[p.ID] = p.Name
	}
	for _, v := range doc.Services {
		scope := ownership.ServiceScope(v.ID)
		s.services = append(s.services, service{
			id: v.ID, name: cmp.Or(v.Name, string(v.ID)),
			owner:    answerOf(reg.Owner(v.ID, o.at)),
			acting:   reg.ActingOwner(v.ID, o.at),
			deputies: deputies(reg.Holders(ownership.ServiceOwnerDeputy, scope, o.at)),
			slm:      answerOf(reg.Holder(ownership.ServiceLevelManager, scope, o.at)),
		})
	}
	slices.SortFunc(s.services, func(a, b service) int {
		return cmp.Or(cmp.Compare(a.name, b.name), a.id.Compare(b.id))
	})
	s.reports = []ownership.Report{reg.Review(o.at, ownership.Selection{})}
	all := slices.Collect(s.reports[0].All())
	if doc.hasRisks() {
		var err error
		if s.risks, err = newRisks(doc, reg, o.at, all); err != nil {
			return nil, err
		}
		s.reports = append(s.reports, s.risks.report)
		all = slices.AppendSeq(all, s.risks.report.All())
	}
	if doc.hasLevels() {
		book, err := doc.book(reg)
		if err != nil {
			return nil, err
		}
		s.levels = levelsOf(doc, book, o.at)
		s.reports = append(s.reports, book.Review(o.at, ownership.Selection{}))
		all = slices.AppendSeq(all, s.reports[len(s.reports)-1].All())
	}
	// A matrix that comes into force later is no part of the review of today, and
	// the time to mend it is now.
	for _, m := range doc.Matrices {
		if m.From().After(o.at) {
			s.coming = append(s.coming, m)
			all = append(all, m.Review()...)
		}
	}
	slices.SortStableFunc(all, ownership.Finding.Compare)
	for _, f := range all {
		s.found[f.Severity]++
		if f.Waived != nil {
			s.waived++
		}
		if f.Severity >= o.min {
			s.findings = append(s.findings, f)
		} else {
			s.hidden++
		}
	}
	return s, nil
}

// rules are those that ran, by room and code.
func (s *summary) rules() (out []ownership.Rule) {
	for _, r := range s.reports {
		out = append(out, r.Rules()...)
	}
	return out
}

// read are the subjects that any room read, in order, each once.
func (s *summary) read() (out []ownership.Subject) {
	for _, r := range s.reports {
		out = slices.AppendSeq(out, r.Read())
	}
	slices.SortFunc(out, ownership.Subject.Compare)
	return slices.Compact(out)
}

// deputies are those who hold the role by themselves, by rank.
func deputies(holdings iter.Seq[ownership.Holding]) (out []ownership.PartyID) {
	for h := range holdings {
		if h.Delegation == nil && !slices.Contains(out, h.Party) {
			out = append(out, h.Party)
		}
	}
	return out
}

// fails reports whether a finding of the severity or a graver one stands, which
// no waiver lifts. What is hidden counts too.
func (s *summary) fails(least ownership.Severity) bool {
	stands := func(f ownership.Finding) bool { return f.Severity >= least && f.Waived == nil }
	for _, r := range s.reports {
		if slices.ContainsFunc(r.AtLeast(least), stands) {
			return true
		}
	}
	for _, m := range s.coming {
		if slices.ContainsFunc(m.Review(), stands) {
			return true
		}
	}
	return false
}

// name is what a reader knows the party by.
func (s *summary) name(id ownership.PartyID) string {
	if n := s.names[id]; n != "" {
		return n
	}
	return string(id)
}

func (s *summary) nameList(ids []ownership.PartyID) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = s.name(id)
	}
	return strings.Join(out, ", ")
}

// who names the claimants; nobody is a dash.
func (s *summary) who(a answer) string {
	if len(a.claimants) == 0 {
		return "-"
	}
	return s.nameList(a.claimants)
}

// level says who manages levels: the person, or else the state.
func (s *summary) level(a answer) string {
	if a.State == ownership.Held {
		return s.who(a)
	}
	if len(a.claimants) == 0 {
		return a.State.String()
	}
	return a.State.String() + ": " + s.who(a)
}

// actor is who acts as owner now.
func (s *summary) actor(a ownership.Actor) string {
	if a.Person == "" {
		return "nobody"
	}
	return s.name(a.Person)
}

// groups yields the findings by severity, gravest first; only those with any.
func (s *summary) groups() iter.Seq2[ownership.Severity, []ownership.Finding] {
	return func(yield func(ownership.Severity, []ownership.Finding) bool) {
		for _, severity := range severities {
			var group []ownership.Finding
			for _, f := range s.findings {
				if f.Severity == severity {
					group = append(group, f)
				}
			}
			if len(group) > 0 && !yield(severity, group) {
				return
			}
		}
	}
}

var severities = []ownership.Severity{ownership.SeverityError, ownership.SeverityWarning, ownership.SeverityInfo}

var headings = map[ownership.Severity]string{
	ownership.SeverityError:   "Errors",
	ownership.SeverityWarning: "Warnings",
	ownership.SeverityInfo:    "Notes",
}

func sources(f ownership.Finding) string {
	out := make([]string, len(f.Sources))
	for i, s := range f.Sources {
		out[i] = string(s)
	}
	return strings.Join(out, " ")
}

// asOf says what the output is about.
func (s *summary) asOf() string {
	text := "at " + s.at.Format(time.RFC3339)
	if !s.known.IsZero() {
		text += ", as known at " + s.known.Format(time.RFC3339)
	}
	return text
}
