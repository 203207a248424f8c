using Interleave.Memory;
using KernelText.Types;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>
/// A thread's <c>struct task_struct</c>: its state is what the scheduler waits for, all else is generic memory with
/// zeros in it.
/// </summary>
/// <param name="world">The kernel.</param>
/// <param name="number">The thread's, from 1.</param>
internal sealed class TaskObject(TextWorld world, int number) : MemoryObject
{
    private const string Struct = "struct task_struct";

    private readonly RecordType? _type = world.Code.Program.Record(Struct);

    /// <summary>The thread.</summary>
    public TaskStruct Task => world.Linux.Tasks[number - 1];

    /// <inheritdoc/>
    public override string Name => Task.Name;

    /// <inheritdoc/>
    public override string Identity => $"task {number}";

    /// <inheritdoc/>
    public override MemoryObject In(TextWorld other) => new TaskObject(other, number);

    /// <inheritdoc/>
    public override Field FieldAt(TextContext context, long offset, int bytes) =>
        offset == StateOffset
            ? TaskBinding.Of(world, Task).FieldAt(context, offset, bytes)
            : Rest.FieldAt(context, offset, bytes);

    /// <inheritdoc/>
    public override string Describe(long offset) => offset == 0 ? $"&{Name}" : Rest.Describe(offset);

    /// <summary>One of its locks.</summary>
    public Mutex LockAt(long offset) => Rest.LockAt(offset);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskObject other && other.GetHashCode() == number;

    /// <inheritdoc/>
    public override int GetHashCode() => number;

    private GenericObject Rest =>
        world.Block(
            new GenericBlock($"{Task.Name}'s task", Struct, BlockKind.Static, _type, _type?.Size ?? 1 << 16)
            {
                IsZeroed = true,
            }
        );

    private long? StateOffset =>
        _type?.Layout is { } layout
            ? BoundMembers.OffsetOf(layout, "__state") ?? BoundMembers.OffsetOf(layout, "state")
            : null;
}
