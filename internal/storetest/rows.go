package storetest

// A row is one rule of the contract: its name, the rule in words and the check.
type row[K Key[K], V Value, S Store[K, V]] struct {
	name  string
	rule  string
	check func(*bench[K, V, S]) error
	needs func(Options[S]) bool // nil: nothing
}

// rows is the contract. No row is stricter than the text of the interface in the
// rooms.
func rows[K Key[K], V Value, S Store[K, V]]() []row[K, V, S] {
	type b = *bench[K, V, S]
	return []row[K, V, S]{
		{
			name:  "not found",
			rule:  "Get of a key without a value returns the zero value and an error that is the not-found sentinel; All of an empty store yields nothing",
			check: b.notFound,
		},
		{
			name:  "create and read",
			rule:  "Update of an absent key hands the zero value to the closure and returns what was stored; Get and All return the same from then on",
			check: b.createAndRead,
		},
		{
			name:  "read your writes",
			rule:  "once Update has returned, Get, All and the next Update see its result and never an earlier one",
			check: b.readYourWrites,
		},
		{
			name:  "keys apart",
			rule:  "what is done to one key changes no other; keys differ if one byte or the level differs",
			check: b.keysApart,
		},
		{
			name:  "values received are isolated",
			rule:  "nothing that a caller does to a value received from Get, All, Update or as the closure's argument changes what is stored",
			check: b.isolatedReceived,
		},
		{
			name:  "values given are isolated",
			rule:  "nothing that a caller does to a value after returning it from the closure changes what is stored",
			check: b.isolatedGiven,
		},
		{
			name:  "large values",
			rule:  "a value comes back as it was stored, however large",
			check: b.large,
		},
		{
			name:  "failing closure",
			rule:  "an error of the closure ends Update, changes nothing, whatever value came with it, and is returned so that errors.Is and errors.As find it; the value returned is zero",
			check: b.failingClosure,
		},
		{
			name:  "closure fails with a sentinel",
			rule:  "an error of the closure that is itself a sentinel of the store is the closure's answer and not a reason to run it again for ever",
			check: b.failsWithSentinel,
		},
		{
			name:  "panicking closure",
			rule:  "a panic in the closure reaches the caller, changes nothing and leaves the store usable",
			check: b.panickingClosure,
		},
		{
			name:  "nil closure",
			rule:  "a nil closure is refused as invalid and changes nothing",
			check: b.nilClosure,
		},
		{
			name:  "foreign value",
			rule:  "a closure that returns a value of another key is refused as invalid and changes nothing under either key",
			check: b.foreignValue,
		},
		{
			name:  "closure runs again",
			rule:  "a closure may run several times: each run gets what is stored at that moment, untouched by earlier runs, and what the last run returned is stored",
			check: b.runsAgain,
		},
		{
			name:  "one winner",
			rule:  "read and write of an Update are one step: of racing updates each sees the result of the one before, none is lost, none happens twice; one that ends in the conflict sentinel has changed nothing",
			check: b.oneWinner,
		},
		{
			name:  "create race",
			rule:  "of racing updates that create the same key, exactly one is handed the zero value and stored",
			check: b.createRace,
		},
		{
			name:  "keys race",
			rule:  "concurrent updates of different keys do not disturb each other",
			check: b.keysRace,
		},
		{
			name:  "delete",
			rule:  "returning the zero value deletes: Get says not found, All leaves the key out, the next Update is handed the zero value; deleting what is absent is no error",
			check: b.deletes,
		},
		{
			name:  "delete and recreate",
			rule:  "a key that was deleted and created anew does not look unchanged to an update that began before",
			check: b.recreate,
		},
		{
			name:  "order",
			rule:  "All yields every value once, in ascending order of keys, whatever the order of writing",
			check: b.order,
		},
		{
			name:  "resume",
			rule:  "All begins with the first key that is not before from, whether or not from is stored; a loop that was left can be resumed from any key",
			check: b.resume,
		},
		{
			name:  "all during change",
			rule:  "an iteration tolerates concurrent change: order holds, keys present throughout are yielded once, and every value yielded was once stored",
			check: b.allDuringChange,
		},
		{
			name:  "update in a loop",
			rule:  "the body of a loop over All may call the store",
			check: b.updateInLoop,
		},
		{
			name:  "cancelled before",
			rule:  "with a done context Get, Update and All return its error, the closure does not run, nothing is written",
			check: b.cancelledBefore,
		},
		{
			name:  "cancelled in a loop",
			rule:  "a context that is done during an iteration ends it with the context's error",
			check: b.cancelledInLoop,
		},
		{
			name:  "cancelled in the closure",
			rule:  "a context that is done while the closure runs makes Update either succeed or return an error and leave everything as it was; only the unknown-outcome sentinel leaves that open",
			check: b.cancelledInClosure,
		},
		{
			name:  "outcome unknown",
			rule:  "a write whose reply is lost ends in the unknown-outcome sentinel, and never in success or conflict; the same command repeated takes effect once",
			check: b.outcomeUnknown,
			needs: func(o Options[S]) bool { return o.LoseReply != nil },
		},
	}
}
