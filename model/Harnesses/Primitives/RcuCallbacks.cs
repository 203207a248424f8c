using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>
/// Callbacks of RCU that are queued. Each has a thread that waits for a grace period and runs it: callbacks run in any
/// order, and beside each other, as on several CPUs.
/// </summary>
internal static class RcuCallbacks
{
    /// <summary>The most that can be queued at a time.</summary>
    public const int Slots = 4;

    // Of struct rcu_head: next, and behind it func.
    private const int Func = 8;

    private static readonly GenericBlock s_queue = new("RCU callbacks", "", BlockKind.Static, null, Slots * 8)
    {
        IsZeroed = true,
    };

    /// <summary><c>call_rcu</c>.</summary>
    public static Effect Queue(Invocation i, Value head, Value callback)
    {
        i.Context.World.Generic.AskForGracePeriods();
        return Queue(i.Context, i.FieldAt(head with { Number = head.Number + Func }, 8), head, callback);
    }

    /// <summary>Runs callbacks of one place in the queue, for ever.</summary>
    public static async Routine Serve(TextWorld world, TaskStruct task, int slot)
    {
        var memory = ThreadMemory.Empty;
        while (true)
        {
            var context = new TextContext(world, task, "", null);
            var head = await Slot(world, context, slot).Await(isZero: false);
            await world.Linux.Rcu.Synchronize();
            var callback = await FuncOf(context, head).Load(MemoryOrder.Plain, isFollowed: true);
            var outcome = await Call(context, callback, head, memory);
            memory = outcome.Memory.Deeper(-1);
            await Slot(world, context, slot).Store(default, MemoryOrder.Release);
        }
    }

    /// <summary>Waits until none is queued.</summary>
    public static async Routine Await(TextWorld world, TaskStruct task, int slots)
    {
        for (var i = 0; i < slots; i++)
        {
            await Slot(world, new TextContext(world, task, "", null), i).Await(isZero: true);
        }
    }

    private static async Routine<Value> Queue(TextContext context, Field func, Value head, Value callback)
    {
        await func.Store(callback, MemoryOrder.Plain);
        for (var i = 0; i < Slots; i++)
        {
            if (!(await Slot(context.World, context, i).CompareExchange(default, head, MemoryOrder.Release)).IsTrue)
            {
                return default;
            }
        }

        throw new MeaninglessException("more callbacks of RCU are queued than the harness has (callbacks N)");
    }

    private static Routine<Outcome> Call(TextContext context, Value callback, Value head, ThreadMemory memory) =>
        callback.Object is FreeObject && head.Object is GenericObject { Block: { Kind: BlockKind.Heap } block }
            ? Free(context.World.Generic.LifeOf(block), memory.Deeper())
        : callback is { Object: FunctionObject function, Number: 0 }
            ? Interpreter.Call(context.World.Code.Function(function.Symbol), context, [head], memory.Deeper())
        : throw new MeaninglessException($"the callback of RCU {callback}");

    private static async Routine<Outcome> Free(Lifetime life, ThreadMemory memory)
    {
        await life.Free();
        return new Outcome(default, memory);
    }

    private static Field FuncOf(TextContext context, Value head) =>
        head.Object!.FieldAt(context, head.Number + Func, 8);

    private static GenericField Slot(TextWorld world, TextContext context, int slot) =>
        (GenericField)world.Block(s_queue).FieldAt(context, slot * 8, 8);
}

/// <summary>The callback of <c>kfree_rcu</c>: it frees the memory that the head is in.</summary>
internal sealed class FreeObject : MemoryObject
{
    /// <summary>The only one.</summary>
    public static FreeObject Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "kfree";

    /// <inheritdoc/>
    public override MemoryObject In(TextWorld other) => this;

    /// <inheritdoc/>
    public override Field FieldAt(TextContext context, long offset, int bytes) =>
        throw new MeaninglessException($"an access to the code of {Name}");
}
