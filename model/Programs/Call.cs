using System.Collections.Immutable;

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
