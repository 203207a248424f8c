using System.Collections.Frozen;
using KernelText.Syntax;
using KernelText.Tokens;
using Litmus.Programs;
using Litmus.Reading;
using Expression = Litmus.Programs.Expression;

namespace Litmus.Lowering;

/// <summary>What the kernel's primitives do: those of tools/memory-model/linux-kernel.def (v6.12), and a few that are
/// spelt otherwise in other versions.</summary>
internal sealed class PrimitiveCalls(CodeBuilder code, ExpressionLowering expressions, Declarations declarations)
{
    private static readonly FrozenDictionary<string, FenceKind> s_fences = new Dictionary<string, FenceKind>
    {
        ["smp_mb"] = FenceKind.Full,
        ["smp_rmb"] = FenceKind.Read,
        ["smp_wmb"] = FenceKind.Write,
        ["smp_mb__before_atomic"] = FenceKind.BeforeAtomic,
        ["smp_mb__after_atomic"] = FenceKind.AfterAtomic,
        ["smp_mb__after_spinlock"] = FenceKind.AfterSpinlock,
        ["smp_mb__after_unlock_lock"] = FenceKind.AfterUnlockLock,
        ["smp_mb__after_srcu_read_unlock"] = FenceKind.AfterSrcuReadUnlock,
        ["barrier"] = FenceKind.Compiler,
        ["rcu_read_lock"] = FenceKind.RcuLock,
        ["rcu_read_unlock"] = FenceKind.RcuUnlock,
        ["synchronize_rcu"] = FenceKind.SynchronizeRcu,
        ["synchronize_rcu_expedited"] = FenceKind.SynchronizeRcu,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (Marking Marking, bool IsPointer)> s_loads = new Dictionary<
        string,
        (Marking, bool)
    >
    {
        ["READ_ONCE"] = (Marking.Once, false),
        ["rcu_dereference"] = (Marking.Once, false),
        ["rcu_dereference_raw"] = (Marking.Once, false),
        ["rcu_access_pointer"] = (Marking.Once, false),
        ["lockless_dereference"] = (Marking.Once, false),
        ["smp_load_acquire"] = (Marking.Acquire, true),
        ["atomic_read"] = (Marking.Once, true),
        ["atomic_long_read"] = (Marking.Once, true),
        ["atomic_read_acquire"] = (Marking.Acquire, true),
        ["srcu_read_lock"] = (Marking.SrcuLock, true),
        ["srcu_down_read"] = (Marking.SrcuLock, true),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (Marking Marking, bool IsPointer, bool IsFull)> s_stores =
        new Dictionary<string, (Marking, bool, bool)>
        {
            ["WRITE_ONCE"] = (Marking.Once, false, false),
            ["rcu_assign_pointer"] = (Marking.Release, false, false),
            ["smp_store_release"] = (Marking.Release, true, false),
            ["smp_store_mb"] = (Marking.Once, false, true),
            ["atomic_set"] = (Marking.Once, true, false),
            ["atomic_long_set"] = (Marking.Once, true, false),
            ["atomic_set_release"] = (Marking.Release, true, false),
            ["srcu_read_unlock"] = (Marking.SrcuUnlock, true, false),
            ["srcu_up_read"] = (Marking.SrcuUnlock, true, false),
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, LockKind> s_locks = new Dictionary<string, LockKind>
    {
        ["spin_lock"] = LockKind.Lock,
        ["raw_spin_lock"] = LockKind.Lock,
        ["spin_unlock"] = LockKind.Unlock,
        ["raw_spin_unlock"] = LockKind.Unlock,
        ["spin_trylock"] = LockKind.TryLock,
        ["raw_spin_trylock"] = LockKind.TryLock,
        ["spin_is_locked"] = LockKind.IsLocked,
        ["raw_spin_is_locked"] = LockKind.IsLocked,
    }.ToFrozenDictionary();

    /// <summary>Does what a call does, and returns its value.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isValueWanted">Whether anybody looks at the value.</param>
    /// <exception cref="KernelTextException">It has no meaning.</exception>
    public Expression Do(CallExpression call, bool isValueWanted)
    {
        if (call.Function is not NameExpression { Name: var name, At: var at })
        {
            throw ExpressionLowering.Expected(call.At, "the name of a primitive before (");
        }

        if (s_fences.TryGetValue(name, out var fence))
        {
            Count(call, at, 0);
            code.Add(new Fence(fence, code.PlaceOf(at), code.TextOf(at)));
            return Nothing(at, isValueWanted);
        }

        if (s_loads.TryGetValue(name, out var load))
        {
            return Load(call, at, load.Marking, load.IsPointer);
        }

        if (s_stores.TryGetValue(name, out var store))
        {
            Count(call, at, 2);
            var to = Location(call, 0, store.IsPointer);
            var value = Argument(call, 1);
            code.Add(new Store(to, value, store.Marking, code.PlaceOf(at), code.TextOf(at)));
            if (store.IsFull)
            {
                code.Add(new Fence(FenceKind.Full, code.PlaceOf(at), code.TextOf(at)));
            }

            return Nothing(at, isValueWanted);
        }

        if (s_locks.TryGetValue(name, out var operation))
        {
            return Lock(call, at, operation, isValueWanted);
        }

        switch (name)
        {
            case "synchronize_srcu" or "synchronize_srcu_expedited":
                Count(call, at, 1);
                code.Add(new SynchronizeSrcu(Argument(call, 0), code.PlaceOf(at), code.TextOf(at)));
                return Nothing(at, isValueWanted);
            case "smp_read_barrier_depends":
                Count(call, at, 0); // dependencies order without it since v4.15
                return Nothing(at, isValueWanted);
        }

        return AtomicName.Parse(name) is { } atomic
            ? Change(call, at, atomic, isValueWanted)
            : throw ExpressionLowering.Expected(at, "a primitive of the kernel's memory model");
    }

    private Register Load(CallExpression call, Token at, Marking marking, bool isPointer)
    {
        Count(call, at, 1);
        var from = Location(call, 0, isPointer);
        var target = code.Temporary();
        code.Add(new Load(target, from, marking, code.PlaceOf(at), code.TextOf(at)));
        return new Register(target);
    }

    private Expression Lock(CallExpression call, Token at, LockKind kind, bool isValueWanted)
    {
        Count(call, at, 1);
        var on = Argument(call, 0);
        if (on is Constant constant && Address.Cell(constant.Value) is >= 0 and var cell)
        {
            declarations.DeclareLock(cell);
        }

        if (kind is LockKind.Lock or LockKind.Unlock)
        {
            code.Add(new LockOperation(kind, on, -1, code.PlaceOf(at), code.TextOf(at)));
            return Nothing(at, isValueWanted);
        }

        var target = code.Temporary();
        code.Add(new LockOperation(kind, on, target, code.PlaceOf(at), code.TextOf(at)));
        return new Register(target);
    }

    private Expression Change(CallExpression call, Token at, AtomicName atomic, bool isValueWanted)
    {
        Count(call, at, atomic.Arguments);
        var on = Argument(call, atomic.Pointer);
        Expression operand = atomic.Operand >= 0 ? Argument(call, atomic.Operand) : new Constant(1);
        Expression? second =
            atomic.Second >= 0 ? Argument(call, atomic.Second)
            : atomic.Kind == ChangeKind.AddUnless ? new Constant(0)
            : null;
        if (atomic.Result == ChangeResult.None)
        {
            if (isValueWanted)
            {
                throw ExpressionLowering.Expected(at, "a primitive that returns something");
            }

            Add(-1);
            return new Constant(0);
        }

        var target = code.Temporary();
        Add(target);
        return atomic.Test is { } test ? new Binary(test, new Register(target), new Constant(0)) : new Register(target);

        void Add(int register) =>
            code.Add(
                new Change(
                    register,
                    on,
                    atomic.Kind,
                    operand,
                    second,
                    atomic.Operator,
                    atomic.Order,
                    atomic.Result,
                    code.PlaceOf(at),
                    code.TextOf(at)
                )
            );
    }

    private Expression Location(CallExpression call, int argument, bool isPointer) =>
        isPointer ? Argument(call, argument) : expressions.AddressOf(call.Arguments[argument].Value);

    private Expression Argument(CallExpression call, int argument) => expressions.Value(call.Arguments[argument].Value);

    private static void Count(CallExpression call, Token at, int arguments)
    {
        if (call.Arguments.Length != arguments)
        {
            throw new KernelTextException(
                at.UsePlace,
                $"expected {arguments} arguments of {at.Text}, found {call.Arguments.Length}"
            );
        }
    }

    private static Constant Nothing(Token at, bool isValueWanted) =>
        isValueWanted ? throw ExpressionLowering.Expected(at, "a primitive that returns something") : new Constant(0);
}
