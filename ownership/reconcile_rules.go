package ownership

// How the steps of a reconciliation are explained, one row a kind of step.
var (
	syncSame = &Rule{
		Code: "sync.same", Kind: Adjustable, Severity: SeverityInfo, Subject: "scope", Sources: []Source{"R06"},
		Text: "{source} and the register agree on {role}: {believed}", Remedy: "Nothing is to be done.",
	}
	syncEstablish = &Rule{
		Code: "sync.establish", Kind: Adjustable, Severity: SeverityInfo, Subject: "scope", Sources: []Source{"R06"},
		Text: "nothing is recorded, and {source} shows {observed}", Remedy: "Establish the ledger with what {source} shows.",
	}
	syncImport = &Rule{
		Code: "sync.import", Kind: Adjustable, Severity: SeverityInfo, Subject: "scope", Sources: []Source{"R06", "R96"},
		Text: "nothing is recorded, and {source} shows several where one may be: {observed}", Remedy: "Adopt the claims as those of {source}, and let a correction settle them.",
	}
	syncAssign = &Rule{
		Code: "sync.assign", Kind: Adjustable, Severity: SeverityInfo, Subject: "scope", Sources: []Source{"R06"},
		Text: "{source} shows {observed} as {role}, whom the register does not have", Remedy: "Assign {role} to {observed}.",
	}
	syncHandover = &Rule{
		Code: "sync.handover", Kind: Adjustable, Severity: SeverityInfo, Subject: "scope", Sources: []Source{"R01", "R06"},
		Text: "{source} shows {observed} as {role}, the register {believed}", Remedy: "Hand {role} over from {believed} to {observed}.",
	}
	syncEnd = &Rule{
		Code: "sync.end", Kind: Adjustable, Severity: SeverityInfo, Subject: "scope", Sources: []Source{"R06"},
		Text: "the register has {believed} as {role}, whom {source} does not show", Remedy: "End {role} for {believed}.",
	}
	syncCorrect = &Rule{
		Code: "sync.correct", Kind: Adjustable, Severity: SeverityInfo, Subject: "scope", Sources: []Source{"R01", "R96"},
		Text: "the register has several as {role}, {believed}, and {source} shows {observed} alone", Remedy: "Correct the record until {observed} is left.",
	}
	syncUnclear = &Rule{
		Code: "sync.unclear", Kind: Adjustable, Severity: SeverityWarning, Subject: "scope", Sources: []Source{"R01", "R96"},
		Text: "the register has {believed} as {role}, {source} shows {observed}, and one may be", Remedy: "Find out who is {role}, and correct the record or {source}.",
	}
)
