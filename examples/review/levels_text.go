package main

import "github.com/serviceowner/itsm/sla"

// The columns of the table of promises: 100 in all.
var promises = []column{{"SERVICE", 15}, {"PROMISE", 22}, {"LEVEL", 13}, {"LAST CYCLE", 13}, {"HELD", 14}, {"BORNE", 13}}

// levels writes what is promised, whether it held and what it rests on.
func (p *page) levels(s *summary) {
	if len(s.levels.promises) > 0 {
		p.line("")
		p.line("What is promised, whether it held, and whether it is borne by what it rests on")
		p.line("")
		p.table(promises, nil)
		for _, v := range s.levels.promises {
			p.table(promises, v.cells())
		}
	}
	if len(s.levels.footings) > 0 {
		p.line("")
		p.line("What can be promised by what is promised to it, and what holds it back most")
		p.line("")
		for _, f := range s.levels.footings {
			p.item("  ", "      ", f.Able.String()+"  "+f.chain())
		}
		p.line("")
		p.item("  ", "  ", assumption)
	}
	if len(s.levels.breaches) > 0 {
		p.line("")
		p.line("Breaches")
		p.line("")
		for _, b := range s.levels.breaches {
			p.item("  ", "      ", b.title()+" ("+b.state()+")")
			if cause := b.Cause(); cause != "" {
				p.item("      ", "      ", "because "+cause)
			}
			for a := range b.Actions() {
				p.item("      -> ", "         ", s.action(a))
			}
		}
	}
}

// assumption goes with every number that was composed of others.
const assumption = "Services are assumed to fail independently of each other; what they share counts once."

func (b *breach) title() string {
	of := b.About()
	return string(of.ID) + ": " + b.service + " missed " + string(of.Target) + " of " + string(of.Agreement)
}

func (s *summary) action(a sla.Action) string {
	state := "by " + a.Due.Format("2006-01-02")
	if !a.IsOpen() {
		state = "done"
	}
	return a.What + " (" + s.name(a.Owner) + ", " + state + ")"
}
