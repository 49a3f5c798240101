package main

// levelsMarkdown writes what is promised, whether it held and what it rests on.
func (p *page) levelsMarkdown(s *summary) {
	if len(s.levels.promises) > 0 {
		p.line("")
		p.line("# What is promised, and whether it held")
		p.line("")
		p.line("| Service | Promise | Level | Last cycle | Held | Borne |")
		p.line("|---|---|---|---|---|---|")
		for _, v := range s.levels.promises {
			p.line(markdownRow(v.cells()))
		}
	}
	if len(s.levels.footings) > 0 {
		p.line("")
		p.line("# What can be promised, and what holds it back")
		p.line("")
		p.line("| Service | Able | Weakest chain |")
		p.line("|---|---|---|")
		for _, f := range s.levels.footings {
			p.line(markdownRow([]string{f.service, f.Able.String(), f.chain()}))
		}
		p.line("")
		p.line(escape(assumption))
	}
	if len(s.levels.breaches) > 0 {
		p.line("")
		p.line("# Breaches")
		p.line("")
		for _, b := range s.levels.breaches {
			text := "- **" + escape(b.title()) + "** " + escape(b.state())
			if cause := b.Cause(); cause != "" {
				text += "; because " + escape(cause)
			}
			p.line(text)
			for a := range b.Actions() {
				p.line("  - " + escape(s.action(a)))
			}
		}
	}
}
