package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/serviceowner/itsm/ownership"
)

// The columns of the table, with two blanks between them: 100 in all.
var columns = []column{{"SERVICE", 19}, {"STATE", 9}, {"OWNER", 19}, {"ACTING", 14}, {"DEPUTIES", 15}, {"LEVELS", 14}}

func renderText(w io.Writer, s *summary) error {
	out := &page{Writer: bufio.NewWriter(w)}
	out.line("Who answers for what, " + s.asOf())
	out.line("")
	out.table(columns, nil)
	for _, v := range s.services {
		deputies := s.nameList(v.deputies)
		if deputies == "" {
			deputies = "-"
		}
		out.table(columns, []string{v.name, v.owner.State.String(), s.who(v.owner), s.actor(v.acting), deputies, s.level(v.slm)})
	}
	if s.levels != nil {
		out.levels(s)
	}
	if s.risks != nil {
		s.risks.text(out, s)
	}
	for severity, group := range s.groups() {
		out.line("")
		out.line(fmt.Sprintf("%s (%d)", headings[severity], len(group)))
		var last ownership.Code
		for i, f := range group {
			if f.Code != last {
				out.line("")
				out.line("  " + clean(string(f.Code)) + "  " + clean(sources(f)))
				last = f.Code
			}
			out.item("    ", "      ", f.Subject.String()+": "+f.Text())
			if f.Waived != nil {
				out.item("      ", "      ", "(waived by "+s.name(f.Waived.Author)+" until "+f.Waived.Until.Format("2006-01-02")+": "+f.Waived.Reason+")")
			}
			// A remedy that fits several findings is said after the last of them.
			if next := i + 1; next == len(group) || group[next].Code != f.Code || group[next].Remedy() != f.Remedy() {
				out.item("    -> ", "       ", f.Remedy())
			}
		}
	}
	if named := s.sources(); len(named) > 0 {
		out.line("")
		out.line("Requirements named above")
		out.line("")
		for _, id := range named {
			out.item(fmt.Sprintf("  %-4s ", id), "       ", id.Text())
		}
	}
	out.line("")
	for _, l := range s.closing() {
		out.item("", "", l)
	}
	return out.Flush()
}

// sources returns the requirements that the findings name, in their own order.
func (s *summary) sources() (out []ownership.Source) {
	named := map[ownership.Source]bool{}
	for _, f := range s.findings {
		for _, id := range f.Sources {
			named[id] = true
		}
	}
	for id := range ownership.Sources() {
		if named[id] {
			out = append(out, id)
		}
	}
	return out
}

// closing sums up all that was found, shown or not.
func (s *summary) closing() []string {
	lines := []string{fmt.Sprintf("%s, %s, %s; %d of them waived. %s read %s.",
		count(s.found[ownership.SeverityError], "error"), count(s.found[ownership.SeverityWarning], "warning"),
		count(s.found[ownership.SeverityInfo], "note"), s.waived,
		count(len(s.rules()), "rule"), count(len(s.read()), "subject"))}
	if s.levels == nil {
		lines = append(lines, "Promises were not reviewed: the document has none of the sections agreements, promises, measurements, breaches and meetings.")
	}
	if s.risks == nil {
		lines = append(lines, "Risks were not reviewed: the document has none of the sections criteria, continuity and risks.")
	}
	switch s.hidden {
	case 0:
	case 1:
		lines = append(lines, "1 milder finding is not shown.")
	default:
		lines = append(lines, fmt.Sprintf("%d milder findings are not shown.", s.hidden))
	}
	for _, m := range s.coming {
		lines = append(lines, fmt.Sprintf("Matrix %s was read as well; it is in force from %s.", m.Version(), m.From().Format("2006-01-02")))
	}
	return lines
}

// count is so many of the things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// A page writes lines of at most lineWidth columns.
type page struct {
	*bufio.Writer
}

// line writes s; errors come out of Flush.
func (p *page) line(s string) {
	_, _ = p.WriteString(strings.TrimRight(s, " ") + "\n")
}

// item writes text behind first, and its further lines behind rest.
func (p *page) item(first, rest, text string) {
	for i, l := range wrap(clean(text), lineWidth-max(width(first), width(rest))) {
		if i > 0 {
			first = rest
		}
		p.line(first + l)
	}
}

// A column of a table.
type column struct {
	title string
	width int
}

// table writes a row of a table, or its titles for no cells; a cell may take several
// lines.
func (p *page) table(columns []column, cells []string) {
	if cells == nil {
		for _, c := range columns {
			cells = append(cells, c.title)
		}
	}
	wrapped, height := make([][]string, len(cells)), 0
	for i, c := range cells {
		wrapped[i] = wrap(clean(c), columns[i].width)
		height = max(height, len(wrapped[i]))
	}
	for y := range height {
		var b strings.Builder
		for i, lines := range wrapped {
			cell := ""
			if y < len(lines) {
				cell = lines[y]
			}
			b.WriteString(pad(cell, columns[i].width) + "  ")
		}
		p.line(b.String())
	}
}
