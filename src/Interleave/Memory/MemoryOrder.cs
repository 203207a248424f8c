namespace Interleave.Memory;

/// <summary>
/// The ordering an access asks for, in the kernel's terms (tools/memory-model/Documentation/ordering.txt). A search
/// under sequential consistency ignores it; see <see cref="MemoryModel"/> for those that do not.
/// </summary>
public enum MemoryOrder
{
    /// <summary>A plain C access: no ordering, may be torn or fused by the compiler.</summary>
    Plain,

    /// <summary><c>READ_ONCE</c>, <c>WRITE_ONCE</c>, <c>atomic_read</c>, <c>atomic_set</c>: no ordering.</summary>
    Once,

    /// <summary>A read-modify-write without a result, or one that failed: atomic, no ordering.</summary>
    Relaxed,

    /// <summary>Later accesses stay after it.</summary>
    Acquire,

    /// <summary>Earlier accesses stay before it.</summary>
    Release,

    /// <summary>A full barrier before and after, as <c>atomic_dec_and_test</c> has.</summary>
    Full,

    /// <summary>
    /// Begins a section that a grace period waits for, as <c>rcu_read_lock</c> does. It is no access of the kernel's,
    /// and orders only what a grace period needs: a section that begins after one did sees what came before that. In
    /// which order sections begin and end must make no difference, unless somebody waits for them in between.
    /// </summary>
    EnterSection,

    /// <summary>Ends such a section: who has waited for it sees what was done in it.</summary>
    LeaveSection,

    /// <summary>
    /// A load of a pointer that is then followed, as <c>rcu_dereference</c> and <c>READ_ONCE</c> are: accesses to what
    /// it points to stay after it, because their addresses depend on it. It has to say what that is:
    /// <see cref="Cell.Dereference(Lifetime, string)"/>.
    /// </summary>
    Dereference,

    /// <summary>
    /// Notes that a wait for sections is over, which was a full barrier: it is no access of the kernel's and orders
    /// nothing, and nobody can tell whether it is done before or after another step on its cell.
    /// </summary>
    AfterWait,
}
