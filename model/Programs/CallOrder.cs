using System.Collections.Immutable;

namespace PgmapCheck.Model.Programs;

/// <summary>Which calls come before which in every execution: by their threads, and by signals.</summary>
/// <remarks>Vector clocks (Fidge 1988, Mattern 1989): they are a few numbers for each call, where pairs of calls would
/// be their square.</remarks>
internal sealed class CallOrder
{
    private readonly int[] _first; // of each thread in Uses
    private readonly int[] _clocks; // for each call, how many of each thread's calls end before it begins

    public CallOrder(RefcountProgram program)
    {
        Uses =
        [
            .. from thread in Enumerable.Range(0, program.Threads.Length)
            from index in Enumerable.Range(0, program.Threads[thread].Calls.Length)
            select CallUse.Of(program, thread, index),
        ];
        _first = new int[program.Threads.Length + 1];
        for (var thread = 0; thread < program.Threads.Length; thread++)
        {
            _first[thread + 1] = _first[thread] + program.Threads[thread].Calls.Length;
        }

        _clocks = new int[Uses.Length * Threads];
        var signals = new Dictionary<Argument, CallUse>();
        Mistake = CheckSignals(signals) ?? Count(signals);
    }

    /// <summary>All calls, thread by thread.</summary>
    public ImmutableArray<CallUse> Uses { get; }

    /// <summary>How many threads there are.</summary>
    public int Threads => _first.Length - 1;

    /// <summary>What is wrong with the signals; null if nothing is.</summary>
    public Mistake? Mistake { get; }

    /// <summary>True if a call ends before another one begins, in every execution.</summary>
    public bool IsBefore(CallUse a, CallUse b) => a.Index < CountBefore(b, a.Thread);

    /// <summary>How many of a thread's calls end before a call begins. They are its first ones.</summary>
    public int CountBefore(CallUse call, int thread) => _clocks[(At(call) * Threads) + thread];

    /// <summary>The first of a thread's calls that begins after a call has ended; how many there are, if none
    /// does.</summary>
    public int FirstAfter(CallUse call, int thread)
    {
        if (thread == call.Thread)
        {
            return call.Index + 1;
        }

        // Clocks grow along a thread.
        var (low, high) = (0, _first[thread + 1] - _first[thread]);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) =
                _clocks[((_first[thread] + middle) * Threads) + call.Thread] > call.Index
                    ? (low, middle)
                    : (middle + 1, high);
        }

        return low;
    }

    /// <summary>A thread's call.</summary>
    public CallUse At(int thread, int index) => Uses[_first[thread] + index];

    private int At(CallUse call) => _first[call.Thread] + call.Index;

    private Mistake? CheckSignals(Dictionary<Argument, CallUse> signals)
    {
        foreach (var use in Uses.Where(use => use.Call.Operation == "signal"))
        {
            if (!signals.TryAdd(use.Call.Arguments[0], use))
            {
                return new Mistake($"the signal {use.Call.Arguments[0]} is given twice", use.Thread, use.Index);
            }
        }

        return
            Uses.FirstOrDefault(use => use.Call.Operation == "wait" && !signals.ContainsKey(use.Call.Arguments[0]))
                is { } wait
            ? new Mistake($"no thread gives the signal {wait.Call.Arguments[0]}", wait.Thread, wait.Index)
            : null;
    }

    // Every thread as far as it comes, until none comes any further.
    private Mistake? Count(Dictionary<Argument, CallUse> signals)
    {
        var next = new int[Threads];
        for (var hasMoved = true; hasMoved; )
        {
            hasMoved = false;
            for (var thread = 0; thread < Threads; thread++)
            {
                for (; _first[thread] + next[thread] < _first[thread + 1]; next[thread]++, hasMoved = true)
                {
                    var call = Uses[_first[thread] + next[thread]];
                    var signal = call.Call.Operation == "wait" ? signals[call.Call.Arguments[0]] : null;
                    if (signal is not null && next[signal.Thread] <= signal.Index)
                    {
                        break;
                    }

                    Count(call, signal);
                }
            }
        }

        var stuck = Enumerable
            .Range(0, Threads)
            .FirstOrDefault(thread => _first[thread] + next[thread] < _first[thread + 1], -1);
        return stuck < 0
            ? null
            : new Mistake("threads wait for signals of each other, in a circle", stuck, next[stuck]);
    }

    private void Count(CallUse call, CallUse? signal)
    {
        var clock = _clocks.AsSpan(At(call) * Threads, Threads);
        if (call.Index > 0)
        {
            _clocks.AsSpan((At(call) - 1) * Threads, Threads).CopyTo(clock);
        }

        clock[call.Thread] = call.Index;
        if (signal is null)
        {
            return;
        }

        for (var thread = 0; thread < Threads; thread++)
        {
            var before = thread == signal.Thread ? signal.Index + 1 : CountBefore(signal, thread);
            clock[thread] = Math.Max(clock[thread], before);
        }
    }
}
