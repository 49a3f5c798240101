package storage

import (
	"bytes"
	"cmp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
)

// texts are short and made of the bytes that an encoding gets wrong, so that one
// is often the beginning of another.
func texts() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.RuneFrom([]rune{0, 1, 'a', 'b', 0x7f, 0xff, 0x10ffff}), 0, 4, -1)
}

// checkOrder holds the order of a table to that of its keys.
func checkOrder[K Key[K], V Value](t *testing.T, table Table[K, V], keys *rapid.Generator[K]) {
	t.Helper()
	require.NoError(t, table.Check())
	rapid.Check(t, func(t *rapid.T) {
		a, b := keys.Draw(t, "a"), keys.Draw(t, "b")
		x, y := table.Order(a), table.Order(b)
		assert.Equal(t, cmp.Compare(a.Compare(b), 0), bytes.Compare(x, y), "%q and %q", x, y)
		back, err := table.Parse(x)
		require.NoError(t, err)
		assert.Equal(t, a, back)
		var zero K
		assert.LessOrEqual(t, bytes.Compare(table.Order(zero), x), 0, "the zero key comes first")
	})
}

func TestLedgerOrder(t *testing.T) {
	checkOrder(t, Ledgers(), rapid.Custom(func(t *rapid.T) ownership.Scope {
		return rapid.OneOf(
			rapid.SampledFrom(ownershiptest.Scopes()),
			rapid.Custom(func(t *rapid.T) ownership.Scope {
				return ownership.Scope{Level: ownership.Level(rapid.Byte().Draw(t, "level")), ID: texts().Draw(t, "id")}
			}),
		).Draw(t, "scope")
	}))
}

func TestComponents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type pair struct {
			s string
			n int64
		}
		pairs := rapid.Custom(func(t *rapid.T) pair {
			return pair{texts().Draw(t, "s"), rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2, 2)).Draw(t, "n")}
		})
		a, b := pairs.Draw(t, "a"), pairs.Draw(t, "b")
		x, y := AppendInt(AppendText(nil, a.s), a.n), AppendInt(AppendText(nil, b.s), b.n)
		assert.Equal(t, cmp.Or(strings.Compare(a.s, b.s), cmp.Compare(a.n, b.n)), bytes.Compare(x, y))
		s, rest, err := CutText(x)
		require.NoError(t, err)
		n, rest, err := CutInt(rest)
		require.NoError(t, err)
		assert.Equal(t, a, pair{s, n})
		assert.Empty(t, rest)

		term := AppendText(nil, a.s)
		within := bytes.Compare(term, y) <= 0 && bytes.Compare(y, Through(term)) < 0
		assert.Equal(t, bytes.HasPrefix(y, term), within)
		assert.Equal(t, a.s == b.s, within)
	})
	assert.Nil(t, Through([]byte{0xff, 0xff}))
	assert.Equal(t, []byte{2}, Through([]byte{1, 0xff}))
	for _, broken := range []string{"", "a", "a\x00", "a\x00\x02"} {
		_, _, err := CutText([]byte(broken))
		assert.Error(t, err, "%q", broken)
	}
	_, _, err := CutInt(make([]byte, 7))
	assert.Error(t, err)
}

func TestTimes(t *testing.T) {
	ascending := []time.Time{{}, time.Unix(-1, 0), time.Unix(0, 0), time.Unix(0, 1000), time.Unix(1<<40, 0)}
	for i := 1; i < len(ascending); i++ {
		assert.Negative(t, bytes.Compare(AppendTime(nil, ascending[i-1]), AppendTime(nil, ascending[i])))
	}
}

func TestHolders(t *testing.T) {
	l := ownershiptest.Must(ownership.Adopt(ownership.ServiceScope("mail"), "cmdb", ownershiptest.Day(0),
		ownership.Claim{Role: ownership.ServiceOwner, Holder: "ada"}, ownership.Claim{Role: ownership.User, Holder: "ben"}))
	assert.ElementsMatch(t, [][]byte{Holder(ownership.ServiceOwner, "ada"), Holder(ownership.User, "ben")}, Ledgers().Lookups[0].Terms(l))
}

func TestTableCheck(t *testing.T) {
	assert.NoError(t, Ledgers().Check())
	broken := Ledgers()
	broken.Name, broken.Order = "Ledger!", nil
	broken.Lookups = append(broken.Lookups, Lookup[ownership.Ledger]{Name: LookupHolder, Terms: holders}, Lookup[ownership.Ledger]{Name: "x"}, Lookup[ownership.Ledger]{})
	err := broken.Check()
	require.Error(t, err)
	for _, part := range []string{"the name is not", "Order, Parse", `a second "holder"`, "no Terms", "lookups[3]"} {
		assert.ErrorContains(t, err, part)
	}
}
