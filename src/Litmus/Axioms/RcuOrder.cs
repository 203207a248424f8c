using Litmus.Executions;
using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>
/// What grace periods order: a chain with at least as many of them as readers' sections orders like a full barrier
/// (rcu-order of tools/memory-model/linux-kernel.cat; Alglave et al., ASPLOS 2018, section 4). It is the same for every
/// memory, given what comes before what.
/// </summary>
internal static class RcuOrder
{
    /// <summary>rcu-fence</summary>
    /// <param name="graph">The events.</param>
    /// <param name="sections">rcu-rscs</param>
    /// <param name="srcuSections">srcu-rscs</param>
    /// <param name="before">What leads from an access that comes behind one end of a chain's link, in program order, to
    /// one that comes before the next: <c>hb* ; pb* ; prop</c>.</param>
    public static Relation Fence(EventGraph graph, Relation sections, Relation srcuSections, Relation before)
    {
        var po = graph.ProgramOrder;
        var loc = graph.SameCell;
        var link = po.OrNone().Then(before).Then(po);
        var rcu = Relation.Of(graph.Size, graph.Set(EventTag.SynchronizeRcu));
        var srcu = Relation.Of(graph.Size, graph.Set(EventTag.SynchronizeSrcu));
        var (reader, srcuReader) = (sections.Inverse(), srcuSections.Inverse());
        var (fromRcu, fromSrcu) = (rcu.Then(link), srcu.Then(link));
        var (fromReader, fromSrcuReader) = (reader.Then(link), srcuReader.Then(link));
        var order =
            rcu
            | srcu
            | fromRcu.Then(reader)
            | (fromSrcu.Then(srcuReader) & loc)
            | fromReader.Then(rcu)
            | (fromSrcuReader.Then(srcu) & loc);
        while (true)
        {
            var onward = order.Then(link);
            var next =
                order
                | fromRcu.Then(onward).Then(reader)
                | (fromSrcu.Then(onward).Then(srcuReader) & loc)
                | fromReader.Then(onward).Then(rcu)
                | (fromSrcuReader.Then(onward).Then(srcu) & loc)
                | onward.Then(order);
            if (next.IsSame(order))
            {
                return po.Then(order).Then(po.OrNone());
            }

            order = next;
        }
    }

    /// <summary>srcu-rscs: the srcu_read_unlock that is given what an srcu_read_lock returned.</summary>
    /// <param name="graph">The events.</param>
    /// <param name="readsFrom">rf</param>
    public static Relation SrcuSections(EventGraph graph, Relation readsFrom)
    {
        var locks = graph.Set(EventTag.SrcuLock);
        if (locks.IsEmpty)
        {
            return Relation.Empty(graph.Size);
        }

        var carry = graph.Data.To(graph.Set(e => e.Tag != EventTag.SrcuUnlock)).Then(readsFrom).Star();
        return carry.From(locks).Then(graph.Data).To(graph.Set(EventTag.SrcuUnlock)) & graph.SameCell;
    }
}
