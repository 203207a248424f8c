using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>A kind of entries of wait queues: the struct around <c>struct wait_queue_entry</c>, and what wakes
/// it.</summary>
/// <param name="Struct">The struct that has the entry and what it waits for.</param>
/// <param name="Entry">The entry's member.</param>
/// <param name="Function">What is called to wake it.</param>
internal sealed record WaitEntryKind(string Struct, string Entry, string Function)
{
    private const string EntryStruct = "struct wait_queue_entry";

    /// <summary>Waits for a variable (kernel/sched/wait_bit.c).</summary>
    public static WaitEntryKind Var { get; } = new("struct wait_bit_queue_entry", "wq_entry", "var_wake_function");

    /// <summary>Waits for a DAX entry (fs/dax.c).</summary>
    public static WaitEntryKind DaxEntry { get; } =
        new("struct wait_exceptional_entry_queue", "wait", "wake_exceptional_entry_func");

    /// <summary>The kind that a queue has.</summary>
    public static WaitEntryKind In(TextWorld world, WaitQueueHead queue) =>
        WaitQueueBinding.FileWith(world.Linux, queue) is null ? Var : DaxEntry;

    /// <summary>Its function's address.</summary>
    public Value FunctionIn(TextWorld world) =>
        Value.To(world.FunctionObject(world.Code.Function(Function).Flow.Symbol));

    /// <summary>Bytes from the struct's beginning to the entry's node in the list.</summary>
    public long NodeIn(TextCode code) => WaitQueueBinding.Offset(code, Struct, $"{Entry}.entry");

    /// <summary>
    /// What a task that is about to be queued waits for, as <see cref="TaskStruct.WaitKey"/> has it. The entry is still
    /// the thread's own.
    /// </summary>
    /// <exception cref="MeaninglessException">The model has no such waiter.</exception>
    public int KeyOf(TextContext context, ThreadMemory memory, StackObject local, long node)
    {
        var code = context.World.Code;
        var start = node - NodeIn(code);
        var function = Word(EntryStruct, "func", 8);
        if (function != FunctionIn(context.World))
        {
            throw new MeaninglessException($"{local.Name} is woken by {function}, and not by {Function}");
        }

        if (
            Word(EntryStruct, "private", 8).Object is not BoundObject { Subject: TaskStruct task }
            || task != context.Task
        )
        {
            throw new MeaninglessException($"{local.Name} is the entry of another task");
        }

        return this == Var ? VarKey() : EntryKey();

        Value Word(string of, string path, int bytes) =>
            memory.Load(
                local,
                (of == EntryStruct ? node - WaitQueueBinding.Offset(code, of, "entry") : start)
                    + WaitQueueBinding.Offset(code, of, path),
                bytes,
                isSigned: true
            );

        int VarKey() =>
            Word(Struct, "key.flags", 8) is { Object: BoundObject { Subject: Page page } } var
            && PageBinding.IsWaitedFor(context.World, page, var)
            && Word(Struct, "key.bit_nr", 4).Number == -1
                ? page.Number
                : throw new MeaninglessException($"{local.Name} waits for something that is no page");

        int EntryKey() =>
            Word(Struct, "key.xa", 8).Object is BoundObject { Subject: DaxFile file }
            && Word(Struct, "key.entry_start", 8) is { IsAddress: false, Number: >= 0 } index
            && index.Number < file.Pages.Length
                ? file.EntryKey((int)index.Number)
                : throw new MeaninglessException($"{local.Name} waits for something that is no entry of a file");
    }
}
