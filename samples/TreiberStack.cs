using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Samples;

/// <summary>
/// Treiber's lock-free stack (IBM RJ 5118, 1986) of nodes that are used again. Without a tag in the top word a pop may
/// take the node that it saw, after others took and returned it, and put a next on top that is no longer on the stack:
/// the ABA problem.
/// </summary>
public sealed class TreiberStack
{
    private const int NodeBits = 8;

    private readonly Machine _machine;
    private readonly bool _isTagged;
    private readonly Cell _top;
    private readonly ImmutableArray<Cell> _next; // at 0 nothing: 0 is the end of the list
    private readonly ImmutableArray<Resource> _use;

    private TreiberStack(Machine machine, int nodes, bool isTagged)
    {
        _machine = machine;
        _isTagged = isTagged;
        _top = machine.Cell("top", 1, format: static top => $"{NodeOf(top)} tag {top >> NodeBits}");
        _next =
        [
            .. Enumerable
                .Range(0, nodes + 1)
                .Select(node => machine.Cell($"node {node}.next", node == nodes ? 0 : node + 1)),
        ];
        _use = [.. Enumerable.Range(0, nodes + 1).Select(node => machine.Resource($"node {node}"))];
    }

    /// <summary>One thread pops; another pops two nodes and pushes the first of them again.</summary>
    public static ConcurrentProgram Program(bool isTagged) =>
        new(
            isTagged ? "tagged stack" : "stack",
            machine =>
            {
                var stack = new TreiberStack(machine, 2, isTagged);
                machine.Fiber("popper", async () => await stack.Pop());
                machine.Fiber("recycler", stack.PopTwoPushOne);
                machine.Properties.Always("no node on the stack is in use", stack.FindNodeInUse);
            }
        );

    private async Routine PopTwoPushOne()
    {
        var first = await Pop();
        await Pop();
        if (first != 0)
        {
            await Push(first);
        }
    }

    private async Routine<int> Pop()
    {
        while (true)
        {
            var top = await _top.Load();
            var node = NodeOf(top);
            if (node == 0)
            {
                return 0;
            }

            var next = await _next[node].Load();
            if (await _top.CompareExchange(top, Successor(top, next)))
            {
                _machine.Hold(_use[node]); // part of the exchange
                return node;
            }
        }
    }

    private async Routine Push(int node)
    {
        while (true)
        {
            var top = await _top.Load();
            await _next[node].Store(NodeOf(top));
            if (await _top.CompareExchange(top, Successor(top, node)))
            {
                _machine.Drop(_use[node]);
                return;
            }
        }
    }

    private string? FindNodeInUse(StateView state)
    {
        var node = NodeOf(state[_top]);
        for (var length = 0; node != 0; length++, node = state[_next[node]])
        {
            if (length == _next.Length)
            {
                return "the list has become a circle";
            }

            if (state.Held(_use[node]) > 0)
            {
                return $"node {node} is on the stack, and somebody uses it";
            }
        }

        return null;
    }

    private static int NodeOf(int top) => top & ((1 << NodeBits) - 1);

    private int Successor(int top, int node) => _isTagged ? (((top >> NodeBits) + 1) << NodeBits) | node : node;
}
