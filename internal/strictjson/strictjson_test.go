package strictjson_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/serviceowner/itsm/internal/strictjson"
)

var errColour = errors.New("no such colour")

type colour uint8

func (c colour) MarshalText() ([]byte, error) { return []byte([]string{"", "red", "blue"}[c]), nil }

func (c *colour) UnmarshalText(text []byte) error {
	switch string(text) {
	case "red":
		*c = 1
	case "blue":
		*c = 2
	default:
		return fmt.Errorf("%w: %.20q", errColour, text)
	}
	return nil
}

type name string

func (n *name) UnmarshalText(text []byte) error {
	*n = name(strings.ToLower(string(text)))
	return nil
}

type stretch struct {
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

type part struct {
	On string `json:"on"`
	stretch
}

// own decodes itself, strictly.
type own struct{ inner }

type inner struct {
	Level int       `json:"level"`
	Kids  []colour  `json:"kids,omitempty"`
	Exact *[]string `json:"exact,omitempty"`
}

func (o *own) UnmarshalJSON(data []byte) error {
	return strictjson.Decode(data, &o.inner, strictjson.Limits{Problems: 5})
}

// grumpy decodes itself and has one thing to say.
type grumpy struct{ got string }

func (g *grumpy) UnmarshalJSON(data []byte) error {
	if string(data) == `"no"` {
		return errColour
	}
	g.got = string(data)
	return nil
}

type all struct {
	Text    string             `json:"text"`
	Yes     bool               `json:"yes,omitempty"`
	Small   int8               `json:"small,omitempty"`
	Big     int64              `json:"big,omitempty"`
	Count   uint16             `json:"count,omitempty"`
	Share   float32            `json:"share,omitempty"`
	Colour  colour             `json:"colour,omitempty"`
	Colours []colour           `json:"colours,omitempty"`
	Parts   []part             `json:"parts,omitempty"`
	Next    *all               `json:"next,omitempty"`
	Links   []*part            `json:"links,omitempty"`
	Table   map[string]int     `json:"table,omitempty"`
	Named   map[name][]string  `json:"named,omitempty"`
	Shades  map[colour]*colour `json:"shades,omitempty"`
	Own     *own               `json:"own,omitempty"`
	Grumpy  grumpy             `json:"grumpy,omitzero"`
	Raw     json.RawMessage    `json:"raw,omitempty"`
	Plain   string
	Hidden  string `json:"-"`
	unseen  string //lint:ignore U1000 an unexported field is not for the decoder
	stretch
}

// valid is the fixture; each case changes one thing.
const valid = `{
	"text": "x", "Plain": "", "yes": true, "small": -128, "big": 9223372036854775807, "count": 65535, "share": 1.5e3,
	"colour": "red", "colours": ["blue", "red"], "from": "2025-01-31T09:00:00.25+01:00",
	"parts": [{"on": "a"}, {"on": "b", "until": "2026-01-01T00:00:00Z"}],
	"next": {"text": "\ud83d\ude00\\ud800", "Plain": "y"}, "links": [null, {"on": "c"}],
	"table": {"one": 1}, "named": {"Ann": [], "bob": null}, "shades": {"red": null, "blue": "red"},
	"own": {"level": 3, "kids": ["red"]}, "grumpy": [1, {}], "raw": {"a": [1]}
}`

func TestDecodeAgreesWithEncodingJSON(t *testing.T) {
	var got, want all
	if err := strictjson.Decode([]byte(valid), &got, strictjson.Limits{}); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(valid), &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got.Parts[1].Until.Year() != 2026 || got.Own.Level != 3 || *got.Shades[2] != 1 || got.Next.Text != "😀\\ud800" {
		t.Errorf("got %+v", got)
	}
}

type problem struct {
	path string
	code strictjson.Code
}

func problems(t *testing.T, err error) []problem {
	t.Helper()
	if err == nil {
		return nil
	}
	e := (*strictjson.Error)(nil)
	if !errors.As(err, &e) {
		t.Fatalf("not an *Error: %v", err)
	}
	var out []problem
	for _, p := range e.Problems {
		out = append(out, problem{p.Path, p.Code})
	}
	return out
}

func TestProblems(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		want           []problem
	}{
		{"unknown field", `"yes": true`, `"Yes": true`, []problem{{"Yes", strictjson.UnknownField}}},
		{"hidden field", `"yes": true`, `"Hidden": "x", "unseen": 1`, []problem{{"Hidden", strictjson.UnknownField}, {"unseen", strictjson.UnknownField}}},
		{"unknown field holding anything", `"yes": true`, `"y y": {"a": [1, {"a": 2, "a": 3}]}`, []problem{{`["y y"]`, strictjson.UnknownField}}},
		{"repeated field", `"yes": true`, `"text": "z"`, []problem{{"text", strictjson.Repeated}}},
		{"repeated key of a map", `"one": 1`, `"one": 1, "one": 1`, []problem{{"table.one", strictjson.Repeated}}},
		{"keys that become equal", `"Ann": []`, `"Bob": []`, []problem{{"named.bob", strictjson.Repeated}}},
		{"repeated key in what decodes itself", `[1, {}]`, `[1, {"a": 1, "a": 2}]`, []problem{{"grumpy[1].a", strictjson.Repeated}}},
		{"repeated key seen twice, said once", `"level": 3`, `"level": 3, "level": 3`, []problem{{"own.level", strictjson.Repeated}}},
		{"missing field", `{"on": "a"}`, `{}`, []problem{{"parts[0].on", strictjson.Missing}}},
		{"missing field inside", `"level": 3, `, ``, []problem{{"own.level", strictjson.Missing}}},
		{"text for a list", `["blue", "red"]`, `"blue"`, []problem{{"colours", strictjson.WrongType}}},
		{"number for a text", `"on": "a"`, `"on": 1`, []problem{{"parts[0].on", strictjson.WrongType}}},
		{"list for an object", `{"on": "c"}`, `[["on"]]`, []problem{{"links[1]", strictjson.WrongType}}},
		{"object for a text", `"x"`, `{"x": {}}`, []problem{{"text", strictjson.WrongType}}},
		{"null for a text", `"x"`, `null`, []problem{{"text", strictjson.WrongType}}},
		{"null for an optional list", `["blue", "red"]`, `null`, []problem{{"colours", strictjson.WrongType}}},
		{"null for an optional pointer", `{"level": 3, "kids": ["red"]}`, `null`, []problem{{"own", strictjson.WrongType}}},
		{"null for what decodes itself", `[1, {}]`, `null`, []problem{{"grumpy", strictjson.WrongType}}},
		{"null for an element", `{"on": "a"}`, `null`, []problem{{"parts[0]", strictjson.WrongType}}},
		{"text for a bool", `"yes": true`, `"yes": "true"`, []problem{{"yes", strictjson.WrongType}}},
		{"fraction", `-128`, `1.0`, []problem{{"small", strictjson.WrongType}}},
		{"too small", `-128`, `-129`, []problem{{"small", strictjson.OutOfRange}}},
		{"too big", `9223372036854775807`, `9223372036854775808`, []problem{{"big", strictjson.OutOfRange}}},
		{"too big unsigned", `65535`, `65536`, []problem{{"count", strictjson.OutOfRange}}},
		{"below zero", `65535`, `-1`, []problem{{"count", strictjson.OutOfRange}}},
		{"too big float", `1.5e3`, `1e39`, []problem{{"share", strictjson.OutOfRange}}},
		{"text for a number", `65535`, `"65535"`, []problem{{"count", strictjson.WrongType}}},
		{"text for a float", `1.5e3`, `"1"`, []problem{{"share", strictjson.WrongType}}},
		{"unknown name", `["blue", "red"]`, `["blue", "pink"]`, []problem{{"colours[1]", strictjson.BadValue}}},
		{"unknown name as a key", `"red": null`, `"pink": null`, []problem{{"shades.pink", strictjson.BadValue}}},
		{"number for a name", `"colour": "red"`, `"colour": 1`, []problem{{"colour", strictjson.WrongType}}},
		{"unknown name inside", `["red"]`, `["red", "pink"]`, []problem{{"own.kids[1]", strictjson.BadValue}}},
		{"refused by the type", `[1, {}]`, `"no"`, []problem{{"grumpy", strictjson.BadValue}}},
		{"no instant", `2026-01-01T00:00:00Z`, `2026-01-01`, []problem{{"parts[1].until", strictjson.BadValue}}},
		{"hour 24", `2026-01-01T00:00:00Z`, `2026-01-01T24:00:00Z`, []problem{{"parts[1].until", strictjson.BadValue}}},
		{"number for an instant", `"2026-01-01T00:00:00Z"`, `1767225600`, []problem{{"parts[1].until", strictjson.WrongType}}},
		{"broken UTF-8", `"x"`, "\"\xff\"", []problem{{"text", strictjson.BadText}}},
		{"broken UTF-8 in a key", `"one"`, "\"\xff\"", []problem{{"table", strictjson.BadText}}},
		{"high half alone", `"x"`, `"\ud83d"`, []problem{{"text", strictjson.BadText}}},
		{"high half twice", `"x"`, `"\uD83D\uD83D\uDE00"`, []problem{{"text", strictjson.BadText}}},
		{"low half alone", `"x"`, `"a\uDE00"`, []problem{{"text", strictjson.BadText}}},
		{"data after the end", `"raw": {"a": [1]}
}`, `"raw": 1} {}`, []problem{{"", strictjson.Syntax}}},
		{"garbage after the end", `"raw": {"a": [1]}
}`, `"raw": 1} ]`, []problem{{"", strictjson.Syntax}}},
		{"missing comma", `"one": 1`, `"one": 1 "two"`, []problem{{"table", strictjson.Syntax}}},
		{"missing colon", `"one": 1`, `"one" 1`, []problem{{"table.one", strictjson.Syntax}}},
		{"too early", `{"a": [1]}
}`, ` {"a": [`, []problem{{"raw.a", strictjson.Syntax}}},
		{"control character", `"x"`, "\"\n\"", []problem{{"text", strictjson.Syntax}}},
		{
			"several, in order", `"yes": true, "small": -128, "big": 9223372036854775807`, `"yes": 0, "smal": 1, "big": 1.5, "text": "y"`,
			[]problem{{"yes", strictjson.WrongType}, {"smal", strictjson.UnknownField}, {"big", strictjson.WrongType}, {"text", strictjson.Repeated}},
		},
		{
			"before a syntax error", `"x"`, `1, "nope": 2, !`,
			[]problem{{"text", strictjson.WrongType}, {"nope", strictjson.UnknownField}, {"", strictjson.Syntax}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if n := strings.Count(valid, c.old); n < 1 {
				t.Fatal("the case changes nothing")
			}
			doc := strings.Replace(valid, c.old, c.new, 1)
			v := all{Text: "untouched"}
			err := strictjson.Decode([]byte(doc), &v, strictjson.Limits{})
			if got := problems(t, err); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %v\nwant %v\n%v", got, c.want, err)
			}
			if v.Text != "untouched" || v.Yes {
				t.Error("the target was touched")
			}
		})
	}
}

func TestPartial(t *testing.T) {
	var v all
	err := strictjson.Partial([]byte(`{"Plain": "p", "yes": 1, "parts": [{"on": "a"}, 7, {"on": "c"}], "table": {"a": "x", "b": 2}}`), &v, strictjson.Limits{})
	e := (*strictjson.Error)(nil)
	if !errors.As(err, &e) || len(e.Problems) != 4 {
		t.Fatal(err)
	}
	want := all{Plain: "p", Parts: []part{{On: "a"}, {}, {On: "c"}}, Table: map[string]int{"a": 0, "b": 2}}
	if !reflect.DeepEqual(v, want) {
		t.Errorf("got %+v", v)
	}
	for path, want := range map[string]bool{
		"text": true, "yes": true, "yes.a": true, "parts": true, "parts[1]": true, "parts[1].on": true, "table.a": true, "": true,
		"parts[2].on": false, "parts[10]": false, "tab": false, "table.ab": false, "table.b": false, "Plain": false,
	} {
		if e.Covers(path) != want {
			t.Errorf("Covers(%q) = %v", path, !want)
		}
	}
	for _, doc := range []string{`{"text": "", "Plain": "", !`, `[`} {
		if err := strictjson.Partial([]byte(doc), &v, strictjson.Limits{}); !errors.As(err, &e) || !e.Covers("Plain") {
			t.Error("a syntax error covers all: ", err)
		}
	}
}

func TestErrorText(t *testing.T) {
	var v all
	err := strictjson.Decode([]byte(`{"txet": "", "Plain": "", "PARTS": [], "zebra": 1, "colour": "pink", "text": null}`), &v, strictjson.Limits{})
	want := `txet: unknown field; did you mean "text"?
PARTS: unknown field; did you mean "parts"?
zebra: unknown field
colour: no such colour: "pink"
text: must be a text, not null`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if !errors.Is(err, errColour) {
		t.Error("the type's own error is lost")
	}
}

func TestHostileNamesAreCut(t *testing.T) {
	var v all
	err := strictjson.Decode([]byte(`{"`+strings.Repeat("ü\x7f", 1e6)+`": 1, "colour": "`+strings.Repeat("z", 1e6)+`"}`), &v, strictjson.Limits{})
	if err == nil || len(err.Error()) > 1000 || strings.Contains(err.Error(), "\x7f") {
		t.Errorf("%d bytes", len(err.Error()))
	}
}

func TestLimits(t *testing.T) {
	var v struct {
		Lists []stretch `json:"lists"`
		Own   *own      `json:"own,omitempty"`
	}
	size := int(reflect.TypeFor[stretch]().Size()) // other on 32 bits
	elements := func(n int, s string) string { return `{"lists": [` + strings.Repeat(s+",", n) + s + `]}` }
	for _, c := range []struct {
		name, doc string
		limits    strictjson.Limits
		want      []problem
	}{
		{"length", elements(10, "{}"), strictjson.Limits{Bytes: 44}, []problem{{"", strictjson.TooLarge}}},
		{"length just right", elements(10, "{}"), strictjson.Limits{Bytes: 45}, nil},
		{"memory", elements(10, "{}"), strictjson.Limits{Memory: 10 * size}, []problem{{"lists[10]", strictjson.TooLarge}}},
		{"memory just right", elements(10, "{}"), strictjson.Limits{Memory: 11 * size}, nil},
		{"depth", elements(0, `{"a": []}`), strictjson.Limits{Depth: 3}, []problem{{"lists[0].a", strictjson.UnknownField}, {"lists[0].a", strictjson.TooDeep}}},
		{"many side by side are not deep", elements(200, "{}"), strictjson.Limits{Depth: 3}, nil},
		{"length of a list", elements(10, "{}"), strictjson.Limits{Most: map[string]int{"lists": 10}}, []problem{{"lists[10]", strictjson.TooLarge}}},
		{"length of a list just right", elements(10, "{}"), strictjson.Limits{Most: map[string]int{"lists": 11, "": 0}}, nil},
		{"problems", elements(10, "1"), strictjson.Limits{Problems: 2}, []problem{{"lists[0]", strictjson.WrongType}, {"lists[1]", strictjson.WrongType}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := problems(t, strictjson.Decode([]byte(c.doc), &v, c.limits)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	for n, cut := range map[int]bool{2: true, 11: false} {
		e := (*strictjson.Error)(nil)
		if err := strictjson.Decode([]byte(elements(10, "1")), &v, strictjson.Limits{Problems: n}); !errors.As(err, &e) || e.Cut != cut {
			t.Errorf("%d problems: %v", n, err)
		}
	}
	e := (*strictjson.Error)(nil)
	err := strictjson.Decode([]byte(`{"lists": [], "own": {"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}}`), &v, strictjson.Limits{})
	if !errors.As(err, &e) || !e.Cut || len(e.Problems) != 5 {
		t.Errorf("what is cut within goes unsaid: %v", err)
	}
}

// Hostile input ends in an error soon and costs little memory.
func TestExhaustion(t *testing.T) {
	const n = 2 << 20
	for name, c := range map[string]struct {
		doc    string
		limits strictjson.Limits
	}{
		"too long":        {strings.Repeat(" ", n+1), strictjson.Limits{Bytes: n}},
		"deep lists":      {strings.Repeat("[", n), strictjson.Limits{}},
		"deep objects":    {strings.Repeat(`{"next":`, n/8), strictjson.Limits{}},
		"deep in unknown": {`{"a":` + strings.Repeat(`[`, n), strictjson.Limits{}},
		"deep in own":     {`{"grumpy":` + strings.Repeat(`[`, n), strictjson.Limits{}},
		"many structs":    {`{"parts": [` + strings.Repeat(`{"on":""},`, n/10) + `]}`, strictjson.Limits{Memory: n}},
		"many keys":       {`{"grumpy": {` + manyKeys(n/16) + `"":0}}`, strictjson.Limits{Memory: n}},
		"many unknown":    {`{` + manyKeys(n/16) + `"":0}`, strictjson.Limits{}},
		"many nulls":      {`{"links": [` + strings.Repeat(`null,`, n/5) + `]}`, strictjson.Limits{Memory: n}},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var v all
			err := strictjson.Decode([]byte(c.doc), &v, c.limits)
			runtime.ReadMemStats(&after)
			if err == nil {
				t.Error("accepted")
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 32*n { // garbage included
				t.Errorf("allocated %d bytes for %d", used, len(c.doc))
			}
		})
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"%010d":0,`, i)
	}
	return b.String()
}

func TestProgramMistakes(t *testing.T) {
	var twice struct {
		A int `json:"B"`
		B int
	}
	for name, target := range map[string]any{
		"no pointer":    all{},
		"nil":           nil,
		"nil pointer":   (*all)(nil),
		"interface":     &struct{ A any }{},
		"channel":       &struct{ A chan int }{},
		"array":         &struct{ A [2]int }{},
		"number as key": &struct{ A map[int]int }{},
		"string option": &struct {
			A int `json:",string"`
		}{},
		"embedded pointer": &struct{ *stretch }{},
		"name twice":       &twice,
	} {
		err := strictjson.Decode([]byte(`{"A": {"a": 1}}`), target, strictjson.Limits{})
		if e := (*strictjson.Error)(nil); err == nil || errors.As(err, &e) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The shallower of two fields with one name wins, as in encoding/json.
func TestShallowerFieldWins(t *testing.T) {
	var v struct {
		stretch
		Until int `json:"until"`
	}
	if err := strictjson.Decode([]byte(`{"until": 7}`), &v, strictjson.Limits{}); err != nil || v.Until != 7 {
		t.Error(v, err)
	}
}

func TestPaths(t *testing.T) {
	for _, c := range [][2]string{
		{strictjson.Key("", "a"), "a"},
		{strictjson.Key("a", "b-c_1"), "a.b-c_1"},
		{strictjson.Key("a", "b.c"), `a["b.c"]`},
		{strictjson.Key("a", ""), `a[""]`},
		{strictjson.Index("a", 3), "a[3]"},
		{strictjson.Join("a", "b"), "a.b"},
		{strictjson.Join("a", "[0]"), "a[0]"},
		{strictjson.Join("", "b"), "b"},
		{strictjson.Join("a", ""), "a"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %s, want %s", c[0], c[1])
		}
	}
}
