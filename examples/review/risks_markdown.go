package main

import (
	"fmt"
	"strings"
)

// markdown writes what text does, for a page.
func (r *risks) markdown(out *page, s *summary) {
	out.line("")
	out.line("## Risks")
	out.line("")
	for l := range strings.Lines(r.heat.Markdown()) {
		out.line(strings.TrimSuffix(l, "\n"))
	}
	if len(r.above) > 0 {
		out.line("")
		out.line(fmt.Sprintf("### Above appetite (%d), decisions missing: %d", len(r.above), r.missing()))
		out.line("")
		out.line("| Risk | Level | Loss a year | Decided by | Decision |")
		out.line("|---|---|---|---|---|")
		for _, d := range r.above {
			out.line(markdownRow(d.cells()))
		}
	}
	if len(r.burdens) > 0 {
		out.line("")
		out.line("### Expected annual loss by owner")
		out.line("")
		for _, b := range r.burdens {
			out.line("- " + escape(s.bearer(b)+": "+amounts(b)))
		}
	}
	if len(r.unseen) > 0 {
		out.line("")
		out.line(fmt.Sprintf("### Risks that nobody wrote down (%d)", len(r.unseen)))
		out.line("")
		for _, u := range r.unseen {
			out.line("- **" + escape(u.Scope.String()) + "**: " + escape(u.Entry.Title+again(u)))
		}
	}
	if len(r.calendar) > 0 {
		out.line("")
		out.line("### Due until " + s.at.AddDate(0, 0, 90).Format("2006-01-02"))
		out.line("")
		for _, d := range r.calendar {
			out.line("- " + escape(dated(d)))
		}
	}
}
