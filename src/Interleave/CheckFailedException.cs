using Interleave.Search;

namespace Interleave;

/// <summary>A program is not as a test wants it.</summary>
/// <param name="message">A diagram of a violation, or what a proof lacks.</param>
/// <param name="verdict">What the search found.</param>
public sealed class CheckFailedException(string message, Verdict verdict) : Exception(message)
{
    /// <summary>What the search found.</summary>
    public Verdict Verdict { get; } = verdict;
}
