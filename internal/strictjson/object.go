package strictjson

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A plan is what the json tags of a struct say.
type plan struct {
	fields []field // in the order of the struct
	byName map[string]int
}

type field struct {
	name   string
	index  []int
	always bool // written even when empty, so expected
}

// plans remembers the plan of every struct type met, as encoding/json does: it
// depends on the type alone, and records that decode themselves would read their
// tags anew each time. A program has finitely many types.
var plans sync.Map // of *plan by reflect.Type

// planOf reads the tags of the struct type t, those of embedded structs inlined.
func planOf(t reflect.Type) (*plan, error) {
	if p, ok := plans.Load(t); ok {
		return p.(*plan), nil
	}
	p := &plan{byName: map[string]int{}}
	if err := p.collect(t, nil); err != nil {
		return nil, err
	}
	plans.Store(t, p)
	return p, nil
}

func (p *plan) collect(t reflect.Type, at []int) error {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, opts, _ := strings.Cut(tag, ",")
		index := append(slices.Clone(at), i)
		switch {
		case tag == "-":
			continue
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			if err := p.collect(f.Type, index); err != nil {
				return err
			}
			continue
		case f.Anonymous && name == "":
			return fmt.Errorf("strictjson: cannot inline %s in %s", f.Type, t)
		case !f.IsExported():
			continue
		}
		always := true
		for opt := range strings.SplitSeq(opts, ",") {
			switch opt {
			case "omitempty", "omitzero":
				always = false
			case "string":
				return fmt.Errorf("strictjson: option string of %s.%s", t, f.Name)
			}
		}
		name = cmp.Or(name, f.Name)
		if j, taken := p.byName[name]; taken {
			// encoding/json lets the shallower field win and drops both of equal
			// depth; the second is surely a mistake.
			if len(p.fields[j].index) == len(index) {
				return fmt.Errorf("strictjson: %s has %q twice", t, name)
			}
			if len(p.fields[j].index) > len(index) {
				p.fields[j] = field{name, index, always}
			}
			continue
		}
		p.byName[name] = len(p.fields)
		p.fields = append(p.fields, field{name, index, always})
	}
	return nil
}

func (d *decoder) object(t token, v reflect.Value) error {
	p, err := planOf(v.Type())
	if err != nil {
		return err
	}
	if t.value != json.Delim('{') {
		return d.wrong(t, "an object")
	}
	seen := make([]bool, len(p.fields))
	for {
		k, err := d.next()
		if err != nil {
			return err
		}
		name, ok := k.value.(string)
		if !ok { // the closing brace
			break
		}
		back := d.enterKey(name)
		i, known := p.byName[name]
		switch {
		case !known:
			err = d.add(k.start, UnknownField, "unknown field%s", p.near(name))
		case seen[i]:
			err = d.add(k.start, Repeated, "the key is given twice")
		}
		if err != nil {
			return err
		}
		e, err := d.next()
		if err != nil {
			return err
		}
		if known && !seen[i] {
			seen[i] = true
			err = d.value(e, v.FieldByIndex(p.fields[i].index), p.fields[i].always)
		} else {
			err = d.skip(e, false)
		}
		if err != nil {
			return err
		}
		d.leave(back)
	}
	for i, f := range p.fields {
		if f.always && !seen[i] {
			back := d.enterKey(f.name)
			if err := d.add(t.start, Missing, "is missing"); err != nil {
				return err
			}
			d.leave(back)
		}
	}
	return nil
}

// near proposes the field that was probably meant.
func (p *plan) near(name string) string {
	best, least := "", 3
	for _, f := range p.fields {
		if strings.EqualFold(f.name, name) {
			best, least = f.name, 0
		} else if n := distance(f.name, name); n < least && n < len(f.name) {
			best, least = f.name, n
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + strconv.Quote(best) + "?"
}

// distance is the number of bytes to insert, delete or replace between two short
// texts; texts that differ much in length count as far apart.
func distance(a, b string) int {
	if len(b) > len(a)+2 || len(a) > len(b)+2 {
		return 3
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
