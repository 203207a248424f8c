using KernelText.Flow;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A string literal. Equal by value, as a compiler may have it.</summary>
/// <param name="symbol">The string.</param>
internal sealed class StringObject(Symbol symbol) : MemoryObject
{
    private readonly string _text = symbol.Name.Trim('"');

    /// <inheritdoc/>
    public override string Name => symbol.Name;

    /// <inheritdoc/>
    public override MemoryObject In(TextWorld other) => this;

    /// <inheritdoc/>
    public override Field FieldAt(TextContext context, long offset, int bytes) =>
        bytes == 1 && offset >= 0 && offset <= _text.Length && !_text.Contains('\\', StringComparison.Ordinal)
            ? new ConstantField(Name, Value.Of(offset == _text.Length ? 0 : _text[(int)offset]))
            : throw new MeaninglessException($"a {bytes}-byte access at {offset} of {Name}");

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StringObject other && other.Name == Name;

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
