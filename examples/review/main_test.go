package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

var update = flag.Bool("update", false, "write the golden files anew")

func summarise(t *testing.T, doc document, reg *ownership.Register, o options) *summary {
	t.Helper()
	s, err := newSummary(doc, reg, o)
	require.NoError(t, err)
	return s
}

func TestSampleHitsEveryRule(t *testing.T) {
	doc, err := parse(sample)
	require.NoError(t, err)
	reg, err := doc.Register()
	require.NoError(t, err)
	hit := map[ownership.Code]bool{}
	// Nobody had set any criteria for risks three years ago.
	for _, at := range []time.Time{doc.At, doc.At.AddDate(-3, 0, 0)} {
		for _, f := range summarise(t, doc, reg, options{at: at, min: ownership.SeverityInfo}).findings {
			hit[f.Code] = at.Equal(doc.At) || hit[f.Code] || f.Code == "criteria.none"
		}
	}
	// More than twenty factors shared at a time is more than a sample has services.
	hit["underpinning.bounded"] = true
	for _, r := range slices.Concat(ownership.Rules(), risk.Rules(), sla.Rules()) {
		if !hit[r.Code] {
			t.Errorf("sample.json breaks no rule %s: add a case", r.Code)
		}
	}
	assert.GreaterOrEqual(t, len(doc.Services), 20)
	assert.LessOrEqual(t, len(doc.Services), 40)

	// What no ledger can hold is refused when a document is read, not found later.
	for what, change := range map[string][2]string{
		"an act before the one before it": {`"at": "2024-02-01T00:00:00Z"`, `"at": "2023-02-01T00:00:00Z"`},
		"an act that nobody signed":       {`"by": "quentin"`, `"by": ""`},
		"an entry that no act recorded":   {`"act": 3`, `"act": 9`},
	} {
		require.Contains(t, string(sample), change[0], what)
		_, err := parse([]byte(strings.ReplaceAll(string(sample), change[0], change[1])))
		assert.ErrorIs(t, err, ownership.ErrInvalid, what)
	}
}

// The sample shows every state of an answer, and somebody acting for an owner.
func TestSampleShowsEveryState(t *testing.T) {
	doc, err := parse(sample)
	require.NoError(t, err)
	reg, err := doc.Register()
	require.NoError(t, err)
	s := summarise(t, doc, reg, options{at: doc.At})
	states, acting := map[ownership.State]bool{}, false
	for _, v := range s.services {
		states[v.owner.State] = true
		acting = acting || v.owner.State == ownership.Held && v.acting.Capacity == ownership.AsDeputy
	}
	assert.Len(t, states, 4)
	assert.True(t, acting)
}

// program is built once; every test of an exit status runs it.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "review")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "review")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		panic(string(out))
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// execute runs the built program.
func execute(t *testing.T, stdin io.Reader, env []string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.Command(program, args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &out, &errs
	cmd.Env = append(os.Environ(), env...)
	if err := cmd.Run(); err != nil {
		exit := (*exec.ExitError)(nil)
		require.ErrorAs(t, err, &exit)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestGolden(t *testing.T) {
	for format, file := range map[string]string{"text": "review.txt", "markdown": "review.md", "json": "review.json"} {
		t.Run(format, func(t *testing.T) {
			first, errs, status := execute(t, nil, []string{"TZ=Asia/Kathmandu"}, "-format", format)
			require.Equal(t, ran, status, errs)
			for range 5 { // neither zone nor map order shows
				again, _, _ := execute(t, nil, []string{"TZ=America/Lima"}, "-format", format)
				require.Equal(t, first, again)
			}
			golden := filepath.Join("testdata", file)
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(first), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), first, "run with -update if the change is meant")
		})
	}
}

func TestTextFitsTheTerminal(t *testing.T) {
	wide := strings.NewReplacer("Ada Fenn", "灯台守の灯台守の灯台守", "Main light", strings.Repeat("Leuchtfeuer", 20), "Celia Marsh", "e\u0301\u0301 \x1b[31m Celia")
	for name, doc := range map[string]string{"sample": string(sample), "wide": wide.Replace(string(sample))} {
		if name == "wide" {
			doc = strings.ReplaceAll(doc, "\x1b", `\u001b`)
		}
		out, errs, status := execute(t, strings.NewReader(doc), nil, "-")
		require.Equal(t, ran, status, errs)
		assert.NotContains(t, out, "\x1b", "no control characters")
		for i, line := range strings.Split(out, "\n") {
			assert.LessOrEqual(t, width(line), lineWidth, "line %d: %s", i+1, line)
			assert.Equal(t, strings.TrimRight(line, " "), line, "line %d", i+1)
		}
	}
}

func TestJSONDecodes(t *testing.T) {
	out, _, _ := execute(t, nil, nil, "-format", "json", "-min", "error")
	var o output
	require.NoError(t, json.Unmarshal([]byte(out), &o))
	assert.Len(t, o.Services, 28)
	assert.NotEmpty(t, o.Findings)
	assert.NotZero(t, o.Hidden)
	for _, f := range o.Findings {
		assert.Equal(t, ownership.SeverityError, f.Severity)
		assert.NotEmpty(t, f.Text())
		assert.NotEmpty(t, f.Remedy())
	}
	assert.Len(t, o.Ran, len(ownership.Rules())+len(risk.Rules())+len(sla.Rules()))
	assert.Contains(t, o.Read, ownership.ServiceScope("mail").Subject())
	assert.Equal(t, []string{"consultants-draft"}, o.Coming)
}

const sound = `{
	"format": "itsm/1", "at": "2026-03-01T00:00:00Z",
	"parties": [{"id": "ada", "kind": "person", "name": "Ada Fenn"}],
	"services": [{"id": "lamp", "kind": "infrastructure"}],
	"assignments": [{"scope": "service:lamp", "role": "service-owner", "holder": "ada", "from": "2025-07-01T00:00:00Z"}]
}`

func TestExitStatus(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	good := file("good.json", sound)
	vacant := file("vacant.json", `{"format": "itsm/1", "services": [{"id": "lamp"}]}`)
	broken := file("broken.json", `{"format": "itsm/1", "partys": [], "services": [{"id": ""}, {"id": "a", "kind": 3}, {"id": "b"}, {"id": "b"}]}`)
	for _, c := range []struct {
		name   string
		args   []string
		stdin  string
		status int
		stderr []string
		lines  int // on the standard error; 0 is one
	}{
		{"the sample, whatever is found", nil, "", ran, nil, 0},
		{"a file", []string{good}, "", ran, nil, 0},
		{"the standard input", []string{"-"}, sound, ran, nil, 0},
		{"a call for help", []string{"-h"}, "", ran, []string{"usage: review"}, 0},
		{"errors", []string{"-fail", "error", vacant}, "", failed, nil, 0},
		{"errors that are not shown fail all the same", []string{"-fail", "warning", "-min", "error", vacant}, "", failed, nil, 0},
		{"warnings", []string{"-fail", "warning", good}, "", failed, nil, 0},
		{"no errors", []string{"-fail", "error", "-at", "2026-03-01", good}, "", ran, nil, 0},
		{"no such file", []string{filepath.Join(dir, "none.json")}, "", bad, []string{"none.json"}, 0},
		{"a folder", []string{dir}, "", bad, []string{"directory"}, 0},
		{"every problem by its path", []string{broken}, "", bad, []string{
			"broken.json: partys: unknown field", "broken.json: services[1].kind: must be", "broken.json: services[0].id: ", "broken.json: services[3].id: the same as services[2].id",
		}, 4},
		{"not JSON", []string{"-"}, "lamp", bad, []string{"standard input: "}, 0},
		{"nothing", []string{"-"}, "", bad, []string{"standard input: "}, 0},
		{"two files", []string{good, vacant}, "", bad, []string{"one file at a time"}, 0},
		{"flags after the file", []string{good, "-at", "2026-03-01"}, "", bad, []string{"flags before it"}, 0},
		{"unknown flag", []string{"-loud"}, "", bad, []string{"-loud"}, 0},
		{"unknown format", []string{"-format", "yaml"}, "", bad, []string{"json, markdown, text"}, 0},
		{"unknown severity", []string{"-min", "fatal"}, "", bad, []string{"info, warning, error"}, 0},
		{"information never fails", []string{"-fail", "info"}, "", bad, []string{"warning, error"}, 0},
		{"no instant", []string{"-at", "yesterday"}, "", bad, []string{"2026-03-01"}, 0},
		{"a day that is none", []string{"-known", "2026-02-30"}, "", bad, []string{"2026-03-01"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			stdout, stderr, status := execute(t, strings.NewReader(c.stdin), nil, c.args...)
			assert.Equal(t, c.status, status, stderr)
			for _, want := range c.stderr {
				assert.Contains(t, stderr, want)
			}
			if c.status == bad {
				assert.Empty(t, stdout)
				assert.NotContains(t, stderr, "usage", "one mistake is one line")
				assert.Equal(t, max(1, c.lines), strings.Count(stderr, "\n"), stderr)
			} else if c.stderr == nil {
				assert.Empty(t, stderr)
				assert.NotEmpty(t, stdout)
			}
		})
	}
}

// What fails is what stands: errors do, warnings and waived findings do not when
// errors are asked about.
func TestFails(t *testing.T) {
	doc, err := parse([]byte(sound))
	require.NoError(t, err)
	doc.Policies = []ownership.Policy{{Severities: map[ownership.Code]ownership.Severity{}}}
	fails := func(at time.Time) bool {
		reg, err := doc.Register()
		require.NoError(t, err)
		return summarise(t, doc, reg, options{at: at, min: ownership.SeverityInfo}).fails(ownership.SeverityError)
	}
	assert.False(t, fails(doc.At), "only warnings")
	before := doc.At.AddDate(-1, 0, 0)
	assert.True(t, fails(before), "vacant")
	doc.Policies[0].Waivers = []ownership.Waiver{{
		Code: "owner.vacant", Subject: ownership.ServiceScope("lamp").Subject(), Author: "ada", Reason: "being built",
		Period: ownership.Period{Until: doc.At},
	}}
	assert.False(t, fails(before), "waived")
}

func TestInstants(t *testing.T) {
	ask := func(args ...string) string {
		out, errs, status := execute(t, strings.NewReader(sound), nil, append(args, "-")...)
		require.Equal(t, ran, status, errs)
		return out
	}
	assert.Contains(t, ask(), "at 2026-03-01T00:00:00Z", "the document's instant")
	assert.Contains(t, ask("-at", "2025-06-30"), "vacant")
	assert.Contains(t, ask("-at", "2025-07-01T02:00:00+02:00"), "held")
	assert.Contains(t, ask("-known", "2026-02-28"), "vacant", "the document was not there yet")

	var out bytes.Buffer
	clock := func() time.Time { return time.Date(2031, 4, 5, 6, 7, 8, 9, time.FixedZone("", 3600)) }
	status := run([]string{"-"}, strings.NewReader(`{"format": "itsm/1"}`), &out, io.Discard, clock)
	assert.Equal(t, ran, status)
	assert.Contains(t, out.String(), "at 2031-04-05T05:07:08Z", "the clock is asked last")
}

// What is hidden is counted all the same, as often as it was found.
func TestClosing(t *testing.T) {
	for _, format := range []string{"text", "markdown"} {
		whole, _, _ := execute(t, nil, nil, "-format", format)
		totals := regexp.MustCompile(`(\d+) errors, (\d+) warnings, (\d+) notes; .*`).FindStringSubmatch(whole)
		require.NotNil(t, totals)
		number := func(i int) (n int) {
			n, err := strconv.Atoi(totals[i])
			require.NoError(t, err)
			require.NotZero(t, n)
			return n
		}
		assert.NotContains(t, whole, "not shown")
		for least, hidden := range map[string]int{"error": number(2) + number(3), "warning": number(3)} {
			out, _, _ := execute(t, nil, nil, "-format", format, "-min", least)
			assert.Contains(t, out, totals[0]+"\n"+strconv.Itoa(hidden)+" milder findings are not shown.\n")
		}
	}
}

func TestClosingCountsOne(t *testing.T) {
	s := &summary{hidden: 1, levels: &levels{}, risks: &risks{}, found: map[ownership.Severity]int{ownership.SeverityError: 1, ownership.SeverityInfo: 1}}
	assert.Equal(t, []string{"1 error, 0 warnings, 1 note; 0 of them waived. 0 rules read 0 subjects.", "1 milder finding is not shown."}, s.closing())
	s.risks, s.levels = nil, nil
	assert.Contains(t, s.closing()[1], "Promises were not reviewed")
	assert.Contains(t, s.closing()[2], "Risks were not reviewed")
}

// endless is a document that never ends.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "[ "[min(e.read+i, 1)]
	}
	e.read += len(p)
	return len(p), nil
}

func TestHostileInput(t *testing.T) {
	for name, in := range map[string]io.Reader{
		"endless":       &endless{},
		"100 MB":        io.LimitReader(&endless{}, 100_000_000),
		"deeply nested": strings.NewReader(`{"format": "itsm/1", "services": ` + strings.Repeat(`[{"a":`, 5_000_000)),
	} {
		t.Run(name, func(t *testing.T) {
			_, stderr, status := execute(t, in, []string{"GOMEMLIMIT=512MiB"}, "-")
			assert.Equal(t, bad, status)
			assert.NotEmpty(t, stderr)
			assert.Less(t, len(stderr), 10_000)
		})
	}
	e := &endless{}
	_, err := read("-", e)
	assert.ErrorIs(t, err, ownership.ErrInvalid)
	assert.LessOrEqual(t, e.read, ownership.MaxDocument+1<<20, "no more is read than a document may have")
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want []string
	}{
		{"", 5, []string{""}},
		{"  a  b ", 5, []string{"a b"}},
		{"abc def", 5, []string{"abc", "def"}},
		{"abc de", 6, []string{"abc de"}},
		{"abcdefgh i", 3, []string{"abc", "def", "gh", "i"}},
		{"灯台守", 5, []string{"灯台", "守"}},
		{"e\u0301e\u0301e\u0301", 3, []string{"e\u0301e\u0301e\u0301"}},
	} {
		assert.Equal(t, c.want, wrap(c.in, c.n), c.in)
	}
}

func TestEscape(t *testing.T) {
	assert.Equal(t, `a \| b &lt;b&gt; \[x\]\(y) \*z\* \_`, strings.ReplaceAll(escape("a | b <b>\n[x](y) *z* _"), "](", `]\(`))
	assert.Equal(t, "a b", escape("a\x1b\u202eb"))
}
