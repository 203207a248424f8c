using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>A lock, used as a whole.</summary>
internal sealed class LockField(Mutex mutex) : Field
{
    /// <inheritdoc/>
    public override string Name => mutex.Name;

    /// <inheritdoc/>
    public override Mutex Lock => mutex;

    /// <inheritdoc/>
    public override Routine<Value> Load(MemoryOrder order, bool isFollowed) =>
        throw new MeaninglessException($"a look into {Name}");
}
