using Interleave.Memory;
using Interleave.Routines;
using Interleave.Violations;
using KernelText.Programs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>Memory that the model has no class for: its words become cells when they are first touched.</summary>
/// <param name="world">The kernel.</param>
/// <param name="block">Which.</param>
internal sealed class GenericObject(TextWorld world, GenericBlock block) : MemoryObject
{
    /// <summary>Which.</summary>
    public GenericBlock Block => block;

    /// <summary>A global variable's first value; null for other memory.</summary>
    public GlobalObject? Global => block.Global;

    /// <inheritdoc/>
    public override string Name => block.Name;

    /// <inheritdoc/>
    public override string Identity => block.Key;

    /// <summary>The lock at an offset.</summary>
    public Mutex LockAt(long offset) => world.Generic.FieldAt(world, block, Inside(offset, 1), 0).Lock!;

    /// <inheritdoc/>
    public override Field FieldAt(TextContext context, long offset, int bytes) =>
        world.Generic.FieldAt(world, block, Inside(offset, bytes), bytes);

    /// <inheritdoc/>
    public override string Describe(long offset) => $"&{block.NameAt(offset)}";

    /// <inheritdoc/>
    public override MemoryObject In(TextWorld other) => other.Block(block);

    /// <summary>The words in a range that anybody uses, but for locks.</summary>
    /// <exception cref="ViolationException">The range is not within the object.</exception>
    /// <exception cref="MeaninglessException">A word is only in part within the range.</exception>
    public IEnumerable<GenericWord> WordsIn(long offset, long bytes)
    {
        Inside(offset, bytes);
        return world.Generic.WordsIn(block, offset, bytes);
    }

    private long Inside(long offset, long bytes) =>
        block.Size == GenericBlock.UnknownSize
            ? throw new MeaninglessException($"an access to {Name}, whose size is not known")
        : offset >= 0 && offset + bytes <= block.Size ? offset
        : throw new ViolationException(
            new Violation(
                ViolationKind.Assertion,
                KernelRules.NoOverruns,
                $"a {bytes}-byte access at {offset} of {Name}, which has {block.Size}"
            )
        );
}
