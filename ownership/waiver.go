package ownership

// A Waiver lifts the findings of one rule about one subject until an instant.
// The findings stay in the report, marked; they no longer block. Hard rules
// cannot be waived, and a waiver without author, reason or end lifts nothing.
type Waiver struct {
	Code    Code    `json:"code"`
	Subject Subject `json:"subject"`
	Author  PartyID `json:"author"`
	Reason  string  `json:"reason"`
	Period          // Until is required
}

// lacks names what is missing or malformed, by field.
func (w *Waiver) lacks() (fields []string) {
	for _, f := range []struct {
		name string
		bad  bool
	}{
		{"code", w.Code == ""},
		{"subject", w.Subject.Kind == "" || w.Subject.ID == ""},
		{"author", w.Author == ""},
		{"reason", w.Reason == ""},
		{"until", w.Until.IsZero()},
	} {
		if f.bad {
			fields = append(fields, f.name)
		}
	}
	return fields
}

type waived struct {
	code    Code
	subject Subject
}

// waiversAt returns the waivers that lift something at the instant, the first
// where several lift the same.
func (p *Policy) waiversAt(at instant) map[waived]*Waiver {
	var lifts map[waived]*Waiver
	for _, w := range p.Waivers {
		key := waived{w.Code, w.Subject}
		if lifts[key] != nil || !spanOf(w.Period).contains(at) || len(w.lacks()) > 0 {
			continue
		}
		if lifts == nil {
			lifts = make(map[waived]*Waiver, len(p.Waivers))
		}
		lifts[key] = &w
	}
	return lifts
}
