package ownership

// The rules of the commands, one row each. Except for those that name a policy
// they are hard: they keep the record in one piece, whoever gives the command.
var (
	ledgerAbsent = &Rule{
		Code: "ledger.absent", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R06"},
		Args: []string{"command"},
		Text: "nothing is recorded yet, so there is nothing to {command}", Remedy: "Establish or import the ledger first.",
	}
	ledgerPresent = &Rule{
		Code: "ledger.present", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R06"},
		Text: "the ledger was founded before", Remedy: "Assign or hand over instead.",
	}
	ledgerPast = &Rule{
		Code: "ledger.past", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R06"},
		Args: []string{"instant", "now"},
		Text: "{instant} is before the command, {now}, and only a correction changes the past", Remedy: "Correct the record.",
	}
	ledgerNothing = &Rule{
		Code: "ledger.nothing", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R06", "R91"},
		Args: []string{"what"},
		Text: "nothing that is believed answers to {what}", Remedy: "Look the entry up in the ledger.",
	}
	ledgerSeveral = &Rule{
		Code: "ledger.several", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R06"},
		Args: []string{"what", "entries"},
		Text: "several entries answer to {what}: {entries}", Remedy: "Name the holder or the number of the entry.",
	}
	ledgerOrphan = &Rule{
		Code: "ledger.orphan", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"C15"},
		Args: []string{"entry", "from"},
		Text: "entry {entry} delegates what {from} would no longer hold", Remedy: "Retract entry {entry} as well.",
	}
	roleUnknown = &Rule{
		Code: "role.unknown", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R98"},
		Args: []string{"matrix", "role"},
		Text: "the matrix {matrix} has no card for the role {role}", Remedy: "Add a card for {role} to the matrix, or correct the name.",
	}
	roleLevel = &Rule{
		Code: "role.level", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R10", "R14", "R74"},
		Args: []string{"role", "level", "levels"},
		Text: "{role} is not held over a {level}", Remedy: "Assign it over a scope of level {levels}.",
	}
	roleContested = &Rule{
		Code: "role.contested", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R01", "R96"},
		Args: []string{"role", "claimants", "from"},
		Text: "one party may be {role} at a time, and {claimants} would be, during {from}", Remedy: "Hand over, or correct the record until one is left.",
	}
	roleTwice = &Rule{
		Code: "role.twice", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R94"},
		Args: []string{"holder", "role", "period"},
		Text: "{holder} is {role} already during {period}", Remedy: "Choose a period that does not overlap.",
	}
	rolePerson = &Rule{
		Code: "owner.not-person", Kind: Adjustable, Severity: SeverityError, Subject: "scope", Sources: []Source{"R80", "R81"},
		Args: []string{"holder", "kind", "role", "lead"},
		Text: "{holder} is a {kind}, and the {role} has to be a person", Remedy: "Name a person; {lead} could be asked.",
	}
	rolePersonInactive = &Rule{
		Code: "owner.inactive", Kind: Adjustable, Severity: SeverityError, Subject: "scope", Sources: []Source{"R90"},
		Args: []string{"holder", "instant"},
		Text: "{holder} is not active at {instant}", Remedy: "Name somebody who is, or correct the periods of {holder}.",
	}
	rolePartyUnknown = &Rule{
		Code: "holder.unknown", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R91"},
		Args: []string{"holder"},
		Text: "{holder} is not a known party", Remedy: "Add {holder} to the parties, or correct the name.",
	}
	deputyOwn = &Rule{
		Code: "deputy.own", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R07", "R93"},
		Args: []string{"holder", "role", "period"},
		Text: "{holder} is {role} during {period} and cannot be the deputy as well", Remedy: "Name somebody else as deputy.",
	}
	deputyRank = &Rule{
		Code: "deputy.rank", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R07"},
		Args: []string{"rank", "other", "period"},
		Text: "rank {rank} is {other}'s during {period}", Remedy: "Choose a rank that is free.",
	}
	deputyUnranked = &Rule{
		Code: "deputy.unranked", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R07"},
		Args: []string{"role"},
		Text: "a {role} needs a rank, 1 for the first", Remedy: "Give a rank that is free.",
	}
	deputyVain = &Rule{
		Code: "deputy.vain-rank", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R07"},
		Args: []string{"rank", "role"},
		Text: "rank {rank} means nothing for a {role}", Remedy: "Leave the rank out.",
	}
	delegateNotHeld = &Rule{
		Code: "delegate.not-held", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"C15", "R97"},
		Args: []string{"from", "role", "period"},
		Text: "{from} does not hold {role} in person during all of {period}", Remedy: "Delegate what you hold, for no longer than you hold it.",
	}
	delegateSecond = &Rule{
		Code: "delegate.on-behalf", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"C15"},
		Args: []string{"from"},
		Text: "{from} only stands in here, and who stands in passes nothing on", Remedy: "Let the holder delegate.",
	}
	delegateActivity = &Rule{
		Code: "delegate.activity", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"C15", "R16"},
		Args: []string{"activity", "role"},
		Text: "{activity} is not for a {role} to do", Remedy: "Delegate activities of the role.",
	}
	delegateNever = &Rule{
		Code: "delegate.never", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"C15", "R32"},
		Args: []string{"activity", "role"},
		Text: "{activity} is for the {role} alone", Remedy: "Leave {activity} out.",
	}
	delegateHolder = &Rule{
		Code: "delegate.holder", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"C15"},
		Args: []string{"holder", "role", "period"},
		Text: "{holder} is {role} already during {period}", Remedy: "Delegate to somebody else.",
	}
	delegatePerson = &Rule{
		Code: "delegate.not-person", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R80"},
		Args: []string{"holder", "kind"},
		Text: "{holder} is a {kind}, and only a person can act", Remedy: "Delegate to a person.",
	}
)

// commandRules lists them.
var commandRules = []*Rule{
	ledgerAbsent,
	ledgerPresent,
	ledgerPast,
	ledgerNothing,
	ledgerSeveral,
	ledgerOrphan,
	roleUnknown,
	roleLevel,
	roleContested,
	roleTwice,
	rolePerson,
	rolePersonInactive,
	rolePartyUnknown,
	deputyOwn,
	deputyRank,
	deputyUnranked,
	deputyVain,
	delegateNotHeld,
	delegateSecond,
	delegateActivity,
	delegateNever,
	delegateHolder,
	delegatePerson,
}
