package ownership

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The engine is tested on a world of its own: the subjects are numbers.

func numberRule(code Code, kind RuleKind, sev Severity) Rule {
	return Rule{
		Code: code, Kind: kind, Severity: sev, Subject: "number", Sources: []Source{"R01"},
		Args: []string{"value"}, Text: "{subject} is {value}", Remedy: "Change {value}.",
	}
}

// collisions is the part of a folding rule: which numbers have which remainder.
type collisions struct {
	ByRest map[int][]int `json:"byRest,omitempty"`
}

var numberThresholds = []ThresholdCard{{"largest", 90, "the largest number that is not reported", []Source{"R08"}}}

func numberRows() []RuleRow[int] {
	odd, large, same := numberRule("odd", Adjustable, SeverityError), numberRule("large", Recommendation, SeverityWarning), numberRule("same", Hard, SeverityError)
	large.Threshold = "largest"
	same.Args = []string{"value", "rest"}
	return []RuleRow[int]{
		Local(odd, func(n int, f *Finder) {
			if n%2 != 0 {
				f.Found("value", strconv.Itoa(n))
			}
		}),
		Local(large, func(n int, f *Finder) {
			if int64(n) > f.Limit() {
				f.Found("", strconv.Itoa(n))
			}
		}),
		Folding(same, Fold[int, collisions]{
			Read: func(n int, p *collisions) {
				if p.ByRest == nil {
					p.ByRest = map[int][]int{}
				}
				p.ByRest[n%7] = append(p.ByRest[n%7], n)
			},
			Merge: func(into *collisions, part collisions) {
				if into.ByRest == nil {
					into.ByRest = map[int][]int{}
				}
				for rest, ns := range part.ByRest {
					into.ByRest[rest] = append(into.ByRest[rest], ns...)
				}
			},
			Finish: func(p *collisions, f *Finder) {
				for rest, ns := range p.ByRest {
					if slices.Sort(ns); len(ns) > 1 {
						f.FoundAbout(numberSubject(ns[0]), "", fmt.Sprint(ns), strconv.Itoa(rest))
					}
				}
			},
		}),
	}
}

func numberBook(t testing.TB) *Rulebook[int] {
	b, err := NewRulebook(numberThresholds, numberRows()...)
	require.NoError(t, err)
	return b
}

func numberSubject(n int) Subject { return Subject{"number", strconv.Itoa(n)} }

func numbers(ns ...int) func(func(Subject, int) bool) {
	return func(yield func(Subject, int) bool) {
		for _, n := range ns {
			if !yield(numberSubject(n), n) {
				return
			}
		}
	}
}

func mustJSON(t require.TestingT, v any) string {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

func TestRulebookReports(t *testing.T) {
	b := numberBook(t)
	under := Setting{At: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Matrix: "m1", Policy: &Policy{Version: "p1"}}
	r, err := b.Finish(under, b.Read(under, Selection{}, numbers(3, 8, 10, 94)))
	require.NoError(t, err)
	var got []string
	for f := range r.All() {
		got = append(got, f.String()+" at "+f.Path)
	}
	assert.Equal(t, []string{
		"error number:3: 3 is 3 [odd R01] at value",
		"error number:3: 3 is [3 10 94] [same R01] at ",
		"warning number:94: 94 is 94 [large R01] at ",
	}, got)
	assert.Equal(t, []Finding(nil), r.About(numberSubject(8)))
	require.Len(t, r.Of("same"), 1)
	assert.Equal(t, "[3 10 94]", r.Of("same")[0].Arg("value"))
	assert.Equal(t, "Change 94.", r.Of("large")[0].Remedy())
	assert.Len(t, r.Blocking(), 2)
	assert.Len(t, r.AtLeast(SeverityWarning), 3)
	assert.True(t, r.Ran("odd", numberSubject(8)))
	assert.False(t, r.Ran("odd", numberSubject(9)), "not read")
	assert.False(t, r.Ran("even", numberSubject(8)), "no such rule")
	assert.False(t, r.Ran("odd", Subject{"party", "8"}), "another kind")
	assert.Equal(t, "m1", r.Matrix())
	assert.Equal(t, "p1", r.Policy())
	assert.Equal(t, 0, r.At().Nanosecond(), "cut to microseconds")
}

func TestRulebookSelection(t *testing.T) {
	b := numberBook(t)
	read := func(sel Selection) Report {
		r, err := b.Finish(Setting{}, b.Read(Setting{}, sel, numbers(3, 10, 95)))
		require.NoError(t, err)
		return r
	}
	r := read(Selection{Codes: []Code{"large", "unknown", "large"}})
	assert.Len(t, r.Rules(), 1)
	assert.Equal(t, 1, r.Len())
	assert.False(t, r.Ran("unknown", numberSubject(3)))
	assert.False(t, r.Ran("odd", numberSubject(3)))

	r = read(Selection{Codes: []Code{"same", "odd"}, Subjects: []Subject{numberSubject(3)}})
	assert.False(t, r.Ran("same", numberSubject(3)), "a fold over a few subjects would find nothing where there is something")
	assert.True(t, r.Ran("odd", numberSubject(3)))
}

func TestPolicyRatesFindings(t *testing.T) {
	b := numberBook(t)
	at := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	waiver := func(code Code, n int, until time.Time) Waiver {
		return Waiver{Code: code, Subject: numberSubject(n), Author: "dora", Reason: "known", Period: Period{Until: until}}
	}
	nameless := waiver("odd", 9, at.Add(day))
	nameless.Author = ""
	p := &Policy{
		Severities: map[Code]Severity{"odd": SeverityWarning, "same": SeverityInfo, "large": SeverityError},
		Thresholds: map[Threshold]int64{"largest": 5},
		Waivers: []Waiver{
			waiver("odd", 3, at.Add(day)), waiver("odd", 5, at), waiver("odd", 7, time.Time{}), nameless,
			waiver("same", 3, at.Add(day)), waiver("large", 10, at.Add(day)),
		},
	}
	under := Setting{At: at, Policy: p}
	r, err := b.Finish(under, b.Read(under, Selection{}, numbers(3, 5, 7, 9, 10)))
	require.NoError(t, err)
	type rated struct {
		Severity Severity
		Waived   bool
	}
	got := map[string]rated{}
	for f := range r.All() {
		got[string(f.Code)+" "+f.Subject.ID] = rated{f.Severity, f.Waived != nil}
	}
	assert.Equal(t, map[string]rated{
		"odd 3":    {SeverityWarning, true},
		"odd 5":    {SeverityWarning, false}, // expired: until is not part of the period
		"odd 7":    {SeverityWarning, false}, // no end
		"odd 9":    {SeverityWarning, false}, // no author
		"large 7":  {SeverityError, false},
		"large 9":  {SeverityError, false},
		"large 10": {SeverityError, true},
		"same 3":   {SeverityError, false}, // hard
	}, got)
	all, lifted := r.Count(SeverityError)
	assert.Equal(t, []int{4, 1}, []int{all, lifted})
	assert.Len(t, r.Blocking(), 3)
}

// Any way to cut the subjects into parts, to send the parts through JSON, to
// group and to order them gives the same bytes as the whole.
func TestPartsOfAReviewLaw(t *testing.T) {
	b := numberBook(t)
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfNDistinct(rapid.IntRange(0, 99), 0, 30, rapid.ID).Draw(t, "all")
		under := Setting{At: time.Unix(0, 0), Matrix: "m", Policy: &Policy{Version: "p", Severities: map[Code]Severity{"odd": SeverityInfo}}}
		whole, err := b.Finish(under, b.Read(under, Selection{}, numbers(all...)))
		require.NoError(t, err)

		parts := []Part{}
		for rest := all; len(rest) > 0 || len(parts) == 0; {
			n := rapid.IntRange(0, len(rest)).Draw(t, "cut")
			part := b.Read(under, Selection{}, numbers(rest[:n]...))
			if rapid.Bool().Draw(t, "through JSON") {
				var again Part
				require.NoError(t, json.Unmarshal([]byte(mustJSON(t, part)), &again))
				part = again
			}
			parts, rest = append(parts, part), rest[n:]
		}
		parts = rapid.Permutation(parts).Draw(t, "order")
		n := rapid.IntRange(0, len(parts)).Draw(t, "group")
		if n > 0 {
			joined, err := b.Merge(parts[:n]...)
			require.NoError(t, err)
			parts = append(parts[n:len(parts):len(parts)], joined)
		}
		report, err := b.Finish(under, parts...)
		require.NoError(t, err)
		require.Equal(t, mustJSON(t, whole), mustJSON(t, report))
	})
}

func TestPartsThatDoNotBelongTogether(t *testing.T) {
	b := numberBook(t)
	under := Setting{Policy: &Policy{Version: "p1"}}
	one := b.Read(under, Selection{}, numbers(1, 2))
	fewer, err := NewRulebook(nil, numberRows()[0])
	require.NoError(t, err)
	bad := one
	bad.folds = map[Code]any{"same": json.RawMessage(`{"byRest":7}`)}
	for name, err := range map[string]error{
		"same subject":   second(b.Merge(one, b.Read(under, Selection{}, numbers(3, 2)))),
		"other codes":    second(b.Merge(one, b.Read(under, Selection{Codes: []Code{"odd"}}, numbers(3)))),
		"other policy":   second(b.Merge(one, b.Read(Setting{Policy: &Policy{Version: "p2"}}, Selection{}, numbers(3)))),
		"other instant":  second(b.Merge(one, b.Read(Setting{At: time.Unix(1, 0), Policy: under.Policy}, Selection{}, numbers(3)))),
		"other setting":  second(b.Finish(Setting{}, one)),
		"other book":     second(fewer.Finish(under, one)),
		"malformed fold": second(b.Finish(under, bad)),
		"fold missing":   second(b.Finish(under, Part{policy: "p1", codes: []Code{"same"}})),
		"code unknown":   second(b.Finish(under, Part{policy: "p1", findings: []Finding{{Code: "new"}}})),
	} {
		assert.ErrorIs(t, err, ErrInvalid, name)
	}
	r, err := b.Finish(under)
	require.NoError(t, err)
	assert.False(t, r.Ran("odd", numberSubject(1)))
}

func second[T any](_ T, err error) error { return err }

func TestRulebookDefects(t *testing.T) {
	check := func(int, *Finder) {}
	for name, row := range map[string]struct {
		change func(*Rule)
		check  func(int, *Finder)
		want   string
	}{
		"valid":          {func(*Rule) {}, check, ""},
		"no check":       {func(*Rule) {}, nil, "no check"},
		"code":           {func(r *Rule) { r.Code = " odd" }, check, "malformed code"},
		"kind":           {func(r *Rule) { r.Kind = 9 }, check, "no kind"},
		"severity":       {func(r *Rule) { r.Severity = 0 }, check, "no severity"},
		"recommendation": {func(r *Rule) { r.Kind = Recommendation }, check, "does not block"},
		"subject":        {func(r *Rule) { r.Subject = "" }, check, "no kind of subject"},
		"sources":        {func(r *Rule) { r.Sources = nil }, check, "no sources"},
		"text":           {func(r *Rule) { r.Text = "" }, check, "no text"},
		"remedy":         {func(r *Rule) { r.Remedy = "" }, check, "no remedy"},
		"argument":       {func(r *Rule) { r.Text = "it is {valu}" }, check, "unknown argument {valu}"},
		"brace":          {func(r *Rule) { r.Remedy = "it is {value" }, check, "unknown argument {value"},
		"empty argument": {func(r *Rule) { r.Remedy = "it is {}" }, check, "unknown argument {}"},
		"threshold":      {func(r *Rule) { r.Threshold = "size" }, check, "unknown threshold size"},
	} {
		rule := numberRule("odd", Adjustable, SeverityError)
		row.change(&rule)
		_, err := NewRulebook(nil, Local(rule, row.check))
		if row.want == "" {
			assert.NoError(t, err, name)
			continue
		}
		if assert.ErrorIs(t, err, ErrInvalid, name) {
			assert.Contains(t, err.Error(), row.want, name)
			assert.Equal(t, 1, strings.Count(err.Error(), "\n")+1, "one defect: %s", name)
		}
	}

	// All defects of a table, the table's own among them.
	_, err := NewRulebook(append(numberThresholds, ThresholdCard{Threshold: "unused", Default: -1}, numberThresholds[0]),
		Local(numberRule("odd", Hard, SeverityError), check), Local(numberRule("odd", 0, SeverityError), check),
		Folding(numberRule("same", Hard, SeverityError), Fold[int, int]{}))
	want := []string{"code is repeated", "no kind", "no check", "threshold is repeated", "no rule reads", "without meaning"}
	for _, w := range want {
		assert.ErrorContains(t, err, w)
	}
}

func TestLift(t *testing.T) {
	rows := Lift(func(s string) int { n, _ := strconv.Atoi(s); return n }, numberRows()...)
	b, err := NewRulebook(numberThresholds, rows...)
	require.NoError(t, err)
	r, err := b.Finish(Setting{}, b.Read(Setting{}, Selection{}, func(yield func(Subject, string) bool) {
		for _, n := range []int{3, 10} {
			yield(numberSubject(n), strconv.Itoa(n))
		}
	}))
	require.NoError(t, err)
	assert.Len(t, r.Of("odd"), 1)
	assert.Len(t, r.Of("same"), 1)
}

func TestReportJSON(t *testing.T) {
	b := numberBook(t)
	under := Setting{At: time.Unix(1e9, 0), Known: time.Unix(2e9, 0), Matrix: "m", Policy: &Policy{
		Version: "p", Waivers: []Waiver{{Code: "odd", Subject: numberSubject(3), Author: "dora", Reason: "known", Period: Period{Until: time.Unix(3e9, 0)}}},
	}}
	r, err := b.Finish(under, b.Read(under, Selection{}, numbers(3, 8, 10, 94)))
	require.NoError(t, err)
	text := mustJSON(t, r)
	var again Report
	require.NoError(t, json.Unmarshal([]byte(text), &again))
	assert.Equal(t, text, mustJSON(t, again))
	assert.Equal(t, r.Len(), again.Len())
	assert.Equal(t, "Change 94.", again.Of("large")[0].Remedy())
	assert.NotNil(t, again.Of("odd")[0].Waived)
	assert.Equal(t, slices.Collect(r.Read()), slices.Collect(again.Read()))

	for _, bad := range []string{
		`{}`, `{"format":"itsm-report/2"}`, `{"format":"itsm-report/1","extra":1}`, text + text,
		`{"format":"itsm-report/1","findings":[{"code":"odd","severity":"error","text":""}]}`,
		`{"format":"itsm-report/1","findings":[{"code":"odd","severity":"terrible","text":""}]}`,
	} {
		assert.Error(t, new(Report).UnmarshalJSON([]byte(bad)), bad)
	}

	var f Finding
	require.NoError(t, json.Unmarshal([]byte(mustJSON(t, r.Of("large")[0])), &f))
	assert.Equal(t, "94 is 94", f.Text())
	assert.Equal(t, "Change 94.", f.Remedy())
	assert.Empty(t, cmp.Diff(mustJSON(t, r.Of("large")[0]), mustJSON(t, f)))
}

// TestPreparedIsARead: rules that were chosen once find in one subject what a
// review of that subject finds, bytewise, whatever the policy and the choice.
func TestPreparedIsARead(t *testing.T) {
	b := numberBook(t)
	codes := []Code{"odd", "large", "same", "absent"}
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.SliceOfN(rapid.SampledFrom(codes), 1, 5).Draw(t, "codes")
		n := rapid.IntRange(0, 100).Draw(t, "n")
		subject := numberSubject(n)
		if rapid.IntRange(0, 9).Draw(t, "kind") == 0 {
			subject.Kind = "letter"
		}
		p := &Policy{Version: "p", Severities: map[Code]Severity{}, Thresholds: map[Threshold]int64{}}
		for _, c := range codes[:3] {
			if rapid.Bool().Draw(t, "rated") {
				p.Severities[c] = Severity(rapid.IntRange(0, 3).Draw(t, "severity"))
			}
			if rapid.Bool().Draw(t, "waived") {
				until := time.Date(2026, 1, rapid.IntRange(1, 3).Draw(t, "until"), 0, 0, 0, 0, time.UTC)
				p.Waivers = append(p.Waivers, Waiver{Code: c, Subject: numberSubject(n), Author: "ada", Reason: "x", Period: Period{Until: until}})
			}
		}
		if rapid.Bool().Draw(t, "threshold") {
			p.Thresholds["largest"] = rapid.Int64Range(0, 100).Draw(t, "largest")
		}
		under := Setting{At: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), Policy: p}
		if rapid.IntRange(0, 9).Draw(t, "default") == 0 {
			under.Policy = nil
		}
		rate := func(f *Finding) {
			if n%3 == 0 {
				f.Severity, f.Waived = SeverityInfo, nil
			}
		}
		only := Selection{Codes: chosen, Subjects: []Subject{subject}}
		want, err := b.Finish(under, b.Read(under, only, func(yield func(Subject, int) bool) { yield(subject, n) }))
		require.NoError(t, err)
		ready := b.Prepare(chosen...)
		assert.Equal(t, mustJSON(t, slices.Collect(want.All())), mustJSON(t, ready.Judge(under, subject, n, nil)))
		assert.Equal(t, mustJSON(t, slices.Collect(want.Rerated(rate).All())), mustJSON(t, ready.Judge(under, subject, n, rate)))
		for _, c := range codes {
			assert.Equal(t, want.Ran(c, subject), ready.Runs(c, subject.Kind), "%s", c)
		}
		found += want.Len()
	})
	assert.NotZero(t, found)
}
