using System.Runtime.CompilerServices;
using Interleave.Execution.Weak;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Search;

/// <summary>What reductions of a search rely on.</summary>
/// <remarks>Rules are objects so that tests can put a broken one in their place, and show that they would
/// notice.</remarks>
internal class ReductionRules
{
    // What is asked at each step is no virtual call in a search that follows sound rules.
    private readonly bool _isSound;

    /// <summary>Those that a search follows.</summary>
    public ReductionRules() => _isSound = GetType() == typeof(ReductionRules);

    /// <summary>Those that a search follows.</summary>
    public static ReductionRules Sound { get; } = new();

    /// <summary>True if the order of two steps of different fibers can matter.</summary>
    /// <param name="a">The one step.</param>
    /// <param name="b">The other.</param>
    /// <param name="areVisible">True if properties of states see both.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AreDependent(in HotOperation a, in HotOperation b, bool areVisible = false) =>
        _isSound ? areVisible || HotOperation.Conflict(a, b) : AreDependentCore(a, b, areVisible);

    /// <summary>True if a fiber makes nothing of which of two results its step has, and neither is a
    /// violation.</summary>
    public virtual bool GoOnAlike(LocalStates locals, int local, int result, int other)
    {
        var next = locals.Next(local, result);
        return !locals.Failed[next] && (result == other || locals.Next(local, other) == next);
    }

    /// <summary>True if there is nothing left to explore from a state that is met again.</summary>
    /// <param name="slept">The fibers that slept in every visit before.</param>
    /// <param name="sleep">Those that sleep now.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsExplored(uint slept, uint sleep) => _isSound ? (slept & ~sleep) == 0 : IsExploredCore(slept, sleep);

    /// <summary>The edges between local states that tell what fibers may do later.</summary>
    public virtual IEnumerable<(int From, int To)> Ahead(IEnumerable<(int From, int To)> edges) => edges;

    /// <summary>True if a held lock keeps a fiber from what another one's step touches.</summary>
    /// <param name="touches">True if it may touch that without the lock.</param>
    /// <param name="overwrites">True if it may overwrite the lock's word.</param>
    public virtual bool KeepsOut(bool touches, bool overwrites) => !touches && !overwrites;

    /// <summary>What of all that properties look at makes a step visible that changes it.</summary>
    public virtual Footprint Visible(Footprint seen) => seen;

    /// <summary>True if properties see the same of a fiber in two local states.</summary>
    /// <param name="before">The number of what is seen in the one.</param>
    /// <param name="after">The number of what is seen in the other.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool LooksTheSame(int before, int after) => _isSound ? before == after : LooksTheSameCore(before, after);

    /// <summary>The cycle proviso: a step may be taken at once if it closes no loop of local states.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayBeAtOnce(bool closesNoLoop) => _isSound ? closesNoLoop : MayBeAtOnceCore(closesNoLoop);

    /// <summary>A pass that has met what it did not know of is not believed.</summary>
    public virtual bool IsBelieved(bool knewAll) => knewAll;

    /// <summary>Under total store order: true if a step has to wait for a store in the buffer of another
    /// fiber.</summary>
    /// <param name="conflict">True if they conflict.</param>
    public virtual bool WaitsFor(bool conflict) => conflict;

    /// <summary>Under total store order: true if others may see at once what a step does.</summary>
    /// <param name="isAtMemory">True if it writes to memory, and not to its fiber's buffer.</param>
    /// <param name="isCommit">True if it is a store's that has waited there.</param>
    public virtual bool IsSeen(bool isAtMemory, bool isCommit) => isAtMemory;

    /// <summary>On a weak memory: true if a fiber's full barrier would tell others something that they could make
    /// something of.</summary>
    public virtual bool HasNews(ViewExecution execution, int fiber) => execution.HasNews(fiber);

    /// <inheritdoc cref="AreDependent"/>
    protected virtual bool AreDependentCore(in HotOperation a, in HotOperation b, bool areVisible) =>
        areVisible || HotOperation.Conflict(a, b);

    /// <inheritdoc cref="LooksTheSame"/>
    protected virtual bool LooksTheSameCore(int before, int after) => before == after;

    /// <inheritdoc cref="MayBeAtOnce"/>
    protected virtual bool MayBeAtOnceCore(bool closesNoLoop) => closesNoLoop;

    /// <inheritdoc cref="IsExplored"/>
    protected virtual bool IsExploredCore(uint slept, uint sleep) => (slept & ~sleep) == 0;
}
