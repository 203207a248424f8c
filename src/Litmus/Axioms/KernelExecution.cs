using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>
/// The relations of tools/memory-model/linux-kernel.cat (v6.12; Alglave, Maranget, McKenney, Parri and Stern, ASPLOS
/// 2018) in one execution, up to propagation. Names in docstrings are the model's.
/// </summary>
internal sealed class KernelExecution
{
    public KernelExecution(KernelSets sets, Relation readsFrom, Relation coherence)
    {
        (Sets, ReadsFrom, Coherence) = (sets, readsFrom, coherence);
        var graph = sets.Graph;
        var po = graph.ProgramOrder;
        FromReads = readsFrom.Inverse().Then(coherence);
        ReadsFromInternal = readsFrom & graph.Internal;
        ReadsFromExternal = readsFrom - graph.Internal;
        var overwrite = coherence | FromReads;
        OverwriteExternal = overwrite - graph.Internal;
        Handover = sets.HasHandover
            ? po.To(sets.Unlocks).Then(po | readsFrom).To(sets.LockReads).Then(po)
            : Relation.Empty(graph.Size);
        Full = sets.AfterUnlockLock.IsEmpty
            ? sets.StaticFull
            : sets.StaticFull | Handover.To(sets.AfterUnlockLock).Then(po).From(sets.Accesses).To(sets.Accesses);
        Strong = Full | sets.GracePeriods;
        NotReadWrite = Strong | sets.Releases | sets.Acquires;
        Fence = NotReadWrite | sets.WriteBarriers | sets.ReadBarriers;

        // Dependencies go on through what the thread itself has stored.
        var carry = sets.DataNotToSrcu.Then(ReadsFromInternal).Star();
        (Address, Data, Control) = (carry.Then(graph.Address), carry.Then(graph.Data), carry.Then(graph.Control));
        Dependency = Address | Data;

        ToWrites = (Dependency | Control).To(sets.Writes) | (overwrite & graph.Internal);
        if (!sets.Plain.IsEmpty)
        {
            ToWrites |= Address.To(sets.Plain).Then(sets.WriteBarriers);
        }

        ToReads = Address.To(sets.Reads) | Dependency.To(sets.Marked).Then(ReadsFromInternal);
        Preserved = ToReads | ToWrites | ((Fence | Handover) & graph.Internal);
        ChangeSequence = readsFrom.Then(graph.Changes).Star();
        var cumulative = ReadsFromExternal.To(sets.Marked).OrNone().Then(Strong | sets.Releases);
        CumulativeFence = (cumulative | sets.WriteBarriers | Handover)
            .From(sets.Marked)
            .To(sets.Marked)
            .Then(ChangeSequence);
        CumulativeFences = CumulativeFence.Star();
        Propagation = OverwriteExternal
            .OrNone()
            .From(sets.Marked)
            .Then(CumulativeFences)
            .To(sets.Marked)
            .Then(ReadsFromExternal.OrNone())
            .To(sets.Marked);
        HappensBefore = (
            Preserved | ReadsFromExternal | ((Propagation - Relation.Identity(graph.Size)) & graph.Internal)
        )
            .From(sets.Marked)
            .To(sets.Marked);
        var plus = HappensBefore.Plus();
        HappensBeforeIsAcyclic = plus.IsIrreflexive;
        HappensBeforeStar = plus.OrNone();
    }

    public KernelSets Sets { get; }

    /// <summary>rf</summary>
    public Relation ReadsFrom { get; }

    /// <summary>co</summary>
    public Relation Coherence { get; }

    /// <summary>fr</summary>
    public Relation FromReads { get; }

    /// <summary>rfi</summary>
    public Relation ReadsFromInternal { get; }

    /// <summary>rfe</summary>
    public Relation ReadsFromExternal { get; }

    /// <summary>overwrite &amp; ext</summary>
    public Relation OverwriteExternal { get; }

    /// <summary>po-unlock-lock-po</summary>
    public Relation Handover { get; }

    /// <summary>mb</summary>
    public Relation Full { get; }

    /// <summary>strong-fence, without RCU's</summary>
    public Relation Strong { get; }

    /// <summary>nonrw-fence</summary>
    public Relation NotReadWrite { get; }

    /// <summary>fence, without RCU's</summary>
    public Relation Fence { get; }

    /// <summary>addr</summary>
    public Relation Address { get; }

    /// <summary>data</summary>
    public Relation Data { get; }

    /// <summary>ctrl</summary>
    public Relation Control { get; }

    /// <summary>dep</summary>
    public Relation Dependency { get; }

    /// <summary>to-w</summary>
    public Relation ToWrites { get; }

    /// <summary>to-r</summary>
    public Relation ToReads { get; }

    /// <summary>ppo</summary>
    public Relation Preserved { get; }

    /// <summary>rmw-sequence</summary>
    public Relation ChangeSequence { get; }

    /// <summary>cumul-fence</summary>
    public Relation CumulativeFence { get; }

    /// <summary>cumul-fence*</summary>
    public Relation CumulativeFences { get; }

    /// <summary>prop</summary>
    public Relation Propagation { get; }

    /// <summary>hb</summary>
    public Relation HappensBefore { get; }

    /// <summary>The axiom <c>happens-before</c>.</summary>
    public bool HappensBeforeIsAcyclic { get; }

    /// <summary>hb*</summary>
    public Relation HappensBeforeStar { get; }
}
