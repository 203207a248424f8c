using System.Collections.Immutable;

namespace PgmapCheck.Model.Programs;

/// <summary>Which calls come before which in every execution: by their threads, and by signals.</summary>
internal sealed class CallOrder
{
    private readonly HashSet<(int, int, int, int)> _before = [];

    public CallOrder(RefcountProgram program)
    {
        Uses =
        [
            .. from thread in Enumerable.Range(0, program.Threads.Length)
            from index in Enumerable.Range(0, program.Threads[thread].Calls.Length)
            select CallUse.Of(program, thread, index),
        ];
        Mistake = CheckSignals();
        if (Mistake is null)
        {
            Close();
            Mistake = Uses.Any(use => IsBefore(use, use))
                ? new Mistake("threads wait for signals of each other, in a circle")
                : null;
        }
    }

    /// <summary>All calls.</summary>
    public ImmutableArray<CallUse> Uses { get; }

    /// <summary>What is wrong with the signals; null if nothing is.</summary>
    public Mistake? Mistake { get; }

    /// <summary>True if a call ends before another one begins, in every execution.</summary>
    public bool IsBefore(CallUse a, CallUse b) => _before.Contains((a.Thread, a.Index, b.Thread, b.Index));

    private Mistake? CheckSignals()
    {
        foreach (var use in Uses)
        {
            var given = Uses.Where(other =>
                    other.Call.Operation == "signal" && other.Call.Arguments.SequenceEqual(use.Call.Arguments)
                )
                .ToArray();
            if (use.Call.Operation == "wait" && given.Length != 1)
            {
                return new Mistake($"no thread gives the signal {use.Call.Arguments[0]}", use.Thread, use.Index);
            }

            if (use.Call.Operation == "signal" && given.Length != 1)
            {
                return new Mistake($"the signal {use.Call.Arguments[0]} is given twice", use.Thread, use.Index);
            }
        }

        return null;
    }

    private void Close()
    {
        foreach (var start in Uses)
        {
            var open = new Stack<CallUse>([start]);
            while (open.TryPop(out var use))
            {
                foreach (var next in Uses.Where(next => FollowsDirectly(use, next)))
                {
                    if (_before.Add((start.Thread, start.Index, next.Thread, next.Index)))
                    {
                        open.Push(next);
                    }
                }
            }
        }
    }

    private static bool FollowsDirectly(CallUse use, CallUse next) =>
        (next.Thread == use.Thread && next.Index == use.Index + 1)
        || (
            use.Call.Operation == "signal"
            && next.Call.Operation == "wait"
            && use.Call.Arguments.SequenceEqual(next.Call.Arguments)
        );
}
