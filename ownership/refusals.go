package ownership

import (
	"cmp"
	"slices"
)

// Refusals returns the rules that commands, authorities and reconciliations
// speak by and reviews do not: why something was refused, and what a sync
// proposes. They are listed by code, like [Rules], for programs that act on the
// codes of an [Error]. Commands refuse by rows of [Rules] as well, where the same
// rule is read by both.
func Refusals() []Rule {
	out := []Rule{
		*requestMalformed,
		*authorityActivity, *authorityVoid, *authorityLevel, *authorityUnplaced, *authorityUnknown, *authorityNotPerson,
		*authorityInactive, *authorityNotHeld, *authorityContested, *authorityNoDeputy, *authorityPresent, *authorityOutranked,
		*authorityNarrow, *authorityFallen, *authorityBehalf, *authorityLimit,
		*ledgerAbsent, *ledgerPresent, *ledgerPast, *ledgerNothing, *ledgerSeveral, *ledgerOrphan,
		*deputyUnranked, *deputyVain,
		*delegateNotHeld, *delegateHolder, *delegateSecond, *delegateActivity, *delegateNever,
		*syncSame, *syncAssign, *syncHandover, *syncEnd, *syncEstablish, *syncImport, *syncCorrect, *syncUnclear,
	}
	slices.SortFunc(out, func(a, b Rule) int { return cmp.Compare(a.Code, b.Code) })
	return out
}
