package ownership

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/internal/strictjson"
)

// rich is a ledger with everything that an entry and an act can have.
func rich(t testing.TB) Ledger {
	reg := world(t)
	mandate := &Mandate{GrantedBy: "boss", Text: "runs mail", Limits: []Limit{{CommitResources, Quantity{250_000_00, "EUR"}}}}
	l := founded(t, deputy("ben", 1, between(1, 20)), Claim{Role: Customer, Holder: "team", Period: from(1)})
	l, err := l.Import(reg, Who{By: "boss", At: day(2), Ref: "sync-1"}, Import{
		Scope: mail, Source: "cmdb", Claims: []Claim{{Role: "baker", Holder: "zoe", Period: Period{From: day(9), Until: day(3)}, Mandate: mandate}},
	})
	require.NoError(t, err)
	l, err = l.Delegate(reg, by("ada", 3), Delegate{
		Role: ServiceOwner, To: "cyd", Activities: []Activity{ApproveChange}, Until: day(9), Reason: "on holiday",
	})
	require.NoError(t, err)
	l, err = l.Handover(reg, Who{By: "boss", For: "boss", At: day(4), Ref: "ticket 7"}, Handover{To: "ben", At: day(6), Mandate: mandate, Reason: "moves on"})
	require.NoError(t, err)
	return l
}

func TestLedgerJSON(t *testing.T) {
	for name, l := range map[string]Ledger{"zero": {}, "rich": rich(t), "adopted": acme(t)} {
		t.Run(name, func(t *testing.T) {
			data, err := json.Marshal(l)
			require.NoError(t, err)
			var back Ledger
			require.NoError(t, json.Unmarshal(data, &back))
			if diff := cmp.Diff(ledgerDump(l), ledgerDump(back)); diff != "" {
				t.Error(diff)
			}
			again, err := json.Marshal(back)
			require.NoError(t, err)
			require.Equal(t, string(data), string(again))
			if !l.IsZero() {
				require.Equal(t, worldWith(t).With(l).May(Request{By: "ada", Activity: ApproveChange, Scope: mail, At: day(5)}),
					worldWith(t).With(back).May(Request{By: "ada", Activity: ApproveChange, Scope: mail, At: day(5)}))
			}
		})
	}
}

// TestLedgerJSONModel reads back whatever random commands have made.
func TestLedgerJSONModel(t *testing.T) {
	a := permissive{world(t)}
	rapid.Check(t, func(t *rapid.T) {
		tw := newTwin(6)
		for range rapid.IntRange(1, 15).Draw(t, "length") {
			kinds := []ActKind{Established, Imported, Assigned, HandedOver, Delegated, Corrected}
			next, err := tw.step(a, mail, drawOrder(t, tw.model, kinds...))
			if err != nil {
				t.Fatal(err)
			}
			tw = next
		}
		data, err := json.Marshal(tw.ledger)
		if err != nil {
			t.Fatal(err)
		}
		tw.ledger = Ledger{}
		if err := json.Unmarshal(data, &tw.ledger); err != nil {
			t.Fatal(err)
		}
		if err := tw.agree(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestLedgerJSONShape breaks one thing at a time in a ledger that is whole.
func TestLedgerJSONShape(t *testing.T) {
	data, err := json.Marshal(rich(t))
	require.NoError(t, err)
	for _, c := range []struct {
		name     string
		old, new string // the first occurrence is replaced
		want     []string
	}{
		{"unknown field", `"scope":`, `"colour":"red","scope":`, []string{"colour"}},
		{"repeated field", `"scope":`, `"scope":"service:mail","scope":`, []string{"scope"}},
		{"no scope", `"scope":"service:mail",`, ``, []string{"scope"}},
		{"other scope", `{"scope":"service:mail"`, `{"scope":"service:chat"`, []string{"acts[0].proof.scope"}},
		{"unknown level", `"scope":"service:mail"`, `"scope":"village:mail"`, []string{"scope"}},
		{"revision", `"revision":1`, `"revision":2`, []string{"acts[0].revision"}},
		{"unknown kind", `"kind":"establish"`, `"kind":"steal"`, []string{"acts[0].kind"}},
		{"no kind", `"kind":"establish"`, `"kind":""`, []string{"acts[0].kind"}},
		{"instant of an act", `"at":"2030-01-01T00:00:00Z"`, `"at":"2031-01-01T00:00:00Z"`, []string{"acts[0].proof.at", "acts[1].at", "entries[0].recorded.from"}},
		{"year 10000", `"at":"2030-01-01T00:00:00Z"`, `"at":"10000-01-01T00:00:00Z"`, []string{"acts[0].at"}},
		{"repeated ref", `"ref":"ticket 7"`, `"ref":"sync-1"`, []string{"acts[3].ref"}},
		{"nobody acted", `"by":"boss",`, `"by":"",`, []string{"acts[0].proof.by"}},
		{"no capacity", `"capacity":"own right"`, `"capacity":""`, []string{"acts[0].proof.capacity"}},
		{"number", `"no":1`, `"no":7`, []string{"entries[0].no"}},
		{"no role", `"no":1,"role":"service-owner"`, `"no":1,"role":""`, []string{"entries[0].role"}},
		{"no holder", `"holder":"ada"`, `"holder":""`, []string{"entries[0].holder"}},
		{"rank", `"rank":1`, `"rank":256`, []string{"entries[1].rank"}},
		{"fraction", `"rank":1`, `"rank":1.5`, []string{"entries[1].rank"}},
		{"act that is not there", `"act":4`, `"act":9`, []string{"entries[5].act", "entries[6].act"}},
		{"superseded by itself", `"superseded":4`, `"superseded":1`, []string{"entries[0].superseded"}},
		{"superseded by nothing", `"superseded":4`, `"superseded":0`, []string{"entries[0].recorded.until"}},
		{"period without end before it began", `"until":"2030-01-20T00:00:00Z"`, `"until":"0001-01-01T00:00:00.0000001Z"`, []string{"entries[1].period.until"}},
		{"negative limit", `"value":25000000`, `"value":-1`, []string{"entries[3].mandate.limits[0].max.value"}},
		{"limit without a unit", `"unit":"EUR"`, `"unit":""`, []string{"entries[3].mandate.limits[0].max.unit"}},
		{"mandate of nobody", `"grantedBy":"boss"`, `"grantedBy":""`, []string{"entries[3].mandate.grantedBy"}},
		{"delegation of nobody", `"from":"ada","activities"`, `"from":"","activities"`, []string{"entries[4].delegation.from"}},
		{"delegated nothing", `["approve-change"]`, `[""]`, []string{"entries[4].delegation.activities[0]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, string(data), c.old)
			broken := strings.Replace(string(data), c.old, c.new, 1)
			l := acme(t)
			err := l.UnmarshalJSON([]byte(broken))
			require.ErrorIs(t, err, ErrInvalid)
			require.Equal(t, ledgerDump(acme(t)), ledgerDump(l), "a refused ledger changes nothing")
			var problems *strictjson.Error
			require.ErrorAs(t, err, &problems)
			var paths []string
			for _, p := range problems.Problems {
				paths = append(paths, p.Path)
			}
			for _, w := range c.want {
				require.Contains(t, paths, w)
			}
		})
	}
}

// TestLedgerJSONNormalises brings instants of other zones and resolutions into
// the one form.
func TestLedgerJSONNormalises(t *testing.T) {
	data, err := json.Marshal(founded(t))
	require.NoError(t, err)
	odd := strings.ReplaceAll(string(data), `2030-01-01T00:00:00Z`, `2030-01-01T02:00:00.000000999+02:00`)
	require.NotEqual(t, string(data), odd)
	var l Ledger
	require.NoError(t, json.Unmarshal([]byte(odd), &l))
	back, err := json.Marshal(l)
	require.NoError(t, err)
	require.Equal(t, string(data), string(back))
}

// FuzzLedgerJSON: what is accepted can be asked, written and read back, and no
// input ends in a panic.
func FuzzLedgerJSON(f *testing.F) {
	for _, l := range []Ledger{{}, rich(f), acme(f), founded(f)} {
		data, err := json.Marshal(l)
		require.NoError(f, err)
		f.Add(data)
	}
	reg := world(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var l Ledger
		if err := l.UnmarshalJSON(data); err != nil {
			if !errors.Is(err, ErrInvalid) || !l.IsZero() {
				t.Fatalf("%v, %v", err, l)
			}
			return
		}
		for range l.At(day(3), time.Time{}) {
		}
		reg.With(l).Owner("mail", day(3))
		if !l.IsZero() {
			w := Who{By: "boss", At: l.acts[len(l.acts)-1].At}
			out, err := l.Handover(reg, w, Handover{To: "ben"})
			if (err == nil) != (out.Revision() == l.Revision()+1) {
				t.Fatalf("%v and revision %d of %d", err, out.Revision(), l.Revision())
			}
		}
		written, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		var back Ledger
		if err := json.Unmarshal(written, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(ledgerDump(l), ledgerDump(back)); diff != "" {
			t.Fatal(diff)
		}
	})
}
