using System.Collections.Immutable;

namespace KernelText.Flow;

/// <summary>
/// On which branches each instruction is control dependent: through one side of the branch it is always reached,
/// through another it may not be. By post-dominators; all ends of the function have one end behind them.
/// </summary>
internal sealed class ControlDependencies
{
    public ControlDependencies(FlowFunction function)
    {
        var count = function.Code.Length;
        var successors = Enumerable.Range(0, count).Select(i => function.Code[i].Successors(i)).ToArray();
        var post = PostDominators(successors, count);
        var direct = new HashSet<int>[count];
        for (var i = 0; i < count; i++)
            direct[i] = [];
        for (var branch = 0; branch < count; branch++)
        {
            if (successors[branch].Length < 2)
                continue;
            foreach (var next in successors[branch])
            {
                foreach (var i in post[next])
                {
                    if (i == branch || !post[branch].Contains(i))
                        direct[i].Add(branch);
                }
            }
        }
        On = [.. Enumerable.Range(0, count).Select(i => Closure(i, direct))];
    }

    /// <summary>For each instruction the branches and switches, direct and indirect.</summary>
    public ImmutableArray<ImmutableArray<int>> On { get; }

    private static HashSet<int>[] PostDominators(ImmutableArray<int>[] successors, int count)
    {
        var all = Enumerable.Range(0, count).ToHashSet();
        var post = new HashSet<int>[count];
        for (var i = 0; i < count; i++)
            post[i] = successors[i].Length == 0 ? [i] : [.. all];
        for (var changed = true; changed; )
        {
            changed = false;
            for (var i = count - 1; i >= 0; i--)
            {
                if (successors[i].Length == 0)
                    continue;
                var meet = new HashSet<int>(post[successors[i][0]]);
                foreach (var next in successors[i])
                    meet.IntersectWith(post[next]);
                meet.Add(i);
                if (meet.Count == post[i].Count)
                    continue;
                post[i] = meet;
                changed = true;
            }
        }
        return post;
    }

    private static ImmutableArray<int> Closure(int from, HashSet<int>[] direct)
    {
        var result = new SortedSet<int>();
        var work = new Stack<int>(direct[from]);
        while (work.TryPop(out var branch))
        {
            if (!result.Add(branch))
                continue;
            foreach (var outer in direct[branch])
                work.Push(outer);
        }
        return [.. result];
    }
}
