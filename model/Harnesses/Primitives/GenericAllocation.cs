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
            .Macro(
                "kmem_cache_create kmem_cache_create_usercopy",
                "-v-",
                "struct kmem_cache *",
                "a cache of objects of a size",
                i => CreateCache(i)
            )
            .Macro(
                "kmem_cache_alloc kmem_cache_alloc_noprof kmem_cache_alloc_node kmem_cache_alloc_node_noprof "
                    + "kmem_cache_alloc_lru kmem_cache_alloc_lru_noprof",
                "vv-",
                "void *",
                Fresh,
                i => AllocateFrom(i, isZeroed: false, canFail)
            )
            .Macro("kmem_cache_zalloc", "vv", "void *", Zeroed, i => AllocateFrom(i, isZeroed: true, canFail))
            .Macro("kmem_cache_free", "-v", "void", "the memory is freed", i => Free(i, 1))
            .Macro("kmem_cache_destroy", "v", "void", "the cache is freed", Free)
            .Macro(
                "get_zeroed_page get_zeroed_page_noprof",
                "v",
                "unsigned long",
                Zeroed,
                i => Allocate(i, Value.Of(4096), 0, isZeroed: true, canFail)
            )
            .Macro(
                "__get_free_page __get_free_pages __get_free_pages_noprof",
                "vv",
                "unsigned long",
                Fresh,
                i =>
                    Allocate(i, Value.Of(4096L << (i.Arguments.Length > 1 ? i.Int(1) : 0)), 0, isZeroed: false, canFail)
            )
            .Macro(
                "alloc_pages alloc_pages_noprof __alloc_pages __alloc_pages_noprof alloc_pages_node_noprof",
                "v-",
                "struct page *",
                "a struct page with one reference, and zeros; there is no memory behind it",
                i => AllocatePage(i, canFail)
            )
            .Macro(
                "free_unref_page free_frozen_pages __free_pages_ok free_the_page",
                "v-",
                "void",
                "the struct page that was allocated is freed",
                i =>
                    i[0].Object is GenericObject { Block.Kind: BlockKind.Heap } ? Free(i)
                    : i[0].IsTrue ? i.Return(default)
                    : throw i.Wild(i[0])
            )
            .Macro("free_page free_pages", "v-", "void", "the memory is freed", Free)
            .Macro(
                "kstrdup kstrdup_const kasprintf kvasprintf kvasprintf_const kstrndup",
                "-",
                "char *",
                "memory with text in it that nobody looks at",
                i => Allocate(i, Value.Of(1), int.MaxValue, isZeroed: false, canFail)
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
            throw new MeaninglessException($"a {size}-byte allocation");
        }

        RequireContext(i, flags);
        var type = i.Call.Sizeof is [{ } only] && only.Size == size.Number ? only : null;
        var block = BlockFor(i, type, size.Number, isZeroed);
        var memory = i.Memory.Allocating();
        return canFail
            ? TryBegin(i.Context, i.Context.World.Generic.LifeOf(block), Value.To(i.Context.World.Block(block)), memory)
            : Begin(i.Context.World.Generic.LifeOf(block), Value.To(i.Context.World.Block(block)), memory);
    }

    private static void RequireContext(Invocation i, int flags)
    {
        if (
            flags < i.Arguments.Length
            && i.Memory.IsAtomic
            && i.Context.World.Code.Program.Number("(unsigned int)__GFP_DIRECT_RECLAIM") is { } reclaim
            && (i[flags].Number & reclaim) != 0
        )
        {
            throw i.SleepsInAtomic($"{i.Call.Callee}({i.Call.Texts[flags]})");
        }
    }

    private static GenericBlock BlockFor(Invocation i, CType? type, long size, bool isZeroed)
    {
        var task = i.Context.Task?.Name ?? throw new MeaninglessException("this thread has no memory of its own");
        return new GenericBlock(
            $"{type?.ToString() ?? "memory"} of {task}{(i.Memory.Allocations == 0 ? "" : $" ({i.Memory.Allocations + 1})")}",
            isZeroed ? "zeroed" : "",
            BlockKind.Heap,
            type,
            size
        )
        {
            IsZeroed = isZeroed,
        };
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

    private static Effect AllocatePage(Invocation i, bool canFail)
    {
        RequireContext(i, 0);
        var program = i.Context.World.Code.Program;
        var type = program.Record("struct page");
        var block = BlockFor(
            i,
            type,
            type?.Size ?? throw new MeaninglessException("the tree does not say what struct page is"),
            isZeroed: true
        );
        var address = Value.To(i.Context.World.Block(block));
        var count = i.FieldAt(address with { Number = i.Context.World.Code.Offset("struct page", "_refcount") }, 4);
        return AllocatePage(
            i.Context,
            i.Context.World.Generic.LifeOf(block),
            count,
            address,
            i.Memory.Allocating(),
            canFail
        );
    }

    private static async Routine<Outcome> AllocatePage(
        TextContext context,
        Lifetime life,
        Field count,
        Value address,
        ThreadMemory memory,
        bool canFail
    )
    {
        var outcome = canFail ? await TryBegin(context, life, address, memory) : await Begin(life, address, memory);
        if (outcome.Value.IsTrue)
        {
            await count.Store(Value.Of(1), MemoryOrder.Plain);
        }

        return outcome;
    }

    // The word of a cache is the size of its objects.
    private static Effect CreateCache(Invocation i) =>
        i.Call.Arguments.Length < 5
            ? throw new MeaninglessException($"{i.Call.Callee} with {i.Call.Arguments.Length} arguments")
            : CreateCache(i, i[1]);

    private static Effect CreateCache(Invocation i, Value size)
    {
        var block = BlockFor(i, null, 8, isZeroed: false);
        var address = Value.To(i.Context.World.Block(block));
        return CreateCache(
            i.Context.World.Generic.LifeOf(block),
            i.FieldAt(address, 8),
            size,
            address,
            i.Memory.Allocating()
        );
    }

    private static async Routine<Outcome> CreateCache(
        Lifetime life,
        Field word,
        Value size,
        Value address,
        ThreadMemory memory
    )
    {
        await life.Begin();
        await word.Store(size, MemoryOrder.Plain);
        return new Outcome(address, memory);
    }

    private static Effect AllocateFrom(Invocation i, bool isZeroed, bool canFail)
    {
        RequireContext(i, 1);
        return AllocateFrom(i.FieldAt(i[0], 8), new Request(i, isZeroed, canFail));
    }

    private static async Routine<Outcome> AllocateFrom(Field cache, Request request)
    {
        var size = (await cache.Load(MemoryOrder.Plain, isFollowed: false)).Number;
        return await request.Of(size);
    }

    // An allocation whose size is read first.
    private sealed class Request(Invocation i, bool isZeroed, bool canFail) : IImmutable
    {
        public Routine<Outcome> Of(long size)
        {
            var block = BlockFor(i, null, size, isZeroed);
            var (life, address) = (i.Context.World.Generic.LifeOf(block), Value.To(i.Context.World.Block(block)));
            return canFail
                ? TryBegin(i.Context, life, address, i.Memory.Allocating())
                : Begin(life, address, i.Memory.Allocating());
        }
    }

    private static Effect Free(Invocation i) => Free(i, 0);

    private static Effect Free(Invocation i, int argument) =>
        !i[argument].IsTrue || i[argument].Object is StringObject ? i.Return(default) : End(LifeOf(i, i[argument]));

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
