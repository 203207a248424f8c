using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>
/// From which local states a fiber's next step may be a persistent set that properties do not see, as far as that
/// depends on the fiber alone: the same on every memory.
/// </summary>
internal sealed class PersistentCandidates
{
    private readonly CycleProviso _proviso;
    private readonly ReductionRules _rules;
    private readonly bool[] _canBePersistent;
    private readonly int[] _seen;

    /// <summary>Knows them as long as nothing is met that is not known now.</summary>
    /// <param name="state">The program.</param>
    /// <param name="mayAccess">What fibers may still do.</param>
    /// <param name="visible">What properties look at.</param>
    /// <param name="rules">What it relies on.</param>
    public PersistentCandidates(ProgramState state, MayAccessSets mayAccess, Footprint visible, ReductionRules rules)
    {
        visible = rules.Visible(visible);
        (MayAccess, _rules) = (mayAccess, rules);
        _proviso = mayAccess.ProvisoOf(state.Starts);
        Most = mayAccess.Known * state.FiberCount;
        _seen = visible.Classify(state.Locals, mayAccess.Known);
        _canBePersistent = new bool[mayAccess.Known];
        foreach (var (from, _, to) in mayAccess.Edges)
        {
            ref readonly var step = ref state.Locals.Operations[from];
            _canBePersistent[from] |=
                Advances(from, to) && !(step.Writes && step.Location >= 0 && visible.HasCell(step.Location));
        }
    }

    /// <summary>What fibers may still do.</summary>
    public MayAccessSets MayAccess { get; }

    /// <summary>How many persistent steps there can be, one after the other.</summary>
    public int Most { get; }

    /// <summary>True if the step from a local state may be one.</summary>
    public bool Has(int local) => local < _canBePersistent.Length && _canBePersistent[local];

    /// <summary>True if a step leads towards the end of its fiber, and to where properties see what they saw.</summary>
    public bool Advances(int from, int to) =>
        to < _seen.Length
        && _rules.LooksTheSame(_seen[from], _seen[to])
        && _rules.MayBeAtOnce(_proviso.Holds(from, to));

    /// <summary>True if another fiber is in a local state that is not one of those, or is not known.</summary>
    /// <param name="state">Where the fibers are.</param>
    /// <param name="fiber">The fiber itself.</param>
    /// <param name="independent">Local states, as a bit set: see <see cref="MayAccessSets.IndependentOf"/>.</param>
    public bool IsHeldUp(ProgramState state, int fiber, ulong[] independent)
    {
        var locals = state.LocalIds;
        for (var other = 0; other < locals.Length; other++)
        {
            var there = locals[other];
            if (other != fiber && (there >= MayAccess.Known || (independent[there >> 6] >> (there & 63) & 1) == 0))
            {
                return true;
            }
        }

        return false;
    }
}
