package main

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// TestSchemaHasTheFieldsOfTheStructs: the sections of the rooms above ownership are
// described as they are read, and what it points to is there.
func TestSchemaHasTheFieldsOfTheStructs(t *testing.T) {
	load := func(path string) (v map[string]any) {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(data, &v))
		return v
	}
	below := "../../ownership/document.schema.json"
	root, lower := load("document.schema.json"), load(below)
	defs := root["$defs"].(map[string]any)
	used := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch x := v.(type) {
		case map[string]any:
			if ref, ok := x["$ref"].(string); ok {
				file, pointer, _ := strings.Cut(ref, "#/")
				at := any(map[string]any{"": root, below: lower}[file])
				for key := range strings.SplitSeq(pointer, "/") {
					at = at.(map[string]any)[key]
				}
				assert.NotNil(t, at, ref)
				if file == "" {
					used[pointer] = true
				}
			}
			for _, inner := range x {
				walk(inner)
			}
		case []any:
			for _, inner := range x {
				walk(inner)
			}
		}
	}
	walk(root)
	for name := range defs {
		assert.True(t, used["$defs/"+name], "nothing points to %s", name)
	}

	same := func(name string, def any, typ reflect.Type) {
		all, always := wireFields(typ)
		d := def.(map[string]any)
		assert.ElementsMatch(t, all, slices.Collect(maps.Keys(d["properties"].(map[string]any))), name)
		assert.ElementsMatch(t, always, d["required"], name)
		assert.Equal(t, false, d["additionalProperties"], name)
	}
	same("document", root, reflect.TypeFor[document]())
	same("risk", defs["risk"], reflect.TypeFor[struct {
		ID    string `json:"id"`
		Scope string `json:"scope"`
		Acts  []any  `json:"acts"`
	}]()) // written by a form of its own
	same("model", defs["model"], reflect.TypeFor[struct {
		Scenarios []any `json:"scenarios"`
	}]())
	for name, typ := range map[string]reflect.Type{
		"criteria": reflect.TypeFor[risk.Criteria](), "limit": reflect.TypeFor[risk.Limit](), "grid": reflect.TypeFor[risk.GridTable](),
		"step": reflect.TypeFor[risk.Step](), "continuity": reflect.TypeFor[risk.Continuity](), "element": reflect.TypeFor[risk.Element](),
		"act": reflect.TypeFor[risk.Act](), "entry": reflect.TypeFor[risk.Entry](), "bearer": reflect.TypeFor[risk.Bearer](),
		"control": reflect.TypeFor[risk.Control](), "cover": reflect.TypeFor[risk.Cover](), "assessment": reflect.TypeFor[risk.Assessment](),
		"scenario": reflect.TypeFor[risk.Scenario](), "loss": reflect.TypeFor[risk.Loss](), "treatment": reflect.TypeFor[risk.Treatment](),
		"proposal": reflect.TypeFor[risk.Proposal](), "acceptance": reflect.TypeFor[risk.Acceptance](), "escalation": reflect.TypeFor[risk.Escalation](),
		"decision": reflect.TypeFor[risk.Decision](), "review": reflect.TypeFor[risk.Review](),

		"claim": reflect.TypeFor[sla.Claim](), "terms": reflect.TypeFor[sla.Terms](), "levelRequirement": reflect.TypeFor[sla.LevelRequirement](),
		"levelTarget": reflect.TypeFor[sla.LevelTarget](), "objective": reflect.TypeFor[sla.Objective](), "measureCard": reflect.TypeFor[sla.MeasureCard](),
		"creditTier": reflect.TypeFor[sla.CreditTier](), "calendar": reflect.TypeFor[sla.Definition](), "figures": reflect.TypeFor[sla.Figures](),
		"watch": reflect.TypeFor[sla.Watch](), "outage": reflect.TypeFor[sla.Outage](), "case": reflect.TypeFor[sla.Case](),
		"tally": reflect.TypeFor[sla.Tally](), "reading": reflect.TypeFor[sla.Reading](),
	} {
		require.Contains(t, defs, name)
		same(name, defs[name], typ)
	}
	levels, _ := wireFields(reflect.TypeFor[risk.Level]())
	steps, _ := wireFields(reflect.TypeFor[risk.Step]())
	assert.Equal(t, steps, levels, "one definition stands for both")

	enum := func(def any) (names []string) {
		for _, v := range def.(map[string]any)["enum"].([]any) {
			names = append(names, v.(string))
		}
		return names
	}
	of := func(name, property string) any {
		return defs[name].(map[string]any)["properties"].(map[string]any)[property]
	}
	assert.Equal(t, enum(of("act", "kind")), namesOf[risk.ActKind]())
	assert.Equal(t, enum(of("act", "status")), namesOf[risk.Status]())
	assert.Equal(t, enum(of("assessment", "of")), namesOf[risk.Exposure]())
	assert.Equal(t, enum(of("treatment", "progress")), namesOf[risk.Progress]())
	assert.Equal(t, enum(of("loss", "shape")), namesOf[risk.Shape]())
	assert.Equal(t, enum(defs["response"]), namesOf[risk.Response]())
	assert.Equal(t, enum(of("claim", "kind")), namesOf[sla.Kind]())
	assert.Equal(t, enum(of("measureCard", "direction")), namesOf[sla.Direction]())
}

// namesOf lists the names of an enumeration, from 1 until there is no more.
func namesOf[E interface {
	~uint8
	MarshalText() ([]byte, error)
}]() (names []string) {
	for e := E(1); ; e++ {
		text, err := e.MarshalText()
		if err != nil {
			return names
		}
		names = append(names, string(text))
	}
}

// wireFields are the names of the fields in JSON, and of those that are always
// written.
func wireFields(t reflect.Type) (all, always []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			inner, required := wireFields(f.Type)
			all, always = append(all, inner...), append(always, required...)
		case name != "" && name != "-":
			all = append(all, name)
			if !strings.Contains(options, "omit") {
				always = append(always, name)
			}
		}
	}
	return all, always
}
