using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Violations;
using KernelText.Types;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>
/// Memory that is allocated: each allocation of a thread is an object of its own, whose address is never used again. So
/// nothing is said about memory that comes back to another owner (ABA).
/// </summary>
internal static class GenericAllocation
{
    private const string Zeroed = "memory with zeros in it";
    private const string Fresh = "memory that nobody has written";

    /// <summary>The names, where allocations do not fail.</summary>
    public static PrimitiveGroup Group { get; } = Names(canFail: false);

    /// <summary>The names, where they may.</summary>
    public static PrimitiveGroup Failing { get; } = Names(canFail: true);

    /// <summary>What is allocated when everything is over; null for nothing.</summary>
    public static string? FindLeak(TextWorld world, StateView state)
    {
        foreach (var block in world.Generic.Blocks)
        {
            if (block.Kind == BlockKind.Heap && world.Generic.KnownLifeOf(block) is { } life && state.IsAlive(life))
            {
                return $"{block.Name} is never freed";
            }
        }

        return null;
    }

    private static PrimitiveGroup Names(bool canFail) =>
        new PrimitiveGroup("allocation")
            .Macro(
                "kzalloc kzalloc_noprof kvzalloc kvzalloc_noprof vzalloc kzalloc_node vzalloc_node vzalloc_node_noprof",
                "vv-",
                "void *",
                Zeroed,
                i => Allocate(i, i[0], 1, isZeroed: true, canFail)
            )
            .Macro(
                "kmalloc kmalloc_noprof kvmalloc kvmalloc_noprof kmalloc_node_noprof __kmalloc __kmalloc_noprof "
                    + "vmalloc kmalloc_node",
                "vv-",
                "void *",
                Fresh,
                i => Allocate(i, i[0], 1, isZeroed: false, canFail)
            )
            .Macro(
                "kcalloc kcalloc_noprof kvcalloc kvcalloc_noprof",
                "vvv",
                "void *",
                Zeroed,
                i => Allocate(i, Product(i), 2, isZeroed: true, canFail)
            )
            .Macro(
                "kmalloc_array kmalloc_array_noprof kvmalloc_array",
                "vvv",
                "void *",
                Fresh,
                i => Allocate(i, Product(i), 2, isZeroed: false, canFail)
            )
            .Macro(
                "__alloc_percpu_gfp alloc_percpu_gfp pcpu_alloc_noprof",
                "vvv-",
                "void *",
                "counters, which are 0; one CPU stands for all",
                i => Allocate(i, i[0], 2, isZeroed: true, canFail)
            )
            .Macro(
                "alloc_percpu",
                "T",
                "typeof($0) *",
                "counters, which are 0; one CPU stands for all",
                i => Allocate(i, Value.Of(i.Call.ArgumentTypes[0].Size ?? 0), 9, isZeroed: true, canFail)
            )
            .Macro(
                "kfree kvfree kfree_sensitive kfree_const vfree free_percpu",
                "v",
                "void",
                "the memory is freed",
                Free
            )
            .Macro("kfree_rcu kvfree_rcu", "v-", "void", "the memory is freed after a grace period", FreeLater);

    private static Value Product(Invocation i) => Value.Of((long)i.Int(0) * i.Int(1));

    /// <summary>The life of memory that was allocated, whose beginning is pointed to.</summary>
    /// <exception cref="ViolationException">It is no such memory.</exception>
    public static Lifetime LifeOf(Invocation i, Value address) =>
        address is { Object: GenericObject { Block: { Kind: BlockKind.Heap } block }, Number: 0 }
            ? i.Context.World.Generic.LifeOf(block)
            : throw new ViolationException(
                new Violation(
                    ViolationKind.Assertion,
                    KernelRules.NoOverruns,
                    $"{i.Position.Instruction.Location}: {i.Call.Callee}({address}), which was not allocated"
                )
            );

    /// <summary>An allocation.</summary>
    /// <param name="i">The call.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="flags">The argument that says whether it may sleep; beyond all for none.</param>
    /// <param name="isZeroed">There are zeros in it.</param>
    /// <param name="canFail">It may fail.</param>
    public static Effect Allocate(Invocation i, Value size, int flags, bool isZeroed, bool canFail)
    {
        if (size.IsAddress || size.Number is <= 0 or > 1 << 20)
        {
            throw new MeaninglessException($"an allocation of {size} bytes");
        }

        var code = i.Context.World.Code;
        if (
            flags < i.Arguments.Length
            && i.Memory.IsAtomic
            && code.Program.Number("(unsigned int)__GFP_DIRECT_RECLAIM") is { } reclaim
            && (i[flags].Number & reclaim) != 0
        )
        {
            throw i.SleepsInAtomic($"{i.Call.Callee}({i.Call.Texts[flags]})");
        }

        var type = i.Call.Sizeof is [{ } only] && only.Size == size.Number ? only : null;
        var task = i.Context.Task?.Name ?? throw new MeaninglessException("this thread has no memory of its own");
        var block = new GenericBlock(
            $"{type?.ToString() ?? "memory"} of {task}{(i.Memory.Allocations == 0 ? "" : $" ({i.Memory.Allocations + 1})")}",
            isZeroed ? "zeroed" : "",
            BlockKind.Heap,
            type,
            size.Number
        )
        {
            IsZeroed = isZeroed,
        };
        var memory = i.Memory.Allocating();
        return canFail
            ? TryBegin(i.Context, i.Context.World.Generic.LifeOf(block), Value.To(i.Context.World.Block(block)), memory)
            : Begin(i.Context.World.Generic.LifeOf(block), Value.To(i.Context.World.Block(block)), memory);
    }

    private static async Routine<Outcome> Begin(Lifetime life, Value address, ThreadMemory memory)
    {
        await life.Begin();
        return new Outcome(address, memory);
    }

    private static async Routine<Outcome> TryBegin(
        TextContext context,
        Lifetime life,
        Value address,
        ThreadMemory memory
    )
    {
        if (await context.Linux.Machine.Choose(2, "an allocation fails") == 1)
        {
            return new Outcome(default, memory);
        }

        await life.Begin();
        return new Outcome(address, memory);
    }

    private static Effect Free(Invocation i) =>
        !i[0].IsTrue || i[0].Object is StringObject ? i.Return(default) : End(LifeOf(i, i[0]));

    private static Effect FreeLater(Invocation i)
    {
        var member =
            i.Call.ArgumentTypes[0] is PointerType { Target: RecordType { Layout: { } layout } }
            && i.Call.Texts.Length > 1
                ? BoundMembers.OffsetOf(layout, i.Call.Texts[1])
                : null;
        return !i[0].IsTrue ? i.Return(default)
            : member is { } offset
                ? RcuCallbacks.Queue(i, i[0] with { Number = i[0].Number + offset }, Value.To(FreeObject.Instance))
            : throw new MeaninglessException($"{i.Call.Callee}({string.Join(", ", i.Call.Texts)})");
    }

    private static async Routine<Value> End(Lifetime life)
    {
        await life.Free();
        return default;
    }
}
