package openslo

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// A Promise is one target with what it takes to understand it.
type Promise struct {
	Service ownership.ServiceID
	Target  sla.LevelTarget
	Card    sla.MeasureCard

	// Left is what was not carried over, in the order of the paths.
	Left []Left
}

// annotation is the beginning of the keys under which documents keep what OpenSLO
// has no place for.
const annotation = "itsm.serviceowner/"

// Import reads every SLO of the file: a promise for each objective, in the order of
// the file. The error joins everything that is malformed, over
// [ownership.ErrInvalid], each with its path; objects of other kinds are errors,
// because what they say would be lost.
func Import(file []byte) ([]Promise, error) {
	var out []Promise
	var problems []error
	for i, doc := range documents(file) {
		t, err := parse(doc)
		if err != nil {
			problems = append(problems, fmt.Errorf("document %d: %w", i+1, err))
			continue
		}
		if t.root == nil { // an empty document
			continue
		}
		r := reader{tree: t, document: i + 1}
		promises := r.promises()
		if r.problems != nil {
			problems = append(problems, r.problems...)
			continue
		}
		out = append(out, promises...)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return out, nil
}

// A reader reads one document.
type reader struct {
	*tree
	document int
	problems []error
}

func (r *reader) bad(path, format string, args ...any) {
	r.problems = append(r.problems, &ownership.Error{
		Op: fmt.Sprintf("read document %d", r.document), Path: path,
		Err: fmt.Errorf("%w: %s", ownership.ErrInvalid, fmt.Sprintf(format, args...)),
	})
}

func (r *reader) note(key string) string {
	r.taken["metadata.annotations."+annotation+key] = true
	notes, _ := r.at("metadata.annotations").(map[string]any)
	s, _ := notes[annotation+key].(string)
	return s
}

func (r *reader) promises() []Promise {
	if v := r.text("apiVersion"); v != "openslo/v1" {
		r.bad("apiVersion", "%.40q, want openslo/v1", v)
	}
	if k := r.text("kind"); k != "SLO" {
		r.bad("kind", "%.40q, want SLO", k)
	}
	objectives, _ := r.at("spec.objectives").([]any)
	if len(objectives) == 0 {
		r.bad("spec.objectives", "missing")
	}
	name, service := r.text("metadata.name"), ownership.ServiceID(r.text("spec.service"))
	if _, err := ownership.ParseServiceID(string(service)); err != nil {
		r.bad("spec.service", "%v", err)
	}
	common := sla.LevelTarget{Cycle: r.cycle(), Class: r.note("class"), Calendar: r.note("calendar")}
	card := r.card()
	common.Measure = card.Measure
	if about := r.note("service"); about != "" {
		common.Service = ownership.ServiceID(about)
	}
	if id := r.note("id"); id != "" {
		name = id
	}
	var out []Promise
	for i := range objectives {
		p := Promise{Service: service, Target: common, Card: card}
		p.Target.ID = sla.TargetID(name)
		if len(objectives) > 1 {
			p.Target.ID = sla.TargetID(name + "-" + strconv.Itoa(i+1))
		}
		if _, err := sla.ParseTargetID(string(p.Target.ID)); err != nil {
			r.bad("metadata.name", "%v", err)
		}
		p.Target.Objective = r.objective(fmt.Sprintf("spec.objectives[%d]", i), card)
		out = append(out, p)
	}
	left := r.rest()
	for i := range out {
		// What another objective says is not left by this one.
		out[i].Left = slices.DeleteFunc(slices.Clone(left), func(l Left) bool {
			return strings.HasPrefix(l.Path, "spec.objectives[") && !strings.HasPrefix(l.Path, fmt.Sprintf("spec.objectives[%d]", i))
		})
	}
	return out
}

// card says what is measured: by annotation, or else availability for time slices,
// and for events a share of good ones, named after the indicator.
func (r *reader) card() sla.MeasureCard {
	method := r.text("spec.budgetingMethod")
	if m := r.note("measure"); m != "" {
		c := sla.MeasureCard{Measure: sla.Measure(m), Unit: r.note("unit")}
		if err := c.Direction.UnmarshalText([]byte(r.note("direction"))); err != nil {
			r.bad("metadata.annotations", "%v", err)
		}
		r.text("spec.indicatorRef")
		return c
	}
	switch method {
	case "Timeslices", "RatioTimeslices":
		return sla.MeasureCard{Measure: sla.Availability, Unit: sla.UnitShare, Direction: sla.AtLeast}
	case "Occurrences":
	default:
		r.bad("spec.budgetingMethod", "%.40q, want Occurrences, Timeslices or RatioTimeslices", method)
	}
	name := r.text("spec.indicatorRef")
	if name == "" {
		name = r.text("spec.indicator.metadata.name")
	}
	if _, err := sla.ParseMeasure(name); err != nil {
		r.bad("spec.indicator", "no name to call the measure by: %v", err)
	}
	return sla.MeasureCard{Measure: sla.Measure(name), Unit: sla.UnitShare, Direction: sla.AtLeast}
}

var duration = regexp.MustCompile(`^([1-9][0-9]{0,5})([mhdwMQY])$`)

// cycle reads the time window. The zero Cycle is a window that is no cycle, which
// has been left.
func (r *reader) cycle() sla.Cycle {
	const window = "spec.timeWindow[0]"
	windows, _ := r.at("spec.timeWindow").([]any)
	if len(windows) == 0 {
		r.left = append(r.left, Left{"spec.timeWindow", "null", "missing: choose a cycle"})
		return sla.Cycle{}
	}
	if len(windows) > 1 {
		r.bad("spec.timeWindow", "%d windows, want one", len(windows))
	}
	text, rolling := r.text(window+".duration"), r.flag(window+".isRolling")
	m := duration.FindStringSubmatch(text)
	if m == nil {
		r.bad(window+".duration", "%.40q, want a form like 28d or 1M", text)
		return sla.Cycle{}
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		r.bad(window+".duration", "%v", err)
	}
	zone := "UTC"
	if rolling {
		if z := r.note("zone"); z != "" {
			zone = z
		}
	} else if z := r.text(window + ".calendar.timeZone"); z != "" {
		zone = z
	}
	var c sla.Cycle
	switch unit := m[2]; {
	case unit == "m":
		r.leave(window+".duration", "m is for minutes, which are no cycle; a month is 1M: choose a cycle")
		return sla.Cycle{}
	case unit == "d" && rolling:
		c = sla.RollingIn(n, zone)
	case unit == "w" && rolling:
		c = sla.RollingIn(7*n, zone)
	case unit == "M" && n == 1 && !rolling:
		c = sla.MonthlyIn(zone)
	case (unit == "Q" && n == 1 || unit == "M" && n == 3) && !rolling:
		c = sla.QuarterlyIn(zone)
	case (unit == "Y" && n == 1 || unit == "M" && n == 12) && !rolling:
		c = sla.YearlyIn(zone)
	default:
		r.leave(window+".duration", "there is no such cycle: choose one")
		return sla.Cycle{}
	}
	if _, err := sla.ParseCycle(c.String()); err != nil {
		r.bad(window, "%v", err)
	}
	if !rolling {
		r.begins(window+".calendar.startTime", c)
	}
	return c
}

// begins looks whether civil cycles begin when the document says.
func (r *reader) begins(path string, c sla.Cycle) {
	text := r.text(path)
	if text == "" {
		return
	}
	start, err := time.Parse(time.DateTime, text)
	if err != nil {
		r.bad(path, "%.40q, want a form like 2026-01-01 00:00:00", text)
		return
	}
	if start.Day() != 1 || (int(start.Month())-1)%c.Months != 0 || !start.Equal(start.Truncate(24*time.Hour)) {
		r.leave(path, "civil cycles begin with the first day of the month, quarter or year, at midnight")
	}
}

func (r *reader) objective(path string, card sla.MeasureCard) sla.Objective {
	var o sla.Objective
	switch share, percent := r.text(path+".target"), r.text(path+".targetPercent"); {
	case share != "" && percent != "":
		r.bad(path, "both target and targetPercent")
	case share != "":
		o.Share = r.share(path+".target", share, 1)
	case percent != "":
		o.Share = r.share(path+".targetPercent", percent, 100)
	default:
		r.bad(path+".target", "missing")
	}
	if card.Direction == sla.AtMost && card.Unit == sla.UnitShare {
		o.Share = sla.Whole - o.Share // so many good are so few bad
	}
	if card.Unit == sla.UnitTime {
		r.within(path, &o)
	}
	if card.Measure == sla.Availability {
		for _, field := range []string{".timeSliceTarget", ".timeSliceWindow"} {
			if r.at(path+field) != nil && !r.ownSlices(path) {
				r.leave(path+field, "an availability is counted in time that was good, not in slices")
			}
		}
	}
	return o
}

// ownSlices takes the slices that Export writes, which mean the same.
func (r *reader) ownSlices(path string) bool {
	if r.note("slices") == "" {
		return false
	}
	r.text(path + ".timeSliceTarget")
	r.text(path + ".timeSliceWindow")
	return true
}

// within reads the time of a case.
func (r *reader) within(path string, o *sla.Objective) {
	o.Within.ThroughHolds = r.note("through-holds") == "true"
	if days := r.note("days"); days != "" {
		var form workdays
		if err := json.Unmarshal([]byte(days), &form); err != nil {
			r.bad("metadata.annotations", "days: %v", err)
		}
		o.Within.Days, o.Within.DayOf, o.Within.EndOfDay = form.Days, time.Duration(form.DayOf), form.EndOfDay
		return
	}
	if op := r.text(path + ".op"); op != "lte" {
		r.bad(path+".op", "%.20q, want lte: a case may take so long at most", op)
	}
	seconds, ok := number(r.text(path + ".value"))
	if exact := r.note("time"); exact != "" {
		seconds, ok = number(exact)
	}
	if ok {
		seconds.Mul(seconds, big.NewRat(int64(time.Second), 1))
		ok = seconds.IsInt() && seconds.Num().IsInt64() && seconds.Sign() >= 0
	}
	if !ok {
		r.bad(path+".value", "want seconds, with nine decimals at most")
		return
	}
	o.Within.Time = time.Duration(seconds.Num().Int64())
}

var digits = regexp.MustCompile(`^-?[0-9]{1,20}(\.[0-9]{1,20})?(e[-+]?[0-9]{1,2})?$`)

// number reads a number exactly; none with an exponent that would fill the memory.
func number(text string) (*big.Rat, bool) {
	if !digits.MatchString(text) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// share reads a decimal as a part of whole, exactly.
func (r *reader) share(path, text string, whole int64) sla.Share {
	v, ok := number(text)
	if ok {
		v.Mul(v, big.NewRat(int64(sla.Whole), whole))
		if v.IsInt() && v.Sign() >= 0 && v.Num().Cmp(big.NewInt(int64(sla.Whole))) < 0 {
			return sla.Share(v.Num().Int64())
		}
	}
	r.bad(path, "%.40q, want a number from 0 to below %d, with nine decimals of the whole at most", text, whole)
	return 0
}
