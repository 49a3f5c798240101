package ownership

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTwoServices enumerates every sequence of three commands on two services,
// by three people, with the authority of the real register. An owner of one
// service may do for it what the matrix gives to owners, nothing for the other
// one (R14), and nothing at all after the handover.
func TestTwoServices(t *testing.T) {
	scopes := []Scope{mail, ServiceScope("chat")}
	people := []PartyID{"boss", "ada", "ben"}
	type state struct {
		reg     *Register
		ledgers [2]Ledger
		owners  [2]PartyID
	}
	start := state{reg: world(t), owners: [2]PartyID{"ada", "ben"}}
	for i, sc := range scopes {
		l, err := Ledger{}.Establish(start.reg, by("boss", 1), Establish{Scope: sc, Claims: []Claim{owner(start.owners[i], from(1))}})
		require.NoError(t, err)
		start.ledgers[i], start.reg = l, start.reg.With(l)
	}
	done, refused := 0, 0
	var walk func(s state, n int)
	walk = func(s state, n int) {
		if n > 4 {
			return
		}
		for i := range scopes {
			for _, p := range people {
				for _, to := range people {
					// The answer of the register follows the commands, and the other
					// service's answer does not.
					for kind, expect := range map[ActKind]bool{
						HandedOver: p == "boss" && to != s.owners[i],
						Delegated:  p == s.owners[i] && to != p,
						Imported:   p == "boss",
					} {
						l, w := s.ledgers[i], by(p, n)
						var out Ledger
						var err error
						next := s
						switch kind {
						case HandedOver:
							out, err = l.Handover(s.reg, w, Handover{To: to})
							next.owners[i] = to
						case Delegated:
							out, err = l.Delegate(s.reg, w, Delegate{Role: ServiceOwner, To: to, Until: day(9), Reason: "away"})
						default:
							out, err = l.Import(s.reg, w, Import{Scope: scopes[i], Source: string(to), Claims: []Claim{{Role: Customer, Holder: to}}})
						}
						if (err == nil) != expect {
							t.Fatalf("day %d: %s of %s by %s to %s, owned by %v: %v", n, kind, scopes[i], p, to, s.owners, err)
						}
						if err != nil {
							refused++
							require.True(t, reflect.DeepEqual(l, out))
							continue
						}
						done++
						next.ledgers[i], next.reg = out, s.reg.With(out)
						for j, sc := range scopes {
							a := next.reg.Owner(ServiceID(sc.ID), day(n))
							require.Equal(t, next.owners[j], a.Holder, "%v", a.State)
							require.Equal(t, start.owners[j], next.reg.KnownAt(day(1)).Owner(ServiceID(sc.ID), day(n)).Holder)
						}
						walk(next, n+1)
					}
				}
			}
		}
	}
	walk(start, 2)
	t.Logf("%d done, %d refused", done, refused)
	require.Greater(t, done, 1000)
}
