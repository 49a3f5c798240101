// Review reads a document about an organisation and prints who answers for which
// service, what is promised of it and whether that held, which risks there are and
// which decisions on them are missing, and what is
// wrong with it all.
//
//	go run ./examples/review                 the sample organisation in sample.json
//	go run ./examples/review FILE            your own; - is the standard input
//
// The document is described in document.schema.json beside this file. The exit status
// is 0 when the review ran, whatever it found; 1 when -fail asks for it; 2 when
// the flags or the input are bad, with every problem on the standard error. (go
// run turns every failure into 1: build the program, with -o to a place outside the
// repository, to tell them apart.)
package main

import (
	"io"
	"os"
	"time"
	_ "time/tzdata"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now))
}

// run is the whole program; now is asked only if nothing else names an instant.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, now func() time.Time) int {
	o, err := parseFlags(args, stderr)
	if err != nil {
		return exitOf(err)
	}
	doc, err := read(o.file, stdin)
	if err != nil {
		complain(stderr, o.file, err)
		return bad
	}
	reg, err := doc.Register()
	if err != nil {
		complain(stderr, o.file, err)
		return bad
	}
	switch {
	case !o.at.IsZero():
	case !doc.At.IsZero():
		o.at = doc.At
	default:
		o.at = now().UTC().Truncate(time.Second)
	}
	if !o.known.IsZero() {
		reg = reg.KnownAt(o.known)
	}
	s, err := newSummary(doc, reg, o)
	if err != nil {
		complain(stderr, o.file, err)
		return bad
	}
	if err := renderers[o.format](stdout, s); err != nil {
		complain(stderr, "output", err)
		return bad
	}
	if o.fail != 0 && s.fails(o.fail) {
		return failed
	}
	return ran
}

// The exit statuses.
const (
	ran    = 0
	failed = 1
	bad    = 2
)

var renderers = map[string]func(io.Writer, *summary) error{
	"text":     renderText,
	"json":     renderJSON,
	"markdown": renderMarkdown,
}
