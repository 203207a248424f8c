using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Programs;

/// <summary>What a program promises.</summary>
/// <remarks>
/// A property is a pure function of a state. It returns null where it holds and otherwise one line that says how it
/// does not, so that a violation explains itself. It may not tell fibers apart: symmetry merges states that differ only
/// in which of several identical fibers did what.
/// </remarks>
public sealed class PropertySet
{
    private readonly List<(string Name, Func<StateView, string?> Check)> _always = [];
    private readonly List<(string Name, Func<StateView, string?> Check)> _atEnd = [];
    private readonly List<(string Name, Func<StateView, bool> Check)> _sometimes = [];

    internal IReadOnlyList<(string Name, Func<StateView, string?> Check)> AlwaysChecks => _always;

    internal IReadOnlyList<(string Name, Func<StateView, string?> Check)> AtEndChecks => _atEnd;

    internal IReadOnlyList<(string Name, Func<StateView, bool> Check)> SometimesChecks => _sometimes;

    internal Func<StateView, ImmutableArray<BlockedFiber>, (string Property, string Explanation)?>? BlockedDiagnosis
    {
        get;
        private set;
    }

    /// <summary>Holds in every state.</summary>
    public void Always(string name, Func<StateView, string?> check) => _always.Add((name, check));

    /// <summary>Holds whenever all fibers but daemons have returned and no daemon can run.</summary>
    public void AtEnd(string name, Func<StateView, string?> check) => _atEnd.Add((name, check));

    /// <summary>Holds in at least one state: a pass that never reaches the interesting case proves nothing.</summary>
    public void Sometimes(string name, Func<StateView, bool> check) => _sometimes.Add((name, check));

    /// <summary>
    /// Says which property a state breaks in which fibers can never run again. Without an answer it is "no fiber is
    /// blocked for ever".
    /// </summary>
    public void DiagnoseBlocked(
        Func<StateView, ImmutableArray<BlockedFiber>, (string Property, string Explanation)?> diagnose
    ) => BlockedDiagnosis = diagnose;
}

/// <summary>A fiber that can never run again.</summary>
/// <param name="Name">The fiber.</param>
/// <param name="On">The cell whose value it waits for.</param>
/// <param name="What">What it waits for, in words.</param>
/// <param name="Routines">The routines it is in, outermost first.</param>
public sealed record BlockedFiber(string Name, Cell On, string What, ImmutableArray<string> Routines);
