using KernelText.Flow;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A C function as something that has an address.</summary>
/// <param name="symbol">Which.</param>
internal sealed class FunctionObject(Symbol symbol) : MemoryObject
{
    /// <summary>Which.</summary>
    public Symbol Symbol { get; } = symbol;

    /// <inheritdoc/>
    public override string Name => Symbol.Name;

    /// <inheritdoc/>
    public override string Identity => $"{Symbol.File} {Symbol.Name}()";

    /// <inheritdoc/>
    public override MemoryObject In(TextWorld other) => other.FunctionObject(Symbol);

    /// <inheritdoc/>
    public override Field FieldAt(TextContext context, long offset, int bytes) =>
        throw new MeaninglessException($"an access to the code of {Name}");
}
