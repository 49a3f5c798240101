package risk

import (
	"fmt"
	"strconv"
	"strings"
)

// The measures of the drawing, in its own units.
const (
	svgCellWidth  = 120
	svgCellHeight = 60
	svgLeft       = 150 // for the names of the steps of likelihood
	svgTop        = 40  // for the title
	svgBottom     = 50  // for the names of the steps of impact
	svgLabel      = 18  // runes of a name; the whole name is the tooltip
)

// SVG draws m as a picture that stands for itself: no scripts, no fonts, nothing
// loaded from elsewhere. Cells have the colour of their level, or one from green to
// red by its rank; the risks of a cell are its tooltip. The same map gives the same
// bytes.
func (m HeatMap) SVG() string {
	var b strings.Builder
	width, height := svgLeft+svgCellWidth*max(len(m.Grid.Impact), 1), svgTop+svgCellHeight*len(m.Cells)+svgBottom
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="12">`+"\n",
		width, height, width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n", xmlText(m.title()))
	fmt.Fprintf(&b, `<text x="8" y="24" font-size="16">%s</text>`+"\n", xmlText(m.title()))
	for i := len(m.Cells) - 1; i >= 0; i-- {
		y := svgTop + svgCellHeight*(len(m.Cells)-1-i)
		label(&b, 8, y+svgCellHeight/2+4, "start", stepLabel(m.Grid.Likelihood, i))
		for j := range m.Cells[i] {
			m.drawCell(&b, svgLeft+svgCellWidth*j, y, i, j)
		}
	}
	for j, s := range m.Grid.Impact {
		label(&b, svgLeft+svgCellWidth*j+svgCellWidth/2, height-svgBottom+18, "middle", s.Label())
	}
	if n := len(m.Unplaced); n > 0 {
		fmt.Fprintf(&b, `<g><title>%s</title><text x="8" y="%d">not on the grid: %d</text></g>`+"\n", xmlText(joined(m.Unplaced)), height-10, n)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (m *HeatMap) drawCell(b *strings.Builder, x, y, i, j int) {
	h := m.Cells[i][j]
	level := m.level(h.Level)
	colour := level.Colour
	if !isColour(colour) {
		colour = colourOf(m.Grid.rank(h.Level), len(m.Grid.Levels))
	}
	ink := inkOn(colour)
	b.WriteString("<g>")
	if len(h.Risks) > 0 {
		fmt.Fprintf(b, "<title>%s</title>", xmlText(joined(h.Risks)))
	}
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s" stroke="#FFFFFF"/>`, x, y, svgCellWidth, svgCellHeight, colour)
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle" fill="%s">%s</text>`, x+svgCellWidth/2, y+18, ink, xmlText(shortened(level.Label())))
	if len(h.Risks) > 0 {
		fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle" fill="%s" font-size="22">%d</text>`, x+svgCellWidth/2, y+46, ink, len(h.Risks))
	}
	b.WriteString("</g>\n")
}

func label(b *strings.Builder, x, y int, anchor, name string) {
	fmt.Fprintf(b, `<g><title>%s</title><text x="%d" y="%d" text-anchor="%s">%s</text></g>`+"\n", xmlText(name), x, y, anchor, xmlText(shortened(name)))
}

// shortened cuts a name to what a cell has room for.
func shortened(s string) string {
	runes := []rune(s)
	if len(runes) <= svgLabel {
		return s
	}
	return string(runes[:svgLabel-1]) + "…"
}

// xmlText makes any text a part of an XML document: markup is escaped, and what XML
// cannot hold becomes U+FFFD.
func xmlText(s string) string {
	return xmlEscaper.Replace(strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return ' '
		case r < ' ', r == 0xFFFE, r == 0xFFFF:
			return 0xFFFD
		}
		return r // Map has made U+FFFD of what is not UTF-8
	}, s))
}

var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;")

// colourOf goes from green over yellow to red by rank.
func colourOf(rank, levels int) string {
	if rank < 0 || levels < 2 {
		return "#CCCCCC"
	}
	red, green := 510*rank/(levels-1), 510-510*rank/(levels-1)
	return fmt.Sprintf("#%02X%02X40", min(red, 255), min(green, 255))
}

// inkOn is black or white, whichever can be read on the colour.
func inkOn(colour string) string {
	rgb, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil || 299*(rgb>>16)+587*(rgb>>8&0xFF)+114*(rgb&0xFF) >= 128*1000 {
		return "#000000"
	}
	return "#FFFFFF"
}
