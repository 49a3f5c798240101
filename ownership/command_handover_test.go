package ownership

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// told returns what is believed of the role at an instant, with delegates in
// brackets.
func told(l Ledger, role Role, n int) (out []string) {
	for e := range l.At(day(n), day(99)) {
		switch {
		case e.Role != role:
		case e.Delegation != nil:
			out = append(out, "("+string(e.Holder)+")")
		default:
			out = append(out, string(e.Holder))
		}
	}
	return out
}

func codes(err error) (out []Code) {
	if e, ok := err.(*Error); ok {
		for _, f := range e.Findings {
			out = append(out, f.Code)
		}
	}
	return out
}

func TestHandoverCutsThePeriodThatContainsIt(t *testing.T) {
	reg := world(t)
	l := founded(t)
	l, err := l.Handover(reg, by("boss", 2), Handover{To: "ben", At: day(10)})
	require.NoError(t, err)
	require.Equal(t, []string{"ada"}, told(l, ServiceOwner, 9))
	require.Equal(t, []string{"ben"}, told(l, ServiceOwner, 10), "the new owner answers from the instant on")

	l, err = l.Handover(reg, by("boss", 3), Handover{To: "cyd", At: day(5)})
	require.NoError(t, err)
	require.Equal(t, []string{"ada"}, told(l, ServiceOwner, 4))
	require.Equal(t, []string{"cyd"}, told(l, ServiceOwner, 9))
	require.Equal(t, []string{"ben"}, told(l, ServiceOwner, 10), "later schedules stay")
	require.Equal(t, 3, l.Revision())
}

func TestHandoverLetsDelegationsFallAndDeputiesStay(t *testing.T) {
	reg := world(t)
	l := founded(t, deputy("ben", 1, from(1)), deputy("dee", 2, from(1)))
	l, err := l.Delegate(reg, by("ada", 2), Delegate{Role: ServiceOwner, To: "cyd", Until: day(20), Reason: "busy"})
	require.NoError(t, err)
	l, err = l.Handover(reg, by("boss", 3), Handover{To: "ben", At: day(10)})
	require.NoError(t, err)
	require.Equal(t, []string{"ada", "(cyd)"}, told(l, ServiceOwner, 9))
	require.Equal(t, []string{"ben"}, told(l, ServiceOwner, 10))
	require.Equal(t, []string{"dee", "ben"}, told(l, ServiceOwnerDeputy, 9))
	require.Equal(t, []string{"dee"}, told(l, ServiceOwnerDeputy, 10), "nobody is his own deputy")
}

func TestHandoverRefused(t *testing.T) {
	reg := world(t)
	l := founded(t)
	for _, c := range []struct {
		name string
		who  Who
		c    Handover
		want []Code
	}{
		{"to the holder", by("boss", 2), Handover{To: "ada"}, []Code{"role.twice"}},
		{"from somebody else", by("boss", 2), Handover{From: "ben", To: "cyd"}, []Code{"ledger.nothing"}},
		{"of a vacant role", by("boss", 2), Handover{Role: ServiceLevelManager, To: "cyd"}, []Code{"ledger.nothing"}},
		{"of an unknown role", by("boss", 2), Handover{Role: "baker", To: "cyd"}, []Code{"ledger.nothing", "role.unknown"}},
		{"in the past", by("boss", 3), Handover{To: "cyd", At: day(2)}, []Code{"ledger.past"}},
		{"to a group", by("boss", 2), Handover{To: "team"}, []Code{"owner.not-person"}},
		{"to a placeholder", by("boss", 2), Handover{To: "tbd"}, []Code{"owner.not-person"}},
		{"to nobody known", by("boss", 2), Handover{To: "zoe"}, []Code{"holder.unknown"}},
		{"to one who left", by("boss", 2), Handover{To: "gone", At: day(5)}, []Code{"owner.inactive"}},
		{"by the wrong person, in the past, to a group", by("ben", 3), Handover{To: "team", At: day(2)}, []Code{"authority.not-held", "ledger.past", "owner.not-person"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := l.Handover(reg, c.who, c.c)
			require.ErrorIs(t, err, ErrRefused)
			require.Equal(t, c.want, codes(err))
			require.Equal(t, l, got, "nothing changes")
		})
	}
}
