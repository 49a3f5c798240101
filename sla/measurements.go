package sla

import (
	"encoding/json"
	"iter"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/ownership"
)

// Measurements are what was measured of one service in one month, with every act
// that recorded it. They are an immutable value; the zero Measurements are
// absence. They are kept by month, so that no record grows for ever.
type Measurements struct {
	key      MeasurementKey
	acts     []Act[MeasurementStep]
	figures  Figures
	inquired []Inquiry

	// Derived, because questions about a month read thousands of outages again and
	// again: seconds would be too coarse, so it is microseconds since 1970.
	outages []span // merged
	reach   int64  // the end of the last outage or maintenance
}

// An Inquiry says why satisfaction was what it was (R29).
type Inquiry struct {
	Cause string `json:"cause"`
	Act   int    `json:"act"` // the revision that recorded it
}

// A MeasurementStep is what an act did to measurements.
type MeasurementStep uint8

// The steps.
const (
	FiguresRecorded MeasurementStep = iota + 1 // added to what was there
	FiguresRestated                            // in place of what was there
	FiguresImported                            // added, unjudged, from another system
	DropExplained                              // the cause of low satisfaction was found
)

var measurementSteps = enum.Of[MeasurementStep]("MeasurementStep", "recorded", "restated", "imported", "drop explained")

// String returns the name, "unset", or MeasurementStep(n) for an unknown value.
func (s MeasurementStep) String() string { return measurementSteps.String(s) }

// MarshalText refuses unknown values.
func (s MeasurementStep) MarshalText() ([]byte, error) { return measurementSteps.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *MeasurementStep) UnmarshalText(text []byte) (err error) {
	*s, err = measurementSteps.Parse(string(text))
	return err
}

// Key returns the service and the month.
func (m Measurements) Key() MeasurementKey { return m.key }

// IsZero reports whether m is absence.
func (m Measurements) IsZero() bool { return m.key.IsZero() }

// Revision returns the number of acts.
func (m Measurements) Revision() int { return len(m.acts) }

// Acts yields every act in the order of the revisions.
func (m Measurements) Acts() iter.Seq[Act[MeasurementStep]] { return each(m.acts) }

// Figures returns a copy of everything that was measured: watches by measure and
// time, cases by name, the rest by time.
func (m Measurements) Figures() Figures { return m.figures.clone() }

// Inquiries yields what was found out about satisfaction, the oldest first.
func (m Measurements) Inquiries() iter.Seq[Inquiry] { return each(m.inquired) }

// each yields copies.
func each[T any](list []T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range list {
			if !yield(v) {
				return
			}
		}
	}
}

// Record adds figures to those of the month (R25, R72). What is recorded again
// replaces what was recorded before; see [Outage], [Case], [Tally], [Reading].
// It asks for the activity [ownership.RecordMeasurement] over the service. The key
// says which measurements these are if m is zero.
func (m Measurements) Record(a ownership.Authority, who ownership.Who, key MeasurementKey, f Figures) (Measurements, error) {
	return m.take("record measurement", FiguresRecorded, a, who, key, f, "")
}

// Restate puts figures in place of those of the month, with a reason. What was
// there is gone, but the act stays.
func (m Measurements) Restate(a ownership.Authority, who ownership.Who, key MeasurementKey, f Figures, reason string) (Measurements, error) {
	return m.take("restate measurement", FiguresRestated, a, who, key, f, reason)
}

func (m Measurements) take(op string, step MeasurementStep, a ownership.Authority, who ownership.Who, key MeasurementKey, f Figures, reason string) (Measurements, error) {
	x := newOrder(op, key.Subject(), a, who)
	f = m.checked(x, key, f)
	if step == FiguresRestated {
		x.required("reason", reason)
	}
	if err := begin(x, m.acts, step); err != nil {
		return m, err
	}
	x.authorize(ownership.RecordMeasurement, ownership.ServiceScope(key.Service), ownership.Quantity{})
	acts, err := finish(x, m.acts, step, reason)
	if err != nil {
		return m, err
	}
	if step == FiguresRecorded {
		f = m.figures.with(f)
	}
	return Measurements{key: key, acts: acts, figures: f, inquired: m.inquired}.derive(), nil
}

// checked collects what is malformed and returns the figures in their normal form.
func (m Measurements) checked(x *order, key MeasurementKey, f Figures) Figures {
	if err := key.check(); err != nil {
		x.defect("key", err)
		return Figures{}
	}
	if !m.IsZero() && key != m.key {
		x.bad("key", "%s, and these are the measurements of %s", key, m.key)
	}
	return f.normal(key.Month, func(path, text string) { x.bad("figures."+path, "%s", text) })
}

// Import adds the figures of another system, named by source, as known at the
// instant. Nobody's authority is asked: the act says so.
func (m Measurements) Import(source string, at time.Time, key MeasurementKey, f Figures) (Measurements, error) {
	x := &order{op: "import measurement", subject: key.Subject()}
	x.who.At = x.instant("at", at)
	x.id("source", "source", source)
	f = m.checked(x, key, f)
	if err := begin(x, m.acts, FiguresImported); err != nil {
		return m, err
	}
	act := Act[MeasurementStep]{Revision: len(m.acts) + 1, Command: FiguresImported, At: x.who.At, Source: source}
	acts := append(m.acts[:len(m.acts):len(m.acts)], act)
	return Measurements{key: key, acts: acts, figures: m.figures.with(f), inquired: m.inquired}.derive(), nil
}

// Explain records why satisfaction was low in the month (R29). It asks for the
// activity [ownership.InvestigateDissatisfaction] over the service.
func (m Measurements) Explain(a ownership.Authority, who ownership.Who, cause string) (Measurements, error) {
	x := newOrder("explain satisfaction", m.key.Subject(), a, who)
	x.required("cause", cause)
	if m.IsZero() {
		x.bad("measurements", "none: nothing was measured that could be explained")
	}
	if err := begin(x, m.acts, DropExplained); err != nil {
		return m, err
	}
	x.authorize(ownership.InvestigateDissatisfaction, ownership.ServiceScope(m.key.Service), ownership.Quantity{})
	acts, err := finish(x, m.acts, DropExplained, "")
	if err != nil {
		return m, err
	}
	m.inquired = append(m.inquired[:len(m.inquired):len(m.inquired)], Inquiry{Cause: cause, Act: len(acts)})
	m.acts = acts
	return m, nil
}

// derive brings what questions read into the form in which they read it.
func (m Measurements) derive() Measurements {
	m.outages, m.reach = make([]span, 0, len(m.figures.Outages)), micros(m.key.Month.Period().Until)
	for i := range m.figures.Outages {
		s := spanOf(&m.figures.Outages[i].Period)
		m.outages, m.reach = append(m.outages, s), max(m.reach, s.until)
	}
	m.outages = merge(m.outages)
	for i := range m.figures.Maintenance {
		m.reach = max(m.reach, spanOf(&m.figures.Maintenance[i]).until)
	}
	return m
}

func micros(at time.Time) int64 { return at.UnixMicro() }

// spanOf returns the period in microseconds since 1970.
func spanOf(p *ownership.Period) span {
	s := span{micros(p.From), lastSecond * 1_000_000}
	if !p.Until.IsZero() {
		s.until = micros(p.Until)
	}
	return s
}

// storedMeasurements is the JSON form. The zero Measurements are {}.
type storedMeasurements struct {
	Service  ownership.ServiceID    `json:"service,omitempty"`
	Month    Month                  `json:"month,omitzero"`
	Acts     []Act[MeasurementStep] `json:"acts,omitempty"`
	Figures  Figures                `json:"figures,omitzero"`
	Inquired []Inquiry              `json:"inquired,omitempty"`
}

// MarshalJSON writes everything.
func (m Measurements) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedMeasurements{m.key.Service, m.key.Month, m.acts, m.figures, m.inquired})
}

// UnmarshalJSON reads what MarshalJSON wrote and checks its shape: figures lie in
// their month, acts count, inquiries belong to acts. The error is over
// [ownership.ErrInvalid], names every problem with its path, and leaves m as it
// was.
func (m *Measurements) UnmarshalJSON(data []byte) error {
	const op = "decode measurements"
	var doc storedMeasurements
	if err := decodeStrictly(op, data, &doc); err != nil {
		return err
	}
	key := MeasurementKey{doc.Service, doc.Month}
	s := &shape{}
	if key.IsZero() {
		if len(doc.Acts)+len(doc.Inquired) > 0 || !doc.Figures.IsZero() {
			s.bad("service", "missing")
		}
		if err := s.finish(op, key.Subject()); err != nil {
			return err
		}
		*m = Measurements{}
		return nil
	}
	if doc.Service == "" {
		s.bad("service", "missing")
	}
	if doc.Month.IsZero() {
		s.bad("month", "missing")
		return s.finish(op, ownership.Subject{})
	}
	historyShape(s, "acts", doc.Acts)
	for i := range doc.Acts {
		s.source(indexed("acts", i), doc.Acts[i].Source != "", doc.Acts[i].Command == FiguresImported)
	}
	figures := doc.Figures.normal(key.Month, func(path, text string) { s.bad("figures."+path, "%s", text) })
	for i := range doc.Inquired {
		at := indexed("inquired", i)
		s.required(at+".cause", doc.Inquired[i].Cause)
		if n := doc.Inquired[i].Act; n < 1 || n > len(doc.Acts) || doc.Acts[n-1].Command != DropExplained {
			s.bad(at+".act", "%d is no act that explains a drop", n)
		}
	}
	if err := s.finish(op, key.Subject()); err != nil {
		return err
	}
	*m = Measurements{key: key, acts: doc.Acts, figures: figures, inquired: doc.Inquired}.derive()
	return nil
}

// source checks that an act names a source exactly if it is an import.
func (s *shape) source(path string, given, wanted bool) {
	switch {
	case wanted && !given:
		s.bad(path+".source", "missing")
	case given && !wanted:
		s.bad(path+".source", "given, and this is no import")
	}
}

func (s *shape) required(path, text string) {
	if text == "" {
		s.bad(path, "missing")
	}
	s.text(path, text)
}
