package lifecycle

import (
	"slices"
	"strconv"
	"strings"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// Markdown writes d for people, part by part. The same dossier gives the same text,
// whatever names and words are in it. Instants are shown in UTC.
func (d Dossier) Markdown() string {
	g := &page{}
	name := string(d.Service)
	if d.Facts.Name != "" {
		name = d.Facts.Name + " (" + name + ")"
	}
	g.say("# Dossier: %s\n\nAs of %s.", name, dateText(d.At))
	if !d.Declared {
		g.say("\nNobody has declared this service.")
	}
	d.writeStanding(g)
	d.writeDefinition(g)
	d.writeEntry(g)
	d.writeOwnership(g)
	d.writeAgreements(g)
	d.writeUnderpinning(g)
	d.writeBreaches(g)
	d.writeRisks(g)
	d.writeChanges(g)
	d.writeImprovements(g)
	d.writeContinuity(g)
	d.writeFindings(g)
	return g.text.String()
}

// open writes the title of a part and who answers for it.
func open[T any](g *page, title string, part Answered[T]) T {
	g.head(title)
	who := answerText(part.Answer)
	if part.Answer.State != ownership.Vacant {
		who += " by " + part.Answer.Via.String()
	}
	ask := "nobody may"
	if len(part.Ask) > 0 {
		ask = commas(part.Ask) + " may"
	}
	g.say("For %s answers: %s. Now %s.\n", part.Activity, who, ask)
	return part.Of
}

func (d *Dossier) writeStanding(g *page) {
	s := open(g, "Where it stands", d.Standing)
	if s.Status == "" {
		g.say("Nobody has recorded where it stands.")
		return
	}
	g.say("It is %s since %s, in the %s.\n", s.Status, dateText(s.Since), s.Section)
	g.table("When", "To", "Event", "By", "Gate", "Noted there", "Why")
	for _, step := range s.Steps {
		var noted []string
		for _, f := range step.Findings {
			noted = append(noted, string(f.Code))
		}
		by := actorText(step.Proof)
		if step.Source != "" {
			by = "taken over from " + step.Source
		}
		g.row(dateText(step.At), string(step.To), string(step.Event), by, string(step.Gate), strings.Join(noted, ", "), step.Reason)
	}
}

func (d *Dossier) writeDefinition(g *page) {
	v := open(g, "Definition", d.Definition)
	if v.Number == 0 {
		g.say("There is none.")
		return
	}
	g.say("Version %s, written %s by %s; %s; %s.\n", v.Number, dateText(v.Written.At), actorText(v.Written.Proof),
		doneText("confirmed", v.Confirmed), doneText("approved", v.Approved))
	g.table("Part", "Text", "Figures")
	for name, part := range v.Definition.Parts() {
		var figures []string
		for _, q := range part.Figures {
			figures = append(figures, q.String())
		}
		g.row(name, part.Text, strings.Join(figures, ", "))
	}
}

func doneText(what string, a Act) string {
	if a.At.IsZero() {
		return "not " + what
	}
	return what + " " + dateText(a.At) + " by " + actorText(a.Proof)
}

func (d *Dossier) writeEntry(g *page) {
	l := open(g, "Catalogue entry", d.Entry)
	if !l.Listed {
		g.say("There is none.")
		return
	}
	g.say("Listed as %s: %s", l.Entry.Name, l.Entry.Text)
	if l.Entry.Request != "" {
		g.say("\nHow to ask for it: %s", l.Entry.Request)
	}
	g.say("\nLast looked at %s, %s ago.", dateText(l.Looked.At), daysText(l.Age))
}

func (d *Dossier) writeOwnership(g *page) {
	o := open(g, "Ownership", d.Ownership)
	acting := "nobody"
	if o.Acting.Person != "" {
		acting = string(o.Acting.Person)
	}
	g.say("Owner: %s. Acting now: %s.", answerText(o.Owner), acting)
	if len(o.Deputies) == 0 {
		g.say("\nThere is no deputy.")
		return
	}
	names := make([]ownership.PartyID, len(o.Deputies))
	for i, h := range o.Deputies {
		names[i] = h.Party
	}
	g.say("\nDeputies, by rank: %s.", commas(names))
}

func (d *Dossier) writeAgreements(g *page) {
	list := open(g, "Agreements", d.Agreements)
	if len(list) == 0 {
		g.say("Nothing is agreed.")
	} else {
		g.table("Agreement", "Kind", "With", "Status", "Version")
		for _, a := range list {
			version := "none in force"
			if v, ok := a.VersionAt(d.At); ok {
				version = strconv.Itoa(v.No)
			}
			g.row(string(a.ID()), a.Kind().String(), string(a.Counterparty()), a.Status(d.At).String(), version)
		}
	}
	kept := open(g, "Promises and what became of them", d.Attained)
	if len(kept) == 0 {
		g.say("Nothing is promised.")
		return
	}
	g.table("Agreement", "Target", "From", "To", "Promised", "Actual", "Verdict")
	for i := range kept {
		a := &kept[i]
		g.row(string(a.Agreement), string(a.Target.ID), dateText(a.Period.From), dateText(a.Period.Until), a.PromisedText(), a.ActualText(), a.Verdict.String())
	}
}

func (d *Dossier) writeUnderpinning(g *page) {
	u := open(g, "What it rests on", d.Underpinning)
	if len(u.Links) == 0 {
		g.say("It depends on nothing.")
		return
	}
	g.table("Depends on", "Covered", "By", "Availability")
	for _, l := range u.Links {
		share := ""
		if l.Best != "" {
			share = l.Availability.String()
		}
		g.row(string(l.On), l.Cover.String(), commas(l.Agreements), share)
	}
	g.say("\nOf availability %s can be promised.", u.Able.Chance)
	chain := make([]string, len(u.Weakest))
	for i, l := range u.Weakest {
		chain[i] = l.String()
	}
	if len(chain) > 0 {
		g.say("\nThe weakest chain: %s.", strings.Join(chain, ", "))
	}
}

func (d *Dossier) writeBreaches(g *page) {
	list := open(g, "Breaches", d.Breaches)
	if len(list) == 0 {
		g.say("None is recorded.")
		return
	}
	g.table("Breach", "Target", "From", "To", "Status", "Cause", "Done about it")
	for _, b := range list {
		of := b.About()
		g.row(string(of.ID), string(of.Agreement)+" "+string(of.Target), dateText(of.Period.From), dateText(of.Period.Until),
			b.Status().String(), b.Cause(), actionsText(slices.Collect(b.Actions())))
	}
}

func actionsText(list []sla.Action) string {
	var out []string
	for _, a := range list {
		state := "done"
		if a.IsOpen() {
			state = "due " + dateText(a.Due)
		}
		out = append(out, a.What+" ("+string(a.Owner)+", "+state+")")
	}
	return strings.Join(out, "; ")
}

func (d *Dossier) writeRisks(g *page) {
	list := open(g, "Risks", d.Risks)
	if len(list) == 0 {
		g.say("The risk register has no entry.")
		return
	}
	g.table("Risk", "What may happen", "Status", "Level", "Acceptance", "Why so", "Next review")
	for _, k := range list {
		level := ""
		if act, ok := k.Risk.Assessed(risk.Current); ok {
			level = string(act.Assessment.Level)
		}
		var why []string
		for _, f := range k.Standing.Findings {
			why = append(why, string(f.Code))
		}
		e := k.Risk.Entry()
		g.row(string(k.Risk.ID()), e.Cause+": "+e.Event+": "+e.Consequence, k.Risk.Status().String(), level,
			k.Standing.Footing.String(), strings.Join(why, ", "), dateText(k.Risk.NextReview()))
	}
}

func (d *Dossier) writeChanges(g *page) {
	list := open(g, "Changes and releases", d.Changes)
	if len(list) == 0 {
		g.say("None was put to the vote.")
		return
	}
	g.table("Number", "Kind", "Title", "Vote for this service", "Decision")
	for _, c := range list {
		ballot, _ := c.Ballot()
		vote := "none"
		if v, ok := c.VoteOf(d.Service); ok {
			vote = yesText(v.Approve) + " by " + actorText(v.Proof)
		}
		decision := "pending"
		if approved, settled := c.Outcome(); settled {
			decision = yesText(approved)
		}
		g.row(string(c.Key()), ballot.Kind.String(), ballot.Title, vote, decision)
	}
}

func yesText(yes bool) string {
	if yes {
		return "approved"
	}
	return "refused"
}

func (d *Dossier) writeImprovements(g *page) {
	list := open(g, "Improvements", d.Improvements)
	if len(list) == 0 {
		g.say("There are none.")
		return
	}
	g.table("Number", "Title", "From", "Progress", "Due", "Effect")
	for _, m := range list {
		intent, _ := m.Intent()
		text := ""
		if effect, _, met, ok := m.Effect(); ok {
			text = effect.Value.String() + ", short of the goal"
			if met {
				text = effect.Value.String() + ", as wanted"
			}
		}
		aim := m.Aim()
		g.row(string(m.Key()), aim.Title, strings.TrimSpace(aim.Origin.String()+" "+aim.Cause), m.Progress().String(), dateText(intent.Due), text)
	}
}

func (d *Dossier) writeContinuity(g *page) {
	c := open(g, "Restore", d.Continuity)
	if len(c.Elements) == 0 {
		g.say("Nothing is recorded.")
		return
	}
	g.table("Needed", "Where", "In place since", "Last tried")
	for _, e := range c.Elements {
		g.row(string(e.Need), e.Where, dateText(e.Since), dateText(e.Tried))
	}
}

func (d *Dossier) writeFindings(g *page) {
	list := open(g, "Findings", d.Findings)
	if len(list) == 0 {
		g.say("Nothing was found.")
		return
	}
	g.table("Weight", "Rule", "About", "Finding", "Remedy", "Ask")
	for _, o := range list {
		weight := o.Severity.String()
		if o.Waived != nil {
			weight += ", waived by " + string(o.Waived.Author)
		}
		g.row(weight, string(o.Code), o.Subject.String(), o.Text(), o.Remedy(), commas(o.Ask))
	}
}
