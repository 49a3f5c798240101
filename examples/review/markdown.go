package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

func renderMarkdown(w io.Writer, s *summary) error {
	out := &page{Writer: bufio.NewWriter(w)}
	out.line("# Who answers for what")
	out.line("")
	out.line(strings.ToUpper(s.asOf()[:1]) + s.asOf()[1:] + ".")
	out.line("")
	out.line("| Service | State | Owner | Acting | Deputies | Levels |")
	out.line("|---|---|---|---|---|---|")
	for _, v := range s.services {
		cells := []string{v.name, v.owner.State.String(), s.who(v.owner), s.actor(v.acting), s.nameList(v.deputies), s.level(v.slm)}
		out.line(markdownRow(cells))
	}
	if s.levels != nil {
		out.levelsMarkdown(s)
	}
	if s.risks != nil {
		s.risks.markdown(out, s)
	}
	for severity, group := range s.groups() {
		out.line("")
		out.line(fmt.Sprintf("## %s (%d)", headings[severity], len(group)))
		out.line("")
		for _, f := range group {
			text := fmt.Sprintf("- **%s**: %s (`%s`, %s)", escape(f.Subject.String()), escape(f.Text()), f.Code, escape(sources(f)))
			if f.Waived != nil {
				text += fmt.Sprintf(" *waived by %s until %s: %s*", escape(s.name(f.Waived.Author)), f.Waived.Until.Format("2006-01-02"), escape(f.Waived.Reason))
			}
			out.line(text)
			out.line("  " + escape(f.Remedy()))
		}
	}
	if named := s.sources(); len(named) > 0 {
		out.line("")
		out.line("## Requirements named above")
		out.line("")
		for _, id := range named {
			out.line(fmt.Sprintf("- **%s**: %s", id, escape(id.Text())))
		}
	}
	out.line("")
	for _, l := range s.closing() {
		out.line(escape(l))
	}
	return out.Flush()
}

// markdownRow is a row of a table.
func markdownRow(cells []string) string {
	escaped := make([]string, len(cells))
	for i, c := range cells {
		escaped[i] = escape(c)
	}
	return "| " + strings.Join(escaped, " | ") + " |"
}

// escape keeps text from being read as Markdown or HTML.
func escape(s string) string {
	return markup.Replace(strings.Join(strings.Fields(clean(s)), " "))
}

var markup = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "|", `\|`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`)
