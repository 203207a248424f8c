using Litmus.Executions;

namespace Litmus.Verdicts;

/// <summary>
/// Which values have been written by the runs that are chosen so far, and may be by those that are not: a run that
/// reads what nobody writes is part of no execution.
/// </summary>
internal sealed class RunSelection
{
    private readonly Dictionary<(int Cell, int Value), int> _numbers = [];
    private readonly Dictionary<ThreadRun, (ulong[] Reads, ulong[] Writes)> _sets;
    private readonly Stack<(ulong[] Needed, ulong[] Written)> _chosen = new();
    private readonly ulong[][] _later;
    private readonly int _words;

    public RunSelection(CellSpace cells, List<ThreadRun>[] runs)
    {
        foreach (var e in runs.SelectMany(all => all).SelectMany(run => run.Events).Where(e => e.Cell >= 0))
        {
            _numbers.TryAdd((e.Cell, e.Value), _numbers.Count);
        }

        _words = (_numbers.Count + 63) >> 6;
        _sets = new(ReferenceEqualityComparer.Instance);
        _later = new ulong[runs.Length + 1][];
        _later[^1] = new ulong[_words];
        for (var thread = runs.Length - 1; thread >= 0; thread--)
        {
            _later[thread] = (ulong[])_later[thread + 1].Clone();
            foreach (var run in runs[thread])
            {
                var (reads, writes) = (Set(run, EventKind.Read), Set(run, EventKind.Write));
                _sets.Add(run, (reads, writes));
                Join(_later[thread], writes);
            }
        }

        var initial = new ulong[_words];
        foreach (var ((cell, value), number) in _numbers)
        {
            if (cells.Initial(cell) == value)
            {
                initial[number >> 6] |= 1UL << (number & 63);
            }
        }

        _chosen.Push((new ulong[_words], initial));
    }

    /// <summary>Chooses a run for the next thread; false, with nothing done, if something that is read can no longer be
    /// written.</summary>
    public bool TryPush(int thread, ThreadRun run)
    {
        var (needed, written) = _chosen.Peek();
        var (reads, writes) = _sets[run];
        (needed, written) = ((ulong[])needed.Clone(), (ulong[])written.Clone());
        Join(needed, reads);
        Join(written, writes);
        for (var k = 0; k < _words; k++)
        {
            if ((needed[k] & ~written[k] & ~_later[thread + 1][k]) != 0)
            {
                return false;
            }
        }

        _chosen.Push((needed, written));
        return true;
    }

    /// <summary>Takes back the last choice.</summary>
    public void Pop() => _chosen.Pop();

    private static void Join(ulong[] to, ulong[] what)
    {
        for (var k = 0; k < to.Length; k++)
        {
            to[k] |= what[k];
        }
    }

    private ulong[] Set(ThreadRun run, EventKind kind)
    {
        var set = new ulong[_words];
        foreach (var e in run.Events)
        {
            if (e.Kind == kind)
            {
                var number = _numbers[(e.Cell, e.Value)];
                set[number >> 6] |= 1UL << (number & 63);
            }
        }

        return set;
    }
}
