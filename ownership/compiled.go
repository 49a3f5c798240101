package ownership

import "slices"

// A roleSet is a set of role numbers.
type roleSet []uint64

func (s roleSet) has(n roleNo) bool {
	w := int(n >> 6)
	return w < len(s) && s[w]>>(n&63)&1 == 1
}

func (s *roleSet) add(n roleNo) {
	for int(n>>6) >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[n>>6] |= 1 << (n & 63)
}

// A compiledMatrix is a matrix with numbers for names, valid for one register.
type compiledMatrix struct {
	*Matrix
	from  instant
	rowOf map[Activity]int32
	rows  []compiledRow
	cards []*RoleCard // by role number; nil where the role has no card
	// deputies lists, by role number, the roles that stand in for it.
	deputies [][]roleNo
	reaches  roleSet // roles that reach down
	single   roleSet // roles for one holder
}

type compiledRow struct {
	row         *Row
	may         roleSet // roles with R or A
	accountable roleNo
	hasA        bool
	byLetter    []Role // roles with any letter, see rolesByLetter
	void        bool   // breaks a hard rule of matrices: entitles nobody
	on          uint16 // bit l: done to objects of level l; 0: of any level
}

// appliesTo reports whether the activity is done to objects of the level (R18).
func (c *compiledRow) appliesTo(l Level) bool { return c.on == 0 || c.on>>l&1 == 1 }

// compileMatrix numbers the roles of m with number, which gives the same role
// the same number each time.
func compileMatrix(m *Matrix, number func(Role) roleNo) *compiledMatrix {
	c := &compiledMatrix{Matrix: m, from: instantOf(m.from), rowOf: make(map[Activity]int32, len(m.rows))}
	for i := range m.cards {
		card := &m.cards[i]
		n := number(card.Role)
		for int(n) >= len(c.cards) {
			c.cards = append(c.cards, nil)
			c.deputies = append(c.deputies, nil)
		}
		c.cards[n] = card
		if card.ReachesDown {
			c.reaches.add(n)
		}
		if card.Holders != Several {
			c.single.add(n)
		}
	}
	for n, card := range c.cards {
		if card != nil && card.DeputyOf != "" {
			of := number(card.DeputyOf)
			if int(of) < len(c.deputies) {
				c.deputies[of] = append(c.deputies[of], roleNo(n))
			}
		}
	}
	c.rows = make([]compiledRow, len(m.rows))
	for i := range m.rows {
		row := &m.rows[i]
		cr := compiledRow{byLetter: rolesByLetter(row), row: row}
		for _, l := range row.On {
			cr.on |= 1 << l
		}
		cr.void = m.void[row.Activity]
		for role, letters := range row.Cells {
			n := number(role)
			if letters&(R|A) != 0 && !cr.void {
				cr.may.add(n)
			}
		}
		if roles := row.with(A); len(roles) == 1 && !cr.void {
			cr.accountable, cr.hasA = number(roles[0]), true
		}
		c.rows[i] = cr
		c.rowOf[row.Activity] = int32(i)
	}
	return c
}

// card returns the card of the role, or nil.
func (c *compiledMatrix) card(n roleNo) *RoleCard {
	if int(n) < len(c.cards) {
		return c.cards[n]
	}
	return nil
}

// row returns the row of the activity, or nil.
func (c *compiledMatrix) row(a Activity) *compiledRow {
	if i, ok := c.rowOf[a]; ok {
		return &c.rows[i]
	}
	return nil
}

// standsInFor reports whether holders of the role are deputies of the principal.
func (c *compiledMatrix) standsInFor(role, principal roleNo) bool {
	return int(principal) < len(c.deputies) && slices.Contains(c.deputies[principal], role)
}
