package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// options are what the command line asks for.
type options struct {
	file      string // empty: the sample
	at, known time.Time
	format    string
	min       ownership.Severity
	fail      ownership.Severity // unset: never
}

func parseFlags(args []string, stderr io.Writer) (options, error) {
	o := options{format: "text", min: ownership.SeverityInfo}
	f := flag.NewFlagSet("review", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {} // only a call for help prints it, not every slip
	f.Func("at", "the `instant` that the review is about, 2026-03-01 or 2026-03-01T09:00:00Z;\ndefault: the document's, else now", instant(&o.at))
	f.Func("known", "review what was known at the `instant`; default: everything", instant(&o.known))
	f.Func("format", "`text`, json or markdown", func(s string) error {
		if _, ok := renderers[s]; !ok {
			return fmt.Errorf("want one of %s", strings.Join(slices.Sorted(maps.Keys(renderers)), ", "))
		}
		o.format = s
		return nil
	})
	f.Func("min", "the lowest `severity` shown: info, warning or error", severity(&o.min, "info", "warning", "error"))
	f.Func("fail", "exit with 1 on findings of the `severity` and graver ones: warning or error", severity(&o.fail, "warning", "error"))
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(stderr, "usage: review [flags] [FILE]\n\nReviews FILE (- for the standard input), or a sample organisation.")
			f.PrintDefaults()
		}
		return o, err
	}
	switch f.NArg() {
	case 0:
	case 1:
		if o.file = f.Arg(0); o.file == "" {
			return o, refuse(f, "the file name is empty")
		}
	default:
		return o, refuse(f, "one file at a time, and flags before it")
	}
	return o, nil
}

func refuse(f *flag.FlagSet, text string) error {
	fmt.Fprintln(f.Output(), text)
	return errors.New(text)
}

// exitOf is 0 for a call for help; the flag package has said what is wrong.
func exitOf(err error) int {
	if errors.Is(err, flag.ErrHelp) {
		return ran
	}
	return bad
}

func instant(to *time.Time) func(string) error {
	return func(s string) error {
		for _, layout := range []string{time.DateOnly, time.RFC3339} {
			if t, err := time.Parse(layout, s); err == nil && t.UTC().Year() >= 1 && t.UTC().Year() <= 9999 && !t.IsZero() {
				*to = t.UTC()
				return nil
			}
		}
		return errors.New("want a date like 2026-03-01 or an instant like 2026-03-01T09:00:00Z")
	}
}

func severity(to *ownership.Severity, allowed ...string) func(string) error {
	return func(s string) error {
		if !slices.Contains(allowed, s) {
			return fmt.Errorf("want one of %s", strings.Join(allowed, ", "))
		}
		return to.UnmarshalText([]byte(s))
	}
}
