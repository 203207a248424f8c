using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>A <c>struct completion</c>, used as a whole.</summary>
internal sealed class CompletionField(Completion completion) : Field
{
    /// <summary>The model's.</summary>
    public Completion Completion { get; } = completion;

    /// <inheritdoc/>
    public override string Name => Completion.Done.Name;

    /// <inheritdoc/>
    public override Routine<Value> Load(MemoryOrder order, bool isFollowed) =>
        throw new MeaninglessException($"a look into {Name}");
}
