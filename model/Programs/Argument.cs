using System.Globalization;

namespace PgmapCheck.Model.Programs;

/// <summary>An argument of a call: a name, an element <c>name[i]</c> or a range <c>name[i..j]</c>.</summary>
/// <param name="Name">What was declared.</param>
/// <param name="First">The index, or the first one of the range; null if there is none.</param>
/// <param name="Last">The last one of the range; null if there is none.</param>
public readonly record struct Argument(string Name, int? First = null, int? Last = null)
{
    /// <inheritdoc/>
    public override string ToString() =>
        (First, Last) switch
        {
            (null, _) => Name,
            ({ } i, null) => string.Create(CultureInfo.InvariantCulture, $"{Name}[{i}]"),
            ({ } i, { } j) => string.Create(CultureInfo.InvariantCulture, $"{Name}[{i}..{j}]"),
        };
}
