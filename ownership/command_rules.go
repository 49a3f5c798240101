package ownership

// The rules of the commands alone, one row each. They are hard: they keep the
// record in one piece, whoever gives the command. What a review would find about
// the ledger as well has its row in the table of the reviews.
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
)

// commandRules lists them.
var commandRules = []*Rule{
	ledgerAbsent,
	ledgerPresent,
	ledgerPast,
	ledgerNothing,
	ledgerSeveral,
	ledgerOrphan,
	deputyUnranked,
	deputyVain,
	delegateNotHeld,
	delegateSecond,
	delegateActivity,
	delegateNever,
	delegateHolder,
}

// The rows of the table of reviews that speak of what no command may bring into
// a ledger, whatever severity policy gives them where they are found.
const (
	ownerOverlap   Code = "owner.overlap"
	ownerContested Code = "owner.contested"
	roleOverlap    Code = "role.overlap"
	roleContested  Code = "role.contested"
	roleTwice      Code = "role.twice"
	roleUnknown    Code = "role.unknown"
	deputyOwn      Code = "deputy.own"
	deputyRank     Code = "deputy.rank"
)

// admission are the rows of the table of reviews that what a command adds has to
// pass under the policy in force: whoever is given a role is known, is a person
// where a person is wanted, is there, and is not given what policy forbids.
var admission = []Code{
	"delegation.activity", "holder.inactive", "holder.not-person", "holder.unknown", "mandate.activity",
	"mandate.grantor", "owner.inactive", "owner.not-person", "role.level", "roles.forbidden",
}
