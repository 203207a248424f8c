using Litmus.Programs;

namespace Litmus.Executions;

/// <summary>Whether a thread may go back to an earlier instruction.</summary>
internal enum GoingBack
{
    Allowed,

    /// <summary>It would do once more what it has just done, and has only read since: nothing that it could do then is
    /// new.</summary>
    Vain,
    TooOften,
}

/// <summary>How far a thread has run, and what its registers were made of.</summary>
internal sealed class RunState
{
    private readonly LitmusThread _thread;
    private readonly int[] _registers;
    private readonly ulong[] _sources;
    private readonly List<ulong> _control;
    private readonly List<ThreadEvent> _events;
    private readonly List<(int Target, int Events, int[] Registers)> _goneBack;

    public RunState(LitmusThread thread)
        : this(thread, [.. thread.Initial], new ulong[thread.Registers.Length], [], [], []) { }

    private RunState(
        LitmusThread thread,
        int[] registers,
        ulong[] sources,
        List<ulong> control,
        List<ThreadEvent> events,
        List<(int, int, int[])> goneBack
    )
    {
        (_thread, _registers, _sources) = (thread, registers, sources);
        (_control, _events, _goneBack) = (control, events, goneBack);
    }

    /// <summary>What the registers hold.</summary>
    public ReadOnlySpan<int> Registers => _registers;

    public RunState Copy() =>
        new(_thread, (int[])_registers.Clone(), (ulong[])_sources.Clone(), [.. _control], [.. _events], [.. _goneBack]);

    /// <summary>The reads that a value is made of.</summary>
    public ulong Sources(Expression expression)
    {
        var sources = 0UL;
        foreach (var register in expression.Registers)
        {
            sources |= _sources[register];
        }

        return sources;
    }

    /// <summary>Gives a register a value; no register if its number is negative.</summary>
    public void Set(int register, int value, ulong sources)
    {
        if (register >= 0)
        {
            _registers[register] = value;
            _sources[register] = sources;
        }
    }

    /// <summary>What comes now depends on these reads, until the branch of this depth ends.</summary>
    public void Depend(int depth, ulong sources)
    {
        EndBranches(depth + 1);
        while (_control.Count <= depth)
        {
            _control.Add(0);
        }

        _control[depth] |= sources;
    }

    /// <summary>All but the outermost branches have ended.</summary>
    public void EndBranches(int depth)
    {
        if (_control.Count > depth)
        {
            _control.RemoveRange(depth, _control.Count - depth);
        }
    }

    /// <summary>Adds an event, and returns its bit.</summary>
    /// <exception cref="BoundException">There are too many.</exception>
    public ulong Add(
        EventKind kind,
        EventTag tag,
        int cell,
        int value,
        Instruction of,
        ulong address = 0,
        ulong data = 0,
        bool isChange = false
    )
    {
        var dependencies = new Dependencies(address, data, Control());
        return Append(new ThreadEvent(kind, tag, cell, value, of, dependencies, isChange));
    }

    /// <summary>Adds the write of a read-modify-write whose read was added just before.</summary>
    public void AddWriteOfChange(EventTag tag, int cell, int value, Instruction of, ulong address, ulong data) =>
        Append(
            new ThreadEvent(
                EventKind.Write,
                tag,
                cell,
                value,
                of,
                new Dependencies(address, data, Control()),
                true,
                _events.Count - 1
            )
        );

    /// <summary>Takes a lock, and returns the bit of the read.</summary>
    public ulong Take(int cell, Instruction of)
    {
        var read = Add(EventKind.Read, EventTag.LockRead, cell, 0, of);
        AddWriteOfChange(EventTag.LockWrite, cell, 1, of, 0, 0);
        return read;
    }

    /// <summary>Goes back to an earlier instruction, if it may.</summary>
    public GoingBack GoBack(int target)
    {
        var last = _goneBack.FindLastIndex(back => back.Target == target);
        if (last >= 0)
        {
            var since = _events.Skip(_goneBack[last].Events);
            if (
                _goneBack[last].Registers.AsSpan().SequenceEqual(_registers)
                && since.All(e => e.Kind != EventKind.Write && e.Tag != EventTag.Plain)
            )
            {
                return GoingBack.Vain;
            }
        }

        if (_goneBack.Count(back => back.Target == target) == ExecutionBounds.Rounds)
        {
            return GoingBack.TooOften;
        }

        _goneBack.Add((target, _events.Count, (int[])_registers.Clone()));
        return GoingBack.Allowed;
    }

    public ThreadRun ToRun() => new([.. _events], [.. _registers]);

    private ulong Control()
    {
        var control = 0UL;
        foreach (var sources in _control)
        {
            control |= sources;
        }

        return control;
    }

    private ulong Append(ThreadEvent e)
    {
        if (_events.Count == ExecutionBounds.EventsOfThread)
        {
            throw new BoundException($"P{_thread.Number} has more than {ExecutionBounds.EventsOfThread} events");
        }

        _events.Add(e);
        return 1UL << (_events.Count - 1);
    }
}
