using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;

namespace PgmapCheck.Model.Text.Parts;

/// <summary>The fast path through a huge entry of device memory from the text.</summary>
public sealed record TextHugeEntries : HugeEntryForm
{
    private readonly string _fast;

    /// <summary>Counts that are about to overflow, a fault to inject, are for the base alone.</summary>
    /// <param name="hand">The form of the base.</param>
    /// <param name="fast">What <c>lockless_pages_from_mm</c> is called in the tree.</param>
    public TextHugeEntries(HugeEntryForm hand, string fast)
        : base(hand) => _fast = fast;

    /// <inheritdoc/>
    public override Routine<int> Fast(Linux linux, DaxFile file, int first, int count) =>
        linux.HasFullCounts
            ? base.Fast(linux, file, first, count)
            : TextGetUserPages.Fast(linux, file, first, count, 1, _fast);
}
