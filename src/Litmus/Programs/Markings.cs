namespace Litmus.Programs;

/// <summary>How an access is marked.</summary>
public enum Marking
{
    /// <summary>A plain access of C, which the compiler may do with as it likes.</summary>
    Plain,

    /// <summary><c>READ_ONCE</c>, <c>WRITE_ONCE</c>, <c>rcu_dereference</c>, <c>atomic_read</c>,
    /// <c>atomic_set</c>.</summary>
    Once,

    /// <summary><c>smp_load_acquire</c></summary>
    Acquire,

    /// <summary><c>smp_store_release</c>, <c>rcu_assign_pointer</c></summary>
    Release,

    /// <summary><c>srcu_read_lock</c>, a read.</summary>
    SrcuLock,

    /// <summary><c>srcu_read_unlock</c>, a write.</summary>
    SrcuUnlock,
}

/// <summary>What a read-modify-write writes.</summary>
public enum ChangeKind
{
    /// <summary>The operand.</summary>
    Exchange,

    /// <summary>The second operand, if it finds the first.</summary>
    CompareExchange,

    /// <summary>What an operator makes of the old value and the operand.</summary>
    Operation,

    /// <summary>The sum, unless it finds the second operand.</summary>
    AddUnless,
}

/// <summary>The ordering of a read-modify-write.</summary>
public enum ChangeOrder
{
    /// <summary><c>_relaxed</c>, and operations that return nothing.</summary>
    Relaxed,

    /// <summary><c>_acquire</c></summary>
    Acquire,

    /// <summary><c>_release</c></summary>
    Release,

    /// <summary>A full barrier before and after, if it changes something.</summary>
    Full,
}

/// <summary>What a read-modify-write returns.</summary>
public enum ChangeResult
{
    /// <summary>Nothing: <c>atomic_add</c>. <c>smp_rmb</c> does not order what it reads.</summary>
    None,

    /// <summary>What it found.</summary>
    Old,

    /// <summary>What it wrote.</summary>
    New,

    /// <summary>1 if it wrote, 0 if not.</summary>
    Success,
}

/// <summary>Barriers, and what RCU has in their place.</summary>
public enum FenceKind
{
    /// <summary><c>smp_mb</c></summary>
    Full,

    /// <summary><c>smp_rmb</c></summary>
    Read,

    /// <summary><c>smp_wmb</c></summary>
    Write,

    /// <summary><c>smp_mb__before_atomic</c></summary>
    BeforeAtomic,

    /// <summary><c>smp_mb__after_atomic</c></summary>
    AfterAtomic,

    /// <summary><c>smp_mb__after_spinlock</c></summary>
    AfterSpinlock,

    /// <summary><c>smp_mb__after_unlock_lock</c></summary>
    AfterUnlockLock,

    /// <summary><c>smp_mb__after_srcu_read_unlock</c></summary>
    AfterSrcuReadUnlock,

    /// <summary><c>barrier</c></summary>
    Compiler,

    /// <summary><c>rcu_read_lock</c></summary>
    RcuLock,

    /// <summary><c>rcu_read_unlock</c></summary>
    RcuUnlock,

    /// <summary><c>synchronize_rcu</c></summary>
    SynchronizeRcu,
}

/// <summary>Operations on a spinlock.</summary>
public enum LockKind
{
    /// <summary><c>spin_lock</c></summary>
    Lock,

    /// <summary><c>spin_unlock</c></summary>
    Unlock,

    /// <summary><c>spin_trylock</c></summary>
    TryLock,

    /// <summary><c>spin_is_locked</c></summary>
    IsLocked,
}
