package openslo

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// workdays is the form of a target in days, as an annotation.
type workdays struct {
	Days     int   `json:"days"`
	DayOf    int64 `json:"dayOf,omitempty"` // nanoseconds
	EndOfDay bool  `json:"endOfDay,omitempty"`
}

// Export writes the promise as one SLO. It lists what other tools cannot read from
// it, because it stands in annotations, by the field of the target.
//
// It refuses, all problems joined, over [ownership.ErrInvalid], what is no SLO at all: an amount, a share
// of 100%, which leaves no budget, and a target without a cycle.
func Export(p Promise) ([]byte, []Left, error) {
	w := writer{notes: map[string]any{}, objective: map[string]any{}}
	w.target(&p)
	if err := errors.Join(w.problems...); err != nil {
		return nil, nil, err
	}
	metadata := map[string]any{"name": w.name(string(p.Target.ID))}
	if len(w.notes) > 0 {
		metadata["annotations"] = w.notes
	}
	text, err := yaml.Marshal(map[string]any{
		"apiVersion": "openslo/v1",
		"kind":       "SLO",
		"metadata":   metadata,
		"spec": map[string]any{
			"service":         string(p.Service),
			"indicatorRef":    w.name(string(p.Card.Measure)),
			"timeWindow":      []any{w.window},
			"budgetingMethod": w.method,
			"objectives":      []any{w.objective},
		},
	})
	return text, w.left, err
}

// A writer collects the parts of a document.
type writer struct {
	notes     map[string]any
	window    map[string]any
	method    string
	objective map[string]any
	left      []Left
	problems  []error
}

func (w *writer) refuse(path, format string, args ...any) {
	w.problems = append(w.problems, &ownership.Error{
		Op: "write SLO", Path: path, Err: fmt.Errorf("%w: %s", ownership.ErrInvalid, fmt.Sprintf(format, args...)),
	})
}

// note keeps something in an annotation, where only this package looks for it.
func (w *writer) note(key, value, field, why string) {
	w.notes[annotation+key] = value
	if field != "" {
		w.left = append(w.left, Left{field, strconv.Quote(value), why})
	}
}

func (w *writer) target(p *Promise) {
	t := &p.Target
	if _, err := sla.ParseTargetID(string(t.ID)); err != nil {
		w.refuse("id", "%v", err)
	}
	if _, err := ownership.ParseServiceID(string(p.Service)); err != nil {
		w.refuse("service", "%v", err)
	}
	if p.Card.Measure != t.Measure {
		w.refuse("measure", "%.40q, and the card is of %.40q", t.Measure, p.Card.Measure)
	}
	if _, err := sla.ParseMeasure(string(t.Measure)); err != nil {
		w.refuse("measure", "%v", err)
	}
	if n := w.name(string(t.ID)); n != string(t.ID) {
		w.note("id", string(t.ID), "id", "names have 63 small letters, digits and dashes at most")
	}
	if t.Service != "" {
		w.note("service", string(t.Service), "", "")
	}
	direction, err := p.Card.Direction.MarshalText()
	if err != nil || p.Card.Direction == 0 {
		w.refuse("card.direction", "want at least or at most")
	}
	w.note("measure", string(p.Card.Measure), "", "")
	w.note("unit", p.Card.Unit, "", "")
	w.note("direction", string(direction), "", "")
	if t.Class != "" {
		w.note("class", t.Class, "class", "objectives are for all cases")
	}
	if t.Calendar != "" {
		w.note("calendar", t.Calendar, "calendar", "objectives hold around the clock")
	}
	w.cycle(t.Cycle)
	w.level(p)
}

func (w *writer) cycle(c sla.Cycle) {
	if _, err := sla.ParseCycle(c.String()); err != nil || c.IsZero() {
		w.refuse("cycle", "want a month, quarter, year or a number of days")
		return
	}
	if c.Days > 0 {
		w.window = map[string]any{"duration": strconv.Itoa(c.Days) + "d", "isRolling": true}
		if c.Zone != "UTC" {
			w.note("zone", c.Zone, "cycle", "rolling windows have no zone")
		}
		return
	}
	w.window = map[string]any{
		"duration": map[int]string{1: "1M", 3: "1Q", 12: "1Y"}[c.Months], "isRolling": false,
		"calendar": map[string]any{"startTime": "2000-01-01 00:00:00", "timeZone": c.Zone},
	}
}

func (w *writer) level(p *Promise) {
	o := p.Target.Objective
	good := o.Share
	w.method = "Occurrences"
	switch {
	case p.Card.Measure == sla.Availability:
		w.method = "Timeslices"
		w.objective["timeSliceTarget"], w.objective["timeSliceWindow"] = 1, "1m"
		w.note("slices", "whole minutes", "measure", "an availability counts all time, and slices are whole minutes")
	case p.Card.Unit == sla.UnitShare && p.Card.Direction == sla.AtMost:
		good = sla.Whole - o.Share
	case p.Card.Unit == sla.UnitTime:
		w.within(o.Within)
	case p.Card.Unit != sla.UnitShare:
		w.refuse("objective.amount", "an amount of %s is no share of anything", p.Card.Unit)
	}
	if good < 0 || good >= sla.Whole {
		w.refuse("objective.share", "%s leaves no budget, which an objective has to have", o.Share)
		return
	}
	w.objective["target"] = json.RawMessage(decimal(int64(good), int64(sla.Whole)))
}

func (w *writer) within(t sla.Target) {
	if t.ThroughHolds {
		w.note("through-holds", "true", "objective.within", "objectives know no holds")
	}
	if t.Days > 0 || t.EndOfDay {
		text, err := json.Marshal(workdays{t.Days, int64(t.DayOf), t.EndOfDay})
		if err != nil {
			w.refuse("objective.within", "%v", err)
		}
		w.note("days", string(text), "objective.within", "a value has a fixed length, and a working day has not")
		return
	}
	w.objective["op"] = "lte"
	exact := decimal(int64(t.Time), 1_000_000_000)
	w.objective["value"] = json.RawMessage(exact)
	f, err := strconv.ParseFloat(exact, 64)
	if read, ok := number(strconv.FormatFloat(f, 'g', -1, 64)); err != nil || !ok || read.Cmp(big.NewRat(int64(t.Time), 1_000_000_000)) != 0 {
		w.note("time", exact, "objective.within", "numbers have about 16 digits")
	}
}

// decimal writes n / whole, whole a power of ten, without rounding.
func decimal(n, whole int64) string {
	digits := len(strconv.FormatInt(whole, 10)) - 1
	text := new(big.Rat).SetFrac64(n, whole).FloatString(digits)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

var outside = regexp.MustCompile(`[^a-z0-9]+`)

// name makes a name of OpenSLO out of s.
func (w *writer) name(s string) string {
	s = strings.Trim(outside.ReplaceAllString(strings.ToLower(s), "-"), "-")
	if s = strings.TrimRight(s[:min(len(s), 63)], "-"); s == "" {
		return "target"
	}
	return s
}
