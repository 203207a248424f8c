using System.Collections.Immutable;
using System.Globalization;

namespace PgmapCheck.Model.Programs;

/// <summary>One call of a thread.</summary>
/// <param name="Operation">The name of what is called (<see cref="Operations"/>).</param>
/// <param name="Arguments">With what.</param>
public sealed record Call(string Operation, ImmutableArray<Argument> Arguments)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(' ', [Operation, .. Arguments.Select(argument => argument.ToString())]);
}

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

/// <summary>What a call takes.</summary>
public enum ArgumentKind
{
    /// <summary>A page of a page map, <c>pmem0[0]</c>, or an ordinary one.</summary>
    Page,

    /// <summary>One page or more.</summary>
    Pages,

    /// <summary>A page of a file, <c>file[0]</c>.</summary>
    FilePage,

    /// <summary>Neighbouring pages of a file, <c>file[0..1]</c>.</summary>
    FileRange,

    /// <summary>A file.</summary>
    File,

    /// <summary>A page map.</summary>
    Pgmap,

    /// <summary>A process.</summary>
    Process,

    /// <summary>A signal: a name of its own, given by one thread and waited for by others.</summary>
    Signal,
}
