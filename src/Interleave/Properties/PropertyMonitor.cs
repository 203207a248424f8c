using System.Collections.Immutable;
using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Violations;

namespace Interleave.Properties;

/// <summary>Checks a program's properties on the states of an execution.</summary>
internal sealed class PropertyMonitor
{
    private readonly PropertySet _properties;
    private readonly ProgramState _execution;
    private readonly bool[] _reached;
    private readonly Violation? _failedAtStart;
    private readonly bool _checksEveryState;
    private Footprint? _ofAlways;
    private ImmutableArray<Footprint> _ofSometimes;

    public PropertyMonitor(
        PropertySet properties,
        ProgramState execution,
        bool checksEveryState = true,
        bool recordsCoverage = false
    )
    {
        Coverage = recordsCoverage ? new CoverageRecord() : null;
        _checksEveryState = checksEveryState;
        _properties = properties;
        _execution = execution;
        _reached = new bool[properties.SometimesChecks.Count];
        Unreached = _reached.Length;
        for (var fiber = 0; fiber < execution.FiberCount; fiber++)
        {
            _failedAtStart ??= execution.LocalState(fiber).Failure;
        }
    }

    /// <summary>What coverage is read from; null if that is not wanted.</summary>
    public CoverageRecord? Coverage { get; }

    /// <summary>For each <c>Sometimes</c> property whether it held in some state.</summary>
    public ImmutableArray<bool> Reached => [.. _reached];

    /// <summary>How many of them have not held yet.</summary>
    public int Unreached { get; private set; }

    public ImmutableArray<string> NeverReached =>
        [.. _properties.SometimesChecks.Where((_, i) => !_reached[i]).Select(check => check.Name)];

    /// <summary>
    /// What properties of states have looked at since <see cref="Watch"/>; what is reached already need not be looked
    /// for.
    /// </summary>
    public Footprint Seen =>
        _ofSometimes.Where((_, i) => !_reached[i]).Aggregate(_ofAlways!.Copy(), (all, one) => all.With(one));

    /// <summary>What <c>Always</c> and what each of the <c>Sometimes</c> properties has looked at; null if that is not
    /// noted.</summary>
    public (Footprint Always, ImmutableArray<Footprint> Sometimes)? Footprints =>
        _ofAlways is null ? null : (_ofAlways, _ofSometimes);

    /// <summary>From now on notes what properties of states look at.</summary>
    /// <param name="before">What they looked at before.</param>
    public void Watch((Footprint Always, ImmutableArray<Footprint> Sometimes)? before = null) =>
        (_ofAlways, _ofSometimes) = before ?? (new Footprint(), [.. _reached.Select(static _ => new Footprint())]);

    /// <summary>Takes over what a monitor of another execution of the program has seen.</summary>
    public void Add(PropertyMonitor other)
    {
        Add(other.Reached, other.Coverage?.Entries ?? []);
        if (Footprints is var (always, sometimes) && other.Footprints is var (alwaysToo, sometimesToo))
        {
            Watch((always.With(alwaysToo), [.. sometimes.Zip(sometimesToo, static (one, too) => one.With(too))]));
        }
    }

    /// <summary>Takes over <see cref="Reached"/> and the coverage of another monitor.</summary>
    public void Add(ImmutableArray<bool> reached, IEnumerable<(int Kind, int A, int B, int C)> coverage)
    {
        Coverage?.Add(coverage);
        for (var i = 0; i < _reached.Length; i++)
        {
            Unreached -= reached[i] && !_reached[i] ? 1 : 0;
            _reached[i] |= reached[i];
        }
    }

    /// <summary>To be called once for each new state.</summary>
    public Violation? CheckState()
    {
        if (_failedAtStart is not null)
        {
            return _failedAtStart; // before its first step: no step can report it
        }

        Coverage?.Note(_execution);
        if (_ofAlways is null)
        {
            return CheckAll();
        }

        _execution.View.Footprint = _ofAlways;
        var violation = CheckAll();
        _execution.View.Footprint = null;
        return violation;
    }

    private Violation? CheckAll()
    {
        if (Unreached > 0)
        {
            NoteReached();
        }

        var checks = _properties.AlwaysChecks;
        for (var i = 0; i < checks.Count && _checksEveryState; i++) // an enumerator would be an object for each state
        {
            if (checks[i].Check(_execution.View) is { } explanation)
            {
                return new Violation(ViolationKind.Always, checks[i].Name, explanation);
            }
        }

        return null;
    }

    /// <summary>To be called in a state in which no fiber can run.</summary>
    public Violation? CheckEnd()
    {
        var blocked = Blocked();
        if (!blocked.IsEmpty)
        {
            var (property, explanation) =
                _properties.BlockedDiagnosis?.Invoke(_execution.View, blocked)
                ?? (EngineRules.NoBlockedFiber, Explain(blocked));
            return new Violation(ViolationKind.BlockedForEver, property, explanation);
        }

        foreach (var (name, check) in _properties.AtEndChecks)
        {
            if (check(_execution.View) is { } explanation)
            {
                return new Violation(ViolationKind.AtEnd, name, explanation);
            }
        }

        return null;
    }

    // Fibers that have not returned, cannot run, and are not daemons.
    private ImmutableArray<BlockedFiber> Blocked()
    {
        var machine = _execution.Machine;
        var blocked = ImmutableArray.CreateBuilder<BlockedFiber>();
        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            var state = _execution.LocalState(fiber);
            if (state.Operation.IsGuarded && !state.IsDaemon && !_execution.IsEnabled(fiber))
            {
                blocked.Add(
                    new BlockedFiber(
                        machine.Fibers[fiber].Name,
                        machine.Cells[state.Operation.Location],
                        machine.Describe(state.Operation),
                        [.. state.Stack.Select(frame => frame.Method?.Name ?? frame.MethodName)]
                    )
                );
            }
        }

        return blocked.ToImmutable();
    }

    private string Explain(ImmutableArray<BlockedFiber> blocked) =>
        string.Join(
            "; ",
            blocked.Select(b => $"{b.Name} waits for ever for {b.What} ({b.On.Format(_execution.View[b.On])})")
        );

    private void NoteReached()
    {
        var footprint = _execution.View.Footprint;
        for (var i = 0; i < _reached.Length; i++)
        {
            if (_reached[i])
            {
                continue;
            }

            if (_ofAlways is not null)
            {
                _execution.View.Footprint = _ofSometimes[i];
            }

            if (_properties.SometimesChecks[i].Check(_execution.View))
            {
                _reached[i] = true;
                Unreached--;
            }
        }

        _execution.View.Footprint = footprint;
    }
}
