package ownership

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/strictjson"
)

// fullDocument is valid and uses every field.
//
//go:embed testdata/document/full.json
var fullDocument []byte

// documentPaths returns the paths of the problems, in order.
func documentPaths(t testing.TB, err error) (paths []string) {
	t.Helper()
	if err == nil {
		return nil
	}
	list, ok := err.(interface{ Unwrap() []error })
	require.True(t, ok, "problems are joined: %v", err)
	for _, e := range list.Unwrap() {
		p := (*Error)(nil)
		require.ErrorAs(t, e, &p)
		require.ErrorIs(t, e, ErrInvalid)
		paths = append(paths, p.Path)
	}
	return paths
}

// sameDocument: an empty list and none are the same thing in a document, and a
// matrix is what its table says.
var sameDocument = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.AllowUnexported(Ledger{}),
	cmp.Transformer("table", func(m Matrix) MatrixTable { return m.Table() }),
}

func TestDocumentRoundTrip(t *testing.T) {
	d, err := ParseDocument(fullDocument)
	require.NoError(t, err)
	first, err := d.Encode()
	require.NoError(t, err)
	again, err := ParseDocument(first)
	require.NoError(t, err)
	assert.Empty(t, cmp.Diff(d, again, sameDocument))
	for range 20 { // no map order
		next, err := again.Encode()
		require.NoError(t, err)
		assert.Equal(t, string(first), string(next))
	}
	assert.Equal(t, byte('\n'), first[len(first)-1])
	assert.Equal(t, time.Date(2026, 12, 31, 22, 0, 0, 0, time.UTC), d.Assignments[0].Until, "instants are kept in UTC")
}

// Each case changes one thing in the full document. Where a schema can say so,
// it refuses it too.
func TestDocumentProblems(t *testing.T) {
	const beyond = false // beyond what a schema can say
	s, root := loadSchema(t)
	for _, c := range []struct {
		name, old, new string
		schema         bool
		want           []string
	}{
		{"unknown section", `"policies"`, `"polices"`, true, []string{"polices"}},
		{"section of another room", `"at"`, `"agreements": [], "at"`, true, []string{"agreements"}},
		{"no format", `"format": "itsm/1",`, ``, true, []string{"format"}},
		{"another format", `itsm/1`, `itsm/2`, true, []string{"format"}},
		{"no identifier", `"id": "ada", `, ``, true, []string{"parties[0].id"}},
		{"empty identifier", `"id": "ada"`, `"id": ""`, true, []string{"parties[0].id"}},
		{"identifier with a blank", `"id": "ada"`, `"id": "ada "`, true, []string{"parties[0].id"}},
		{"identifier with a line break", `"id": "ada"`, `"id": "a\nda"`, true, []string{"parties[0].id"}},
		{"identifier too long", `"id": "ada"`, `"id": "` + strings.Repeat("a", 257) + `"`, true, []string{"parties[0].id"}},
		{"identifier too long in bytes", `"id": "ada"`, `"id": "` + strings.Repeat("ä", 129) + `"`, beyond, []string{"parties[0].id"}},
		{"identifier twice", `"id": "crew"`, `"id": "ada"`, beyond, []string{"parties[3].id"}},
		{"service twice", `{"id": "network"}`, `{"id": "mail"}`, beyond, []string{"services[1].id"}},
		{"key twice", `"id": "ada"`, `"id": "ada", "id": "ada"`, beyond, []string{"parties[0].id"}},
		{"another case", `"placeholder"`, `"Placeholder"`, true, []string{"parties[0].Placeholder"}},
		{"unknown kind", `"kind": "unit"`, `"kind": "team"`, true, []string{"parties[1].kind"}},
		{"no kind", `, "kind": "unit"`, ``, true, []string{"parties[1].kind"}},
		{"kind not said", `"kind": "unit"`, `"kind": ""`, false, nil},
		{"null", `"name": "Mail"`, `"name": null`, true, []string{"services[0].name"}},
		{"text for a list", `["communication"],
      "contacts"`, `"communication", "contacts"`, true, []string{"parties[0].skills"}},
		{"malformed skill", `["communication"],
      "contacts"`, `[" "], "contacts"`, true, []string{"parties[0].skills[0]"}},
		{"membership of nothing", `"of": "signals"`, `"of": ""`, true, []string{"parties[0].within[0].of"}},
		{"no instant", `"2026-02-15T00:00:00Z"`, `"2026-02-15"`, true, []string{"parties[0].absences[0].until"}},
		{"year 0", `"2026-02-15T00:00:00Z"`, `"0000-12-31T00:00:00Z"`, beyond, []string{"parties[0].absences[0].until"}},
		{"year 10000", `"2026-02-15T00:00:00Z"`, `"9999-12-31T23:59:59-01:00"`, beyond, []string{"parties[0].absences[0].until"}},
		{"before time", `"2026-02-15T00:00:00Z"`, `"0001-01-01T00:00:00.0000001Z"`, beyond, []string{"parties[0].absences[0].until"}},
		{"empty channel", `"channel": "mail"`, `"channel": ""`, true, []string{"parties[0].contacts[0].channel"}},
		{"empty key", `"key": "17"`, `"key": ""`, true, []string{"parties[0].external[0].key"}},
		{"label that is no text", `"badge colour": "blue"`, `"badge colour": 1`, true, []string{`parties[0].labels["badge colour"]`}},
		{"unknown level", `"scope": "portfolio:office", "from"`, `"scope": "product:office", "from"`, true, []string{"services[0].parents[0].scope"}},
		{"scope without level", `"scope": "organisation:skerry"`, `"scope": "skerry"`, true, []string{"areas[0].parents[0].scope"}},
		{"no provider", `"by": "skerry"`, `"by": ""`, true, []string{"services[0].providers[0].by"}},
		{"number for a service", `"on": "network"`, `"on": 3`, true, []string{"services[0].dependencies[0].on"}},
		{"no word on the dependency", `{"on": ""}`, `{}`, true, []string{"services[0].dependencies[1].on"}},
		{"negative need", `"need": 1`, `"need": -1`, true, []string{"services[0].redundancy[0].need"}},
		{"fraction", `"need": 1`, `"need": 1.5`, true, []string{"services[0].redundancy[0].need"}},
		{"huge need", `"need": 1`, `"need": 99999999999999999999`, true, []string{"services[0].redundancy[0].need"}},
		{"a service as an area", `"scope": "portfolio:office", "name"`, `"scope": "service:office", "name"`, true, []string{"areas[0].scope"}},
		{"unknown base", `"base": "standard"`, `"base": "itil"`, true, []string{"matrices[0].base"}},
		{"unknown letters", `"keeper": "A/R", "system-owner": "C"`, `"keeper": "R/A", "system-owner": "C"`, true, []string{"matrices[0].overlays[0].rows[0].cells.keeper"}},
		{"unknown field deep down", `"dropRows"`, `"droppedRows"`, true, []string{"matrices[0].overlays[0].droppedRows"}},
		{"unknown profile", `"crisis-chair"`, `"crisis-chef"`, beyond, []string{"matrices[0].profiles[0]"}},
		{"change of no row", `"activity": "commit-resources", "cells"`, `"activity": "commit-suicide", "cells"`, beyond, []string{"matrices[0].overlays[0].changes[0].activity"}},
		{"full matrix with profiles", `"applied": ["hand-made"]`, `"profiles": []`, true, nil},
		{"two matrices from one instant", `"version": "lamps-1", "from": "2020-01-01T00:00:00Z"`, `"version": "lamps-1", "from": "2025-01-01T00:00:00Z"`, beyond, []string{"matrices[1].from"}},
		{"unknown severity", `"owner.vacant": "error"`, `"owner.vacant": "fatal"`, true, []string{`policies[0].severities["owner.vacant"]`}},
		{"severity not said", `"owner.vacant": "error"`, `"owner.vacant": ""`, false, nil},
		{"verdict not said", `"verdict": "forbid"`, `"verdict": ""`, false, nil},
		{"threshold out of range", `"owner.services": 4`, `"owner.services": 9223372036854775808`, true, []string{`policies[0].thresholds["owner.services"]`}},
		{"subject without kind", `"subject": "service:mail"`, `"subject": "mail"`, true, []string{"policies[0].waivers[0].subject"}},
		{"unknown command", `"kind": "establish"`, `"kind": "begin"`, true, []string{"ledgers[0].acts[0].kind"}},
		{"act that does not count", `"revision": 2`, `"revision": 3`, beyond, []string{"ledgers[0].acts[1].revision"}},
		{"ledger of nothing", `"scope": "service:network",
      "acts"`, `"acts"`, true, []string{"ledgers[0].scope"}},
		{"unknown capacity", `"founding"`, `"finding"`, true, []string{"ledgers[0].acts[0].proof.capacity"}},
		{"ledger and assignments", `{"scope": "service:mail", "role": "service-owner-deputy"`, `{"scope": "service:network", "role": "service-owner-deputy"`, beyond, []string{"assignments[1].scope"}},
		{"no role", `"role": "service-owner-deputy"`, `"role": ""`, true, []string{"assignments[1].role"}},
		{"no holder", `"holder": "crew"`, `"holder": ""`, true, []string{"assignments[1].holder"}},
		{"rank too great", `"rank": 1`, `"rank": 256`, true, []string{"assignments[1].rank"}},
		{"negative limit", `{"value": 500000, "unit": "EUR"}}]},
      "source"`, `{"value": -1, "unit": "EUR"}}]}, "source"`, true, []string{"assignments[0].mandate.limits[0].max.value"}},
		{"limit without unit", `{"value": 500000, "unit": "EUR"}}]},
      "source"`, `{"value": 5, "unit": ""}}]}, "source"`, true, []string{"assignments[0].mandate.limits[0].max.unit"}},
		{"mandate of nobody", `{"grantedBy": "skerry", "text": "all of it", "limits": [{"activity": "commit-resources", "max": {"value": 500000, "unit": "EUR"}}]},
      "source"`, `{"grantedBy": ""}, "source"`, true, []string{"assignments[0].mandate.grantedBy"}},
		{"delegation by nobody", `"from": "crew"`, `"from": ""`, true, []string{"assignments[2].delegation.from"}},
		{"broken UTF-8", `"name": "Mail"`, "\"name\": \"\xff\"", beyond, []string{"services[0].name"}},
		{"half a character", `"name": "Mail"`, `"name": "\ud800"`, beyond, []string{"services[0].name"}},
		{
			"what could be read is checked beside what could not", `"id": "crew", "kind": "group"`, `"id": "ada", "kind": "gruppe"`, true,
			[]string{"parties[3].kind", "parties[3].id"},
		},
		{"no consequences", `{"id": "crew", "kind": "group"}`, `"crew"`, true, []string{"parties[3]"}},
		{
			"several, in order", `"id": "ada", "kind": "person", "name": "Ada Fenn", "placeholder": false`, `"id": 1, "kind": "man", "nick": "", "placeholder": 0`, true,
			[]string{"parties[0].id", "parties[0].kind", "parties[0].nick", "parties[0].placeholder"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, string(fullDocument), c.old, "the case changes nothing")
			doc := strings.Replace(string(fullDocument), c.old, c.new, 1)
			_, err := ParseDocument([]byte(doc))
			assert.Equal(t, c.want, documentPaths(t, err), err)
			assert.Equal(t, c.schema, len(s.check("", root, parseAny(t, []byte(doc)))) > 0, "the schema")
		})
	}
}

func TestDocumentLimits(t *testing.T) {
	const memory = 16 << 20 // a small part of what is allowed, so that the test is quick
	huge := append(slices.Clone(fullDocument), make([]byte, MaxDocument)...)
	many := `{"format": "itsm/1", "parties": [` + strings.Repeat(`{"id": ""},`, 1000) + `{}]}`
	for name, c := range map[string]struct {
		doc  string
		want int
	}{
		"too long":       {string(huge), 1},
		"too deep":       {`{"format": "itsm/1", "parties": ` + strings.Repeat("[", 1<<20), 2},
		"too deep below": {`{"format": "itsm/1", "matrices": [{"rows": ` + strings.Repeat("[", 1<<20), 1},
		"many problems":  {many, maxDocumentProblems + 1},
		"many services":  {`{"format": "itsm/1", "services": [` + strings.Repeat(`{},`, 1<<20) + `{}]}`, maxDocumentProblems + 1},
		"many matrices":  {`{"format": "itsm/1", "matrices": [` + strings.Repeat(`{"base": "standard"},`, 1<<20) + `{}]}`, 1},
		"many overlays":  {`{"format": "itsm/1", "matrices": [{"base": "standard", "overlays": [` + strings.Repeat(`{"name": "x"},`, 1<<20) + `{}]}]}`, 1},
		"many policies":  {`{"format": "itsm/1", "policies": [` + strings.Repeat(`{},`, 1<<20) + `{}]}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := parseDocument([]byte(c.doc), memory)
			runtime.ReadMemStats(&after)
			assert.Len(t, documentPaths(t, err), c.want)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(32*memory), "bytes, garbage included")
		})
	}
	_, err := ParseDocument([]byte(many))
	last := documentPaths(t, err)
	assert.Equal(t, "", last[len(last)-1], "what is cut off is said")
}

// What a program put together wrongly is refused when it is written.
func TestEncodeRefusesWhatCouldNotBeRead(t *testing.T) {
	for name, d := range map[string]Document{
		"parties[0].id":        {Facts: Facts{Parties: []Party{{Kind: Person}}}},
		"parties[0].kind":      {Facts: Facts{Parties: []Party{{ID: "a", Kind: 99}}}},
		"services[0].name":     {Facts: Facts{Services: []Service{{ID: "a", Name: "\xff"}}}},
		"at":                   {At: time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"ledgers[0]":           {Ledgers: []Ledger{{}}},
		"assignments[0].scope": {Assignments: []Assignment{{Role: "r", Holder: "h"}}},
	} {
		_, err := d.Encode()
		assert.Equal(t, []string{name}, documentPaths(t, err))
		_, err = d.Register()
		assert.Equal(t, []string{name}, documentPaths(t, err))
	}
}

func TestDocumentRegister(t *testing.T) {
	d, err := ParseDocument(fullDocument)
	require.NoError(t, err)
	reg, err := d.Register()
	require.NoError(t, err)
	owner := reg.Owner("mail", d.At)
	assert.Equal(t, Held, owner.State)
	assert.Equal(t, PartyID("ada"), owner.Holder)
	assert.Equal(t, Vacant, reg.KnownAt(d.At.Add(-time.Microsecond)).Owner("mail", d.At).State, "not known before the document")

	var scopes []string
	for l := range d.AllLedgers() {
		scopes = append(scopes, fmt.Sprint(l.Scope(), l.Revision()))
	}
	assert.Equal(t, []string{"portfolio:office 1", "service:mail 1", "service:network 2"}, scopes)

	d.At = time.Time{}
	reg, err = d.Register()
	require.NoError(t, err)
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for l := range d.AllLedgers() { // an adopted ledger can be stored
		var back Ledger
		data, err := json.Marshal(l)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(data, &back))
		assert.Empty(t, cmp.Diff(l, back, sameDocument))
	}
	assert.Equal(t, Held, reg.KnownAt(at.AddDate(-1000, 0, 0)).Owner("mail", at).State, "without an instant it was always known")
}

// A room above reads its own sections beside those of this one.
func TestAnotherRoomAddsSections(t *testing.T) {
	type upper struct {
		Document
		Agreements []string `json:"agreements,omitempty"`
	}
	doc := strings.Replace(string(fullDocument), `"at"`, `"agreements": ["mail-2026"], "at"`, 1)
	var u upper
	require.NoError(t, strictjson.Decode([]byte(doc), &u, strictjson.Limits{}))
	require.NoError(t, u.Check())
	assert.Equal(t, []string{"mail-2026"}, u.Agreements)
	assert.Len(t, u.Services, 2)
	written, err := json.Marshal(u)
	require.NoError(t, err)
	assert.Contains(t, string(written), `"agreements":["mail-2026"]`)
	assert.Contains(t, string(written), `"format":"itsm/1"`)
}

func FuzzParseDocument(f *testing.F) {
	f.Add(fullDocument)
	f.Add([]byte(`{"format": "itsm/1"}`))
	f.Add([]byte(`{"format": "itsm/1", "at": "2026-03-01T00:00:00.1234567+01:00", "areas": [{"scope": "system:a:b"}]}`))
	f.Add([]byte(`{"format": "itsm/1", "matrices": [{"base": "standard"}], "ledgers": [{}]}`))
	s, root := loadSchema(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := ParseDocument(data)
		if err != nil {
			if list := documentPaths(t, err); len(list) > maxDocumentProblems+1 {
				t.Errorf("%d problems", len(list))
			}
			return
		}
		written, err := d.Encode()
		require.NoError(t, err)
		again, err := ParseDocument(written)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(d, again, sameDocument))
		require.Empty(t, s.check("", root, parseAny(t, written)))
		reg, err := d.Register()
		if err != nil {
			var e *Error
			require.True(t, errors.As(err, &e))
			return
		}
		_ = reg.Owner("mail", d.At)
		for f := range reg.Review(d.At, Selection{}).All() {
			_, _ = f.Text(), f.Remedy()
		}
	})
}
