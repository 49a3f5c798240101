package ownership

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/strictjson"
)

func sameMatrix(t *testing.T, want, got *Matrix) {
	t.Helper()
	if d := cmp.Diff(want, got, cmp.AllowUnexported(Matrix{})); d != "" {
		t.Errorf("not the same matrix (-want +got):\n%s", d)
	}
}

func TestMatrixJSONRoundTrip(t *testing.T) {
	own, err := Standard().With(guardian())
	require.NoError(t, err)
	chair, _ := ProfileByName("crisis-chair")
	profiled, err := own.With(chair.Overlay())
	require.NoError(t, err)
	bad := Standard().Table()
	give(CommitResources, Customer, R)(&bad)
	broken, err := NewMatrix(bad)
	require.NoError(t, err)
	require.NotEmpty(t, broken.void)
	for _, m := range []*Matrix{Standard(), own, profiled, broken} {
		text, err := json.Marshal(m)
		require.NoError(t, err)
		byValue, err := json.Marshal(*m)
		require.NoError(t, err)
		assert.Equal(t, text, byValue)
		var back Matrix
		require.NoError(t, json.Unmarshal(text, &back))
		sameMatrix(t, m, &back)
		var facts Facts
		require.NoError(t, strictjson.Decode([]byte(`{"matrices":[`+string(text)+`]}`), &facts, strictjson.Limits{}))
		sameMatrix(t, m, &facts.Matrices[0])
	}
}

func TestMatrixJSONShort(t *testing.T) {
	o, err := json.Marshal(guardian())
	require.NoError(t, err)
	chair, _ := ProfileByName("crisis-chair")
	measures, _ := ProfileByName("owner-measures")
	want, err := Standard().With(chair.Overlay(), measures.Overlay(), guardian())
	require.NoError(t, err)
	var got Matrix
	require.NoError(t, json.Unmarshal([]byte(`{"base":"standard","profiles":["crisis-chair","owner-measures"],"overlays":[`+string(o)+`]}`), &got))
	sameMatrix(t, want, &got)

	require.NoError(t, json.Unmarshal([]byte(`{"base":"standard"}`), &got))
	sameMatrix(t, Standard(), &got)
	require.NoError(t, json.Unmarshal([]byte(`{"base":"standard","version":"ours","from":"2026-01-01T01:00:00+01:00"}`), &got))
	assert.Equal(t, "ours", got.Version())
	assert.Equal(t, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), got.From())

	// A document that breaks a hard rule is read, and its row entitles nobody.
	require.NoError(t, json.Unmarshal([]byte(`{"base":"standard","overlays":[{"name":"x","changes":[{"activity":"commit-resources","cells":{"customer":"R"}}]}]}`), &got))
	require.NotEmpty(t, got.Review())
	assert.True(t, got.void[CommitResources])
}

// TestMatrixJSONProblems: every problem with its path, also inside a document.
func TestMatrixJSONProblems(t *testing.T) {
	for _, c := range []struct {
		name, text string
		paths      []string
	}{
		{"nothing", `{}`, []string{"version"}},
		{"another base", `{"base":"other","profiles":["x"]}`, []string{"base"}},
		{"mixed forms", `{"base":"standard","rows":[],"roles":[{"role":"a","name":"b","levels":["service"],"holders":"several"}],"applied":["x"]}`, []string{"roles", "applied"}},
		{"parts of the short form in the full one", `{"version":"v","profiles":["crisis-chair"],"overlays":[{"name":"x"}]}`, []string{"profiles", "overlays"}},
		{"unknown profiles", `{"base":"standard","profiles":["x","crisis-chair","y"]}`, []string{"profiles[0]", "profiles[2]"}},
		{"rivals", `{"base":"standard","profiles":["crisis-chair","crisis-notified"]}`, []string{"profiles[1].name"}},
		{"in an overlay", `{"base":"standard","overlays":[{"name":"x","changes":[{"activity":"nothing"}],"dropRoles":["nobody"]}]}`, []string{"overlays[0].changes[0].activity", "overlays[0].dropRoles[0]"}},
		{"version", `{"base":"standard","version":" x"}`, []string{"version"}},
		{"unknown fields and letters", `{"version":"v","Rows":[],"rows":[{"activity":"a","name":"a","process":"p","on":["service","galaxy"],"cells":{"service-owner":"R/A"}}]}`, []string{"Rows", "rows[0].on[1]", "rows[0].cells.service-owner"}},
		{"cells without letters or card", `{"version":"v","rows":[{"activity":"a","name":"a","process":"p","on":["service"],"cells":{"x":""}}]}`, []string{"rows[0].cells.x", "rows[0].cells.x"}},
		{"twice", `{"version":"v","version":"w"}`, []string{"version"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			keep, want := *Standard(), Standard()
			for _, outer := range []string{"", "matrices[0]"} {
				var err error
				if outer == "" {
					err = keep.UnmarshalJSON([]byte(c.text))
				} else {
					err = strictjson.Decode([]byte(`{"matrices":[`+c.text+`]}`), &Facts{}, strictjson.Limits{})
				}
				var problems *strictjson.Error
				require.True(t, errors.As(err, &problems), "%v", err)
				var paths []string
				for _, p := range problems.Problems {
					paths = append(paths, p.Path)
				}
				var expect []string
				for _, p := range c.paths {
					expect = append(expect, strictjson.Join(outer, p))
				}
				assert.Equal(t, expect, paths, "%v", err)
			}
			sameMatrix(t, want, &keep)
		})
	}
	many := `{"base":"standard","overlays":[` + strings.TrimSuffix(strings.Repeat(`{"name":"x"},`, 65), ",") + `]}`
	require.Error(t, new(Matrix).UnmarshalJSON([]byte(many)))
}

// FuzzMatrixJSON: no text makes a decoder fail otherwise than with problems, and
// what was read comes back the same.
func FuzzMatrixJSON(f *testing.F) {
	for _, s := range []string{
		`{}`, `{"base":"standard","profiles":["crisis-chair"]}`,
		`{"version":"v","roles":[{"role":"a","name":"b","levels":["service"],"holders":"several"}],"rows":[{"activity":"a","name":"a","process":"p","on":["service"],"cells":{"a":"A/R"}}]}`,
		`{"base":"standard","overlays":[{"name":"x","changes":[{"activity":"approve-change","cells":{"customer":"C","service-owner":""}}],"dropRows":["hold-meeting"],"dropRoles":["sponsor"]}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var m Matrix
		if err := m.UnmarshalJSON(text); err != nil {
			var problems *strictjson.Error
			if !errors.As(err, &problems) || len(problems.Problems) == 0 {
				t.Fatalf("not a list of problems: %v", err)
			}
			return
		}
		m.Review()
		m.Chart()
		out, err := json.Marshal(m)
		require.NoError(t, err)
		var back Matrix
		require.NoError(t, back.UnmarshalJSON(out))
		sameMatrix(t, &m, &back)
		require.Empty(t, m.Diff(&back))
	})
}
