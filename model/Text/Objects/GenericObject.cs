using Interleave.Memory;
using KernelText.Programs;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A global variable that the model has no class for: its words become cells when they are first
/// touched.</summary>
/// <param name="world">The kernel.</param>
/// <param name="global">What the text says of it.</param>
internal sealed class GenericObject(TextWorld world, GlobalObject global) : MemoryObject
{
    /// <summary>What the text says of it.</summary>
    public GlobalObject Global => global;

    /// <inheritdoc/>
    public override string Name => global.Symbol.Name;

    /// <summary>The lock at an offset.</summary>
    public Mutex LockAt(long offset) => world.Generic.FieldAt(global, offset, 0).Lock!;

    /// <inheritdoc/>
    public override Field FieldAt(TextContext context, long offset, int bytes) =>
        offset < 0 || offset + bytes > (global.Type.Size ?? 0)
            ? throw new MeaninglessException($"{bytes} bytes at {Describe(offset)}, outside of it")
            : world.Generic.FieldAt(global, offset, bytes);
}
