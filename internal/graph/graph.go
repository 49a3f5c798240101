// Package graph answers questions about a directed graph of names: its cycles,
// its depth, and what can be reached. It is built once and never changes.
package graph

import (
	"iter"
	"slices"
)

// A Graph is a directed graph. Its nodes are the names that its arrows mention.
type Graph struct {
	names []string // sorted
	to    [][]int32
	self  []bool

	// The strongly connected components, each before those that point to it.
	component []int32
	members   [][]int32
}

// Of builds the graph of the arrows, each from its first name to its second.
func Of(arrows iter.Seq[[2]string]) *Graph {
	g := &Graph{}
	for a := range arrows {
		g.names = append(g.names, a[0], a[1])
	}
	slices.Sort(g.names)
	g.names = slices.Compact(g.names)
	g.to, g.self = make([][]int32, len(g.names)), make([]bool, len(g.names))
	for a := range arrows {
		from, to := g.index(a[0]), g.index(a[1])
		g.to[from] = append(g.to[from], int32(to))
		g.self[from] = g.self[from] || from == to
	}
	for i := range g.to {
		slices.Sort(g.to[i])
		g.to[i] = slices.Compact(g.to[i])
	}
	g.connect()
	return g
}

func (g *Graph) index(name string) int {
	i, _ := slices.BinarySearch(g.names, name)
	return i
}

// connect finds the strongly connected components (Tarjan), with a stack of its
// own because chains can be as long as the data.
func (g *Graph) connect() {
	const unseen = -1
	n := len(g.names)
	order, low := make([]int32, n), make([]int32, n)
	g.component = make([]int32, n)
	for i := range order {
		order[i], g.component[i] = unseen, unseen
	}
	type frame struct{ node, next int32 }
	var path []frame
	var stack []int32
	count := int32(0)
	enter := func(v int32) {
		order[v], low[v] = count, count
		count++
		stack = append(stack, v)
		path = append(path, frame{node: v})
	}
	for root := range int32(n) {
		if order[root] != unseen {
			continue
		}
		enter(root)
		for len(path) > 0 {
			f := &path[len(path)-1]
			v := f.node
			if int(f.next) < len(g.to[v]) {
				w := g.to[v][f.next]
				f.next++
				switch {
				case order[w] == unseen:
					enter(w)
				case g.component[w] == unseen:
					low[v] = min(low[v], order[w])
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := path[len(path)-1].node
				low[up] = min(low[up], low[v])
			}
			if low[v] == order[v] {
				stack = g.close(stack, v)
			}
		}
	}
}

// close makes a component of what lies on the stack down to v.
func (g *Graph) close(stack []int32, v int32) []int32 {
	at := len(stack) - 1
	for stack[at] != v {
		at--
	}
	members := slices.Clone(stack[at:])
	slices.Sort(members)
	for _, m := range members {
		g.component[m] = int32(len(g.members))
	}
	g.members = append(g.members, members)
	return stack[:at]
}

// Cycles returns the sets of nodes that reach each other and themselves, members
// sorted, sets by their first member.
func (g *Graph) Cycles() [][]string {
	var out [][]string
	for _, members := range g.members {
		if len(members) == 1 && !g.self[members[0]] {
			continue
		}
		names := make([]string, len(members))
		for i, m := range members {
			names[i] = g.names[m]
		}
		out = append(out, names)
	}
	slices.SortFunc(out, slices.Compare[[]string])
	return out
}

// Depth returns the number of arrows on the longest path, cycles taken as one node.
func (g *Graph) Depth() int {
	depth, most := make([]int, len(g.members)), 0
	for c, members := range g.members {
		for _, v := range members {
			for _, w := range g.to[v] {
				if d := int(g.component[w]); d != c {
					depth[c] = max(depth[c], depth[d]+1)
				}
			}
		}
		most = max(most, depth[c])
	}
	return most
}

// Reach returns every node that can be reached from the name by one arrow or
// more, the name itself only if it lies on a cycle, sorted.
func (g *Graph) Reach(name string) []string {
	start, ok := slices.BinarySearch(g.names, name)
	if !ok {
		return nil
	}
	seen := make([]bool, len(g.names))
	var out []string
	for queue := []int32{int32(start)}; len(queue) > 0; {
		v := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, w := range g.to[v] {
			if !seen[w] {
				seen[w] = true
				queue = append(queue, w)
				out = append(out, g.names[w])
			}
		}
	}
	slices.Sort(out)
	return out
}
