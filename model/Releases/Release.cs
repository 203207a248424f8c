namespace PgmapCheck.Model.Releases;

/// <summary>A kernel: which form each part of the protocol has in it, and how it is configured.</summary>
/// <param name="Name">What the command line calls it, such as <c>v4.18</c> or <c>v4.18+fixes</c>.</param>
/// <param name="Title">One line about it.</param>
public sealed record Release(string Name, string Title)
{
    /// <summary>The same kernel with all upstream fixes of its known bugs; null if it is one.</summary>
    public Release? Fixed { get; init; }
}
