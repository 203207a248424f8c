namespace Interleave.Tests.RandomPrograms;

/// <summary>What a property of states looks at: how many tokens are held, or how many fibers are inside a named
/// routine.</summary>
/// <param name="OfTokens">True for tokens, false for fibers.</param>
/// <param name="AtLeast">It is so if there are at least that many,</param>
/// <param name="First">while the first cell has this value; null for any.</param>
internal sealed record Observation(bool OfTokens, int AtLeast, int? First)
{
    /// <summary>The property's name.</summary>
    public override string ToString() =>
        $"{AtLeast} {(OfTokens ? "held" : "inside")}{(First is { } value ? $" while c0 is {value}" : "")}";

    /// <summary>True if it is so.</summary>
    /// <param name="tokens">How many tokens all fibers hold together.</param>
    /// <param name="inside">How many fibers are inside the named routine.</param>
    /// <param name="first">What the first cell holds.</param>
    public bool Holds(Func<int> tokens, Func<int> inside, Func<int> first) =>
        (OfTokens ? tokens() : inside()) >= AtLeast && (First is not { } value || first() == value);
}
