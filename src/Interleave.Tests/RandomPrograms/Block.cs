using System.Collections.Immutable;

namespace Interleave.Tests.RandomPrograms;

/// <summary>Statements in order.</summary>
internal sealed record Block(ImmutableArray<Statement> Statements)
{
    public override string ToString() => $"{{ {string.Join("; ", Statements)} }}";
}
