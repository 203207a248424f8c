using Litmus.Executions;
using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>Plain accesses: what they may find, and which race (the last part of
/// tools/memory-model/linux-kernel.cat, v6.12).</summary>
internal sealed class PlainAccesses
{
    private readonly Relation _writeToWrite;
    private readonly Relation _writeToRead;
    private readonly Relation _readToWrite;
    private readonly Relation _mayRace;
    private readonly KernelExecution _execution;
    private Relation? _races;

    public PlainAccesses(KernelExecution execution, Relation propagates, Relation? rcu, Relation? rcuFence)
    {
        _execution = execution;
        var sets = execution.Sets;
        var graph = sets.Graph;
        var none = Relation.Empty(graph.Size);
        var fence = execution.Fence | (rcuFence ?? none);
        var strong = execution.Strong | (rcuFence ?? none);
        var before = (execution.HappensBefore | propagates | (rcu ?? none)).Star();
        var external = execution.ReadsFromExternal.OrNone();
        var visible = execution
            .CumulativeFences.Then(external)
            .To(sets.Marked)
            .Then(strong.To(sets.Marked).Then(before) | (before & graph.Internal));
        var beforeReads = sets.AcrossReadBarriers.From(sets.OrderedReads).To(sets.NotNoReturn);
        var behindReads = sets.AcrossReadBarriers.From(sets.NotNoReturn).To(sets.OrderedReads);
        var writePre = (execution.Address | fence).OrNone().From(sets.Marked);
        var readPre = (execution.Address | execution.NotReadWrite | beforeReads).OrNone().From(sets.Marked);
        var writePost = fence.OrNone().To(sets.Marked).Then(execution.ChangeSequence);
        var readPost = (execution.NotReadWrite | behindReads).OrNone().To(sets.Marked);
        _writeToWrite = fence | strong.Then(before).Then(writePre) | writePost.Then(visible).Then(writePre);
        _writeToRead = fence | strong.Then(before).Then(readPre) | writePost.Then(visible).Then(readPre);
        _readToWrite = fence | readPost.Then(before).Then(writePre);
        var events = graph.Events;
        _mayRace = Relation.Where(
            graph.Size,
            (a, b) =>
                events[a].Thread != events[b].Thread
                && events[a].IsAccess
                && events[b].IsAccess
                && (events[a].Tag == EventTag.Plain || (events[b].Tag == EventTag.Plain && events[a].Thread >= 0))
        );
    }

    /// <summary>The axiom <c>plain-coherence</c>: from an access to one that has to come before it and found or
    /// overwrote it. Empty if the execution keeps it.</summary>
    public Relation Incoherent =>
        _mayRace
        & (
            (_execution.ReadsFrom & _readToWrite.Inverse())
            | (_execution.FromReads & _writeToRead.Inverse())
            | (_execution.Coherence & _writeToWrite.Inverse())
        );

    /// <summary>True if the axiom is kept.</summary>
    public bool IsCoherent => Incoherent.IsEmpty;

    /// <summary>Pairs that race: <c>data-race</c>.</summary>
    public Relation Races => _races ??= FindRaces();

    private Relation FindRaces()
    {
        var sets = _execution.Sets;
        var graph = sets.Graph;
        var co = _execution.Coherence;
        var all = Relation.Where(graph.Size, static (_, _) => true);
        var ordered =
            _writeToWrite
            & (all.From(sets.Marked).To(sets.Writes) | _readToWrite)
            & (all.From(sets.Writes).To(sets.Marked) | _writeToRead);
        return ((_mayRace & co) - ordered)
            | ((_mayRace & co.OrNone().Then(_execution.ReadsFrom)) - _writeToRead - _readToWrite.Inverse())
            | ((_mayRace & _execution.FromReads) - _readToWrite);
    }
}
