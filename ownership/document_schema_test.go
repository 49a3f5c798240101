package ownership

import (
	"bytes"
	_ "embed"
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

//go:embed document.schema.json
var documentSchema []byte

func loadSchema(t testing.TB) (*schema, map[string]any) {
	t.Helper()
	root, ok := parseAny(t, documentSchema).(map[string]any)
	require.True(t, ok)
	return &schema{root["$defs"].(map[string]any)}, root
}

func parseAny(t testing.TB, data []byte) any {
	t.Helper()
	var v any
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	require.NoError(t, dec.Decode(&v))
	return v
}

// The structs and the schema have the same fields, and the schema requires what
// the structs always write.
func TestSchemaHasTheFieldsOfTheStructs(t *testing.T) {
	s, root := loadSchema(t)
	used := map[string]bool{"id": true, "optionalID": true, "areaScope": true, "subject": true, "instant": true, "labels": true, "int64": true, "cells": true, "matrix": true}
	same := func(name string, def map[string]any, typ reflect.Type) {
		fields := map[string]bool{}
		wireFields(typ, fields)
		var always []string
		for f, w := range fields {
			if w {
				always = append(always, f)
			}
		}
		slices.Sort(always)
		properties := def["properties"].(map[string]any)
		assert.ElementsMatch(t, slices.Collect(maps.Keys(fields)), slices.Collect(maps.Keys(properties)), name)
		assert.ElementsMatch(t, always, def["required"], name)
		assert.Equal(t, false, def["additionalProperties"], name)
	}
	same("document", root, reflect.TypeFor[Document]())
	for name, typ := range map[string]reflect.Type{
		"period": reflect.TypeFor[Period](), "externalID": reflect.TypeFor[ExternalID](), "party": reflect.TypeFor[Party](),
		"absence": reflect.TypeFor[Absence](), "membership": reflect.TypeFor[Membership](), "contact": reflect.TypeFor[Contact](),
		"service": reflect.TypeFor[Service](), "parent": reflect.TypeFor[Parent](), "provider": reflect.TypeFor[Provider](),
		"dependency": reflect.TypeFor[Dependency](), "redundancy": reflect.TypeFor[Redundancy](), "area": reflect.TypeFor[Area](),
		"policy": reflect.TypeFor[Policy](), "combination": reflect.TypeFor[Combination](), "waiver": reflect.TypeFor[Waiver](),
		"assignment": reflect.TypeFor[Assignment](), "quantity": reflect.TypeFor[Quantity](), "mandate": reflect.TypeFor[Mandate](),
		"limit": reflect.TypeFor[Limit](), "delegation": reflect.TypeFor[Delegation](), "act": reflect.TypeFor[Act](),
		"proof": reflect.TypeFor[Proof](), "amount": reflect.TypeFor[Quantity](), "entry": reflect.TypeFor[Entry](),
		"roleCard": reflect.TypeFor[RoleCard](), "row": reflect.TypeFor[Row](), "rowChange": reflect.TypeFor[RowChange](),
		"overlay": reflect.TypeFor[Overlay](),
	} {
		used[name] = true
		same(name, s.defs[name].(map[string]any), typ)
	}

	// These two are written by hand-made forms: the zero ledger is {} in a store
	// and refused in a document, a matrix has two forms.
	union := func(typ reflect.Type, names ...string) {
		fields, have := map[string]bool{}, map[string]bool{}
		wireFields(typ, fields)
		for _, n := range names {
			used[n] = true
			def := s.defs[n].(map[string]any)
			assert.Equal(t, false, def["additionalProperties"], n)
			for p := range def["properties"].(map[string]any) {
				have[p] = true
			}
		}
		assert.ElementsMatch(t, slices.Collect(maps.Keys(fields)), slices.Collect(maps.Keys(have)), names)
	}
	union(reflect.TypeFor[storedLedger](), "ledger")
	union(reflect.TypeFor[matrixForm](), "fullMatrix", "shortMatrix")

	for name := range enumerations() {
		used[name] = true
	}
	for _, name := range []string{"scope", "optionalScope", "raci"} {
		used[name] = true
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(s.defs)), slices.Collect(maps.Keys(used)), "every definition is held against something")
}

// wireFields maps the JSON names of a struct to whether they are always written.
func wireFields(typ reflect.Type, into map[string]bool) {
	for f := range fieldsOf(typ) {
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			wireFields(f.Type, into)
			continue
		}
		into[name] = opts == ""
	}
}

func fieldsOf(typ reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range typ.NumField() {
			if !yield(typ.Field(i)) {
				return
			}
		}
	}
}

// enumerations are the names by definition, unset as the empty text where a
// document may leave it unset.
func enumerations() map[string][]string {
	return map[string][]string{
		"partyKind": append(namesOf(partyKinds.All()), ""),
		"severity":  append(namesOf(severities.All()), ""),
		"verdict":   append(namesOf(verdicts.All()), ""),
		"actKind":   namesOf(actKinds.All()),
		"capacity":  append(namesOf(capacities.All()), ""),
		"level":     namesOf(levels.All()),
		"holders":   namesOf(holders.All()),
		"acting":    append(namesOf(actings.All()), ""),
	}
}

func namesOf[E encoding.TextMarshaler](all func(func(E) bool)) (names []string) {
	for e := range all {
		text, _ := e.MarshalText()
		names = append(names, string(text))
	}
	return names
}

func TestSchemaNamesTheEnumerations(t *testing.T) {
	s, root := loadSchema(t)
	for name, want := range enumerations() {
		assert.Equal(t, want, toStrings(s.defs[name].(map[string]any)["enum"]), name)
	}
	for _, name := range []string{"scope", "areaScope"} {
		pattern := s.defs[name].(map[string]any)["pattern"].(string)
		var want []string
		for _, l := range namesOf(levels.All()) {
			if name == "scope" || l != "service" {
				want = append(want, l)
			}
		}
		assert.True(t, strings.HasPrefix(pattern, "^("+strings.Join(want, "|")+"):"), name)
	}
	for l := range RACI(16) {
		assert.Equal(t, l != 0, len(s.check("", s.defs["raci"], l.String())) == 0, l.String())
	}
	assert.NotEmpty(t, s.check("", s.defs["raci"], "R/A"))
	assert.Equal(t, formatOfDocuments, root["properties"].(map[string]any)["format"].(map[string]any)["const"])
}

func toStrings(v any) (out []string) {
	for _, e := range v.([]any) {
		out = append(out, e.(string))
	}
	return out
}

// What the library writes fits the schema, the standard matrix in full included.
func TestSchemaTakesWhatIsWritten(t *testing.T) {
	s, root := loadSchema(t)
	d, err := ParseDocument(fullDocument)
	require.NoError(t, err)
	d.Matrices = append(d.Matrices, *Standard())
	data, err := d.Encode()
	require.NoError(t, err)
	assert.Empty(t, s.check("", root, parseAny(t, data)))
	assert.Empty(t, s.check("", root, parseAny(t, fullDocument)))

	minimal, err := Document{}.Encode()
	require.NoError(t, err)
	assert.Empty(t, s.check("", root, parseAny(t, minimal)))
}

// The schema says something about every field: the fixture uses them all.
func TestTheFullDocumentUsesEveryField(t *testing.T) {
	s, root := loadSchema(t)
	unused := map[string]bool{}
	for name, def := range s.defs {
		properties, _ := def.(map[string]any)["properties"].(map[string]any)
		for p := range properties {
			unused[name+"."+p] = true
		}
	}
	var walk func(sch, v any)
	walk = func(sch, v any) {
		m := sch.(map[string]any)
		name := ""
		for ref, ok := m["$ref"]; ok; ref, ok = m["$ref"] {
			name = strings.TrimPrefix(ref.(string), "#/$defs/")
			m = s.defs[name].(map[string]any)
		}
		alternatives, _ := m["oneOf"].([]any)
		for _, a := range alternatives {
			if len(s.check("", a, v)) == 0 {
				walk(a, v)
			}
		}
		if list, ok := v.([]any); ok {
			for _, e := range list {
				walk(m["items"], e)
			}
		}
		object, _ := v.(map[string]any)
		properties, _ := m["properties"].(map[string]any)
		for k, e := range object {
			delete(unused, name+"."+k)
			if p, ok := properties[k]; ok {
				walk(p, e)
			}
		}
	}
	walk(root, parseAny(t, fullDocument))
	assert.Empty(t, slices.Sorted(maps.Keys(unused)))
}
