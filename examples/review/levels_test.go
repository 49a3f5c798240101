package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/sla"
)

// The sample shows promises kept, missed and unseen, borne and not, in every format.
func TestSampleShowsLevels(t *testing.T) {
	doc, err := parse(sample)
	require.NoError(t, err)
	reg, err := doc.Register()
	require.NoError(t, err)
	s := summarise(t, doc, reg, options{at: doc.At})
	verdicts, bearings := map[sla.Verdict]bool{}, map[sla.Bearing]bool{}
	for _, p := range s.levels.promises {
		verdicts[p.Verdict], bearings[p.bearing] = true, true
	}
	assert.Subset(t, keys(verdicts), []sla.Verdict{sla.Met, sla.Missed, sla.NoData})
	assert.ElementsMatch(t, keys(bearings), []sla.Bearing{sla.Carried, sla.TooWeak, sla.Unknown})
	assert.NotEmpty(t, s.levels.breaches)
	for format, wants := range map[string][]string{
		"text":     {"missed,", "too weak", "under no agreement", "light-2026-01: Main light missed availability"},
		"markdown": {"missed,", "too weak", "under no agreement", "**light-2026-01: Main light missed availability"},
		"json":     {`"verdict": "missed"`, `"bearing": "too weak"`, `"cover": "uncovered"`, `"id": "light-2026-01"`},
	} {
		out, errs, status := execute(t, nil, nil, "-format", format)
		require.Equal(t, ran, status, errs)
		for _, want := range wants {
			assert.Contains(t, out, want, format)
		}
	}
}

func keys[K comparable](m map[K]bool) (out []K) {
	for k := range m {
		out = append(out, k)
	}
	return out
}

// Every problem of the sections has its path, as those of the others have.
func TestLevelsAreReadStrictly(t *testing.T) {
	for what, c := range map[string][2]string{
		"unknown section":  {`"promissory": []`, "promissory: "},
		"unknown field":    {`"promises": [{"id": "a", "kinds": "SLA"}]`, "promises[0].kinds: "},
		"unknown kind":     {`"promises": [{"id": "a", "kind": "slo"}]`, "promises[0].kind: "},
		"no counterparty":  {`"promises": [{"id": "a", "kind": "SLA", "services": ["lamp"], "terms": {"validity": {"from": "2025-01-01T00:00:00Z"}}}]`, "promises[0].counterparty: "},
		"a share too much": {`"promises": [{"id": "a", "kind": "SLA", "counterparty": "ada", "services": ["lamp"], "terms": {"targets": [{"id": "t", "measure": "availability", "objective": {"share": "100.1%"}, "cycle": "month UTC"}]}}]`, "promises[0].terms.targets[0].objective.share: "},
		"the same twice":   {`"measurements": [{"service": "lamp", "month": "2026-01", "acts": [{"revision": 1, "command": "imported", "at": "2026-02-01T00:00:00Z", "source": "x"}]}, {"service": "lamp", "month": "2026-01", "acts": [{"revision": 1, "command": "imported", "at": "2026-02-01T00:00:00Z", "source": "x"}]}]`, "measurements[1]: the same key"},
		"absence":          {`"breaches": [{}]`, "breaches[0]: the zero record"},
		"no act":           {`"agreements": [{"id": "a", "kind": "SLA", "counterparty": "ada", "services": ["lamp"]}]`, "agreements[0]"},
	} {
		t.Run(what, func(t *testing.T) {
			doc := strings.Replace(sound, `"format": "itsm/1"`, `"format": "itsm/1", `+c[0], 1)
			require.True(t, json.Valid([]byte(doc)), doc)
			out, errs, status := execute(t, strings.NewReader(doc), nil, "-")
			assert.Equal(t, bad, status, out)
			assert.Contains(t, errs, "standard input: "+c[1])
		})
	}
}
